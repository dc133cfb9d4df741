"""``letters``: how many letters."""

from __future__ import annotations

import re

from verifiers.instructions.constraint import Constraint, Difference, Relation, compares
from verifiers.instructions.families.keywords import LetterFrequency
from verifiers.instructions.text.view import View

_LETTER = re.compile(r"[a-zA-Z]")


class LetterCounting(Constraint, frozen=True):
    asks = "Answer with {relation} {N} letters."
    differences = (
        Difference(
            why="letters beyond a to z do not count",
            kwargs={"N": 3, "relation": "less than"},
            response="Привет",
            published=True,
        ),
    )
    N: int
    relation: Relation

    def holds(self, view: View) -> bool:
        return compares(sum(map(str.isalpha, view.text)), self.relation, self.N)

    def published(self, view: View) -> bool:
        return compares(len(_LETTER.findall(view.text)), self.relation, self.N)


class LetterCounting2(LetterFrequency, frozen=True):
    pass
