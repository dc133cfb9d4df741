"""``change_case``: capital and small letters."""

from __future__ import annotations

import re

from verifiers.instructions.constraint import Constraint, Difference, Relation, compares
from verifiers.instructions.text.view import View

_CAPITALS = re.compile(r"[A-Z](?:(?![a-z])(?<![a-z].)|(?:not|me|na|ta)\b)")
"""A capital letter with no small one beside it, or one that a tokenizer parts from those behind it."""


class CapitalWordFrequency(Constraint, frozen=True):
    asks = "Words in capital letters alone should occur {capital_relation} {capital_frequency} times."
    capital_frequency: int
    capital_relation: Relation

    def holds(self, view: View) -> bool:
        sentences = (text for text in view.sentences if _CAPITALS.search(text) or not text.isascii())
        tokens = view.tokens_of(sentences)
        return compares(sum(map(str.isupper, tokens)), self.capital_relation, self.capital_frequency)


class EnglishCapital(Constraint, frozen=True):
    asks = "Write your whole response in English and in capital letters."
    differences = (
        Difference(
            why="the detector takes capital letters for abbreviations and English for German; it may "
            "also tell it by the same words in small letters",
            kwargs={},
            response="GEORGE WASHINGTON WAS BORN IN VIRGINIA",
            published=False,
        ),
    )

    def holds(self, view: View) -> bool:
        return view.text.isupper() and "en" in (view.language, view.language_of_lower)

    def published(self, view: View) -> bool:
        return view.text.isupper() and view.language in ("en", None)


class EnglishLowercase(Constraint, frozen=True):
    asks = "Write your whole response in English and in small letters, without a capital letter."
    differences = (
        Difference(
            why="a text whose language cannot be told passes", kwargs={}, response="ⓐ 12345", published=True
        ),
    )

    def holds(self, view: View) -> bool:
        return view.text.islower() and view.language == "en"

    def published(self, view: View) -> bool:
        return view.text.islower() and view.language in ("en", None)
