"""The tools verifier: the calls that a response makes are the calls that it should make."""

from __future__ import annotations

import json
from typing import Any, ClassVar, Final

from trainer_client.contract import Reason, Sample
from verifiers.core.base import AnswerVerifier, Judgement, Task
from verifiers.core.decode import Options
from verifiers.core.json_schema.work import TooMuchWork, Work
from verifiers.core.sizes import HEAVY_CHARS, is_larger
from verifiers.tools.matching import Order, differences
from verifiers.tools.reading import Reading, read_response
from verifiers.tools.reference import Expected, ToolsReference, prepare

MOST_VIOLATIONS: Final = 10
MOST_CALLS_CHECKED: Final = 20
"""Against their tools' schemas, to say what is wrong with them. That they are wrong is known before."""


class ToolsOptions(Options, frozen=True):
    """``order: strict`` wants the calls in the reference's order."""

    order: Order = "any"


ToolsTask = Task[Expected, ToolsOptions]


class ToolsVerifier(AnswerVerifier[Expected, ToolsOptions]):
    """Reward 1 when exactly the expected calls are made; docs/tools.md says what is read and equal."""

    name: ClassVar[str] = "tools"
    version: ClassVar[str] = "1"
    summary: ClassVar[str] = "compares tool calls with the expected ones, types and all"
    reference_type = ToolsReference
    options_type = ToolsOptions
    judges_tool_calls = True
    example: ClassVar[Sample] = Sample(
        verifier="tools",
        prompt="What is the weather in Oslo, in degrees Celsius?",
        response="<think>One call will do.</think><tool_call>\n"
        '{"name": "get_weather", "arguments": {"city": "Oslo", "unit": "C"}}\n</tool_call>',
        reference={
            "calls": [{"name": "get_weather", "arguments": {"city": "Oslo"}}],
            "tools": [
                {
                    "type": "function",
                    "function": {
                        "name": "get_weather",
                        "parameters": {
                            "type": "object",
                            "properties": {
                                "city": {"type": "string"},
                                "unit": {"type": "string", "enum": ["C", "F"], "default": "C"},
                            },
                            "required": ["city"],
                        },
                    },
                }
            ],
        },
    )
    wrong_response: ClassVar[str] = '<tool_call>{"name": "no_such_tool_104729", "arguments": {}}</tool_call>'
    """A call that no problem wants: for checking a data set, with ``gold_responses``."""

    def is_heavy(self, sample: Sample) -> bool:
        return len(sample.response) > HEAVY_CHARS or is_larger(sample.reference, HEAVY_CHARS)

    def prepare_reference(self, reference: ToolsReference, options: ToolsOptions) -> Expected:
        return prepare(reference)

    def judge(self, task: ToolsTask) -> Judgement:
        reading, expected = read_response(task.answer, task.tool_calls), task.reference
        if reading.problem and (reading.tagged or expected.calls):
            return _failed(Reason.MALFORMED_ANSWER, reading, {"message": reading.problem})
        if not reading.calls and expected.calls:
            return _failed(Reason.NO_ANSWER, reading, {"message": "no tool is called"})
        differing = differences(
            list(map(expected.normal, expected.calls)),
            list(map(expected.normal, reading.calls)),
            task.options.order,
        )
        if not differing:
            return Judgement(Reason.CORRECT, 1.0, reading.text, {"correct": 1.0})
        violations = _violations(expected, reading)
        if violations:
            detail = {"message": violations[0], "violations": violations, "differences": differing}
            return _failed(Reason.SCHEMA_FAILED, reading, detail)
        detail = {"message": differing[0], "differences": differing}
        return _failed(Reason.WRONG_ANSWER, reading, detail)

    def gold_responses(self, reference: ToolsReference) -> list[str]:
        """The expected calls in their tags, which must score 1."""
        calls = [{"name": call.name, "arguments": call.arguments} for call in prepare(reference).calls]
        if not calls:
            return ["No tool is needed for this."]
        return ["\n".join(f"<tool_call>\n{json.dumps(call)}\n</tool_call>" for call in calls)]


def _violations(expected: Expected, reading: Reading) -> list[str]:
    """What the first calls violate of their tools' schemas, each with its path."""
    work = Work(len(reading.text or ""))
    found: list[str] = []
    try:
        for at, call in enumerate(reading.calls[:MOST_CALLS_CHECKED]):
            found += (f"calls[{at}]{told}" for told in expected.violations(call, work))
    except TooMuchWork as error:
        found.append(f"the check of the calls ended early: {error}")
    return found[:MOST_VIOLATIONS]


def _failed(reason: Reason, reading: Reading, detail: dict[str, Any]) -> Judgement:
    return Judgement(reason, 0.0, reading.text, {"correct": 0.0}, detail)
