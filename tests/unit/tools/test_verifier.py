"""What calls are paid, with which reason and what is told."""

from __future__ import annotations

from typing import Any

import pytest

from trainer_client.contract import Reason, Sample, Thinking, Verdict
from verifiers.core.decode import decode
from verifiers.tools.verifier import ToolsReference, ToolsVerifier

TOOLS = [
    {
        "name": "weather",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string"},
                "unit": {"enum": ["C", "F"], "default": "C"},
                "days": {"type": "integer", "default": 1, "minimum": 1},
            },
            "required": ["city", "days"],
        },
    },
    {"name": "clock", "parameters": {"type": "object", "additionalProperties": False}},
]
EXPECTED = {"calls": [{"name": "weather", "arguments": {"city": "Oslo", "days": 1}}], "tools": TOOLS}


def tagged(arguments: str, name: str = "weather") -> str:
    return f'<tool_call>{{"name": "{name}", "arguments": {arguments}}}</tool_call>'


async def judged(response: str, reference: dict[str, Any] = EXPECTED, **options: str) -> Verdict:
    sample = Sample(verifier="tools", response=response, reference=reference, options=options)
    return await ToolsVerifier().verify(sample)


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (tagged('{"city": "Oslo", "days": 1}'), "correct"),
        (tagged('{"days": 1.0, "city": "Oslo", "unit": "C"}'), "correct"),
        (tagged('{"city": "Oslo", "days": 1, "unit": "F"}'), "wrong_answer"),
        (tagged('{"city": "Oslo"}'), "schema_failed"),
        (tagged('{"city": "Oslo", "days": "1"}'), "schema_failed"),
        (tagged('{"city": "Oslo", "days": 1, "unit": "K"}'), "schema_failed"),
        (tagged('{"city": "Bergen", "days": 1}'), "wrong_answer"),
        (tagged('{"city": "Oslo", "days": 1}', "forecast"), "schema_failed"),
        (tagged('{"city": "Oslo", "days": 1}') * 2, "wrong_answer"),
        (tagged('{"city": "Oslo", "days": 1}') + tagged("{}", "clock"), "wrong_answer"),
        (tagged('{"city": "Oslo", "days": 1'), "malformed_answer"),
        ("It is 5 degrees in Oslo.", "no_answer"),
        (f"<think>{tagged('{}')}</think>", "no_answer"),
        (f"<think>{tagged('{}')}</think>No.", "no_answer"),
        ("", "no_answer"),
    ],
)
async def test_a_response_and_its_reason(response: str, reason: str) -> None:
    verdict = await judged(response)
    assert (verdict.reason, verdict.reward) == (reason, float(reason == "correct")), verdict.detail


async def test_violations_name_the_call_and_the_path() -> None:
    verdict = await judged(tagged('{"city": "Oslo", "days": 1}') + tagged('{"city": 5, "days": 0}'))
    assert verdict.detail["violations"] == [
        "calls[1].arguments.city: 5 is not of type string",
        "calls[1].arguments.days: 0 is less than the minimum of 1",
    ]


async def test_without_tools_a_default_is_not_known() -> None:
    reference = {"calls": EXPECTED["calls"]}
    assert (await judged(tagged('{"city": "Oslo", "days": 1, "unit": "C"}'), reference)).reward == 0.0


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        ("Hello! What can I do for you?", "correct"),
        ('```json\n{"city": "Oslo"}\n```', "correct"),
        ("```json\n{city: Oslo}\n```", "correct"),
        ("[]", "correct"),
        (tagged("{}", "clock"), "wrong_answer"),
        ('{"name": "clock", "arguments": {}}', "wrong_answer"),
        ("<tool_call>clock</tool_call>", "malformed_answer"),
        ("<think>No call.</think>", "no_answer"),
    ],
)
async def test_where_no_call_is_expected_any_other_answer_is_right(response: str, reason: str) -> None:
    verdict = await judged(response, {"calls": [], "tools": TOOLS})
    assert (verdict.reason, verdict.reward) == (reason, float(reason == "correct"))


@pytest.mark.parametrize(("order", "reward"), [("any", 1.0), ("strict", 0.0)])
async def test_the_order_of_calls_counts_when_it_is_asked_for(order: str, reward: float) -> None:
    calls = [
        {"name": "clock", "arguments": {}},
        {"name": "weather", "arguments": {"city": "Oslo", "days": 2}},
    ]
    response = tagged('{"city": "Oslo", "days": 2}') + tagged("{}", "clock")
    assert (await judged(response, {"calls": calls}, order=order)).reward == reward


async def test_arguments_of_a_reference_may_be_text() -> None:
    reference = {"calls": [{"name": "weather", "arguments": '{"city": "Oslo"}'}]}
    assert (await judged(tagged('{"city": "Oslo"}'), reference)).reward == 1.0


async def test_a_thought_that_must_end_first_holds_no_call() -> None:
    sample = Sample(
        verifier="tools",
        response=tagged('{"city": "Oslo", "days": 1}'),
        reference=EXPECTED,
        thinking=Thinking.EXPECTED,
    )
    assert (await ToolsVerifier().verify(sample)).reason is Reason.NO_ANSWER


@pytest.mark.parametrize(
    "reference", [EXPECTED, {"calls": []}, {"calls": [{"name": "é", "arguments": "{}"}] * 2}]
)
async def test_gold_scores_one_and_the_wrong_response_does_not(reference: dict[str, Any]) -> None:
    verifier = ToolsVerifier()
    for gold in verifier.gold_responses(decode(ToolsReference, reference, "reference")):
        assert (await judged(gold, reference)).reward == 1.0
    assert (await judged(verifier.wrong_response, reference)).reward == 0.0
