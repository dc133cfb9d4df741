"""The careful look at a body that did not decode: what is wrong, where, and which items are sound.

Python's own parser is laxer than JSON: it takes lone surrogates, NaN, numbers out of range and repeated keys.
Here that is a gain: one such item does not spoil the rest of its batch. They are marked while parsing and
refused, with their path, in ``find_problem``.
"""

from __future__ import annotations

import difflib
import functools
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from gateway.http.errors import ErrorCode, HttpError, printable
from gateway.service import Malformed
from trainer_client.contract import Sample

T = TypeVar("T")

# A string of JSON, ended or not; possessive, so that hostile input costs no more than its length.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
# A longer name is no misspelling, and comparing it is slow.
_MAX_GUESSED_CHARS = 32
_MAX_DIGITS = 4000  # Python refuses to turn more than 4300 into an integer, or back
_UNKNOWN_FIELD = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_MISSING_FIELD = re.compile(r"Object missing required field `(.*)`", re.DOTALL)


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
    """Raises ``HttpError`` (malformed_json, too_large)."""
    if not body.strip():
        raise _malformed("the body is empty; send a JSON object")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _malformed(f"the body is not UTF-8: {error.reason} at byte {error.start}") from error
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
        raise _malformed("the body is nested too deeply") from error
    except ValueError as error:
        raise _malformed(f"the body is not JSON: {error}") from error


def find_problem(value: Any, path: str = "") -> Problem | None:
    """The first thing in ``value``, in the order written, that is not proper JSON."""
    waiting: list[tuple[str, Any]] = [(path, value)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, str) and not _is_text(value):
            return Problem("a lone surrogate cannot be sent as UTF-8", path)
        if isinstance(value, Unusable):
            return Problem(value.message, path)
        if isinstance(value, Repeated):
            return Problem(f"the key `{value.key}` stands more than once", path)
        if isinstance(value, dict):
            if any(not _is_text(key) for key in value):
                return Problem("a key with a lone surrogate cannot be sent as UTF-8", path)
            waiting.extend((_join(path, key), value[key]) for key in reversed(value))
        elif isinstance(value, list):
            waiting.extend((f"{path}[{i}]", value[i]) for i in range(len(value) - 1, -1, -1))
    return None


def envelope_items(value: Any, key: str) -> list[Any]:
    """The list under the only key of an envelope. Raises ``HttpError`` with the field's path."""
    if not isinstance(value, dict):
        raise _invalid(f'the body must be an object: {{"{key}": [...]}}')
    if isinstance(value, Repeated):
        raise _invalid(f"the key `{value.key}` stands more than once", value.key)
    if key not in value:
        raise _invalid(f"the body has no field `{key}`", key)
    for name in value:
        if name != key:
            raise _invalid(f"unknown field `{name}`; the body has `{key}` and nothing else", name)
    items = value[key]
    if not isinstance(items, list):
        raise _invalid(f"`{key}` must be a list", key)
    return items


def convert_whole(value: Any, body: type[msgspec.Struct], contract: type[T]) -> T:
    """A body that is one thing. Raises ``HttpError`` with the field's path."""
    converted = _convert(value, body)
    if isinstance(converted, Problem):
        raise _invalid(converted.message, converted.path)
    return msgspec.convert(converted, contract, from_attributes=True)


def convert_item(value: Any, body: type[msgspec.Struct]) -> Sample | Malformed:
    converted = _convert(value, body)
    if isinstance(converted, Problem):
        return _malformed_item(value, converted)
    return msgspec.convert(converted, Sample, from_attributes=True)


def _convert(value: Any, body: type[msgspec.Struct]) -> msgspec.Struct | Problem:
    problem = find_problem(value)
    if problem is not None:
        return problem
    try:
        return msgspec.convert(value, body)
    except msgspec.ValidationError as error:
        return _explain(str(error), body)
    except RecursionError:
        return Problem("nested too deeply", "")


def _explain(error: str, body: type[msgspec.Struct]) -> Problem:
    """msgspec's message in ours, with the path of the field itself rather than of the object around it."""
    message, _, at = error.rpartition(" - at `$") if " - at `$" in error else (error, "", "")
    path = at.rstrip("`").removeprefix(".")
    if missing := _MISSING_FIELD.fullmatch(message):
        return Problem(f"the field `{missing[1]}` is missing", _join(path, missing[1]))
    if unknown := _UNKNOWN_FIELD.fullmatch(message):
        return Problem(_unknown_field(unknown[1], body), _join(path, unknown[1]))
    return Problem(message, path)


@functools.lru_cache(maxsize=256)
def _unknown_field(name: str, body: type[msgspec.Struct]) -> str:
    fields = [field for struct in _structs(body) for field in struct.__struct_fields__]
    near = difflib.get_close_matches(name, fields, n=1) if len(name) <= _MAX_GUESSED_CHARS else []
    guess = f", did you mean `{near[0]}`?" if near else ";"
    own = " Your own columns go under `metadata`." if "metadata" in fields else ""
    return f"unknown field `{name}`{guess}{own or ' It takes ' + ', '.join(fields) + '.'}"


def _structs(body: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    yield body
    for field in msgspec.structs.fields(body):
        for inner in getattr(field.type, "__args__", ()):
            if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
                yield inner


def _malformed_item(value: Any, problem: Problem) -> Malformed:
    """Keeps of a bad item what its sender needs to know it again."""
    known = value if isinstance(value, dict) else {}
    metadata = known.get("metadata")
    sound = isinstance(metadata, dict) and find_problem(metadata) is None
    return Malformed(
        message=printable(problem.message),
        field=printable(problem.path),
        id=_text_or_none(known.get("id")),
        group_id=_text_or_none(known.get("group_id")),
        verifier=_text_or_none(known.get("verifier")) or "",
        metadata=metadata if sound and isinstance(metadata, dict) else {},
    )


def _check_values(body: bytes, max_values: int) -> None:
    """A body of a million empty lists costs a hundred times its size once parsed."""
    bare = _STRING.sub(b"", body)
    if bare.count(b",") + bare.count(b"[") + bare.count(b"{") > max_values:
        raise HttpError(ErrorCode.TOO_LARGE, f"the body holds more than {max_values} values")


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


def _is_text(value: str) -> bool:
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _text_or_none(value: Any) -> str | None:
    return value if isinstance(value, str) and _is_text(value) else None


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _malformed(message: str) -> HttpError:
    return HttpError(ErrorCode.MALFORMED_JSON, message)


def _invalid(message: str, field: str = "") -> HttpError:
    return HttpError(ErrorCode.INVALID_REQUEST, message, field)
