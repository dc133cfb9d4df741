"""The calls of a response: in tags, in fences, or as the whole answer; never in prose."""

from __future__ import annotations

import pytest

from verifiers.core.response import split_response
from verifiers.tools.reading import Reading, read_response

ONE = '{"name": "f", "arguments": {"a": 1}}'
TWO = '{"name": "g", "arguments": {}}'


def read(response: str) -> Reading:
    split = split_response(response)
    return read_response(split.answer or "", split.tool_calls)


@pytest.mark.parametrize(
    ("response", "calls"),
    [
        (f"<tool_call>\n{ONE}\n</tool_call>", ["f"]),
        (f"<think>f it is</think>\n<tool_call>{ONE}</tool_call>", ["f"]),
        (
            f"I look that up.\n<tool_call>{ONE}</tool_call>\n<tool_call>{TWO}</tool_call> A moment.",
            ["f", "g"],
        ),
        (f"<tool_call>[{ONE}, {TWO}]</tool_call>", ["f", "g"]),
        (f"<tool_call>{ONE}", ["f"]),
        ('<tool_call>{"name": "f", "parameters": {"a": 1}}</tool_call>', ["f"]),
        ('<tool_call>{"name": "f", "arguments": "{\\"a\\": 1}"}</tool_call>', ["f"]),
        (ONE, ["f"]),
        (f"[{ONE}, {TWO}]", ["f", "g"]),
        (f"```json\n{ONE}\n```", ["f"]),
        (f"First:\n```json\n{ONE}\n```\nthen:\n```json\n{TWO}\n```", ["f", "g"]),
        (
            '{"tool_calls": [{"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]}',
            ["f"],
        ),
        ('{"type": "function", "function": {"name": "f", "arguments": {}}}', ["f"]),
        (f"<tool_call>{ONE}</tool_call>\n```json\n{TWO}\n```", ["f"]),
        (f"I would call {ONE}.", []),
        (f"<think><tool_call>{ONE}</tool_call></think>No call.", []),
        (f"```python\n{ONE}\n```", []),
        ('{"city": "Oslo"}', []),
        ('Here is your record:\n```json\n{"name": "Ada", "born": 1815}\n```', []),
        ("[]", []),
        ('{"tool_calls": []}', []),
        ("It rains.", []),
    ],
)
def test_the_calls_of_a_response(response: str, calls: list[str]) -> None:
    reading = read(response)
    assert (reading.problem, [call.name for call in reading.calls]) == ("", calls)


@pytest.mark.parametrize(
    ("response", "problem"),
    [
        (
            '<tool_call>{"name": "f", "arguments": {"a": 1}</tool_call>',
            "tool call 1: Expecting ',' delimiter",
        ),
        (f"<tool_call>{ONE}</tool_call><tool_call>f(1)</tool_call>", "tool call 2: Expecting value: line 1"),
        ("<tool_call></tool_call>", "tool call 1"),
        ('<tool_call>{"name": "f"}</tool_call>', "has no arguments"),
        ('<tool_call>{"arguments": {}}</tool_call>', "has no name"),
        ('<tool_call>{"name": 1, "arguments": {}}</tool_call>', "has no name"),
        ('<tool_call>{"name": "f", "arguments": {}, "parameters": {}}</tool_call>', "both"),
        ('<tool_call>{"name": "f", "arguments": [1]}</tool_call>', "no object"),
        ('<tool_call>{"name": "f", "arguments": "a=1"}</tool_call>', "line 1, column 1"),
        ('<tool_call>{"name": "f", "arguments": {"a": 1, "a": 2}}</tool_call>', "'a' twice"),
        ("<tool_call>7</tool_call>", "a call is an object"),
        ('{"name": "f", "arguments": {"a": 1,}}', "line 1"),
        (f"[{ONE}, 1]", "a call is an object"),
    ],
)
def test_what_is_no_call_says_why(response: str, problem: str) -> None:
    reading = read(response)
    assert problem in reading.problem
    assert reading.calls == ()
