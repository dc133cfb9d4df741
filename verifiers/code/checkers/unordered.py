"""The same lines, or the same tokens, in any order and as often each."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from verifiers.code.checkers.base import ACCEPTED, Judged, as_bytes, shown, token_blocks

_LINE = re.compile(rb"\S[^\n]*")


@dataclass(frozen=True, slots=True)
class Unordered:
    """``of`` lines: lines change places, the tokens of a line do not. ``of`` tokens: everything may.

    Of what a call returns: its outermost list alone may be in another order, or lists at every level.
    """

    name: ClassVar[str] = "unordered"
    of: Literal["lines", "tokens"] = "lines"

    def check(self, expected: str, actual: bytes | str) -> Judged:
        wanted, given = as_bytes(expected), as_bytes(actual)
        if wanted == given:
            return ACCEPTED
        part = self.of.removesuffix("s")
        left = Counter(self._parts(wanted))
        for text in self._parts(given):  # it ends at the first one too many: long outputs cost nothing
            if not left[text]:
                return Judged(False, f"the {part} {shown(text)} is not expected, or not as often")
            left[text] -= 1
        missing = next((text for text, times in left.items() if times), None)
        return ACCEPTED if missing is None else Judged(False, f"the {part} {shown(missing)} is missing")

    def _parts(self, data: bytes) -> Iterator[bytes]:
        if self.of == "tokens":
            return itertools.chain.from_iterable(token_blocks(data))
        return (b" ".join(line[0].split()) for line in _LINE.finditer(data))
