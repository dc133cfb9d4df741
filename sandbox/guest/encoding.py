"""Plain values to tagged JSON; the tags are in ``codec``. Reads a value by its builtin's own methods only."""

from __future__ import annotations

import binascii
import json
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from typing import Any

from .bounds import DECIMAL_DIGITS, DEEPEST, FRACTION_BITS, INT_BITS, CodecError, NotPlain

_ATOMS: frozenset[type] = frozenset({int, str, float, bool, type(None)})
_SAFE_ATOMS: frozenset[type] = frozenset({float, bool, type(None)})
dump = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
digit_limit: Callable[[], int] = getattr(sys, "get_int_max_str_digits", lambda: 0)


class Encoder:
    """``encode(value)`` gives bytes, or raises ``CodecError``."""

    __slots__ = ("_atoms",)

    def __init__(self) -> None:
        self._atoms = _ATOMS

    def encode(self, value: Any) -> bytes:
        if digit_limit() == DECIMAL_DIGITS:
            with suppress(ValueError):  # an int too long for decimal, or a lone surrogate
                return self._encode(value, _ATOMS)
        try:
            return self._encode(value, _SAFE_ATOMS)
        except ValueError:
            raise CodecError("a value that cannot be written") from None

    def _encode(self, value: Any, atoms: frozenset[type]) -> bytes:
        self._atoms = atoms
        try:
            return dump(self.plain(value, DEEPEST)).encode()
        except RecursionError:
            raise CodecError("nested too deeply") from None

    def plain(self, value: Any, room: int) -> Any:
        """The value in JSON's terms; ``room`` is how much deeper it may go."""
        kind = type(value)
        if kind in self._atoms:
            return value
        if not room:
            raise CodecError("nested too deeply")
        write = _WRITERS.get(kind) or self.writer_of(kind)
        if write is not None:
            return write(self, value, room - 1)
        return self._from_numpy(value, room) if _is_numpy(value) else self.tag_of(value, room)

    def writer_of(self, kind: type) -> Writer | None:
        """Of a class that is no builtin. To be overridden."""
        return _writer_of_base(kind)

    def tag_of(self, value: Any, room: int) -> Any:
        """What crosses for an object that is not plain: ``{tag: body}``. To be overridden."""
        raise NotPlain(type(value).__name__)

    def members(self, values: Any, room: int) -> Any:
        if self._atoms.issuperset(map(type, values)):
            return values
        plain = self.plain
        return [plain(value, room) for value in values]

    def _from_numpy(self, value: Any, room: int) -> Any:
        data = value.tolist()
        if type(data) is type(value):
            raise NotPlain(type(value).__name__)
        return self.plain(data, room)


Writer = Callable[[Any, Any, int], Any]
"""Takes the encoder, the value, and how much deeper it may go."""


def _writer_of_base(kind: type) -> Writer | None:
    return next((_WRITERS[base] for base in type.mro(kind) if base in _WRITERS), None)


def _is_numpy(value: Any) -> bool:
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, (numpy.generic, numpy.ndarray))


def _write_int(encoder: Encoder, value: Any, room: int) -> Any:
    exact = int.__int__(value)
    if exact.bit_length() > INT_BITS:
        raise CodecError("an int of too many digits")
    return exact if exact.bit_length() <= 64 else {"i": hex(exact)}


def _write_str(encoder: Encoder, value: Any, room: int) -> Any:
    exact = str.__str__(value)
    try:
        exact.encode()
    except UnicodeEncodeError:
        return {"u": _base64(exact.encode("utf-8", "surrogatepass"))}
    return exact


def _write_float(encoder: Encoder, value: Any, room: int) -> Any:
    return float.__float__(value)


def _write_complex(encoder: Encoder, value: Any, room: int) -> Any:
    exact = complex.__pos__(value)
    return {"c": [exact.real, exact.imag]}


def _write_bytes(encoder: Encoder, value: Any, room: int) -> Any:
    return {"b": _base64(bytes.__getitem__(value, slice(None)))}


def _write_bytearray(encoder: Encoder, value: Any, room: int) -> Any:
    return {"a": _base64(bytearray.__getitem__(value, slice(None)))}


def _write_list(encoder: Encoder, value: Any, room: int) -> Any:
    return encoder.members(value if type(value) is list else list.copy(value), room)


def _write_tuple(encoder: Encoder, value: Any, room: int) -> Any:
    return {"t": encoder.members(tuple.__getitem__(value, slice(None)), room)}


def _write_dict(encoder: Encoder, value: Any, room: int) -> Any:
    return {"d": encoder.members(list(chain.from_iterable(dict.items(value))), room)}


def _write_set(encoder: Encoder, value: Any, room: int) -> Any:
    return {"s": encoder.members(list(set.__iter__(value)), room)}


def _write_frozenset(encoder: Encoder, value: Any, room: int) -> Any:
    return {"f": encoder.members(list(frozenset.__iter__(value)), room)}


def _write_range(encoder: Encoder, value: range, room: int) -> Any:
    return {"r": encoder.members([value.start, value.stop, value.step], room)}


def _write_slice(encoder: Encoder, value: slice, room: int) -> Any:
    return {"l": encoder.members([value.start, value.stop, value.step], room)}


def _write_decimal(encoder: Encoder, value: Any, room: int) -> Any:
    return {"D": Decimal.__str__(value)}


def _write_fraction(encoder: Encoder, value: Any, room: int) -> Any:
    numerator, denominator = value.numerator, value.denominator
    if max(abs(numerator), denominator).bit_length() > FRACTION_BITS:
        raise CodecError("a fraction of too many digits")
    return {"F": [hex(numerator), hex(denominator)]}


def _write_datetime(encoder: Encoder, value: Any, room: int) -> Any:
    clock = [value.hour, value.minute, value.second, value.microsecond, value.fold]
    return {"T": [value.year, value.month, value.day, *clock, _offset(value)]}


def _write_date(encoder: Encoder, value: Any, room: int) -> Any:
    return {"A": [value.year, value.month, value.day]}


def _write_time(encoder: Encoder, value: Any, room: int) -> Any:
    return {"H": [value.hour, value.minute, value.second, value.microsecond, value.fold, _offset(value)]}


def _write_timedelta(encoder: Encoder, value: Any, room: int) -> Any:
    return {"E": [value.days, value.seconds, value.microseconds]}


def _offset(value: Any) -> float | None:
    offset = value.utcoffset()
    return None if offset is None else offset.total_seconds()


def _base64(value: Any) -> str:
    return binascii.b2a_base64(value, newline=False).decode()


_WRITERS: dict[type, Writer] = {
    int: _write_int,
    bool: _write_int,
    str: _write_str,
    float: _write_float,
    complex: _write_complex,
    bytes: _write_bytes,
    bytearray: _write_bytearray,
    list: _write_list,
    tuple: _write_tuple,
    dict: _write_dict,
    set: _write_set,
    frozenset: _write_frozenset,
    range: _write_range,
    slice: _write_slice,
    Decimal: _write_decimal,
    Fraction: _write_fraction,
    datetime: _write_datetime,
    date: _write_date,
    time: _write_time,
    timedelta: _write_timedelta,
}
