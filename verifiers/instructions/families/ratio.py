"""``ratio``: shares of words, sentences and passages."""

from __future__ import annotations

import functools
from collections.abc import Sequence, Set
from importlib.resources import files

from verifiers.instructions.constraint import Constraint, Difference, demand
from verifiers.instructions.families.length_constraints import UNDERSCORES
from verifiers.instructions.text.sentences import split_sentences
from verifiers.instructions.text.view import View, is_word
from verifiers.instructions.text.words import tokenize

BEHIND_QUOTE = "a sentence that ends in a quotation mark is none of them"
_TOLERANCE = 2.0
_CLOSING = "\"'”’»)]*_"


class StopWords(Constraint, frozen=True):
    asks = "At most {percentage}% of the words of your response may be stop words."
    differences = (
        Difference(why=UNDERSCORES, kwargs={"percentage": 50}, response="the ____ ____", published=True),
    )
    percentage: float

    def check(self) -> None:
        super().check()
        demand(0 <= self.percentage <= 100, f"percentage must be from 0 to 100, got {self.percentage}")

    def holds(self, view: View) -> bool:
        return self._is_met(view.words)

    def published(self, view: View) -> bool:
        return self._is_met(view.runs)

    def _is_met(self, words: Sequence[str]) -> bool:
        stop_words = sum(word.lower() in english_stop_words() for word in words)
        return bool(words) and stop_words / len(words) * 100 <= self.percentage


class Overlap(Constraint, frozen=True):
    asks = (
        "Of all runs of three words of your response, {percentage}% (give or take 2%) must occur in this "
        "text: {reference_text}"
    )
    differences = (
        Difference(
            why="runs of three characters are compared, not of three words",
            kwargs={"reference_text": "one two three four five", "percentage": 100},
            response="one  two  three",
            published=False,
        ),
    )
    reference_text: str
    percentage: float

    def check(self) -> None:
        super().check()
        demand(0 <= self.percentage <= 100, f"percentage must be from 0 to 100, got {self.percentage}")

    def holds(self, view: View) -> bool:
        return self._is_met(_trigrams(view.tokens), _trigrams_of_words(self.reference_text))

    def published(self, view: View) -> bool:
        return self._is_met(_trigrams(view.text), _trigrams(self.reference_text))

    def _is_met(self, runs: Set[tuple[str, ...]], reference: Set[tuple[str, ...]]) -> bool:
        if not runs:
            return False
        share = len(runs & reference) / len(runs) * 100
        return self.percentage - _TOLERANCE <= share <= self.percentage + _TOLERANCE


class SentenceType(Constraint, frozen=True):
    asks = "Write twice as many statements as questions."
    differences = (
        Difference(
            why="a response without statements and questions passes",
            kwargs={},
            response="Hello!",
            published=True,
        ),
        Difference(why=BEHIND_QUOTE, kwargs={}, response='He said "Go." She left. Why?', published=False),
    )

    def holds(self, view: View) -> bool:
        statements, questions, _ = _sentence_ends(view, _CLOSING)
        return statements == 2 * questions > 0

    def published(self, view: View) -> bool:
        statements, questions, _ = _sentence_ends(view)
        return statements == 2 * questions


class SentenceBalance(Constraint, frozen=True):
    asks = "Write as many statements as questions, and as many exclamations."
    differences = (
        Difference(why="a response with none of them passes", kwargs={}, response="Hello", published=True),
        Difference(why=BEHIND_QUOTE, kwargs={}, response='He said "Go." She left! Why?', published=False),
    )

    def holds(self, view: View) -> bool:
        statements, questions, exclamations = _sentence_ends(view, _CLOSING)
        return statements == questions == exclamations > 0

    def published(self, view: View) -> bool:
        return len(set(_sentence_ends(view))) == 1


class SentenceWords(Constraint, frozen=True):
    asks = "Write three sentences, each with as many characters as the others, and use no word twice."
    differences = (
        Difference(why="repeated words pass", kwargs={}, response="Go now. Go now. Go now.", published=True),
    )

    def holds(self, view: View) -> bool:
        if not self.published(view):
            return False
        words = [word.lower() for word in view.plain_words]
        return len(words) == len(set(words)) and all(map(is_word, view.sentences))

    def published(self, view: View) -> bool:
        lengths = [len(sentence.strip()) for sentence in view.sentences]
        return len(lengths) == 3 and len(set(lengths)) == 1


@functools.cache
def english_stop_words() -> frozenset[str]:
    """NLTK's list."""
    data = files("verifiers.instructions.text") / "data" / "stopwords_english.txt"
    return frozenset(data.read_text(encoding="utf-8").split())


@functools.lru_cache(maxsize=64)
def _trigrams_of_words(reference: str) -> frozenset[tuple[str, ...]]:
    """Of a reference, which the variants of a response and the responses of a group share."""
    return frozenset(_trigrams(tokenize(split_sentences(reference))))


def _trigrams(items: Sequence[str]) -> set[tuple[str, ...]]:
    return set(zip(items, items[1:], items[2:], strict=False))


def _sentence_ends(view: View, closing: str = "") -> tuple[int, int, int]:
    """Sentences that end with a full stop, a question mark, an exclamation mark; ``closing`` marks aside."""
    ends = [sentence.rstrip(closing)[-1:] for sentence in view.sentences]
    return ends.count("."), ends.count("?"), ends.count("!")
