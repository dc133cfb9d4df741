"""The default: the same words in the same order, however they are spaced."""

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
class Tokens:
    name: ClassVar[str] = "tokens"

    def check(self, expected: str, actual: bytes | str) -> Judged:
        wanted, given = as_bytes(expected).rstrip(), as_bytes(actual).rstrip()
        if wanted == given:
            return ACCEPTED
        difference = first_difference(token_blocks(wanted), token_blocks(given))
        return ACCEPTED if difference is None else tokens_differ(given, difference)
