"""A schema is known to be usable before it meets a value, and its violations are named."""

from __future__ import annotations

from typing import Any

import pytest

from verifiers.core.json_schema.formats import FORMATS
from verifiers.core.json_schema.schema import UnusableSchema, compile_schema
from verifiers.core.json_schema.work import TooMuchWork, Work
from verifiers.core.json_values import as_json

DRAFT_7 = "http://json-schema.org/draft-07/schema#"
DOUBLING = {f"a{at}": {"allOf": [{"$ref": f"#/$defs/a{at + 1}"}] * 2} for at in range(30)} | {"a30": {}}


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        ({"type": "integr"}, "$.type"),
        ({"properties": {"a": {"minimum": "0"}}}, "$.properties.a.minimum"),
        ({"items": [{}]}, "$.items"),
        ({"$ref": "https://example.org/schema.json"}, "nothing is fetched"),
        ({"$ref": "#/$defs/none"}, "leads nowhere"),
        ({"$ref": "#/title", "title": "x"}, "#/title"),
        ({"$ref": DRAFT_7}, "nothing is fetched"),
        ({"$ref": "#"}, "leads back to itself"),
        ({"properties": {"a": {"$ref": "#/properties/a"}}}, "leads back to itself"),
        ({"properties": {"a": {"$ref": "#/hidden"}}, "hidden": {"type": "text"}}, "#/hidden.type"),
        ({"$defs": DOUBLING, "properties": {"x": {"$ref": "#/$defs/a0"}}}, "more than 5000 of its parts"),
        ({"pattern": "("}, "cannot be read"),
        ({"patternProperties": {"[": {}}}, "cannot be read"),
        ({"items": {"pattern": "(a+)+$"}}, "takes too long"),
        ({"$schema": "https://example.org/mine"}, "is not one of"),
        ({"$schema": "http://json-schema.org/draft-03/schema#"}, "is not one of"),
        ({"properties": {"a": {"$schema": DRAFT_7}}}, "of another draft"),
        ({"unevaluatedProperties": False, "patternProperties": {"a": {}}}, "patternProperties"),
        ({"maximum": float("inf")}, "$.maximum"),
        ({"properties": {1: {}}}, "a name that is no text"),
        ({"description": "x" * 300_000}, "characters"),
    ],
)
def test_an_unusable_schema_says_why_and_where(schema: Any, why: str) -> None:
    with pytest.raises(UnusableSchema) as raised:
        compile_schema(schema)
    assert why in str(raised.value)


@pytest.mark.parametrize(
    ("schema", "value", "valid"),
    [
        ({"type": "integer"}, 1.0, True),
        ({"type": "integer"}, True, False),
        ({"type": "number"}, True, False),
        ({"type": ["string", "null"]}, None, True),
        ({"const": 1}, True, False),
        ({"enum": [1, "1"]}, 1.0, True),
        ({"enum": [1, 0]}, True, False),
        ({"multipleOf": 0.01}, 19.99, True),
        ({"multipleOf": 0.1}, 0.35, False),
        ({"multipleOf": 0.3}, 1e308, False),
        ({"uniqueItems": True}, [1, True, "1"], True),
        ({"uniqueItems": True}, [{"a": 1, "b": 2}, {"b": 2.0, "a": 1}], False),
        ({"pattern": "^[0-9]{4}$"}, "2024\n", False),
        ({"pattern": "^\\d+$"}, "٣", False),
        ({"pattern": "^\\p{L}+$"}, "é", True),
        ({"pattern": "^(?<q>['\"]).*\\k<q>$"}, '"a"', True),
        ({"pattern": "^[[\\]&|~]+$"}, "[]&|", True),
        ({"pattern": "^\\$[$]$"}, "$$", True),
        ({"pattern": "b"}, "abc", True),
        ({"patternProperties": {"^x": {"type": "integer"}}, "additionalProperties": False}, {"x1": 1}, True),
        ({"patternProperties": {"^x": {"type": "integer"}}, "additionalProperties": False}, {"y": 1}, False),
        ({"patternProperties": {"^x": {"type": "integer"}}}, {"x1": "1"}, False),
        ({"properties": {"a": {}}, "unevaluatedProperties": False}, {"a": 1, "b": 1}, False),
        ({"$schema": DRAFT_7, "$ref": "#/definitions/a", "definitions": {"a": {"type": "null"}}}, 1, False),
        (
            {"$schema": "http://json-schema.org/draft-04/schema#", "minimum": 0, "exclusiveMinimum": True},
            0,
            False,
        ),
        ({"$schema": DRAFT_7, "items": [{"type": "integer"}], "additionalItems": False}, [1, 2], False),
        ({"type": "object", "properties": {"next": {"$ref": "#"}}}, {"next": {"next": 1}}, False),
        ({"properties": {"$schema": {"type": "string"}}}, {"$schema": 1}, False),
    ],
)
def test_a_value_is_valid_or_not(schema: Any, value: Any, valid: bool) -> None:
    assert compile_schema(schema).allows(as_json(value)) == valid


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("date", "2024-02-29", "2023-02-29"),
        ("date", "2024-01-31", "31/01/2024"),
        ("time", "10:00:00Z", "10:00"),
        ("date-time", "2024-01-31T10:00:00.5+02:00", "2024-01-31 10:00"),
        ("date-time", "2024-01-31t23:59:60z", "2024-01-32T10:00:00Z"),
        ("duration", "P3DT4H", "3 days"),
        ("email", "ada@example.org", "ada at example.org"),
        ("uri", "https://example.org/a?b=c#d", "example.org"),
        ("uuid", "123e4567-e89b-12d3-a456-426614174000", "123e4567"),
        ("ipv4", "10.0.0.1", "10.0.0.256"),
        ("ipv6", "2001:db8::1", "2001:db8:::1"),
    ],
)
def test_a_format_that_is_asserted(name: str, right: str, wrong: str) -> None:
    assert name in FORMATS
    schema = compile_schema({"format": name})
    assert schema.allows(right)
    assert schema.allows(7)
    assert not schema.allows(wrong)


def test_any_other_format_is_a_note() -> None:
    assert compile_schema({"format": "iban"}).allows("no iban")


def test_violations_name_path_and_demand() -> None:
    schema = compile_schema(
        {"type": "object", "properties": {"a": {"items": {"type": "integer"}}}, "required": ["a", "b"]}
    )
    found = schema.violations(as_json({"a": [1, "two"]}), Work(20))
    assert [str(violation) for violation in found] == [
        '$.a[1]: "two" is not of type integer',
        "$: 'b' is a required property",
    ]


def test_no_branch_of_any_of_is_met_and_the_nearest_is_told() -> None:
    schema = compile_schema({"anyOf": [{"type": "null"}, {"properties": {"a": {"type": "integer"}}}]})
    (violation,) = schema.violations(as_json({"a": "x"}), Work(10))
    assert "nearest: $: an object of 1 is not of type null" in violation.message


def test_work_ends_where_a_schema_doubles_it_at_every_level() -> None:
    inner = {"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/t"}, {"$ref": "#/$defs/t"}]}}
    schema = compile_schema({"$ref": "#/$defs/t", "$defs": {"t": inner}})
    value: Any = 1
    for _ in range(40):
        value = [value]
    with pytest.raises(TooMuchWork, match="steps"):
        schema.violations(as_json(value), Work(81))


def test_a_pattern_that_is_slow_on_a_value_ends() -> None:
    schema = compile_schema({"pattern": "[a-z]+[0-9]"})
    with pytest.raises(TooMuchWork, match="pattern"):
        schema.violations("a" * 200_000, Work(200_000))


def test_equal_schemas_are_compiled_once() -> None:
    assert compile_schema({"type": "null", "title": "a"}) is compile_schema({"title": "a", "type": "null"})
