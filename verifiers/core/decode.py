"""Turns the free mappings of a sample into a verifier's own types, with errors that name the field."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterator
from enum import Enum
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from verifiers.core.errors import InvalidSample

T = TypeVar("T")

CodeSwitching = Annotated[
    Literal["ignore"] | float,
    msgspec.Meta(description="Reward of a response that leaves the prompt's language, or ignore."),
]

# What a caller sent is repeated in a message no longer than this.
MAX_NAME_CHARS = 80
_MISSING = re.compile(r"Object missing required field `(.*)`", re.DOTALL)
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_WRONG_TYPE = re.compile(r"Expected `(.*)`, got `(.*)`", re.DOTALL)
_NO_CHOICE = "Invalid enum value"
_IN_WORDS = {"str": "text", "int": "a number", "float": "a number", "object": "an object", "array": "a list"}


class Reference(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the verifiers' references. A misspelt field is an error, never a default."""


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options that every verifier takes."""

    code_switching: CodeSwitching = "ignore"

    def __post_init__(self) -> None:
        if self.code_switching != "ignore" and not math.isfinite(self.code_switching):
            raise ValueError("code_switching must be a finite number")


def decode(type_: type[T], value: Any, where: str) -> T:
    """``where`` is the sample's field, for the error's path. Raises ``InvalidSample``."""
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$")
        raise _explained(message, where, path.rstrip("`"), type_) from error


def shortened(name: str) -> str:
    """A name that a caller sent, fit for a message."""
    return name if len(name) <= MAX_NAME_CHARS else name[:MAX_NAME_CHARS] + "…"


def unknown_name(name: str, known: tuple[str, ...]) -> str:
    """Says which of the ``known`` was likely meant, and lists them."""
    near = difflib.get_close_matches(name, known, n=1) if len(name) <= MAX_NAME_CHARS else []
    guess = f"did you mean `{near[0]}`? " if near else ""
    return f"there is no field `{shortened(name)}`; {guess}the fields are: {', '.join(known)}"


def _explained(message: str, where: str, inside: str, type_: type[Any]) -> InvalidSample:
    """msgspec's message with what to do next, at the field's own path; ``inside`` is that in ``where``."""
    path = where + inside
    if missing := _MISSING.fullmatch(message):
        return InvalidSample(f"the field is missing; add `{missing[1]}`", _join(path, missing[1]))
    if unknown := _UNKNOWN.fullmatch(message):
        known = () if inside else getattr(type_, "__struct_fields__", ())
        told = unknown_name(unknown[1], known) if known else f"there is no field `{shortened(unknown[1])}`"
        return InvalidSample(told, _join(path, shortened(unknown[1])))
    if wrong := _WRONG_TYPE.fullmatch(message):
        wanted = " or ".join(_IN_WORDS.get(part, part) for part in wrong[1].split(" | "))
        return InvalidSample(f"{message}; write {wanted}", path)
    field = get_type_hints(type_).get(inside.removeprefix("."))
    if message.startswith(_NO_CHOICE) and (choices := list(_choices(field))):
        return InvalidSample(f"{shortened(message)}; it takes: {', '.join(choices)}", path)
    return InvalidSample(message, path)


def _choices(annotation: Any) -> Iterator[str]:
    """What a field takes that has a closed set of names."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (str(member.value) for member in annotation)
    elif get_origin(annotation) is Literal:
        yield from map(str, get_args(annotation))
    elif annotation in (int, float):
        yield _IN_WORDS["float"]
    else:
        for part in get_args(annotation):
            yield from _choices(part)


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
