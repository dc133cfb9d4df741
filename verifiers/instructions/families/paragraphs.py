"""``paragraphs``: two of them."""

from __future__ import annotations

import re

from verifiers.instructions.constraint import Constraint, Difference
from verifiers.instructions.families.length_constraints import count_pieces, split_at_stars
from verifiers.instructions.text.view import View

_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")


class Paragraphs(Constraint, frozen=True):
    asks = "Write 2 paragraphs, with the markdown divider *** between them."

    def holds(self, view: View) -> bool:
        return count_pieces(split_at_stars(view.text)) == 2


class Paragraphs2(Constraint, frozen=True):
    asks = "Write 2 paragraphs, with two line breaks between them and nowhere else."
    differences = (
        Difference(
            why="one line break more between the paragraphs makes an empty one",
            kwargs={},
            response="One.\n\n\n\nTwo.",
            published=False,
        ),
    )

    def holds(self, view: View) -> bool:
        return len(_BLANK_LINES.split(view.text.strip())) == 2

    def published(self, view: View) -> bool:
        return count_pieces(view.text.split("\n\n")) == 2
