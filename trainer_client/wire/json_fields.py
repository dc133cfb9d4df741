"""The fields of a message that hold JSON: ``{}`` is an empty field, and errors name the field."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

Encode = Callable[[Any], bytes]
Decode = Callable[[bytes], Any]


class WireError(ValueError):
    """A message or a sample that does not convert. ``field`` is the contract's name of what to mend."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message, field)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.field else self.message


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is no JSON number, or out of range")
    return number


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a {type(value).__name__} is not JSON")


_ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False, default=_plain)
_DECODER = json.JSONDecoder(parse_float=_finite, parse_constant=_finite)


def encode_json(value: Any) -> bytes:
    """Compact JSON. Raises ``ValueError`` or ``TypeError`` for what JSON cannot hold, NaN among it."""
    return _ENCODER.encode(value).encode()


def decode_json(data: bytes) -> Any:
    """Raises ``ValueError`` for what is not JSON; NaN and infinity are not."""
    return _DECODER.decode(data.decode())


def object_from(data: bytes, field: str, decode: Decode = decode_json) -> dict[str, Any]:
    """The JSON object in ``data``; empty means ``{}``. Raises ``WireError`` naming ``field``."""
    value = decode_field(data, field, decode) if data else {}
    if not isinstance(value, dict):
        raise WireError("must be a JSON object", field)
    return value


def decode_field(data: bytes, field: str, decode: Decode) -> Any:
    """Raises ``WireError``."""
    try:
        return decode(data)
    except (ValueError, RecursionError) as error:
        raise WireError(f"does not decode as JSON: {error}", field) from error


def encode_field(value: Any, field: str, encode: Encode) -> bytes:
    """Raises ``WireError``."""
    try:
        return encode(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise WireError(f"is not JSON: {error}", field) from error
