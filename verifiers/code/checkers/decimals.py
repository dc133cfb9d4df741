"""LiveCodeBench's rule: equal lines, or lines whose tokens are all equal as decimal numbers. No tolerance.

Source: ``lcb_runner/evaluation/testing_util.py``. Where it takes ``Decimal`` at its word, so that NaN and
infinity are numbers, here they are text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from verifiers.code.checkers.base import ACCEPTED, Judged, as_bytes, differ, first_difference, line_blocks
from verifiers.code.checkers.numbers import as_decimal


@dataclass(frozen=True, slots=True)
class Decimals:
    name: ClassVar[str] = "decimals"

    def check(self, expected: str, actual: bytes | str) -> Judged:
        wanted, given = as_bytes(expected).strip(), as_bytes(actual).strip()
        if wanted == given:
            return ACCEPTED
        difference = first_difference(line_blocks(wanted), line_blocks(given), _same_line)
        return ACCEPTED if difference is None else differ(f"line {difference.index + 1}", difference)


def _same_line(expected: bytes, actual: bytes) -> bool:
    wanted, given = expected.split(), actual.split()
    if expected.strip() == actual.strip():
        return True
    return len(wanted) == len(given) and all(map(_same_number, wanted, given))


def _same_number(expected: bytes, actual: bytes) -> bool:
    one, other = as_decimal(expected), as_decimal(actual)
    return one is not None and other is not None and one == other
