r"""Formulas in running text, and sentences that do not break inside them.

A dollar sign is a delimiter here and money there. One pass over the delimiters, no searching ahead, so that
thousands of openings without an end cost what they weigh.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_DELIMITER: Final = re.compile(r"\\[()\[\]]|\\.|\$\$?|\n\s*\n", re.DOTALL)
_CLOSING: Final = {"$": "$", "$$": "$$", "\\(": "\\)", "\\[": "\\]"}
_COMMAND: Final = re.compile(
    r"\\(?:text|mbox|textbf|textrm|mathrm|operatorname|begin|end)\s*\{[^{}]*\}|\\[A-Za-z]+"
)
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_BREAK: Final = re.compile(r"(?<=[.!?])(?:[\"”*_)$]|\\[\])])*\s+|(?<=[。！？।؟])|\n+")
_CONTINUED: Final = (":", "：", "=", "是", "为", ",", " is", " are", "\\\\")
_ABBREVIATED: Final = (" a.m.", " p.m.", "A.M.", "P.M.", "i.e.", "e.g.", " no.", " approx.", " vs.")
MAX_FORMULA: Final = 4000


@dataclass(frozen=True, slots=True)
class Span:
    """A formula: where its delimiters begin and end, and what is between them."""

    start: int
    end: int
    content: str


def formulas(text: str) -> list[Span]:
    """The delimited formulas, in order. ``$5 and $10`` has none."""
    found: list[Span] = []
    opened: re.Match[str] | None = None
    for match in _DELIMITER.finditer(text):
        token = match[0]
        if opened is not None and token == _CLOSING[opened[0]]:
            content = text[opened.end() : match.start()]
            if _is_formula(content, opened[0], text[match.end() : match.end() + 1]):
                found.append(Span(opened.start(), match.end(), content.strip()))
                opened = None
            else:
                opened = match if token in _CLOSING else None
        elif token in _CLOSING and (opened is None or opened[0].startswith("$")):
            opened = match
        elif opened is not None and opened[0] == "$" and token[0] == "\n":
            opened = None
    return found


def _is_formula(content: str, delimiter: str, following: str) -> bool:
    """Whether two delimiters hold mathematics, and are not two prices in a sentence."""
    if not content.strip() or len(content) > MAX_FORMULA:
        return False
    if delimiter != "$":
        return True
    return not following.isdigit() and len(_WORD.findall(_COMMAND.sub(" ", content))) < 2


def sentences(text: str) -> list[str]:
    """The sentences of ``text``; one that ends in a colon goes on in the next line."""
    inside = formulas(text)
    parts: list[str] = []
    begin, index = 0, 0
    for match in _BREAK.finditer(text):
        while index < len(inside) and inside[index].end <= match.end():
            index += 1
        if index < len(inside) and inside[index].start < match.start():
            continue
        before = text[max(begin, match.start() - 8) : match.start()].rstrip()
        if before.endswith(_CONTINUED) or (before.endswith(_ABBREVIATED) and "\n" not in match[0]):
            continue
        parts.append(text[begin : match.end()].strip())
        begin = match.end()
    parts.append(text[begin:].strip())
    return [part for part in parts if part.strip("*#-_ \n`")]
