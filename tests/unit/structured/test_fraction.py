"""A fraction is earned by what the schema requires, and by nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from verifiers.core.json_schema.schema import compile_schema
from verifiers.core.json_schema.work import Work
from verifiers.core.json_values import as_json
from verifiers.structured.fraction import share_met

INTEGER, TEXT = {"type": "integer"}, {"type": "string"}


def an_object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


PLAIN = an_object(a=INTEGER, b=TEXT, c=TEXT, d=TEXT)
NESTED = an_object(a=INTEGER, b=an_object(x=INTEGER, y=INTEGER))
OPTIONAL = {"type": "object", "properties": {"a": INTEGER, "o": INTEGER, "p": INTEGER}, "required": ["a"]}
LISTS = {"type": "array", "minItems": 1, "items": an_object(a=INTEGER, b=TEXT)}
BY_REFERENCE = {"$ref": "#/$defs/x", "$defs": {"x": {"allOf": [PLAIN, {"required": ["b"]}]}}}
CONDITIONAL = {"type": "object", "required": ["a"], "if": {}, "then": {"required": ["b"]}}


@pytest.mark.parametrize(
    ("schema", "value", "share"),
    [
        (PLAIN, {"a": 1, "b": "", "c": "", "d": ""}, 1),
        (PLAIN, {"a": "1", "b": "", "c": "", "d": ""}, 3 / 4),
        (PLAIN, {"a": 1}, 1 / 4),
        (PLAIN, {"a": 1, "b": "", "c": "", "d": "", "e": 1}, 4 / 5),
        (PLAIN, {"e": 1}, 0),
        (PLAIN, {}, 0),
        (PLAIN, [], 0),
        (PLAIN, None, 0),
        (PLAIN, [1, "", "", ""], 0),
        (NESTED, {"a": 1, "b": {"x": 1}}, (1 + 1 / 2) / 2),
        (NESTED, {"a": 1, "b": {"x": 1, "y": "", "z": 1}}, (1 + 1 / 3) / 2),
        (NESTED, {"b": {"x": 1, "y": 1}}, 1 / 2),
        (OPTIONAL, {"o": 1, "p": 1}, 0),
        (OPTIONAL, {"a": 1, "o": "x"}, 1 / 2),
        (OPTIONAL, {"a": 1, "o": "x", "p": "x"}, 1 / 3),
        (LISTS, [{"a": 1, "b": ""}] * 9 + [{"a": 1}], 1 / 2),
        (LISTS, [{"a": 1, "b": ""}] * 9 + [{}], 0),
        (LISTS, [], 0),
        (BY_REFERENCE, {"a": 1, "b": ""}, 1 / 2),
        (CONDITIONAL, {"a": 1}, 1 / 2),
        ({"type": "integer"}, "1", 0),
        ({"anyOf": [PLAIN, NESTED]}, {"a": 1, "b": 1}, 0),
    ],
)
def test_the_share_of_a_schema_that_is_met(schema: Any, value: Any, share: float) -> None:
    compiled, value = compile_schema(schema), as_json(value)
    assert share_met(compiled, value, compiled.violations(value, Work(1000))) == pytest.approx(share)
