r"""What stands right around a box and belongs to its answer, or takes it back.

A box says which value is the answer, and a policy could let it say one of several: ``\boxed{42} or 43``. So
what the mathematics goes on with is part of the answer (``\pm\boxed{5}``, ``\boxed{5}^2``, ``\boxed{5} cm``),
and what is denied (``\neq\boxed{5}``, "is not \boxed{5}") is none.
"""

from __future__ import annotations

import re
from typing import Final

from verifiers.math.extraction.boxes import Box
from verifiers.math.extraction.clause import unit_text
from verifiers.math.extraction.words import SCALE, UNIT

BEFORE: Final = 60
"""Characters before a box that may belong to it."""
BEHIND: Final = 80
"""Characters behind a box that may belong to it."""

_SIGNED: Final = re.compile(r"(?:^|[=$({\[]|\\[(\[])\s*([-−±]|\\pm|\\mp)\s*$")
_DENIED: Final = re.compile(
    r"(?:\\(?:neq?|neg|lnot|not\s*=?)|≠|!=|¬|(?<!if )\b(?:[Nn]ot|NOT)|\b[Cc]annot\s+be|n['’]t(?:\s+be)?|不是"
    r"|\b[Ii]mpossible\s+that\s+[^.]{0,30}\bis)[\s$({*]*$"
)
_CHANGING: Final = (
    "-", "−", "±", "≠", "¬", "/", "\\pm", "\\mp", "\\ne", "\\neq", "\\neg", "not", "Not", "NOT", "not=",
    "not =", "!=", "n't", "n’t", "be", "不是",
)  # fmt: skip
"""Each pattern that reads what stands before a box ends in one of these."""
_INSIDE: Final = re.compile(r"(\\sqrt(?:\[\d+\])?|\\[dt]?frac\{[^{}]*\})\{\s*$|\\[dt]?frac\{\s*$")
_DIVIDED: Final = re.compile(r"(?<![\w/}])(\d+\s*/)\s*$")

_NUMBER: Final = re.compile(r"(?:[-+−\d.,/ {}^!√π]|\\(?:[dt]?frac|sqrt|pi|cdot|times)|\\[,!])+")
_VALUE: Final = r"(?:\\[dt]?frac\{[^{}]*\}\{[^{}]*\}|\\sqrt\{[^{}]*\}|\\pi(?![A-Za-z])|-?\d+(?:[.,]\d+)*)"
_GOING_ON: Final = re.compile(
    rf"(?:_\{{?\d+\}}?|\^(?:\{{[^{{}}]*\}}|-?[a-z\d])(?!\w)|{_VALUE}|(?:\.|,|\{{,\}})\d+"
    rf"|!(?=\s*(?:\$|\\[)\]]|[-+*/^=\d]))"
    rf"|[ ]?(?:[-+*/·×÷=]|\\cdot|\\times|\\div|\\neq?)[ ]?{_VALUE}(?:\^(?:\{{[^{{}}]*\}}|\d))?"
    rf"(?=\s*(?:$|[$.,;)\n]|\\[)\]])))+"
)
r"""What a number in a box may go on with outside: a base, a power, digits, a factor, another side.

``^\circ`` is a unit, and a full stop ends a sentence unless a digit follows.
"""
_LETTER: Final = re.compile(r"(?:\\text\{)?\(?([A-J])\)?\}?")
_DIGITS: Final = re.compile(r"-?\d+")
"""Without them two values of one form look alike; ``\\frac{1}{2} or 0.5`` is the same told twice."""
_GUESS: Final = re.compile(
    rf"[\s,.;$)}}]*(?:\\\)|\\\])?[\s,]*(?:\\text\{{)?[\s,(]*"
    rf"(?:or|\\lor|或者?|oder|ou)\b[\s,]*(?:maybe|perhaps|possibly|else|even)?"
    rf"[\s}}${{(]*({_VALUE}(?:/\d+)?|[A-J](?![A-Za-z]))",
)
_BELOW: Final = re.compile(r"\}(\{[^{}]*\})")
_CLOSED: Final = re.compile(r"\s?(?:\$|\\\))?")
_NOTHING: Final = " \n.,$)\\]"


def may_change(text: str, start: int) -> bool:
    """Whether what stands before a box at ``start`` might change its answer; cheap, and never wrongly no."""
    before = text[start - BEFORE : start] if start > BEFORE else text[:start]
    return "mpossible" in before or before.rstrip(" \t\n\r\f\v$({*").endswith(_CHANGING)


def is_denied(text: str, box: Box) -> bool:
    """Whether the words or signs before a box say that the answer is not this."""
    return may_change(text, box.start) and bool(_DENIED.search(text, max(0, box.start - BEFORE), box.start))


def around_box(text: str, box: Box) -> str:
    r"""The content with what belongs to it: ``=-\boxed{5}``, ``\boxed{5} cm``, ``\sqrt{\boxed{5}}``."""
    content = (box.content or "").strip()
    if _NUMBER.fullmatch(content):
        content = _enclosed(text, box, content) or _with_behind(text, box.end, content)
    else:
        content = _with_other_letter(text, box.end, content)
    return _with_before(text, box.start, content) if may_change(text, box.start) else content


def _with_before(text: str, start: int, content: str) -> str:
    """The content with the sign or the numerator before the box."""
    before = text[max(0, start - 12) : start]
    signed = _SIGNED.search(before)
    if signed:
        return ("-" if signed[1] in "-−" else "\\pm ") + content
    divided = _DIVIDED.search(before)
    return f"{divided[1]}{content}" if divided else content


def _enclosed(text: str, box: Box, content: str) -> str | None:
    """The root or fraction of which the box is a part."""
    if not text.startswith("}", box.end):
        return None
    opened = _INSIDE.search(text, max(0, box.start - BEFORE), box.start)
    if opened is None:
        return None
    if opened[1]:
        return f"{opened[1]}{{{content}}}"
    below = _BELOW.match(text, box.end)
    return f"\\frac{{{content}}}{below[1]}" if below else None


def _with_behind(text: str, end: int, content: str) -> str:
    """A number in a box with the power, base, digits, unit or other guess that follows."""
    if not text[end : end + BEHIND].strip(_NOTHING):
        return content
    guess = _guess(text, end)
    if guess and guess != content and _DIGITS.sub("0", guess) == _DIGITS.sub("0", content):
        return f"{content}, {guess}"
    going_on = _GOING_ON.match(text, end, end + BEHIND)
    if going_on:
        end = going_on.end()
        content = _joined(content, going_on[0])
    closed = _CLOSED.match(text, end)
    end = closed.end() if closed else end
    scale = SCALE.match(text, end)
    unit = None if scale else UNIT.match(text, end)
    return content + (f" {scale[1]}" if scale else unit_text(unit[1]) if unit else "")


def _guess(text: str, end: int) -> str | None:
    """The value behind an "or" behind the box."""
    match = _GUESS.match(text, end)
    return match[1] if match else None


def _with_other_letter(text: str, end: int, content: str) -> str:
    """A letter in a box with the other one that is offered behind it; anything else as it is."""
    letter = _LETTER.fullmatch(content)
    other = _guess(text, end) if letter else None
    return f"{letter[1]}, {other}" if letter and other and other.isalpha() and other != letter[1] else content


def _joined(content: str, going_on: str) -> str:
    """A power or factor belongs to the whole content."""
    whole = content.isdigit() or going_on.lstrip().startswith("=")
    return content + going_on if whole else f"({content}){going_on}"
