"""English sentences by rules of thumb, as IF-RLVR's checks cut them, which know nothing of Punkt.

Only the published verdicts on IF-RLVR's constraints need them. A period is a full stop unless a rule takes
it for part of an abbreviation, an address or a number; the rules apply one after the other.
"""

from __future__ import annotations

import re
from typing import Final

_PERIOD: Final = "<prd>"
"""Stands for a period that ends nothing. That a response may hold these marks itself is part of the rules."""
_STOP: Final = "<stop>"

_STARTER = r"(Mrs?|Ms|Dr|Prof|Capt|Cpt|Lt|Wherever|(?:He|She|It|They|Their|Our|We|But|However|That|This)\s)"
_COMPANY = "(Inc|Ltd|Jr|Sr|Co)"
_RULES: Final = (
    (re.compile(r"(Mrs?|St|Ms|Dr)\."), rf"\1{_PERIOD}"),
    (re.compile(r"\.(com|net|org|io|gov|edu|me)"), rf"{_PERIOD}\1"),
    (re.compile(r"([0-9])\.([0-9])"), rf"\1{_PERIOD}\2"),
    (re.compile(r"\.{2,}"), lambda dots: _PERIOD * len(dots[0]) + _STOP),
    (re.compile(r"Ph\.D\."), f"Ph{_PERIOD}D{_PERIOD}"),
    (re.compile(r"\s([A-Za-z])\. "), rf" \1{_PERIOD} "),
)
_ACRONYM: Final = re.compile(r"\.(?<=[A-Za-z]\.)[A-Za-z]\.")
_OF_ACRONYMS: Final = (
    (re.compile(rf"((?:[A-Z]\.){{2,3}}) {_STARTER}"), rf"\1{_STOP} \2"),
    (re.compile(r"([A-Za-z])\.([A-Za-z])\.([A-Za-z])\."), rf"\1{_PERIOD}\2{_PERIOD}\3{_PERIOD}"),
    (re.compile(r"([A-Za-z])\.([A-Za-z])\."), rf"\1{_PERIOD}\2{_PERIOD}"),
)
_LATER: Final = (
    (re.compile(rf" {_COMPANY}\. {_STARTER}"), rf" \1{_STOP} \2"),
    (re.compile(rf" {_COMPANY}\."), rf" \1{_PERIOD}"),
    (re.compile(r" ([A-Za-z])\."), rf" \1{_PERIOD}"),
)
_QUOTED: Final = ((".”", "”."), ('."', '".'), ('!"', '"!'), ('?"', '"?'))


def split_roughly(text: str) -> list[str]:
    """The sentences, empty ones inside included."""
    text = f" {text}  ".replace("\n", " ")
    acronyms = _OF_ACRONYMS if _ACRONYM.search(text) else ()  # few texts hold one, and looking is slow
    for pattern, replacement in (*_RULES, *acronyms, *_LATER):
        text = pattern.sub(replacement, text)
    for inside, outside in _QUOTED:
        text = text.replace(inside, outside)
    for mark in ".?!":
        text = text.replace(mark, mark + _STOP)
    sentences = [piece.strip() for piece in text.replace(_PERIOD, ".").split(_STOP)]
    return sentences if sentences[-1] else sentences[:-1]
