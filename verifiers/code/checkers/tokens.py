"""The default: the same words in the same order, however they are spaced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from verifiers.code.checkers.base import Judged, compare_tokens


@dataclass(frozen=True, slots=True)
class Tokens:
    name: ClassVar[str] = "tokens"

    def check(self, expected: str, actual: bytes | str) -> Judged:
        return compare_tokens(expected, actual)
