"""``last_word``: the last word of a response or of each sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from verifiers.instructions.constraint import Constraint, Difference
from verifiers.instructions.families.keywords import ROUGH, first_text
from verifiers.instructions.text.view import View

_PUNCTUATION = re.compile(r"[^\w\s]")


class LastWordSent(Constraint, frozen=True):
    asks = "The last word of each sentence, before its punctuation, must be {last_word}."
    differences = (
        Difference(why=ROUGH, kwargs={"last_word": "dog"}, response="It is cat vs. dog.", published=False),
    )
    last_word: str | list[str]

    def holds(self, view: View) -> bool:
        return self._is_met(view.sentences)

    def published(self, view: View) -> bool:
        return self._is_met(view.rough_sentences)

    def _is_met(self, sentences: Sequence[str]) -> bool:
        return bool(sentences) and all(_ends(text, first_text(self.last_word)) for text in sentences)


class LastWordAnswer(Constraint, frozen=True):
    asks = "The last word of your response must be {last_word}."
    last_word: str | list[str]

    def holds(self, view: View) -> bool:
        return _ends(view.text, first_text(self.last_word))


def _ends(text: str, word: str) -> bool:
    words = text.rsplit(maxsplit=1)
    return bool(words) and _PUNCTUATION.sub("", words[-1]).lower() == word.lower()
