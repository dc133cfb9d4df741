"""A reference that no call could be judged by is unscored, and the message leads to what is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from trainer_client.contract import Reason, Sample
from verifiers.tools.verifier import ToolsVerifier

CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
TOOL = {"name": "weather", "parameters": CITY}
CALL = {"name": "weather", "arguments": {"city": "Oslo"}}


@pytest.mark.parametrize(
    ("reference", "reason", "where"),
    [
        ({}, "invalid_sample", "reference.calls"),
        ({"calls": {}}, "invalid_sample", "reference.calls"),
        ({"calls": [{"arguments": {}}]}, "invalid_sample", "reference.calls[0].name"),
        ({"calls": [{"name": "", "arguments": {}}]}, "invalid_sample", "reference.calls[0].name"),
        ({"calls": [CALL, {"name": "f"}]}, "invalid_sample", "reference.calls[1].arguments"),
        ({"calls": [{"name": "f", "arguments": 1}]}, "invalid_sample", "reference.calls[0].arguments"),
        ({"calls": [{"name": "f", "arguments": "{"}]}, "bad_reference", "reference.calls[0].arguments: "),
        ({"calls": [{"name": "f", "arguments": {"a": float("inf")}}]}, "bad_reference", "[0].arguments.a: "),
        ({"calls": [{**CALL, "name": "wether"}], "tools": [TOOL]}, "bad_reference", "[0].name: there is no"),
        ({"calls": [CALL, {"name": "weather", "arguments": {"city": 1}}], "tools": [TOOL]}, "bad_reference",
         "reference.calls[1].arguments.city: 1 is not of type string"),
        ({"calls": [], "tools": [{"type": "function"}]}, "invalid_sample", "reference.tools[0].name"),
        ({"calls": [], "tools": [{"function": {"name": 1}}]}, "invalid_sample", "tools[0].function.name"),
        ({"calls": [], "tools": [TOOL, TOOL]}, "bad_reference", "reference.tools[1].name"),
        ({"calls": [], "tools": [{"name": "f", "parameters": []}]}, "invalid_sample", "tools[0].parameters"),
        ({"calls": [], "tools": [{"name": "f", "parameters": {"type": "x"}}]}, "bad_reference",
         "reference.tools[0].parameters: $.type"),
        ({"calls": [], "tools": [{"name": {1, 2}}]}, "bad_reference", "reference.tools: "),
    ],
)  # fmt: skip
async def test_a_useless_reference_is_told_by_its_path(
    reference: dict[str, Any], reason: str, where: str
) -> None:
    verdict = await ToolsVerifier().verify(Sample(verifier="tools", response="x", reference=reference))
    assert verdict.reason is Reason(reason)
    told = f"{verdict.detail.get('field', '')} {verdict.detail['message']}"
    assert where in told


@pytest.mark.parametrize(
    "tool",
    [
        TOOL,
        {"type": "function", "function": {**TOOL, "strict": True, "description": "The weather."}},
        {"type": "function", **TOOL},
        {"name": "weather"},
        {"name": "weather", "parameters": None},
        {"name": "weather", "parameters": {}},
    ],
)
async def test_a_tool_is_described_in_any_of_the_usual_shapes(tool: dict[str, Any]) -> None:
    verifier, reference = ToolsVerifier(), {"calls": [CALL], "tools": [tool]}
    right = '<tool_call>{"name": "weather", "arguments": {"city": "Oslo"}}</tool_call>'
    verdict = await verifier.verify(Sample(verifier="tools", response=right, reference=reference))
    assert verdict.reward == 1.0
