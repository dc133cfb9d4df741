"""``keywords``: which words occur, how often, and where."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import ClassVar

from verifiers.instructions.constraint import Constraint, Difference, Relation, compares, demand
from verifiers.instructions.text.patterns import (
    count_literal,
    count_published,
    count_whole,
    has_published_word,
)
from verifiers.instructions.text.sentences import split_sentences
from verifiers.instructions.text.view import View, is_word, plain_words
from verifiers.instructions.text.words import tokenize

LITERAL = "the keyword is run as a regular expression; here it means itself"
CONTRACTION = Difference(
    why="a contraction counts as two words",
    kwargs={"keyword": "dogs", "n": 1, "m": 4},
    response="I don't like dogs.",
    published=False,
)
SHORTEST = 3
"""Letters of a palindrome that deserves the name."""
ROUGH = "sentences are cut by rules of thumb, at most abbreviations too"


class Existence(Constraint, frozen=True):
    asks = "Use each of these keywords somewhere in your response: {keywords}."
    differences = (
        Difference(why=LITERAL, kwargs={"keywords": ["a.c"]}, response="It is an abc.", published=True),
    )
    keywords: list[str]

    def holds(self, view: View) -> bool:
        return all(count_literal(keyword, view) for keyword in self.keywords)

    def published(self, view: View) -> bool:
        return all(count_published(keyword, view) for keyword in self.keywords)


class Frequency(Constraint, frozen=True):
    asks = "The word {keyword} should occur {relation} {frequency} times in your response."
    differences = (
        Difference(
            why=LITERAL,
            kwargs={"keyword": "C++", "frequency": 1, "relation": "at least"},
            response="A cc of c.",
            published=True,
        ),
    )
    keyword: str
    frequency: int
    relation: Relation

    def holds(self, view: View) -> bool:
        count = count_literal(self.keyword.strip(), view)
        return compares(count, self.relation, self.frequency)

    def published(self, view: View) -> bool:
        count = count_published(self.keyword.strip(), view)
        return compares(count, self.relation, self.frequency)


class ForbiddenWords(Constraint, frozen=True):
    asks = "Do not use any of these words in your response: {forbidden_words}."
    differences = (
        Difference(
            why=LITERAL, kwargs={"forbidden_words": ["a.c"]}, response="It is an abc.", published=False
        ),
        Difference(
            why="underscores, which emphasise, hide a word",
            kwargs={"forbidden_words": ["rain"]},
            response="I like _rain_.",
            published=True,
        ),
    )
    forbidden_words: list[str]

    def holds(self, view: View) -> bool:
        return not any(count_whole(word, view) for word in self.forbidden_words)

    def published(self, view: View) -> bool:
        return not any(has_published_word(word, view) for word in self.forbidden_words)


class LetterFrequency(Constraint, frozen=True):
    """The published check puts a random letter in the place of what is none of a to z."""

    asks = "The letter {letter} should occur {let_relation} {let_frequency} times in your response."
    letter: str
    let_frequency: int
    let_relation: Relation

    def check(self) -> None:
        super().check()
        demand(
            len(self.letter.strip()) == 1 and self.letter.strip().isalpha(),
            f"letter must be one letter, got {self.letter[:20]!r}",
        )

    def holds(self, view: View) -> bool:
        return compares(view.lower.count(self.letter.strip().lower()), self.let_relation, self.let_frequency)


class WordOnce(Constraint, frozen=True):
    asks = "Use the keyword {keyword} exactly once in your response."
    differences = (
        Difference(why=LITERAL, kwargs={"keyword": "a.c"}, response="It is an abc.", published=True),
    )
    keyword: str

    def holds(self, view: View) -> bool:
        return count_literal(self.keyword.strip(), view) == 1

    def published(self, view: View) -> bool:
        return count_published(self.keyword.strip(), view) == 1


class WordCountDifferentNumbers(Frequency, frozen=True):
    differences = (
        Difference(
            why=LITERAL,
            kwargs={"keyword": "a.c", "frequency": 1, "relation": "at least"},
            response="It is an abc.",
            published=True,
        ),
    )


class ExcludeWordHarder(Constraint, frozen=True):
    """``instruction`` is where the published check takes a keyword from when there is none; it is not
    needed."""

    asks = "Do not use the keyword {keyword} in your response."
    differences = (
        Difference(
            why="a keyword beside a comma, at an end of the text or in another case is not seen",
            kwargs={"keyword": "rain"},
            response="I like rain, and Rain",
            published=True,
        ),
    )
    keyword: str
    instruction: str | None = None

    def holds(self, view: View) -> bool:
        return not count_whole(self.keyword.strip(), view)

    def published(self, view: View) -> bool:
        return f" {self.keyword.strip()} " not in view.text


class NoAdjacentConsecutive(Constraint, frozen=True):
    asks = "No two neighbouring words of your response may begin with consecutive letters of the alphabet."
    differences = (
        Difference(
            why="quotes and other punctuation hide a word's first letter",
            kwargs={},
            response='an "big" mistake',
            published=True,
        ),
        Difference(
            why="digits and other characters count as letters", kwargs={}, response="1 2", published=False
        ),
    )

    def holds(self, view: View) -> bool:
        firsts = [word[0] for word in map(str.lower, view.plain_words)]
        return not any(
            first.isalpha() and second.isalpha() and ord(second) - ord(first) == 1
            for first, second in itertools.pairwise(firsts)
        )

    def published(self, view: View) -> bool:
        firsts = [word[0].lower() for word in view.text.split()]
        pairs = list(itertools.pairwise(firsts))
        return all(len(a) == len(b) == 1 and ord(b) - ord(a) != 1 for a, b in pairs)


class Palindrome(Constraint, frozen=True):
    asks = (
        "Include a palindrome in your response: a word of at least three letters that reads the same "
        "backwards."
    )
    differences = (
        Difference(
            why="every single character passes, such as the word `a`",
            kwargs={},
            response="This is a test",
            published=True,
        ),
        Difference(
            why="punctuation or a capital letter hides a palindrome",
            kwargs={},
            response="Look at that Kayak.",
            published=False,
        ),
        Difference(why="a row of one letter passes", kwargs={}, response="Hmm, mmm good", published=True),
    )

    def holds(self, view: View) -> bool:
        return any(len(word) >= SHORTEST and is_palindrome(word.lower()) for word in view.plain_words)

    def published(self, view: View) -> bool:
        return any(word == word[::-1] for word in view.text.split())


class KeywordSpecificPosition(Constraint, frozen=True):
    asks = "Use the keyword {keyword} in sentence {n}, as word {m} of that sentence."
    differences: ClassVar[tuple[Difference, ...]] = (
        Difference(
            why="punctuation counts as words",
            kwargs={"keyword": "dog", "n": 1, "m": 3},
            response="Well, big dog.",
            published=False,
        ),
        Difference(
            why="the keyword must have the same capital letters",
            kwargs={"keyword": "dog", "n": 1, "m": 1},
            response="Dog barks.",
            published=False,
        ),
        CONTRACTION,
    )
    keyword: str | list[str]
    n: int
    m: int

    def check(self) -> None:
        super().check()
        demand(self.n >= 1 and self.m >= 1, "n and m count from 1")

    def holds(self, view: View) -> bool:
        if len(view.sentences) < self.n:
            return False
        words = plain_words(view.sentences[self.n - 1])
        return len(words) >= self.m and words[self.m - 1].lower() == first_text(self.keyword).lower()

    def published(self, view: View) -> bool:
        return self._token(view.rough_sentences) == first_text(self.keyword)

    def _token(self, sentences: Sequence[str]) -> str:
        """Token ``m`` of sentence ``n``, empty where there is none."""
        if len(sentences) < self.n:
            return ""
        tokens = tokenize(split_sentences(sentences[self.n - 1]))
        return tokens[self.m - 1] if len(tokens) >= self.m else ""


class StartEnd(Constraint, frozen=True):
    asks = (
        "Begin and end your response with the same word, with nothing behind the last one, not even "
        "punctuation."
    )
    differences = (
        Difference(why="a mark of punctuation counts as a word", kwargs={}, response="* a *", published=True),
    )

    def holds(self, view: View) -> bool:
        return self.published(view) and is_word(view.tokens[0])

    def published(self, view: View) -> bool:
        tokens = view.tokens
        return len(tokens) >= 2 and tokens[0].lower() == tokens[-1].lower()


def is_palindrome(word: str) -> bool:
    """Of letters, and of more than one."""
    return word == word[::-1] and word.isalpha() and len(set(word)) > 1


def first_text(value: str | list[str]) -> str:
    """Some data sets give a word as a list of one."""
    return (value if isinstance(value, str) else value[0]).strip()
