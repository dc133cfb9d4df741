"""Tokens, where YES may be written yes."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class CaseInsensitive:
    name: ClassVar[str] = "case_insensitive"

    def check(self, expected: str, actual: bytes | str) -> Judged:
        wanted, given = as_bytes(expected).rstrip(), as_bytes(actual).rstrip()
        if wanted == given:
            return ACCEPTED
        difference = first_difference(token_blocks(wanted), token_blocks(given), _same_word)
        return ACCEPTED if difference is None else tokens_differ(given, difference)


def _same_word(expected: bytes, actual: bytes) -> bool:
    if expected.lower() == actual.lower():
        return True
    try:
        return expected.decode().lower() == actual.decode().lower()
    except UnicodeDecodeError:
        return False
