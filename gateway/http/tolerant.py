"""The careful look at a body that did not decode: which items are sound, and what is wrong with others."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from gateway import careful_json
from gateway.careful_json import NotJson, Problem, Repeated, TooManyValues, find_problem, is_text, joined
from gateway.http.errors import ErrorCode, HttpError, printable
from gateway.items import Malformed
from trainer_client.contract import Sample

T = TypeVar("T")

# A longer name is no misspelling, and comparing it is slow.
_MAX_GUESSED_CHARS = 32
_UNKNOWN_FIELD = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_MISSING_FIELD = re.compile(r"Object missing required field `(.*)`", re.DOTALL)


def parse(body: bytes, max_values: int) -> Any:
    """Raises ``HttpError`` (malformed_json, too_large)."""
    try:
        return careful_json.parse(body, max_values)
    except TooManyValues as error:
        raise HttpError(ErrorCode.TOO_LARGE, error.message) from error
    except NotJson as error:
        raise HttpError(ErrorCode.MALFORMED_JSON, error.message) from error


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
        return Problem(f"the field `{missing[1]}` is missing", joined(path, missing[1]))
    if unknown := _UNKNOWN_FIELD.fullmatch(message):
        return Problem(_unknown_field(unknown[1], body), joined(path, unknown[1]))
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


def _text_or_none(value: Any) -> str | None:
    return value if isinstance(value, str) and is_text(value) else None


def _invalid(message: str, field: str = "") -> HttpError:
    return HttpError(ErrorCode.INVALID_REQUEST, message, field)
