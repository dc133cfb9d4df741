"""``words``: what the words of a response look like, one by one and side by side."""

from __future__ import annotations

import functools
import itertools
import string
import unicodedata
from collections import Counter
from collections.abc import Sequence

import syllapy

from verifiers.instructions.constraint import Constraint, Difference
from verifiers.instructions.families.keywords import (
    CONTRACTION,
    KeywordSpecificPosition,
    first_text,
    is_palindrome,
)
from verifiers.instructions.text.sentences import split_sentences
from verifiers.instructions.text.verbs import LOOKED_AT, english_tagger
from verifiers.instructions.text.view import AROUND_WORDS, View, is_word, plain_words
from verifiers.instructions.text.words import tokenize

PALINDROMES = 10
SHORTEST_PALINDROME = 5
VOWELS = 3
_CONSONANTS = frozenset("bcdfghjklmnpqrstvwxyz")
_PRIMES = frozenset(
    (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97)
)
_LONGEST_WORD = 60  # whose syllables are worth remembering
_BEGINNING = 1000


class Repeats(Constraint, frozen=True):
    asks = "Use no word more than {small_n} times in your response."
    differences = (
        Difference(
            why="a dash counts as a word",
            kwargs={"small_n": 1},
            response="Red — green — blue",
            published=False,
        ),
        Difference(
            why="curly quotation marks make a word another",
            kwargs={"small_n": 1},
            response="Red “red”",
            published=True,
        ),
    )
    small_n: int

    def holds(self, view: View) -> bool:
        return self._is_met(view.plain_words)

    def published(self, view: View) -> bool:
        return self._is_met(view.bare_words)

    def _is_met(self, words: Sequence[str]) -> bool:
        return max(Counter(map(str.lower, words)).values(), default=0) <= self.small_n


class KeywordsSpecificPosition(KeywordSpecificPosition, frozen=True):
    differences = (
        Difference(
            why="punctuation counts as words",
            kwargs={"keyword": "dog", "n": 1, "m": 3},
            response="Well, big dog.",
            published=False,
        ),
        CONTRACTION,
    )

    def published(self, view: View) -> bool:
        return self._token(view.sentences).lower() == first_text(self.keyword).lower()


class WordsPosition(Constraint, frozen=True):
    asks = "The second word of your response and the last but one must both be {keyword}."
    differences = (
        Difference(
            why="punctuation counts as words",
            kwargs={"keyword": "dog"},
            response="A dog is a dog indeed.",
            published=False,
        ),
    )
    keyword: str

    def holds(self, view: View) -> bool:
        return self._stands(view.plain_words)

    def published(self, view: View) -> bool:
        return self._stands(view.tokens)

    def _stands(self, tokens: Sequence[str]) -> bool:
        keyword = self.keyword.strip().lower()
        return len(tokens) >= 2 and tokens[1].lower() == tokens[-2].lower() == keyword


class Alphabet(Constraint, frozen=True):
    asks = (
        "Each word must begin with the letter of the alphabet behind that of the word before, and A "
        "follows Z."
    )
    differences = (
        Difference(why="a single word passes", kwargs={}, response="Apple", published=True),
        Difference(why="a dash counts as a word", kwargs={}, response="Apples — bananas", published=False),
    )

    def holds(self, view: View) -> bool:
        return len(view.plain_words) >= 2 and self._is_met(view.plain_words)

    def published(self, view: View) -> bool:
        return self._is_met(view.bare_words)

    @staticmethod
    def _is_met(words: Sequence[str]) -> bool:
        letters = string.ascii_lowercase
        firsts = [word.lower()[0] for word in words]
        if not firsts or words[0][0].lower() not in letters:
            return False
        start = letters.index(firsts[0])
        return all(first == letters[(start + number) % 26] for number, first in enumerate(firsts))


class Vowel(Constraint, frozen=True):
    asks = "Write one paragraph whose words have no more than three of the five vowels among them."
    differences = (
        Difference(
            why="vowels with accents are none", kwargs={}, response="Bad bed, bíd, bód.", published=True
        ),
    )

    def holds(self, view: View) -> bool:
        return is_word(view.text) and self._is_met(unicodedata.normalize("NFKD", view.lower))

    def published(self, view: View) -> bool:
        return self._is_met(view.lower)

    @staticmethod
    def _is_met(text: str) -> bool:
        return "\n" not in text.strip() and sum(vowel in text for vowel in "aeiou") <= VOWELS


class Consonants(Constraint, frozen=True):
    asks = "Each word of your response must have two or more consonants side by side."
    differences = (
        Difference(
            why="a dash or a number between words is a word without consonants",
            kwargs={},
            response="Plants - stems",
            published=False,
        ),
        Difference(
            why="a row of words without blanks between them is one word",
            kwargs={},
            response="I—eat—a—plant",
            published=True,
        ),
    )

    def holds(self, view: View) -> bool:
        words = [word for word in view.plain_words if any(map(str.isalpha, word))]
        return bool(words) and all(_has_cluster(word.lower()) for word in words)

    def published(self, view: View) -> bool:
        return all(map(_has_cluster, view.lower.split()))


class Palindrome(Constraint, frozen=True):
    asks = "Include at least 10 different palindromes of one word, each of at least 5 letters."
    differences = (
        Difference(why="one palindrome ten times passes", kwargs={}, response="level " * 10, published=True),
        Difference(
            why="numbers and rows of one letter pass",
            kwargs={},
            response=" ".join(letter * 5 for letter in "abcdefghij"),
            published=True,
        ),
    )

    def holds(self, view: View) -> bool:
        words = (word.lower() for word in view.plain_words if len(word) >= SHORTEST_PALINDROME)
        return len(set(filter(is_palindrome, words))) >= PALINDROMES

    def published(self, view: View) -> bool:
        words = (word.lower() for word in view.bare_words if len(word) >= SHORTEST_PALINDROME)
        return sum(word == word[::-1] for word in words) >= PALINDROMES


class PrimeLengths(Constraint, frozen=True):
    asks = "Use only words whose number of letters is a prime."
    differences = (
        Difference(why="a response without a word passes", kwargs={}, response="...", published=True),
        Difference(why="a dash is a word of one letter", kwargs={}, response="Red — green", published=False),
    )

    def holds(self, view: View) -> bool:
        lengths = (sum(map(str.isalnum, word)) for word in view.plain_words)
        return bool(view.plain_words) and all(length in _PRIMES for length in lengths)

    def published(self, view: View) -> bool:
        return all(len(word) in _PRIMES for word in view.bare_words)


class StartVerb(Constraint, frozen=True):
    asks = "The first word of your response must be a verb."
    differences = (
        Difference(
            why="the tagger takes many imperatives for names, because of their capital letter",
            kwargs={},
            response="Build resilient relationships by listening.",
            published=False,
        ),
    )

    def holds(self, view: View) -> bool:
        tokens = list(filter(is_word, _first_tokens(view)))[:LOOKED_AT]
        return bool(tokens) and (_is_verb(tokens) or _is_verb([tokens[0].lower(), *tokens[1:]]))

    def published(self, view: View) -> bool:
        tokens = _first_tokens(view)[:LOOKED_AT]
        return bool(tokens) and _is_verb(tokens)


class OddEvenSyllables(Constraint, frozen=True):
    asks = "Words with an odd and with an even number of syllables must take turns."
    differences = (
        Difference(why="a single word passes", kwargs={}, response="Hello", published=True),
        Difference(why="a dash is a word of no syllable", kwargs={}, response="Water — is", published=False),
    )

    def holds(self, view: View) -> bool:
        words = ["".join(filter(str.isalnum, word)) for word in view.plain_words]
        return len(words) >= 2 and self._is_met(words)

    def published(self, view: View) -> bool:
        return self._is_met(view.bare_words)

    @staticmethod
    def _is_met(words: Sequence[str]) -> bool:
        parities = (_count_syllables(word.lower()) % 2 for word in words)
        return all(a != b for a, b in itertools.pairwise(parities))


class LastFirst(Constraint, frozen=True):
    asks = "The last word of each sentence must be the first word of the next."
    differences = (
        Difference(why="a single sentence passes", kwargs={}, response="Only this.", published=True),
        Difference(
            why="curly quotation marks make a word another",
            kwargs={},
            response="“I see a dog.” Dog days came.",
            published=False,
        ),
    )

    def holds(self, view: View) -> bool:
        sentences = (plain_words(sentence.lower()) for sentence in view.sentences)
        return 2 <= len(view.sentences) < len(view.plain_words) and all(
            a and b and a[-1] == b[0] for a, b in itertools.pairwise(sentences)
        )

    def published(self, view: View) -> bool:
        pairs = zip(view.sentences, view.sentences[1:], strict=False)
        return all(
            _last_word(sentence.rstrip(AROUND_WORDS)) == _first_word(following.lstrip(AROUND_WORDS)) != ""
            for sentence, following in pairs
        )


class ParagraphLastFirst(Constraint, frozen=True):
    asks = "Each paragraph, a line, must end with the word it begins with."
    differences = (
        Difference(why="a paragraph of one word passes", kwargs={}, response="Hello", published=True),
        Difference(
            why="a comma behind the first word makes it another",
            kwargs={},
            response="Rain, rain and more rain.",
            published=False,
        ),
    )

    def holds(self, view: View) -> bool:
        paragraphs = (words for line in view.lower.split("\n") if (words := plain_words(line)))
        return is_word(view.text) and all(len(words) > 1 and words[0] == words[-1] for words in paragraphs)

    def published(self, view: View) -> bool:
        paragraphs = (line.strip().strip(AROUND_WORDS) for line in view.lower.split("\n"))
        return all(_first_word(text) == _last_word(text) for text in paragraphs)


class NoConsecutive(Constraint, frozen=True):
    asks = "No two neighbouring words of your response may begin with the same letter."
    differences = (
        Difference(why="a dash counts as a word", kwargs={}, response="big — bear", published=True),
    )

    def holds(self, view: View) -> bool:
        return is_word(view.text) and self._is_met(view.plain_words)

    def published(self, view: View) -> bool:
        return self._is_met(view.bare_words)

    @staticmethod
    def _is_met(words: Sequence[str]) -> bool:
        return all(a != b for a, b in itertools.pairwise(word.lower()[0] for word in words))


def _has_cluster(word: str) -> bool:
    return any(a in _CONSONANTS and b in _CONSONANTS for a, b in itertools.pairwise(word))


def _first_tokens(view: View) -> list[str]:
    """Of the beginning, which is all that decides, unless it is one huge word."""
    if len(view.text) <= _BEGINNING:
        return view.tokens
    tokens = tokenize(split_sentences(view.text[:_BEGINNING]))
    return tokens if len(tokens) > LOOKED_AT + 1 else view.tokens


def _is_verb(tokens: Sequence[str]) -> bool:
    return english_tagger().tag(tokens).startswith("VB")


def _count_syllables(word: str) -> int:
    return _remembered_syllables(word) if len(word) <= _LONGEST_WORD else int(syllapy.count(word))


@functools.lru_cache(maxsize=65_536)
def _remembered_syllables(word: str) -> int:
    return int(syllapy.count(word))


def _first_word(text: str) -> str:
    return "".join(text.split(maxsplit=1)[:1]).lower()


def _last_word(text: str) -> str:
    return "".join(text.rsplit(maxsplit=1)[-1:]).lower()
