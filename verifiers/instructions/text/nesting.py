"""How deep brackets and quotations stand in one another. Only pairs that close count."""

from __future__ import annotations

import re
from typing import Final

BRACKETS: Final = {")": "(", "]": "[", "}": "{"}
"""Closing to opening."""

_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_MARK = re.compile("[\"'“”‘’]")
_OPENING = "\"'“‘"
_DOUBLE = '"“'
_CLOSED_BY = {"“": "”", "‘": "’", '"': '"', "'": "'"}


class _Open:
    """What is open, and for each how many levels have closed inside of it."""

    def __init__(self) -> None:
        self.marks: list[str] = []
        self._inside: list[int] = []
        self.deepest = 0

    def open(self, mark: str) -> None:
        self.marks.append(mark)
        self._inside.append(0)

    def close(self) -> None:
        self.marks.pop()
        depth = self._inside.pop() + 1
        self.deepest = max(self.deepest, depth)
        if self._inside:
            self._inside[-1] = max(self._inside[-1], depth)

    def forget(self) -> None:
        self.marks.clear()
        self._inside.clear()


def bracket_depth(text: str) -> int:
    """A bracket that closes what is not open ends all that is."""
    nest = _Open()
    for character in text:
        if character in "([{":
            nest.open(character)
        elif character in BRACKETS:
            if nest.marks[-1:] == [BRACKETS[character]]:
                nest.close()
            else:
                nest.forget()
    return nest.deepest


def quotation_depth(text: str) -> int:
    """Straight and curly marks, double and single by turns; an apostrophe inside a word is none."""
    nest = _Open()
    for mark in _MARK.findall(_APOSTROPHE.sub("", text)):
        around = nest.marks[-1] if nest.marks else ""
        if around and mark == _CLOSED_BY[around]:
            nest.close()
        elif mark in _OPENING and (not around or (mark in _DOUBLE) != (around in _DOUBLE)):
            nest.open(mark)
    return nest.deepest
