"""Values as JSON has them, whatever they were read from: one model for answers, schemas and arguments.

Python's own containers would do, but for two things: what is written about a large value in an error must
stay short (there is a message for every level around it), and equality must be JSON's (``true`` is not 1, 1.0
is 1).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

MOST_LEVELS: Final = 64
"""Of containers in each other. What reads the value goes down by calls, several a level."""
TOO_DEEP: Final = f"more than {MOST_LEVELS} levels of nesting"
TOO_LARGE: Final = "a number that no double holds"
_LARGEST: Final = 2**1024 - 2**970
"""The largest double. JSON sets no limit to numbers, its readers do."""
_EXACT: Final = 2**53
_ENCODE: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


class NotJson(ValueError):  # noqa: N818 - what was found
    """A value that JSON cannot hold, or nobody reads; ``path`` leads to it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.path: tuple[str | int, ...] = ()

    @property
    def where(self) -> str:
        return path_text(self.path[:8]) + ("…" if len(self.path) > 8 else "")


class Array(list[Any]):
    """A list whose ``repr`` costs nothing."""

    def __repr__(self) -> str:
        return "[]" if not self else f"a list of {len(self)}"


class Object(dict[str, Any]):
    """A mapping whose ``repr`` costs nothing."""

    def __repr__(self) -> str:
        return "{}" if not self else f"an object of {len(self)}"


def as_json(value: Any) -> Any:
    """A copy in which whole numbers are ``int`` and containers have a short ``repr``. Raises ``NotJson``."""
    return _as_json(value, 0)


def canonical(value: Any) -> str:
    """A text that two values of ``as_json`` share exactly when they are equal.

    Text and no number: hashes of numbers can be made to collide, those of text cannot.
    """
    return _ENCODE(value)


def path_text(path: tuple[str | int, ...]) -> str:
    """``$.a[0]['an odd name']``."""
    return "$" + "".join(
        f"[{part}]"
        if isinstance(part, int)
        else f".{part}"
        if part.isidentifier() and part.isascii()
        else f"[{part!r}]"
        for part in path
    )


def _as_json(value: Any, level: int) -> Any:
    kind = type(value)
    if kind is str:
        return value if value.isascii() else _text(value)
    if kind is int or kind is float:
        return _number(value)
    if value is None or kind is bool:
        return value
    if isinstance(value, dict | Mapping):
        return _object(value, level)
    if isinstance(value, list | tuple):
        return _array(value, level)
    if isinstance(value, str):
        return _text(str(value))
    raise NotJson(f"{kind.__name__} is no type of JSON")


def _object(value: Mapping[Any, Any], level: int) -> Object:
    _check_level(level)
    read, key = Object(), None
    try:
        for key, inner in value.items():
            if not isinstance(key, str):
                raise NotJson("a name that is no text")
            read[key if key.isascii() else _text(key)] = _as_json(inner, level + 1)
    except NotJson as error:
        error.path = (str(key), *error.path)
        raise
    return read


def _array(value: Sequence[Any], level: int) -> Array:
    _check_level(level)
    read = Array()
    try:
        for inner in value:
            read.append(_as_json(inner, level + 1))
    except NotJson as error:
        error.path = (len(read), *error.path)
        raise
    return read


def _check_level(level: int) -> None:
    if level >= MOST_LEVELS:
        raise NotJson(TOO_DEEP)


def _text(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise NotJson("half of a surrogate pair, which no text in UTF-8 holds") from error
    return value


def _number(value: float) -> float:
    if not -_LARGEST <= value <= _LARGEST:  # a NaN is in no range
        raise NotJson(TOO_LARGE)
    if type(value) is float and abs(value) < _EXACT and math.floor(value) == value:
        return int(value)
    return value
