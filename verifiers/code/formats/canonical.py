"""What every data set's record is made into, and how its fields are read.

A format is a function from a ``Record`` to a ``Canonical``. It raises ``InvalidSample`` for a field of the
wrong shape, with its path, and ``BadReference`` for one that is well-shaped and useless.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from verifiers.code.checkers import Checker, CheckerProgram, Tokens
from verifiers.code.prelude import Granted
from verifiers.core.decode import shortened
from verifiers.core.errors import BadReference, InvalidSample

Kind = Literal["stdio", "call", "assert", "test_program"]


@dataclass(frozen=True, slots=True)
class StdioCase:
    """What a program reads, and the text that it is to print."""

    input: bytes
    output: str


@dataclass(frozen=True, slots=True)
class CallCase:
    """What a function is given, and the plain value that it is to return."""

    args: Sequence[Any]
    expected: Any
    kwargs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Canonical:
    """Tests, whatever data set they came from. Which fields are used depends on ``kind``.

    ``statements`` and ``preamble`` are those of an examination. ``prompt`` is what a response may go on
    from (HumanEval); ``granted`` is what a program in Python need not import itself. ``notes`` are names of
    what a user should know about the record.
    """

    kind: Kind
    cases: Sequence[StdioCase] = ()
    calls: Sequence[CallCase] = ()
    entry_point: str | None = None
    preamble: str = ""
    statements: Sequence[str] = ()
    prompt: str | None = None
    granted: Granted = field(default_factory=dict)
    checker: Checker | CheckerProgram = Tokens()  # noqa: RUF009 - frozen
    time_limit_s: float | None = None
    memory_limit_mb: int | None = None
    input_file: str | None = None
    output_file: str | None = None
    notes: tuple[str, ...] = ()


class Record:
    """A record's fields, read with errors that say where they stand and what was expected there."""

    def __init__(self, fields: Mapping[str, Any], path: str = "reference.record") -> None:
        self.fields = fields
        self.path = path

    def at(self, key: str) -> str:
        return f"{self.path}.{key}"

    def wrong(self, key: str, wanted: str) -> InvalidSample:
        there = self.fields.get(key)
        got = "nothing" if there is None else type(there).__name__
        return InvalidSample(f"write {wanted} (got {got})", self.at(key))

    def text(self, key: str) -> str:
        value = self.fields.get(key)
        if not isinstance(value, str):
            raise self.wrong(key, "text")
        return value

    def optional_text(self, key: str) -> str:
        """An absent text is an empty one."""
        return "" if self.fields.get(key) is None else self.text(key)

    def texts(self, key: str) -> list[str]:
        """A list of texts; absent, or null, it is empty."""
        value = self.fields.get(key)
        value = [] if value is None else value
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(key, "a list of texts")
        return value

    def items(self, key: str) -> list[Any]:
        """A list, possibly as JSON text; absent it is empty."""
        value = self.unpacked(key)
        if value is not None and not isinstance(value, list):
            raise self.wrong(key, "a list")
        return value or []

    def inner(self, key: str) -> Record | None:
        """A record in the record, possibly as JSON text."""
        value = self.unpacked(key)
        if value is not None and not isinstance(value, Mapping):
            raise self.wrong(key, "an object")
        return None if value is None else Record(value, self.at(key))

    def records(self, key: str) -> list[Record]:
        items = self.items(key)
        for index, item in enumerate(items):
            if not isinstance(item, Mapping):
                raise InvalidSample("write an object", f"{self.at(key)}[{index}]")
        return [Record(item, f"{self.at(key)}[{index}]") for index, item in enumerate(items)]

    def unpacked(self, key: str) -> Any:
        """A value that data sets keep as JSON text in some versions; empty text is nothing."""
        value = self.fields.get(key)
        if not isinstance(value, str):
            return value
        return parse_json(value, self.at(key)) if value.strip() else None

    def number(self, key: str) -> float | None:
        """A positive number, or nothing."""
        value = self.fields.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < math.inf:
            raise self.wrong(key, "a number above 0")
        return float(value)


def parse_json(text: str, path: str) -> Any:
    """Python's own reading, which knows NaN: data sets were written with it. Raises ``InvalidSample``."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidSample(f"this is no JSON ({shortened(str(error))})", path) from error


def stdio_case(given: str, expected: str, path: str) -> StdioCase:
    """Raises ``BadReference`` for text that no file can hold (lone surrogates)."""
    try:
        expected.encode()
        return StdioCase(given.encode(), expected)
    except UnicodeEncodeError as error:
        raise BadReference(f"{path} holds half of a surrogate pair: it cannot be written as UTF-8") from error
