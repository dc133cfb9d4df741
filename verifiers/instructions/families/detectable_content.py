"""``detectable_content``: placeholders and postscripts."""

from __future__ import annotations

import re

from verifiers.instructions.constraint import Constraint, Difference
from verifiers.instructions.text.patterns import count_published
from verifiers.instructions.text.view import View, is_word

_PUBLISHED = {"P.P.S": re.compile(r"p\.\s?p\.\s?s"), "P.S.": re.compile(r"p\.\s?s\.")}
_BEFORE_LINE = " \t>*_#\"'“(-"


class NumberPlaceholders(Constraint, frozen=True):
    asks = "Include at least {num_placeholders} placeholders in square brackets, such as [address]."
    num_placeholders: int

    def holds(self, view: View) -> bool:
        return sum(map(_count_brackets, view.lines)) >= self.num_placeholders


class Postscript(Constraint, frozen=True):
    asks = "At the end of your response, add a postscript that begins with {postscript_marker}"
    differences = (
        Difference(
            why="a marker anywhere passes; a postscript begins a line and says something",
            kwargs={"postscript_marker": "P.S."},
            response="I will not add a p.s. here.",
            published=True,
        ),
        Difference(
            why="a marker with nothing behind it passes",
            kwargs={"postscript_marker": "P.P.S"},
            response="Bye.\nP.P.S",
            published=True,
        ),
    )
    postscript_marker: str

    def holds(self, view: View) -> bool:
        marker = _squeezed(self.postscript_marker)
        for number, line in reversed(list(enumerate(view.lines))):
            begun = _squeezed(line.lstrip(_BEFORE_LINE))
            if begun.startswith(marker):
                return any(is_word(text) for text in (begun.removeprefix(marker), *view.lines[number + 1 :]))
        return False

    def published(self, view: View) -> bool:
        marker = self.postscript_marker.strip()
        if marker in _PUBLISHED:
            return bool(_PUBLISHED[marker].search(view.lower))
        return count_published(marker.lower(), view.lower, view.lower) > 0


def _count_brackets(line: str) -> int:
    """Pairs of brackets, each from an opening one to the next that closes."""
    count = position = 0
    while (start := line.find("[", position)) >= 0 and (end := line.find("]", start)) >= 0:
        count += 1
        position = end + 1
    return count


def _squeezed(text: str) -> str:
    return "".join(text.lower().split())
