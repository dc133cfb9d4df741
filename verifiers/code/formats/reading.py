"""Records that take long to read are read once: every response of a group brings the same one.

A record of LiveCodeBench holds megabytes, packed three times over; to tell that it is the same takes a
hundredth of the time. Small records are read again, and broken ones too.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from verifiers.code.formats.canonical import Canonical, Record

Convert = Callable[[Record], Canonical]

WORTH_REMEMBERING_CHARS: Final = 100_000
HEAVY_CHARS: Final = 500_000
"""From here on to read a record takes too long for an event loop."""
MOST_BYTES: Final = 256 * 2**20
_BYTES_PER_CHAR_OF_VALUES: Final = 8
"""Of what JSON text becomes as Python values, about."""


class Reader:
    """Keeps what large records were made into, ``most_bytes`` in all; the least recently used goes first.

    Threads may share it. Two that bring the same record at the same time both read it.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[bytes, tuple[Canonical, int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def read(self, name: str, convert: Convert, fields: Mapping[str, Any]) -> Canonical:
        """``name`` is the format's. Raises what ``convert`` does."""
        chars = text_size(fields)
        if chars < WORTH_REMEMBERING_CHARS:
            return convert(Record(fields))
        key = _digest(name, fields)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]
        canonical = convert(Record(fields))
        self._keep(key, canonical, _size(canonical, chars))
        return canonical

    def _keep(self, key: bytes, canonical: Canonical, size: int) -> None:
        with self._lock:
            if key in self._kept or size > self._most_bytes:
                return
            self._kept[key] = canonical, size
            self._bytes += size
            while self._bytes > self._most_bytes:
                self._bytes -= self._kept.popitem(last=False)[1][1]


def text_size(fields: Mapping[str, Any]) -> int:
    """Characters of a record's texts, in which the heavy parts are packed."""
    return sum(len(value) for value in fields.values() if isinstance(value, str))


def _digest(name: str, fields: Mapping[str, Any]) -> bytes:
    """Of all that the record holds, in whatever order."""
    digest = hashlib.sha256(name.encode())
    for key, value in sorted(fields.items()):
        is_text = isinstance(value, str)
        data = (
            value.encode("utf-8", "surrogatepass") if is_text else msgspec.json.encode(value, order="sorted")
        )
        digest.update(f"\0{key}\0{is_text}\0{len(data)}\0".encode("utf-8", "surrogatepass"))
        digest.update(data)
    return digest.digest()


def _size(canonical: Canonical, chars: int) -> int:
    if canonical.cases:
        return sum(len(case.input) + len(case.output) for case in canonical.cases)
    return chars * _BYTES_PER_CHAR_OF_VALUES


READER: Final = Reader()
