"""The formats that are asserted: those that can be decided exactly, without a package that may be missing.

JSON Schema leaves it open; a schema that asks for a date in a prompt wants a date. Every other ``format``
says what a text is for and is not checked, as the specification's default has it.
"""

from __future__ import annotations

import datetime
import ipaddress
import re
import uuid
from collections.abc import Callable
from typing import Final

from jsonschema import FormatChecker

_DATE: Final = r"\d{4}-\d\d-\d\d"
_HOUR: Final = r"(?:[01]\d|2[0-3])"
_TIME: Final = rf"{_HOUR}:[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[zZ]|[+-]{_HOUR}:[0-5]\d)"
_DURATION: Final = r"P(?!$)(?:\d+W|(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)"
_SHAPES: Final = {
    "date": _DATE,
    "time": _TIME,
    "date-time": rf"{_DATE}[tT]{_TIME}",
    "duration": _DURATION,
    "email": r"[^\s@\"(),:;<>\[\]\\]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,9}",
    "uri": r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+",
    "uuid": r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
    "ipv4": r"[0-9.]{7,15}",
    "ipv6": r"[0-9A-Fa-f:.]{2,45}",
}
_MEANINGS: Final[dict[str, Callable[[str], object]]] = {
    "date": datetime.date.fromisoformat,
    "date-time": lambda text: datetime.date.fromisoformat(text[:10]),
    "uuid": uuid.UUID,
    "ipv4": ipaddress.IPv4Address,
    "ipv6": ipaddress.IPv6Address,
}
FORMATS: Final = tuple(sorted(_SHAPES))


def _check(name: str) -> Callable[[object], bool]:
    shape, meaning = re.compile(_SHAPES[name], re.ASCII), _MEANINGS.get(name, str)

    def holds(value: object) -> bool:
        if not isinstance(value, str):
            return True
        return shape.fullmatch(value) is not None and meaning(value) is not None

    return holds


def _checker() -> FormatChecker:
    checker = FormatChecker(formats=())
    for name in FORMATS:
        checker.checks(name, raises=ValueError)(_check(name))
    return checker


FORMAT_CHECKER: Final = _checker()
