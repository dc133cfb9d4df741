"""Tagged JSON to plain values; the tags are in ``codec``. The bytes are an enemy's: all is bounded first."""

from __future__ import annotations

import binascii
import json
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import Any

from .bounds import BOUNDS, DECIMAL_DIGITS, FRACTION_BITS, INT_BITS, Bounds, CodecError
from .encoding import digit_limit

_SAME_HASH = 64
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"')
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STEPS = tuple({91: 1, 123: 1, 93: -1, 125: -1}.get(byte, 0) for byte in range(256))


class Decoder:
    """``decode(data)`` gives plain values, or raises ``CodecError`` and nothing else; in linear time."""

    __slots__ = ("_bounds", "_hashed", "_parse")

    def __init__(self, bounds: Bounds = BOUNDS) -> None:
        self._bounds = bounds
        self._hashed = 0
        self._parse = json.JSONDecoder(object_pairs_hook=self._object).decode

    def decode(self, data: bytes) -> Any:
        _check_shape(data, self._bounds)
        self._hashed = 0
        try:
            text = data.decode()
            return self._parse(text) if digit_limit() == DECIMAL_DIGITS else self._parse_unlimited(text)
        except CodecError:
            raise
        except (ValueError, TypeError, ArithmeticError, RecursionError, MemoryError) as error:
            raise CodecError(f"not a message: {type(error).__name__}") from None

    def _parse_unlimited(self, text: str) -> Any:
        """Where the interpreter has no limit of its own for the digits of an int."""
        return json.JSONDecoder(object_pairs_hook=self._object, parse_int=_short_int).decode(text)

    def reference(self, tag: str, body: Any) -> Any:
        """What a tag that is no plain value's stands for. To be overridden."""
        raise CodecError("an unknown tag")

    def hashable(self, body: Any, step: int = 1) -> list[Any]:
        members = _as_list(body)
        if not (step == 2 and all(type(key) is str for key in members[::2])):
            self._hashed += len(members) // step
            if self._hashed > self._bounds.hashed:
                raise CodecError("too many members of sets and dicts")
            _check_hashes(members[::step])
        return members

    def _object(self, pairs: list[tuple[str, Any]]) -> Any:
        if len(pairs) != 1:
            raise CodecError("an object needs one tag")
        tag, body = pairs[0]
        read = _READERS.get(tag)
        return self.reference(tag, body) if read is None else read(self, body)


Reader = Callable[[Decoder, Any], Any]


def _check_shape(data: bytes, bounds: Bounds) -> None:
    """Depth and count of items, before anything is built of them."""
    if len(data) <= bounds.depth:
        return
    if len(data) > bounds.size:
        raise CodecError("a message over the size limit")
    if _brackets(data) <= bounds.depth and data.count(b",") <= bounds.items:
        return
    bare = _STRING.sub(b"", data)
    if bare.count(b",") + _brackets(bare) > bounds.items:
        raise CodecError("too many items")
    steps = map(_STEPS.__getitem__, bare.translate(None, _NOT_BRACKETS))
    if max(accumulate(steps), default=0) > bounds.depth:
        raise CodecError("nested too deeply")


def _brackets(data: bytes) -> int:
    return data.count(b"[") + data.count(b"{")


def _check_hashes(members: list[Any]) -> None:
    """Refuses members that were chosen to share a hash."""
    if len(members) > 1000:
        hashes = sorted(map(hash, members))
        if any(map(int.__eq__, hashes, hashes[_SAME_HASH:])):
            raise CodecError("members of one hash")


def _as_list(body: Any, length: int | None = None) -> list[Any]:
    if type(body) is not list or (length is not None and len(body) != length):
        raise CodecError("a tag with the wrong body")
    return body


def _as_ints(body: Any, length: int) -> list[int]:
    if not all(type(number) is int for number in _as_list(body, length)):
        raise CodecError("a tag with the wrong body")
    return list(body)


def _as_text(body: Any) -> str:
    if type(body) is not str:
        raise CodecError("a tag with the wrong body")
    return body


def _short_int(text: str) -> int:
    if len(text) > DECIMAL_DIGITS:
        raise CodecError("an int of too many digits")
    return int(text)


def _from_hex(body: Any, bits: int) -> int:
    if len(_as_text(body)) > bits // 4 + 3:
        raise CodecError("an int of too many digits")
    return int(body, 16)


def _from_base64(body: Any) -> bytes:
    return binascii.a2b_base64(_as_text(body))


def _read_dict(decoder: Decoder, body: Any) -> Any:
    members = decoder.hashable(body, step=2)
    if len(members) % 2:
        raise CodecError("a dict with a key and no value")
    pairs = iter(members)
    return dict(zip(pairs, pairs))  # noqa: B905 - one iterator twice; strict= came with 3.10


def _read_complex(decoder: Decoder, body: Any) -> Any:
    real, imag = _as_list(body, 2)
    return complex(float(real), float(imag))


def _read_slice(decoder: Decoder, body: Any) -> Any:
    return slice(*_as_list(body, 3))


def _read_fraction(decoder: Decoder, body: Any) -> Any:
    numerator, denominator = (_from_hex(part, FRACTION_BITS) for part in _as_list(body, 2))
    return Fraction(numerator, denominator)


def _read_datetime(decoder: Decoder, body: Any) -> Any:
    *numbers, offset = _as_list(body, 9)
    fields = _as_ints(numbers, 8)
    return datetime(*fields[:7], fold=fields[7], tzinfo=_zone(offset))  # type: ignore[arg-type, misc]


def _read_time(decoder: Decoder, body: Any) -> Any:
    *numbers, offset = _as_list(body, 6)
    fields = _as_ints(numbers, 5)
    return time(*fields[:4], fold=fields[4], tzinfo=_zone(offset))  # type: ignore[arg-type, misc]


def _zone(offset: Any) -> timezone | None:
    return None if offset is None else timezone(timedelta(seconds=float(offset)))


_READERS: dict[str, Reader] = {
    "t": lambda decoder, body: tuple(_as_list(body)),
    "d": _read_dict,
    "s": lambda decoder, body: set(decoder.hashable(body)),
    "f": lambda decoder, body: frozenset(decoder.hashable(body)),
    "b": lambda decoder, body: _from_base64(body),
    "a": lambda decoder, body: bytearray(_from_base64(body)),
    "i": lambda decoder, body: _from_hex(body, INT_BITS),
    "u": lambda decoder, body: _from_base64(body).decode("utf-8", "surrogatepass"),
    "c": _read_complex,
    "r": lambda decoder, body: range(*_as_ints(body, 3)),
    "l": _read_slice,
    "D": lambda decoder, body: Decimal(_as_text(body)),
    "F": _read_fraction,
    "T": _read_datetime,
    "A": lambda decoder, body: date(*_as_ints(body, 3)),
    "H": _read_time,
    "E": lambda decoder, body: timedelta(*_as_ints(body, 3)),
}
