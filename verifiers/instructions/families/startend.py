"""``startend``: how a response begins and ends."""

from __future__ import annotations

from verifiers.instructions.constraint import Constraint, Difference
from verifiers.instructions.text.view import View, is_word


class EndChecker(Constraint, frozen=True):
    asks = "End your response with exactly these words, and write nothing behind them: {end_phrase}"
    end_phrase: str

    def holds(self, view: View) -> bool:
        return view.text.strip().strip('"').lower().endswith(self.end_phrase.strip().lower())


class Quotation(Constraint, frozen=True):
    asks = "Put your whole response between double quotation marks."
    differences = (
        Difference(why="quotation marks around nothing pass", kwargs={}, response='""', published=True),
        Difference(why="curly quotation marks are none", kwargs={}, response="“All of it.”", published=False),
    )

    def holds(self, view: View) -> bool:
        text = view.text.strip()
        return is_word(text) and (text[0], text[-1]) in (('"', '"'), ("“", "”"))

    def published(self, view: View) -> bool:
        text = view.text.strip()
        return len(text) > 1 and text[0] == '"' and text[-1] == '"'
