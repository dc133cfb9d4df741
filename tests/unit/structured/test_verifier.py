"""What a document is paid, with which reason and what is told."""

from __future__ import annotations

from typing import Any

import pytest

from trainer_client.contract import Reason, Sample, Status, Verdict
from verifiers.structured.verifier import StructuredReference, StructuredVerifier

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"name": {"type": "string", "minLength": 1}, "born": {"type": "string", "format": "date"}},
    "required": ["name", "born"],
    "additionalProperties": False,
}
RIGHT = '{"name": "Ada", "born": "1815-12-10"}'


async def judged(response: str, schema: Any = SCHEMA, **options: str) -> Verdict:
    sample = Sample(verifier="structured", response=response, reference={"schema": schema}, options=options)
    return await StructuredVerifier().verify(sample)


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (RIGHT, "correct"),
        (f"<think>Easy.</think>\n```json\n{RIGHT}\n```", "correct"),
        (f"Here you are:\n\n```json\n{RIGHT}\n```\n\nAnything else?", "correct"),
        (f"Here you are: {RIGHT}", "malformed_answer"),
        (RIGHT.replace("}", ",}"), "malformed_answer"),
        (RIGHT.replace('"', "'"), "malformed_answer"),
        (RIGHT.replace("1815-12-10", "10 December 1815"), "schema_failed"),
        ('{"name": "Ada"}', "schema_failed"),
        (RIGHT[:-1] + ', "age": 36}', "schema_failed"),
        (f"[{RIGHT}]", "schema_failed"),
        (f"```json\n{RIGHT}\n```\n```json\n{{}}\n```", "malformed_answer"),
        (f"<think>{RIGHT}</think>", "no_answer"),
        ("I cannot do that.", "malformed_answer"),
        ("{}", "schema_failed"),
    ],
)
async def test_a_response_and_its_reason(response: str, reason: str) -> None:
    verdict = await judged(response)
    assert (verdict.reason, verdict.reward) == (reason, float(reason == "correct"))


async def test_yaml_is_judged_by_the_same_schema() -> None:
    verdict = await judged("```yaml\nname: Ada\nborn: 1815-12-10\n```", syntax="yaml")
    assert (verdict.reason, verdict.extracted) == (Reason.CORRECT, "name: Ada\nborn: 1815-12-10")


async def test_at_most_ten_violations_are_told() -> None:
    verdict = await judged(str(list(range(50))), {"type": "array", "items": {"type": "string"}})
    assert verdict.detail["message"] == "$[0]: 0 is not of type string"
    assert len(verdict.detail["violations"]) == 11
    assert verdict.detail["violations"][-1] == "and more"


async def test_a_fraction_is_partial() -> None:
    verdict = await judged('{"name": "Ada", "born": "long ago"}', score="fraction")
    assert (verdict.reason, verdict.reward, verdict.components) == (Reason.PARTIAL, 0.5, {"fraction": 0.5})


async def test_nothing_met_is_no_partial() -> None:
    verdict = await judged("{}", score="fraction")
    assert (verdict.reason, verdict.reward) == (Reason.SCHEMA_FAILED, 0.0)


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        (True, "it allows everything"),
        ({}, "it allows everything"),
        ({"title": "a note"}, "it allows everything"),
        (False, "it allows nothing"),
        ({"type": "objekt"}, "reference.schema: $.type"),
        ({"$ref": "https://example.org/x.json"}, "nothing is fetched"),
    ],
)
async def test_a_schema_that_cannot_tell_right_from_wrong_is_no_reference(schema: Any, why: str) -> None:
    verdict = await judged(RIGHT, schema)
    assert (verdict.status, verdict.reason) == (Status.UNSCORED, Reason.BAD_REFERENCE)
    assert why in verdict.detail["message"]


async def test_a_schema_of_another_shape_names_its_field() -> None:
    verdict = await judged(RIGHT, "type: object")
    assert (verdict.reason, verdict.detail["field"]) == (Reason.INVALID_SAMPLE, "reference.schema")


async def test_an_empty_document_that_the_schema_allows_is_flagged() -> None:
    verdict = await judged("{}", {"type": "object"})
    assert (verdict.reward, verdict.flags) == (1.0, ("empty_document",))


async def test_a_heavy_sample_gets_the_same_verdict() -> None:
    text = '[{"a": 1},' + " " * 30_000 + '{"a": "x"}]'
    schema = {"type": "array", "items": {"properties": {"a": {"type": "integer"}}}}
    heavy, light = await judged(text, schema), await judged(text.replace(" ", ""), schema)
    assert (heavy.reason, heavy.detail) == (light.reason, light.detail)


async def test_the_schemas_own_examples_are_gold() -> None:
    verifier = StructuredVerifier()
    schema = {**SCHEMA, "examples": [{"name": "Ada", "born": "1815-12-10"}]}
    (gold,) = verifier.gold_responses(StructuredReference(schema=schema))
    for syntax in ("json", "yaml"):
        assert (await judged(gold, schema, syntax=syntax)).reward == 1.0
    assert (await judged(verifier.wrong_response, schema)).reward == 0.0
