"""Strings and comments of Python source, found without parsing it: linear, and it never fails.

Each branch ends where it cannot go on, and takes what is there then: nothing is ever tried twice. Possessive
quantifiers would say so, but Python before 3.11.5 matches those wrongly (gh-106052).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

PYTHON_TEXTS: Final = re.compile(
    r"#[^\n]*"
    r'|"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*(?P<double>"""|\\?\Z)'
    r"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*(?P<single>'''|\\?\Z)"
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"?'
    r"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'?",
    re.DOTALL,
)


def without_texts(source: str, *, keep_strings: bool = False) -> str:
    """The source with its comments and strings made blank, position by position."""
    return PYTHON_TEXTS.sub(lambda text: _blank(text[0], keep=keep_strings), source)


def string_literals(source: str) -> Iterator[str]:
    """As they are written between their quotes."""
    for text in PYTHON_TEXTS.finditer(source):
        if text[0][0] != "#":
            quotes = 3 if text.lastgroup else 1
            yield text[0][quotes:-quotes]


def is_open(text: re.Match[str]) -> bool:
    """Whether the source ends inside this triple-quoted string."""
    return text.lastgroup is not None and text[text.lastgroup] not in ('"""', "'''")


def _blank(text: str, *, keep: bool) -> str:
    return text if keep and text[0] != "#" else re.sub(r"[^\n]", " ", text)
