"""Tokens, where YES may be written yes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from verifiers.code.checkers.base import Judged, compare_tokens


@dataclass(frozen=True, slots=True)
class CaseInsensitive:
    name: ClassVar[str] = "case_insensitive"

    def check(self, expected: str, actual: bytes | str) -> Judged:
        return compare_tokens(expected, actual, _same_word)


def _same_word(expected: bytes, actual: bytes) -> bool:
    if expected.lower() == actual.lower():
        return True
    try:
        return expected.decode().lower() == actual.decode().lower()
    except UnicodeDecodeError:
        return False
