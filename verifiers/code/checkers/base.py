"""What every checker is, and how two long outputs are walked together.

A checker sees bytes: an output that is no UTF-8 equals nothing but the same bytes, and NUL is a byte like any
other. White space is what ``bytes.split`` takes for it. All checkers are linear in the two texts, and
remember no more than a block of each at a time.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

SHOWN_CHARS = 80
BLOCK_BYTES = 1 << 16
_SPACE = re.compile(rb"\s")
_TOKEN = re.compile(rb"\S+")


@dataclass(frozen=True, slots=True)
class Judged:
    """``message`` says where the output first differs; it quotes the expected output, so it is for the owner
    of the data, never for the policy. ``points`` is the share of the points, 0 to 1, where a checker program
    gives less than all.
    """

    accepted: bool
    message: str = ""
    points: float | None = None

    @property
    def score(self) -> float:
        return float(self.accepted) if self.points is None else self.points


ACCEPTED = Judged(True)


class Checker(Protocol):
    """Pure and frozen. ``name`` is how a reference asks for it."""

    @property
    def name(self) -> str: ...

    def check(self, expected: str, actual: bytes | str) -> Judged: ...


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two sequences part; ``None``: it has ended there."""

    index: int
    expected: bytes | None
    actual: bytes | None


Same = Callable[[bytes, bytes], bool]


def as_bytes(text: bytes | str) -> bytes:
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text


def token_blocks(data: bytes) -> Iterator[list[bytes]]:
    """The tokens, some thousand at a time: all at once would take ten times the memory of the text."""
    return (tokens for _, tokens in _placed_blocks(data))


def _placed_blocks(data: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """The same, each block with the offset that it was cut from."""
    start = 0
    while start < len(data):
        space = _SPACE.search(data, min(start + BLOCK_BYTES, len(data)))
        end = space.start() if space else len(data)
        if tokens := data[start:end].split():
            yield start, tokens
        start = end


def line_blocks(data: bytes) -> Iterator[list[bytes]]:
    """The lines without white space at their ends, and without empty ones at the end of the text."""
    data = data.rstrip()
    start = 0
    while start < len(data):
        found = data.find(b"\n", start + BLOCK_BYTES)
        end = found if found >= 0 else len(data)
        yield [line.rstrip() for line in data[start:end].split(b"\n")]
        start = end + 1


def first_difference(
    expected: Iterator[list[bytes]], actual: Iterator[list[bytes]], same: Same | None = None
) -> Difference | None:
    """``same`` is asked about the pairs that are not equal bytes. Equal stretches cost next to nothing."""
    left: list[bytes] = []
    right: list[bytes] = []
    seen = 0
    while True:
        left = left or next(expected, [])
        right = right or next(actual, [])
        if not left or not right:
            return _rest(seen, left, right)
        size = min(len(left), len(right))
        ours, theirs = left[:size], right[:size]
        if ours != theirs:
            for offset, (one, other) in enumerate(zip(ours, theirs, strict=True)):
                if one != other and not (same and same(one, other)):
                    return Difference(seen + offset, one, other)
        left, right = left[size:], right[size:]
        seen += size


def _rest(seen: int, left: list[bytes], right: list[bytes]) -> Difference | None:
    if not left and not right:
        return None
    return Difference(seen, left[0] if left else None, right[0] if right else None)


def compare_tokens(expected: str, actual: bytes | str, same: Same | None = None) -> Judged:
    """Word by word, by ``same`` where the bytes differ; equal texts at once."""
    wanted, given = as_bytes(expected).rstrip(), as_bytes(actual).rstrip()
    if wanted == given:
        return ACCEPTED
    difference = first_difference(token_blocks(wanted), token_blocks(given), same)
    return ACCEPTED if difference is None else tokens_differ(given, difference)


def tokens_differ(actual: bytes, difference: Difference) -> Judged:
    """The verdict on a difference of tokens, with the line of the output that it is on."""
    place = f"token {difference.index + 1}"
    if difference.actual is not None:
        place = f"line {_line_of_token(actual, difference.index)}, {place}"
    return differ(place, difference)


def differ(place: str, difference: Difference) -> Judged:
    if difference.actual is None:
        return Judged(False, f"{place}: the output ends where {shown(difference.expected)} is expected")
    if difference.expected is None:
        return Judged(False, f"{place}: the output goes on with {shown(difference.actual)} after its end")
    return Judged(False, f"{place}: expected {shown(difference.expected)}, got {shown(difference.actual)}")


def shown(text: bytes | None) -> str:
    """A piece of output, fit for a message."""
    start = (text or b"")[: 4 * SHOWN_CHARS].decode("utf-8", "backslashreplace")
    clipped = start if len(start) <= SHOWN_CHARS else start[:SHOWN_CHARS] + "…"
    return f"`{clipped}`"


def _line_of_token(data: bytes, index: int) -> int:
    seen = 0
    for start, tokens in _placed_blocks(data):
        if seen + len(tokens) > index:
            token = next(itertools.islice(_TOKEN.finditer(data, start), index - seen, None))
            return data.count(b"\n", 0, token.start()) + 1
        seen += len(tokens)
    raise IndexError(f"the output has {seen} tokens, not {index + 1}")
