"""``detectable_content``: placeholders and postscripts."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from verifiers.instructions.constraint import Constraint, Difference
from verifiers.instructions.text.patterns import count_published
from verifiers.instructions.text.view import View, is_word

_PUBLISHED = {"P.P.S": re.compile(r"p\.\s?p\.\s?s"), "P.S.": re.compile(r"p\.\s?s\.")}
_BEFORE_LINE = " \t>*_#\"'“(-"


class NumberPlaceholders(Constraint, frozen=True):
    asks = "Include at least {num_placeholders} placeholders in square brackets, such as [address]."
    differences = (
        Difference(
            why="empty brackets pass", kwargs={"num_placeholders": 2}, response="[] and [ ]", published=True
        ),
    )
    num_placeholders: int

    def holds(self, view: View) -> bool:
        return sum(map(is_word, self._brackets(view))) >= self.num_placeholders

    def published(self, view: View) -> bool:
        return sum(1 for _ in self._brackets(view)) >= self.num_placeholders

    @staticmethod
    def _brackets(view: View) -> Iterator[str]:
        return itertools.chain.from_iterable(map(_bracketed, view.lines))


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
        Difference(
            why="a marker at the very beginning passes, where it is no end of anything",
            kwargs={"postscript_marker": "P.S."},
            response="P.S. All that I have to say.",
            published=True,
        ),
    )
    postscript_marker: str

    def holds(self, view: View) -> bool:
        marker = _squeezed(self.postscript_marker)
        for number, line in reversed(list(enumerate(view.lines))):
            begun = _squeezed(line.lstrip(_BEFORE_LINE))
            if begun.startswith(marker):
                behind = (begun.removeprefix(marker), *view.lines[number + 1 :])
                return any(map(is_word, behind)) and any(map(is_word, view.lines[:number]))
        return False

    def published(self, view: View) -> bool:
        marker = self.postscript_marker.strip()
        if marker in _PUBLISHED:
            return bool(_PUBLISHED[marker].search(view.lower))
        return count_published(f"(?-i:{marker.lower()})", View(view.lower)) > 0


def _bracketed(line: str) -> Iterator[str]:
    """What stands in brackets, each time from an opening one to the next that closes."""
    position = 0
    while (start := line.find("[", position)) >= 0 and (end := line.find("]", start)) >= 0:
        yield line[start:end]
        position = end + 1


def _squeezed(text: str) -> str:
    return "".join(text.lower().split())
