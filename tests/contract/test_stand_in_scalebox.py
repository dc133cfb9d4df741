"""ScaleBox's batch call: all its kinds of tests, by the shapes that its own README shows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.contract.http_rig import Rig
from tests.sandboxes import started
from verifiers.code.verifier import CodeVerifier

pytestmark = pytest.mark.asyncio(loop_scope="module")

ADD = "```python\ndef add(a, b):\n    return a + b\n```"
FIRST = "```python\ndef add(a, b):\n    return a\n```"
JUDGE = """import sys
total = int(open("stdin.txt").read())
expected = open("stdout.txt").read().split()
answer = [int(word) for word in open("answer.txt").read().split()]
sys.exit(0 if sum(answer) == total and len(answer) == len(expected) else 1)
"""
CPP_JUDGE = """#include <fstream>
int main() {
    int total, a, b;
    std::ifstream("stdin.txt") >> total;
    std::ifstream("answer.txt") >> a >> b;
    return a + b == total ? 0 : 1;
}
"""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with (
        started() as sandbox,
        Rig(sandbox=sandbox, others={"code": CodeVerifier(sandbox)}).client() as client,
    ):
        yield client


async def evaluate(
    client: httpx.AsyncClient, completion: str, test_cases: object, language: str = "python", **extra: Any
) -> httpx.Response:
    config = {"language": language, "provided_data": {"test_cases": test_cases}, "extra": extra}
    return await client.post("/common_evaluate_batch", json={"completion": completion, "config": config})


async def passed(
    client: httpx.AsyncClient, completion: str, test_cases: object, **asked: Any
) -> tuple[bool, list[bool]]:
    response = await evaluate(client, completion, test_cases, **asked)
    assert response.status_code == 200, response.text
    answered = response.json()
    assert answered["id"] == 0
    return answered["accepted"], [test["passed"] for test in answered["tests"]]


async def test_printed_answers_are_compared_whole(client: httpx.AsyncClient) -> None:
    cases = {"type": "stdin_stdout", "input": ["1 2", "3 4"], "output": ["3", "7"], "fn_name": None}
    right = "```python\na, b = map(int, input().split())\nprint(a + b)\n```"
    prefix = {"type": "stdin_stdout", "input": [""], "output": ["1\n2\n3"]}
    assert await passed(client, right, cases, run_all_cases=True) == (True, [True, True])
    assert await passed(client, "```python\nprint(7)\n```", cases, run_all_cases=True) == (
        False,
        [False, True],
    )
    assert await passed(client, "```python\nprint('1\\n2')\n```", prefix) == (False, [False])


async def test_the_first_failure_ends_it_unless_all_are_asked_for(client: httpx.AsyncClient) -> None:
    cases = {"input": ["1", "2", "3"], "output": ["1", "1", "1"]}
    assert await passed(client, "```python\nprint(input())\n```", cases) == (False, [True, False])


async def test_calls_are_compared_by_value(client: httpx.AsyncClient) -> None:
    cases = {
        "type": "function_call",
        "input": [[1, 2], [3, 4]],
        "output": [[3], [7]],
        "fn_name": "add",
        "json_input": False,
    }
    lines = {
        "type": "function_call",
        "input": ["[1]\n[2]"],
        "output": ["[1, 2]"],
        "fn_name": "add",
        "json_input": True,
    }
    assert await passed(client, ADD, cases, total_timeout=1) == (True, [True, True])
    assert await passed(client, FIRST, cases) == (False, [False])
    assert await passed(client, ADD, lines) == (True, [True])


async def test_a_test_program_runs_apart_from_the_answer(client: httpx.AsyncClient) -> None:
    cases = {
        "type": "assert",
        "test": "def check(candidate):\n    assert candidate(1, 2) == 3\n",
        "entry_point": "add",
    }
    assert (await passed(client, ADD, cases))[0] is True
    assert (await passed(client, FIRST, cases))[0] is False
    assert (await passed(client, "```python\nraise SystemExit(0)\n```", cases))[0] is False


@pytest.mark.parametrize(("program", "language"), [(JUDGE, "python"), (CPP_JUDGE, "cpp")])
async def test_a_special_judge_decides(client: httpx.AsyncClient, program: str, language: str) -> None:
    cases = {"type": "stdin_stdout", "input": ["3", "7"], "output": ["1 2", "3 4"], "fn_name": None}
    judge = {"special_judge_program": program, "special_judge_language": language}
    right, wrong = "print(int(input()) - 1, 1)", "print(input(), 1)"
    assert await passed(client, f"```python\n{right}\n```", cases, **judge) == (True, [True, True])
    assert await passed(client, f"```python\n{wrong}\n```", cases, **judge) == (False, [False])


async def test_other_languages_are_run(client: httpx.AsyncClient) -> None:
    cases = {"input": ["4"], "output": ["16"]}
    source = "const n = +require('fs').readFileSync(0); console.log(n * n);"
    assert await passed(client, f"```javascript\n{source}\n```", cases, language="javascript") == (
        True,
        [True],
    )


@pytest.mark.parametrize(
    ("cases", "asked", "told"),
    [
        (None, {}, "test_cases"),
        ([], {}, "test_cases"),
        ({"input": ["1"]}, {}, "test_cases"),
        ({"input": ["1"], "output": []}, {}, "1 inputs and 0 outputs"),
        ({"input": [], "output": []}, {}, "no tests"),
        ({"type": "function_call", "input": [[1]], "output": [[1]]}, {}, "entry_point"),
        ({"type": "oracle"}, {}, "function_call"),
        ({"type": "assert", "tests": "}", "stop_tokens": []}, {"language": "cpp"}, "test program for python"),
        ({"input": ["1"], "output": ["1"]}, {"language": "lua"}, "python"),
        ({"input": ["1"], "output": ["1"]}, {"language": ""}, "config.language"),
        ({"input": ["1"], "output": ["1"]}, {"special_judge_program": 1}, "special_judge_program"),
        (
            {"input": ["1"], "output": ["1"]},
            {"special_judge_program": "x", "special_judge_language": "perl"},
            "python and cpp",
        ),
    ],
)
async def test_what_cannot_be_judged_is_422_and_says_why(
    client: httpx.AsyncClient, cases: object, asked: dict[str, Any], told: str
) -> None:
    response = await evaluate(client, ADD, cases, **asked)
    assert response.status_code == 422, response.text
    assert told in response.json()["detail"]
