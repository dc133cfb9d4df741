"""Decimals that do not end: 0.(3), 0.1666…, 0.\\overline{27}."""

from __future__ import annotations

import re
from fractions import Fraction

from verifiers.math.errors import TooLarge
from verifiers.math.notation.ast import Number

MAX_DIGITS = 4_000
"""Of one literal: Python converts longer ones in quadratic time, and refuses past 4,300."""
REPEATING = re.compile(
    r"\\(?:overline|bar)\s?\{\s?(\d+)\s?\}|\\(?:overline|bar)\s?(\d)|\\dot\{?(\d)\}?(?:(\d*)\\dot\{?(\d)\}?)?|\((\d+)\)"
)
DOTS = re.compile(r"\s?(?:\.\.\.+|\\l?dots|\\cdots)")


def repeated_digits(found: re.Match[str]) -> str:
    overlined, single, first, between, last, bracketed = found.groups()
    dotted = (first or "") + (between or "") + (last or "")
    return overlined or single or dotted or bracketed


def repeating_value(whole: str, decimals: str, repeated: str) -> Fraction:
    """The fraction that a repeating decimal is. Raises TooLarge."""
    if len(whole) + len(decimals) + len(repeated) > MAX_DIGITS:
        raise TooLarge("a repeating decimal of too many digits")
    fixed = Fraction(int((whole + decimals) or "0"), 10 ** len(decimals))
    return fixed + Fraction(int(repeated), (10 ** len(repeated) - 1) * 10 ** len(decimals))


def endless(whole: str, decimals: str, shown: Fraction) -> Number:
    """0.1666… and 0.142857142857… repeat; 3.14159… shows the beginning of something unknown."""
    for length in range(1, len(decimals) // 2 + 1):
        period = decimals[-length:]
        repetitions = 3 if length == 1 and len(decimals) > 2 else 2
        if decimals.endswith(period * repetitions):
            kept = decimals[:-length]
            return Number(repeating_value(whole, kept, period))
    return Number(shown, len(decimals), truncated=True)
