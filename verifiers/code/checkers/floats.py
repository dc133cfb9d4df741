"""Tokens, where numbers may differ by a tolerance: the usual checker for real-valued answers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from verifiers.code.checkers.base import (
    ACCEPTED,
    Judged,
    as_bytes,
    first_difference,
    token_blocks,
    tokens_differ,
)
from verifiers.code.checkers.numbers import as_decimal, as_float, is_integer


@dataclass(frozen=True, slots=True)
class Floats:
    """A number is right within ``absolute``, or within ``relative`` times the expected number.

    ``exact_integers``: where an integer is expected the relative tolerance does not hold, nor any tolerance
    between two integers; else 1000000 would answer 1000001. NaN, infinity and all that is no number is
    compared as text.
    """

    name: ClassVar[str] = "floats"
    absolute: float = 1e-6
    relative: float = 1e-6
    exact_integers: bool = False

    def check(self, expected: str, actual: bytes | str) -> Judged:
        wanted, given = as_bytes(expected).rstrip(), as_bytes(actual).rstrip()
        if wanted == given:
            return ACCEPTED
        difference = first_difference(token_blocks(wanted), token_blocks(given), self._same_token)
        return ACCEPTED if difference is None else tokens_differ(given, difference)

    def _same_token(self, expected: bytes, actual: bytes) -> bool:
        one, other = as_float(expected), as_float(actual)
        if one is None or other is None:
            return False
        if not (self.exact_integers and is_integer(expected)):
            return self.near(one, other)
        wanted, given = as_decimal(expected), as_decimal(actual)
        assert wanted is not None
        assert given is not None
        return wanted == given or (not is_integer(actual) and abs(wanted - given) <= self.absolute)

    def near(self, expected: float, actual: float) -> bool:
        if not (math.isfinite(expected) and math.isfinite(actual)):
            return False
        return abs(expected - actual) <= max(self.absolute, self.relative * abs(expected))
