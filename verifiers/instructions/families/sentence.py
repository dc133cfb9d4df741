"""``sentence``: what certain sentences hold, and how they grow."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, groupby, pairwise

from verifiers.instructions.constraint import Constraint, Difference, demand
from verifiers.instructions.text.patterns import count_whole, has_bounded
from verifiers.instructions.text.view import AROUND_WORDS, View, bare, plain_words


class Keyword(Constraint, frozen=True):
    asks = "Use the keyword {word} in sentence {N} of your response."
    differences = (
        Difference(
            why="a keyword that ends in a mark is found only where a letter follows",
            kwargs={"word": "C++", "N": 1},
            response="I like C++ a lot.",
            published=False,
        ),
    )
    word: str
    N: int

    def check(self) -> None:
        super().check()
        demand(self.N >= 1, "N counts from 1")

    def holds(self, view: View) -> bool:
        return (
            len(view.sentences) >= self.N and count_whole(self.word.strip(), View(self._sentence(view))) > 0
        )

    def published(self, view: View) -> bool:
        return len(view.sentences) >= self.N and has_bounded(self.word, View(self._sentence(view)))

    def _sentence(self, view: View) -> str:
        return view.sentences[self.N - 1]


class Increment(Constraint, frozen=True):
    asks = "Each sentence must have exactly {small_n} words more than the one before."
    differences = (
        Difference(
            why="a single sentence, which has none before it, passes",
            kwargs={"small_n": 1},
            response="Only one sentence here.",
            published=True,
        ),
        Difference(
            why="a dash counts as a word",
            kwargs={"small_n": 1},
            response="Birds sing. Dogs — bark.",
            published=True,
        ),
    )
    small_n: int

    def holds(self, view: View) -> bool:
        return len(view.sentences) >= 2 and self._is_met(map(plain_words, view.sentences))

    def published(self, view: View) -> bool:
        return bool(view.sentences) and self._is_met(map(bare, view.sentences))

    def _is_met(self, sentences: Iterable[list[str]]) -> bool:
        return all(b == a + self.small_n for a, b in pairwise(map(len, sentences)))


class AlliterationIncrement(Constraint, frozen=True):
    asks = (
        "Each sentence must have a longer run of neighbouring words with the same first letter than the "
        "one before."
    )
    differences = (
        Difference(why="a single sentence passes", kwargs={}, response="Hello there.", published=True),
        Difference(
            why="the words of all runs of a sentence are added up",
            kwargs={},
            response="Big bears bathe. Tall trees and cold caves.",
            published=True,
        ),
    )

    def holds(self, view: View) -> bool:
        letters = ([word[0] for word in plain_words(text)] for text in map(str.lower, view.sentences))
        return len(view.sentences) >= 2 and all(a < b for a, b in pairwise(map(_longest_run, letters)))

    def published(self, view: View) -> bool:
        sums = (_alliterating(_first_letters(sentence)) for sentence in view.sentences)
        return all(a < b for a, b in pairwise(chain([-1], sums)))


def _first_letters(sentence: str) -> list[str]:
    words = (word.lstrip(AROUND_WORDS) for word in sentence.lower().split())
    return [word[0] for word in words if word]


def _longest_run(letters: list[str]) -> int:
    return max((len(list(run)) for _, run in groupby(letters)), default=0)


def _alliterating(letters: list[str]) -> int:
    """Words that share their first letter with a neighbour."""
    return sum(length for length in (len(list(run)) for _, run in groupby(letters)) if length > 1)
