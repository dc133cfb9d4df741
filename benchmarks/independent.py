"""A second opinion on whether two answers have the same value, sharing no code with what it checks.

It understands numbers, fractions, roots, π, letters, sums, products, powers, and tuples of these, and says
None for everything else. Values are compared to 40 digits; letters stand for fixed irrational numbers.
"""

from __future__ import annotations

import re
from enum import StrEnum

import mpmath

DIGITS = 60
CLOSE = mpmath.mpf(10) ** -40
TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|\d+\.\d+|\.\d+|\d+|[a-zA-Z]|\S")
THOUSANDS = re.compile(r"(?<![\d,.])\d{1,3}(?:(?:,\\!|\{,\}|,)\d{3})+(?![\d,])")
IGNORED = re.compile(r"\\(?:left|right|displaystyle|,|!|;|:|quad)(?![a-zA-Z])|[$~]")
UNIT = re.compile(r"\\(?:text|mathrm|mbox)\s*\{[^{}]*\}(?:\^\{?\d\}?)?|\^\{?\\circ\}?|\\[%$]|/")
NAMED = re.compile(r"^[a-zA-Z]\s*(?:=|\\in\b)")
OPENING, CLOSING = "([", ")]"

Value = list[mpmath.mpc]


class _NotUnderstoodError(Exception):
    """The text holds more than this reader knows."""


class Opinion(StrEnum):
    """How two answers compare."""

    EQUAL = "equal"
    EQUAL_BUT_FOR_UNIT = "equal but for a unit"
    DIFFERENT = "different"
    NOT_COMPUTABLE = "not computable"


def opinion(left: str, right: str) -> Opinion:
    equal = _same_value(left, right)
    if equal is None and _same_value(_without_unit(left), _without_unit(right)):
        return Opinion.EQUAL_BUT_FOR_UNIT
    return {True: Opinion.EQUAL, False: Opinion.DIFFERENT, None: Opinion.NOT_COMPUTABLE}[equal]


def _same_value(left: str, right: str) -> bool | None:
    """None when one of them is not understood, or both are too close to nothing to be told apart."""
    try:
        one, other = _value(left), _value(right)
    except (_NotUnderstoodError, ZeroDivisionError, ValueError, OverflowError, RecursionError):
        return None
    if one[0] != other[0] or len(one[1]) != len(other[1]):
        return False
    equal = [_close(a, b) for a, b in zip(one[1], other[1], strict=True)]
    return None if None in equal and False not in equal else all(equal)


def _close(left: mpmath.mpc, right: mpmath.mpc) -> bool | None:
    """Rounding leaves a little where nothing should be, so a tiny number may or may not be zero."""
    if left == right:
        return True
    largest = max(abs(left), abs(right))
    return None if largest < CLOSE else bool(abs(left - right) <= CLOSE * largest)


def _without_unit(answer: str) -> str:
    return UNIT.sub("", answer).strip()


def _value(answer: str) -> tuple[str, Value]:
    """The kind of brackets around it, and its parts; a bare list is in no order."""
    text = IGNORED.sub("", answer).strip().replace("\\dfrac", "\\frac").replace("\\tfrac", "\\frac")
    text = THOUSANDS.sub(lambda match: re.sub(r"[^\d]", "", match[0]), NAMED.sub("", text).strip())
    with mpmath.workdps(DIGITS):
        parts = _split(text)
        if len(parts) == 1 and "," not in text:
            return "", [_Reader(text).whole()]
        if text[0] in OPENING and text[-1] in CLOSING:
            return text[0] + text[-1], [_Reader(part).whole() for part in _split(text[1:-1])]
        values = [_Reader(part).whole() for part in parts]
        return "", sorted(values, key=lambda value: (value.real, value.imag))


def _split(text: str) -> list[str]:
    parts, depth = [""], 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


class _Reader:
    """Recursive descent over one expression."""

    def __init__(self, text: str) -> None:
        self._tokens = TOKEN.findall(text)
        self._at = 0

    def whole(self) -> mpmath.mpc:
        value = self._sum()
        if self._at < len(self._tokens):
            raise _NotUnderstoodError(self._tokens[self._at])
        return mpmath.mpmathify(value)

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self, expected: str = "") -> str:
        token = self._peek()
        if not token or (expected and token != expected):
            raise _NotUnderstoodError(token)
        self._at += 1
        return token

    def _sum(self) -> mpmath.mpc:
        value = self._product()
        while self._peek() in ("+", "-"):
            value = value + self._product() if self._take() == "+" else value - self._product()
        return value

    def _product(self) -> mpmath.mpc:
        value = self._signed()
        while (token := self._peek()) and token not in "+-)]},=":
            if token == "/":
                self._take()
                value /= self._signed()
            elif token in ("*", "\\cdot", "\\times"):
                self._take()
                value *= self._signed()
            else:
                value *= self._power()
        return value

    def _signed(self) -> mpmath.mpc:
        if self._peek() in ("+", "-"):
            return self._signed() if self._take() == "+" else -self._signed()
        return self._power()

    def _power(self) -> mpmath.mpc:
        base = self._factorial()
        if self._peek() != "^":
            return base
        self._take()
        exponent = self._argument()
        if abs(exponent) > 10_000:
            raise _NotUnderstoodError("an exponent that large")
        return mpmath.power(base, exponent)

    def _factorial(self) -> mpmath.mpc:
        value = self._atom()
        while self._peek() == "!":
            self._take()
            value = mpmath.factorial(value)
        return value

    def _argument(self) -> mpmath.mpc:
        """What follows a command: a group, or one token, of which ``\\frac12`` takes one digit each."""
        if self._peek() == "{":
            return self._group("{", "}")
        token = self._peek()
        if token.isdigit() and len(token) > 1:
            self._tokens[self._at : self._at + 1] = [token[0], token[1:]]
        return self._atom()

    def _group(self, opening: str, closing: str) -> mpmath.mpc:
        self._take(opening)
        value = self._sum()
        self._take(closing)
        return value

    def _atom(self) -> mpmath.mpc:
        token = self._take()
        if token[0].isdigit() or token[0] == ".":
            return mpmath.mpf(token)
        if token in ("(", "{"):
            self._at -= 1
            return self._group(token, ")" if token == "(" else "}")
        if token == "\\frac":
            return self._argument() / self._argument()
        if token == "\\sqrt":
            degree = self._group("[", "]") if self._peek() == "[" else 2
            return mpmath.root(self._argument(), int(degree))
        if token == "\\pi":
            return mpmath.pi()
        if token in ("e", "i"):
            return mpmath.e() if token == "e" else mpmath.j
        if token.isascii() and token.isalpha():
            return mpmath.sqrt(mpmath.mpf(ord(token)) + mpmath.mpf(1) / 7)
        raise _NotUnderstoodError(token)
