"""An error of decoding names the field and says what to write in it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest

from verifiers.core.decode import MAX_NAME_CHARS, Options, Reference, decode
from verifiers.core.errors import InvalidSample


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Inner(Reference, frozen=True, kw_only=True):
    size: int


class Outer(Reference, frozen=True, kw_only=True):
    answer: str | list[str]
    colour: Colour = Colour.RED
    parts: tuple[Inner, ...] = ()


def refused(type_: type[Any], value: Any) -> InvalidSample:
    with pytest.raises(InvalidSample) as caught:
        decode(type_, value, "reference")
    return caught.value


@pytest.mark.parametrize(
    ("value", "field", "says"),
    [
        ({}, "reference.answer", "add `answer`"),
        ({"answr": "4"}, "reference.answr", "did you mean `answer`?"),
        ({"answer": "4", "shade": "red"}, "reference.shade", "the fields are: answer, colour, parts"),
        ({"answer": 4}, "reference.answer", "write text or a list"),
        ({"answer": "4", "colour": "green"}, "reference.colour", "it takes: red, blue"),
        ({"answer": "4", "parts": [{}]}, "reference.parts[0].size", "add `size`"),
        ({"answer": "4", "parts": [{"size": 1, "x": 1}]}, "reference.parts[0].x", "no field `x`"),
        ([], "reference", "write an object"),
    ],
)
def test_an_error_names_the_field_and_the_way_on(value: Any, field: str, says: str) -> None:
    error = refused(Outer, value)
    assert error.field == field
    assert says in error.message


def test_choices_that_are_names_or_numbers_are_both_told() -> None:
    assert "it takes: ignore, a number" in refused(Options, {"code_switching": "never"}).message


def test_a_name_of_any_length_makes_a_short_message() -> None:
    error = refused(Outer, {"answer": "4", "x" * 100_000: 1})
    assert len(error.message) + len(error.field) < 4 * MAX_NAME_CHARS
