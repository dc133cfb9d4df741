"""What the codec's two halves agree on: their errors and how much of anything there may be.

CodecError
└── NotPlain     the value to encode is an object and no reference could be made; ``type_name``, and
                 ``is_of_tests``: whoever was given the tests to pass would have met it
"""

from __future__ import annotations

from typing import NamedTuple


class CodecError(Exception):
    pass


class NotPlain(CodecError):  # noqa: N818 - it names a state
    def __init__(self, type_name: str) -> None:
        super().__init__(f"a value of type {type_name} is not plain data")
        self.type_name = type_name
        self.is_of_tests = False


class Bounds(NamedTuple):
    """``depth`` counts JSON brackets: a tuple takes two. ``hashed`` counts members of sets and dicts whose
    key is no str: an enemy can choose their hashes, and filling a table may then take the square of it."""

    size: int = 64 * 2**20
    items: int = 4_000_000
    depth: int = 400
    hashed: int = 100_000


BOUNDS = Bounds()
DEEPEST = BOUNDS.depth // 2
DECIMAL_DIGITS = 4300  # CPython's own limit for an int in decimal, which an old or a loosened one lacks
INT_BITS = 2**23
FRACTION_BITS = 2**14  # the greatest common divisor takes the square of it
