"""Line by line: white space inside a line counts, at its end and at the end of the output it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from verifiers.code.checkers.base import ACCEPTED, Judged, as_bytes, differ, first_difference, line_blocks


@dataclass(frozen=True, slots=True)
class Lines:
    name: ClassVar[str] = "lines"

    def check(self, expected: str, actual: bytes | str) -> Judged:
        wanted, given = as_bytes(expected).rstrip(), as_bytes(actual).rstrip()
        if wanted == given:
            return ACCEPTED
        difference = first_difference(line_blocks(wanted), line_blocks(given))
        return ACCEPTED if difference is None else differ(f"line {difference.index + 1}", difference)
