"""Byte by byte: the last line feed counts too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from verifiers.code.checkers.base import ACCEPTED, Judged, as_bytes, shown

_STEP = 1 << 16


@dataclass(frozen=True, slots=True)
class Exact:
    name: ClassVar[str] = "exact"

    def check(self, expected: str, actual: bytes | str) -> Judged:
        wanted, given = as_bytes(expected), as_bytes(actual)
        if wanted == given:
            return ACCEPTED
        place = _first_unequal(wanted, given)
        return Judged(
            False,
            f"byte {place + 1}: expected {shown(wanted[place : place + 100])}, "
            f"got {shown(given[place : place + 100])}",
        )


def _first_unequal(one: bytes, other: bytes) -> int:
    shorter = min(len(one), len(other))
    for start in range(0, shorter, _STEP):
        left, right = one[start : start + _STEP], other[start : start + _STEP]
        if left != right:
            pairs = zip(left, right, strict=False)  # the shorter text may end in this piece
            return start + next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right)))
    return shorter
