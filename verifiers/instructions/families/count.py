"""``count``: how many of something."""

from __future__ import annotations

import re
from collections import Counter

from verifiers.instructions.constraint import Constraint, Difference, demand
from verifiers.instructions.families.keywords import LITERAL
from verifiers.instructions.families.length_constraints import UNDERSCORES, count_pieces, split_at_stars
from verifiers.instructions.text.lexicon import NAMES, OTHER_PRONOUNS, PERSONAL_PRONOUNS
from verifiers.instructions.text.patterns import count_literal, count_published, count_whole
from verifiers.instructions.text.rough_sentences import split_roughly
from verifiers.instructions.text.sentences import split_sentences
from verifiers.instructions.text.view import AROUND_WORDS, View, plain_words, without_punctuation
from verifiers.instructions.text.words import tokenize

CONJUNCTIONS = frozenset(("and", "but", "for", "nor", "or", "so", "yet"))
_NAME = re.compile(rf"\b(?:{'|'.join(NAMES)})\b")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?")
_JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
_SMALL = re.compile(r"\b[a-z]+\b")
_DIVIDER = re.compile(r"\s*\*[ \t]?\*[ \t]?\*\s*")
_INTERROBANGS = ("!?", "?!", "‽")


class WordCountRange(Constraint, frozen=True):
    asks = "Your response must have between {min_words} and {max_words} words."
    differences = (
        Difference(
            why=UNDERSCORES,
            kwargs={"min_words": 3, "max_words": 5},
            response="Name: ____ ____",
            published=True,
        ),
    )
    min_words: int
    max_words: int

    def check(self) -> None:
        super().check()
        demand(
            self.min_words <= self.max_words,
            f"min_words {self.min_words} is above max_words {self.max_words}",
        )

    def holds(self, view: View) -> bool:
        return self.min_words <= len(view.words) <= self.max_words

    def published(self, view: View) -> bool:
        return self.min_words <= len(view.runs) <= self.max_words


class UniqueWordCount(Constraint, frozen=True):
    asks = "Use at least {N} different words in your response."
    differences = (
        Difference(
            why="marks that stand alone count as words",
            kwargs={"N": 3},
            response="red - green",
            published=True,
        ),
        Difference(
            why="a word between curly quotation marks or beside a dash is another word",
            kwargs={"N": 2},
            response="red “red” red—",
            published=True,
        ),
    )
    N: int

    def holds(self, view: View) -> bool:
        return len(set(_small(view))) >= self.N

    def published(self, view: View) -> bool:
        return len({word.strip(AROUND_WORDS) for word in view.lower.split()}) >= self.N


class Conjunctions(Constraint, frozen=True):
    asks = "Use at least {small_n} different coordinating conjunctions in your response."
    differences = (
        Difference(
            why="one conjunction in two spellings, such as `And` and `and`, counts as two",
            kwargs={"small_n": 2},
            response="And this and that.",
            published=True,
        ),
    )
    small_n: int

    def check(self) -> None:
        super().check()
        demand(self.small_n <= len(CONJUNCTIONS), f"small_n is above {len(CONJUNCTIONS)}: there are no more")

    def holds(self, view: View) -> bool:
        return len(CONJUNCTIONS.intersection(_small(view))) >= self.small_n

    def published(self, view: View) -> bool:
        words = {word for word in view.text.split() if word.strip(AROUND_WORDS).lower() in CONJUNCTIONS}
        return len(words) >= self.small_n


class PersonNames(Constraint, frozen=True):
    asks = "Mention at least {N} different persons of this list: " + ", ".join(NAMES) + "."
    N: int

    def check(self) -> None:
        super().check()
        demand(len(NAMES) >= self.N, f"N is above {len(NAMES)}: the list has no more names")

    def holds(self, view: View) -> bool:
        return len(set(_NAME.findall(view.text))) >= self.N


class Numbers(Constraint, frozen=True):
    asks = "Write exactly {N} numbers in your response."
    differences = (
        Difference(
            why="punctuation is taken out first, so that 3-4 and 1,2 are one number each",
            kwargs={"N": 2},
            response="It takes 3-4 days.",
            published=False,
        ),
    )
    N: int

    def holds(self, view: View) -> bool:
        return len(_NUMBER.findall(view.text)) == self.N

    def published(self, view: View) -> bool:
        return len(re.findall(r"\d+", without_punctuation(view.text))) == self.N


class WordsJapanese(Constraint, frozen=True):
    asks = "Of every {N} words of your response, the last must be Japanese."
    differences = (
        Difference(
            why="a response with fewer words passes", kwargs={"N": 5}, response="Too short.", published=True
        ),
        Difference(
            why="digits in the places of Japanese words pass",
            kwargs={"N": 2},
            response="one 1 two 2 three 三",
            published=True,
        ),
    )
    N: int

    def check(self) -> None:
        super().check()
        demand(self.N >= 1, "N counts from 1")

    def holds(self, view: View) -> bool:
        words = self._words(view)
        return bool(words) and all(map(_JAPANESE.search, words))

    def published(self, view: View) -> bool:
        return all(_JAPANESE.search(word) or word.isdigit() or not word for word in self._words(view))

    def _words(self, view: View) -> list[str]:
        return [word.strip(AROUND_WORDS) for word in view.text.split()[self.N - 1 :: self.N]]


class Pronouns(Constraint, frozen=True):
    asks = "Use at least {N} pronouns in your response."
    differences = (
        Difference(
            why="only personal and possessive pronouns count, not `this`, `who` or `everyone`",
            kwargs={"N": 2},
            response="Everyone knows this.",
            published=False,
        ),
    )
    N: int

    def holds(self, view: View) -> bool:
        return _count_pronouns(view, PERSONAL_PRONOUNS | OTHER_PRONOUNS) >= self.N

    def published(self, view: View) -> bool:
        return _count_pronouns(view, PERSONAL_PRONOUNS) >= self.N


class Punctuation(Constraint, frozen=True):
    asks = "Use each of these marks at least once in your response: . , ! ? ; : and the interrobang ?!"

    def holds(self, view: View) -> bool:
        if not any(mark in view.text for mark in _INTERROBANGS):
            return False
        rest = view.text.replace("?!", "", 1)
        if len(rest) == len(view.text):
            rest = rest.replace("!?", "", 1)
        return all(mark in rest for mark in ".,!?;:")


class KeywordsMultiple(Constraint, frozen=True):
    asks = (
        "Use the keyword {keyword1} once in your response, {keyword2} twice, {keyword3} three times, "
        "{keyword4} five times and {keyword5} seven times."
    )
    differences = (
        Difference(
            why="a keyword inside another word counts",
            kwargs={"keyword1": "cat", "keyword2": "b", "keyword3": "e", "keyword4": "f", "keyword5": "g"},
            response="cat concatenate, b b, e e e, f f f f f, g g g g g g g",
            published=False,
        ),
    )
    keyword1: str
    keyword2: str
    keyword3: str
    keyword4: str
    keyword5: str

    def holds(self, view: View) -> bool:
        return all(count_whole(word.strip(), view) == times for word, times in self._wanted())

    def published(self, view: View) -> bool:
        return all(view.lower.count(word.strip().lower()) == times for word, times in self._wanted())

    def _wanted(self) -> list[tuple[str, int]]:
        words = (self.keyword1, self.keyword2, self.keyword3, self.keyword4, self.keyword5)
        return list(zip(words, (1, 2, 3, 5, 7), strict=True))


class LowercaseCounting(Constraint, frozen=True):
    asks = "Write at most {N} words in small letters."
    differences = (
        Difference(
            why="words with letters beyond a to z do not count",
            kwargs={"N": 0},
            response="CAFÉ été",
            published=True,
        ),
    )
    N: int

    def holds(self, view: View) -> bool:
        return sum(map(str.islower, view.words)) <= self.N

    def published(self, view: View) -> bool:
        return len(_SMALL.findall(view.text)) <= self.N


class CountingComposition(Constraint, frozen=True):
    asks = (
        "Write 3 paragraphs with the markdown divider * * * between them, each of exactly {n_sent} "
        "sentences, and each sentence of exactly {n_words} words."
    )
    differences = (
        Difference(
            why="punctuation counts as words, and the divider of the instruction, `* * *`, divides nothing",
            kwargs={"n_sent": 1, "n_words": 2},
            response="Birds sing.\n* * *\nDogs bark.\n* * *\nCats sleep.",
            published=False,
        ),
        Difference(
            why="a sentence of one word fewer and a full stop passes",
            kwargs={"n_sent": 1, "n_words": 2},
            response="Sing.***Bark.***Sleep.",
            published=True,
        ),
    )
    n_sent: int
    n_words: int

    def holds(self, view: View) -> bool:
        paragraphs = [piece for piece in _DIVIDER.split(view.text) if piece.strip()]
        return len(paragraphs) == 3 and all(
            self._fits(list(map(plain_words, split_sentences(paragraph)))) for paragraph in paragraphs
        )

    def published(self, view: View) -> bool:
        paragraphs = split_at_stars(view.text)
        return count_pieces(paragraphs) == 3 and all(
            self._fits([tokenize(split_sentences(s)) for s in split_roughly(paragraph)])
            for paragraph in paragraphs
        )

    def _fits(self, sentences: list[list[str]]) -> bool:
        return len(sentences) == self.n_sent and all(len(words) == self.n_words for words in sentences)


class CountUnique(Constraint, frozen=True):
    asks = "Use no word twice in your response."
    differences = (
        Difference(
            why="two equal marks of punctuation count as a repeated word",
            kwargs={},
            response="Red, green, blue",
            published=False,
        ),
        Difference(
            why="a word in another case counts as another word",
            kwargs={},
            response="The cat and the",
            published=True,
        ),
    )

    def holds(self, view: View) -> bool:
        words = _small(view)
        return bool(words) and len(words) == len(set(words))

    def published(self, view: View) -> bool:
        return len(view.tokens) == len(set(view.tokens))


class CountIncrementWord(Constraint, frozen=True):
    asks = "Use the keyword {keyword1} once in your response, and the keyword {keyword2} twice."
    differences = (
        Difference(
            why=LITERAL, kwargs={"keyword1": "a.c", "keyword2": "d"}, response="abc d d", published=True
        ),
    )
    keyword1: str
    keyword2: str

    def holds(self, view: View) -> bool:
        counts = [count_literal(word.strip(), view) for word in (self.keyword1, self.keyword2)]
        return counts == [1, 2]

    def published(self, view: View) -> bool:
        words = (self.keyword1, self.keyword2)
        return [count_published(word.strip(), view) for word in words] == [1, 2]


def _small(view: View) -> list[str]:
    return [word.lower() for word in view.plain_words]


def _count_pronouns(view: View, pronouns: frozenset[str]) -> int:
    """A slash parts words, as in she/her."""
    counts = Counter(View(view.text.replace("/", " ").lower(), view).tokens)
    return sum(counts[word] for word in pronouns)
