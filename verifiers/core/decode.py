"""Turns the free mappings of a sample into a verifier's own types, with errors that name the field."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from verifiers.core.errors import InvalidSample

T = TypeVar("T")

CodeSwitching = Annotated[
    Literal["ignore"] | float,
    msgspec.Meta(description="Reward of a response that leaves the prompt's language, or ignore."),
]


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
        raise InvalidSample(message, where + path.rstrip("`")) from error
