"""Answers that keep a reader of JSON, YAML, calls or choices busy: each is scored, unpaid and cheap.

Measured is the CPU time of the process. The bound is generous: on an idle core the worst takes 0.2 s.
"""

from __future__ import annotations

import time
from typing import Any

import pytest

from trainer_client.contract import Sample, Status
from verifiers.registry import create_verifier

CHARS = 100_000
MOST_CPU_S = 1.0


def filled(text: str) -> str:
    return (text * (CHARS // len(text) + 1))[:CHARS]


ANSWERS = {
    "open lists": "[" * CHARS,
    "open objects": filled('{"a":'),
    "lists as deep as they may be": "[" * 64 + "0" + "]" * 64,
    "numbers": "[" + filled("0,") + "0]",
    "empty objects": "[" + filled("{},") + "{}]",
    "empty lists": "[" + filled("[],") + "[]]",
    "objects": "[" + filled('{"a":0},') + "{}]",
    "a wide object": "{" + ",".join(f'"a{at}":1' for at in range(9000)) + "}",
    "a name twice, far apart": "{" + ",".join(f'"a{at}":1' for at in range(9000)) + ',"a8999":1}',
    "digits": "9" * CHARS,
    "decimals": "1." + "9" * CHARS,
    "an exponent": "1e" + "9" * CHARS,
    "a text": '"' + "a" * CHARS + '"',
    "quotes": '"' * CHARS,
    "backslashes": '"' + "\\" * CHARS,
    "surrogates": '"' + filled("\\ud800") + '"',
    "numbers that share a hash": "[" + ",".join(str(at * (2**61 - 1)) for at in range(1, 4800)) + "]",
    "fences": filled("```\n"),
    "fenced documents": filled("```json\n{}\n```\n"),
    "fences that grow": "\n".join("`" * length for length in range(3, 440)),
    "dashes": filled("- "),
    "a list in YAML": filled("- 0\n"),
    "tags in YAML": filled("- !!str a\n"),
    "anchors": "\n".join(f"- &a{at} 0" for at in range(9000)),
    "question marks": filled("? "),
    "stars": filled("*a "),
    "documents": filled("--- \n"),
    "a quoted text in YAML": "'" + filled("''") + "'",
    "thoughts": filled("<think>"),
    "open calls": "<tool_call>" * 2000,
    "empty calls": filled("<tool_call>{}</tool_call>"),
    "calls": filled('<tool_call>{"name":"f","arguments":{"a":"x"}}</tool_call>'),
    "calls in one tag": "<tool_call>[" + filled('{"name":"f","arguments":{}},') + "{}]</tool_call>",
    "arguments as text": '{"name":"f","arguments":"' + filled('{\\"a\\":') + '"}',
    "letters": filled("A "),
    "options": filled("(A) (B) (C) "),
    "boxes": filled("\\boxed{"),
    "empty boxes": filled("\\boxed{}"),
    "answers": filled("The answer is "),
    "answers of letters": filled("Answer: A or B. "),
    "tags": filled("<answer>"),
    "stars and letters": filled("**A**"),
    "ands": filled("A and "),
    "nots": filled("not A "),
    "dollars": filled("$A$"),
    "newlines": "\n" * CHARS + "x",
    "blanks": " " * CHARS + "x",
    "full width": filled("Ａ"),
}
TREE = {
    "$ref": "#/$defs/tree",
    "$defs": {
        "tree": {
            "anyOf": [
                {"type": "array", "uniqueItems": True, "items": {"$ref": "#/$defs/tree"}},
                {"type": "object", "additionalProperties": {"$ref": "#/$defs/tree"}, "minProperties": 3},
                {"type": "string", "pattern": "^[a-z]+[0-9]$"},
            ]
        }
    },
}
TOOL = {"name": "f", "parameters": {"properties": {"a": {"type": "integer", "default": 1}}}}
REFERENCES: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]] = {
    "structured": [
        ({"schema": TREE}, {"score": score, "syntax": syntax})
        for score in ("all", "fraction")
        for syntax in ("json", "yaml")
    ],
    "tools": [
        ({"calls": [{"name": "f", "arguments": {"a": 1}}, {"name": "f", "arguments": {"a": 2}}]}, {}),
        ({"calls": [{"name": "f", "arguments": {"a": 1}}], "tools": [TOOL]}, {"order": "strict"}),
    ],
    "choice": [
        ({"answer": "D"}, {}),
        ({"answer": ["Oslo", "D"], "choices": ["Rome", "Paris", "Oslo", "Bern"]}, {}),
    ],
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("verifier", REFERENCES)
async def test_a_hostile_answer_is_scored_unpaid_and_cheap(verifier: str, name: str) -> None:
    judge = create_verifier(verifier)
    for reference, options in REFERENCES[verifier]:
        sample = Sample(verifier=verifier, response=ANSWERS[name], reference=reference, options=options)
        started = time.process_time()
        verdict = await judge.verify(sample)
        assert time.process_time() - started < MOST_CPU_S
        assert (verdict.status, verdict.reward) == (Status.SCORED, 0.0), verdict.detail
