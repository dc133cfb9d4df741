"""JSON read with care: what is wrong, where, and which parts are sound. Knows nothing of HTTP or files.

Python's own parser is laxer than JSON: it takes lone surrogates, NaN, numbers out of range and repeated keys.
Here that is a gain: one such item does not spoil the rest of its batch. They are marked while parsing and
refused, with their path, in ``find_problem``.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

# A string of JSON, ended or not. Each character fits one place alone: hostile input costs its length.
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)', re.DOTALL)
_MAX_DIGITS = 4000  # Python refuses to turn more than 4300 into an integer, or back


class NotJson(Exception):  # noqa: N818 - an answer to whoever wrote it, not a fault
    """Bytes that are no JSON in UTF-8, or nested too deeply."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class TooManyValues(NotJson):
    """Bytes that would cost too much memory once parsed."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """Stands in a parsed body for a number that no JSON consumer agrees on."""

    message: str


class Repeated(dict[str, Any]):
    """An object in which a key stands more than once."""

    key: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """``path`` is relative to what was looked at, empty for the whole."""

    message: str
    path: str


def parse(body: bytes, max_values: int) -> Any:
    """Raises ``NotJson``, and ``TooManyValues`` before anything is parsed."""
    if not body.strip():
        raise NotJson("the body is empty; send a JSON object")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotJson(f"the body is not UTF-8: {error.reason} at byte {error.start}") from error
    _check_values(body, max_values)
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_float,
            parse_constant=_constant,
        )
    except RecursionError as error:
        raise NotJson("the body is nested too deeply") from error
    except ValueError as error:
        raise NotJson(f"the body is not JSON: {error}") from error


def find_problem(value: Any, path: str = "") -> Problem | None:
    """The first thing in ``value``, in the order written, that is not proper JSON."""
    waiting: list[tuple[str, Any]] = [(path, value)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, str) and not is_text(value):
            return Problem("a lone surrogate cannot be sent as UTF-8", path)
        if isinstance(value, Unusable):
            return Problem(value.message, path)
        if isinstance(value, Repeated):
            return Problem(f"the key `{value.key}` stands more than once", path)
        if isinstance(value, dict):
            if any(not is_text(key) for key in value):
                return Problem("a key with a lone surrogate cannot be sent as UTF-8", path)
            waiting.extend((joined(path, key), value[key]) for key in reversed(value))
        elif isinstance(value, list):
            waiting.extend((f"{path}[{i}]", value[i]) for i in range(len(value) - 1, -1, -1))
    return None


def _check_values(body: bytes, max_values: int) -> None:
    """A body of a million empty lists costs a hundred times its size once parsed."""
    bare = _STRING.sub(b"", body)
    if bare.count(b",") + bare.count(b"[") + bare.count(b"{") > max_values:
        raise TooManyValues(f"the body holds more than {max_values} values")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    repeated = Repeated(plain)
    seen: set[str] = set()
    repeated.key = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return repeated


def _integer(digits: str) -> int | Unusable:
    return int(digits) if len(digits) <= _MAX_DIGITS else Unusable("an integer of too many digits")


def _float(text: str) -> float | Unusable:
    number = float(text)
    return number if math.isfinite(number) else Unusable("a number out of range")


def _constant(name: str) -> Unusable:
    return Unusable(f"{name} is no JSON number")


def is_text(value: str) -> bool:
    """Whether UTF-8 can carry it: a lone surrogate cannot be sent."""
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def joined(path: str, key: str) -> str:
    """The path of what stands under ``key``."""
    return f"{path}.{key}" if path else key
