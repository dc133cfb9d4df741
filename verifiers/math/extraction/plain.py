r"""The ending that most responses have, read in one match: ``… is $\boxed{42}$.`` and nothing behind it.

Nothing is decided here. A text is taken only when the full reading in ``answer`` could find no other answer:
the box is the only one, closed, filled, its content balanced, nothing before it changes it, and behind it
stand only signs that belong to no number. All else is left to the full reading; a test compares the two.
"""

from __future__ import annotations

import re
from typing import Final

from verifiers.math.extraction.surroundings import may_change

_COMMAND: Final = r"\\(?! fbox|boxed )[A-Za-z,;! ]"
_ENDING: Final = re.compile(
    rf"""
    \\boxed\{{ \s*
    ( (?: [0-9] | (?! [\s{{}}$~.…_?] | \\(?: text|mbox|mathrm|quad|l?dots|[^A-Za-z] ) ) )
      [^{{}}\\]*
      (?: (?: {_COMMAND} | \{{ [^{{}}\\]* (?: (?: {_COMMAND} | \{{ [^{{}}\\]* \}} ) [^{{}}\\]* )* \}} )
          [^{{}}\\]* )* )
    \}} [ \n.,$)\\\]]* \Z
    """,
    re.VERBOSE,
)
r"""Braces two deep and no escaped ones. What may be empty, ``\text{…}`` or dots, is not for here."""


def plainly_boxed(text: str) -> str | None:
    """The content of the only box, when the text plainly ends in it; None says nothing about the text."""
    start = text.rfind("\\boxed{")
    if start < 0:
        return None
    ending = _ENDING.match(text, start)
    if ending is None or _boxes_before(text, start):
        return None
    return None if may_change(text, start) or _holds_tag(ending[1]) else ending[1].rstrip()


def _holds_tag(content: str) -> bool:
    return "<" in content and "answer>" in content.lower()


def _boxes_before(text: str, start: int) -> bool:
    return text.rfind("box", 0, start) >= 0 and (
        text.rfind("\\boxed", 0, start) >= 0 or text.rfind("\\fbox", 0, start) >= 0
    )


__all__ = ["plainly_boxed"]
