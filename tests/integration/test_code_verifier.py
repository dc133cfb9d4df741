"""The code verifier with the real sandbox: every kind, format and reason, and whose fault is what."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from sandbox.local import LocalSandbox
from sandbox.walls.bubblewrap import BubblewrapWall
from tests.integration import code_conduct, code_references
from tests.sandboxes import started
from trainer_client.contract import Reason, Sample, Status, Verdict
from verifiers.code.verifier import CodeVerifier

pytestmark = pytest.mark.asyncio(loop_scope="module")

Reference = dict[str, Any]
SUM: Reference = {
    "kind": "stdio",
    "cases": [{"input": f"{a} {b}\n", "output": f"{a + b}\n"} for a, b in [(1, 2), (3, 4), (5, 6)]],
}
ADD = "print(sum(map(int, input().split())))"
NOT_THE_FIRST = "a, b = map(int, input().split())\nprint(a + b if a > 1 else 'none')"
NOT_THE_LAST = "a, b = map(int, input().split())\nprint(a + b if a < 5 else 'none')"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sandbox() -> AsyncIterator[LocalSandbox]:
    async with started() as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def verifier(sandbox: LocalSandbox) -> CodeVerifier:
    return CodeVerifier(sandbox)


def sample(code: str, reference: Reference, language: str = "python", **options: Any) -> Sample:
    return Sample(
        verifier="code",
        prompt="Solve it.",
        response=f"<think>So.</think>\n```{language}\n{code}\n```",
        reference=reference,
        options={"language": language, **options},
    )


async def judge(
    verifier: CodeVerifier, code: str, reference: Reference, language: str = "python", **options: Any
) -> Verdict:
    return await verifier.verify(sample(code, reference, language, **options))


def said(verdict: Verdict) -> tuple[Status, Reason, float | None]:
    return verdict.status, verdict.reason, verdict.reward


def verdicts_in(verdict: Verdict) -> list[str]:
    return [test["verdict"] for test in verdict.detail["tests"]]


RIGHT = (Status.SCORED, Reason.CORRECT, 1.0)
WRONG = (Status.SCORED, Reason.WRONG_ANSWER, 0.0)


# ---- kinds and formats


@pytest.mark.parametrize("name", code_references.ALL)
async def test_the_right_program_scores_1(verifier: CodeVerifier, name: str) -> None:
    reference, right, _ = code_references.ALL[name]
    assert said(await judge(verifier, right, reference)) == RIGHT


@pytest.mark.parametrize("name", code_references.ALL)
async def test_a_wrong_program_scores_0(verifier: CodeVerifier, name: str) -> None:
    reference, _, wrong = code_references.ALL[name]
    assert said(await judge(verifier, wrong, reference)) == WRONG


async def test_a_compiled_language_is_built_and_run(verifier: CodeVerifier) -> None:
    code = '#include <cstdio>\nint main() { int a, b; scanf("%d %d", &a, &b); printf("%d\\n", a + b); }'
    assert said(await judge(verifier, code, SUM, "cpp")) == RIGHT


async def test_a_language_may_go_by_any_of_its_names(verifier: CodeVerifier) -> None:
    assert said(await judge(verifier, "read a b; echo $((a + b))", SUM, "sh")) == RIGHT


async def test_its_own_limits_come_with_a_record(verifier: CodeVerifier) -> None:
    record = {"public_tests": {"input": [""], "output": ["1"]}, "time_limit": 0.2}
    spin = "while True: pass"
    verdict = await judge(verifier, spin, {"format": "codecontests", "record": record}, measured=True)
    assert verdict.reason is Reason.TIME_LIMIT
    assert verdict.detail["tests"][0]["cpu_ms"] < 1000


# ---- reasons

ONE: Reference = {"kind": "stdio", "cases": [{"input": "", "output": "1\n"}]}
REASONS: list[tuple[str, Reason]] = [
    ("while True: pass", Reason.TIME_LIMIT),
    ("import time\ntime.sleep(60)", Reason.TIME_LIMIT),
    ("x = []\nwhile True: x.append(bytearray(10**6))", Reason.MEMORY_LIMIT),
    ("while True: print('x' * 100_000)", Reason.OUTPUT_LIMIT),
    ("import os\nwhile True:\n    try: os.fork()\n    except OSError: pass", Reason.PROCESS_LIMIT),
    ("raise ValueError('no')", Reason.RUNTIME_ERROR),
    ("import ctypes\nctypes.string_at(0)", Reason.RUNTIME_ERROR),
    ("print(1)\nraise SystemExit(3)", Reason.RUNTIME_ERROR),
    ("def f(:\n  pass", Reason.COMPILE_ERROR),
    ("print(2)", Reason.WRONG_ANSWER),
    (" ", Reason.MALFORMED_ANSWER),
]


@pytest.mark.parametrize(("code", "reason"), REASONS, ids=[f"{why}-{code[:20]}" for code, why in REASONS])
async def test_each_way_to_fail_has_its_reason(verifier: CodeVerifier, code: str, reason: Reason) -> None:
    verdict = await judge(verifier, code, ONE, time_limit_s=0.5, memory_limit_mb=128)
    assert said(verdict) == (Status.SCORED, reason, 0.0)


async def test_what_a_compiler_says_is_in_the_detail(verifier: CodeVerifier) -> None:
    verdict = await judge(verifier, "int main() { return x; }", ONE, "cpp")
    assert said(verdict) == (Status.SCORED, Reason.COMPILE_ERROR, 0.0)
    assert "‘x’ was not declared" in verdict.detail["message"]


async def test_a_response_without_a_program_is_no_answer(verifier: CodeVerifier) -> None:
    verdict = await verifier.verify(replace(sample("", ONE), response="</think>I cannot solve this."))
    assert said(verdict) == (Status.SCORED, Reason.NO_ANSWER, 0.0)


# ---- scores


async def test_all_pays_nothing_for_a_part(verifier: CodeVerifier) -> None:
    verdict = await judge(verifier, NOT_THE_LAST, SUM)
    assert (said(verdict), verdicts_in(verdict)) == (WRONG, ["correct", "correct", "wrong_answer"])


async def test_a_fraction_is_the_share_of_tests(verifier: CodeVerifier) -> None:
    verdict = await judge(verifier, NOT_THE_FIRST, SUM, score="fraction")
    assert said(verdict) == (Status.SCORED, Reason.PARTIAL, pytest.approx(2 / 3))
    assert verdicts_in(verdict) == ["wrong_answer", "correct", "correct"]


async def test_a_subtask_is_worth_its_worst_test(verifier: CodeVerifier) -> None:
    subtasks = [{"points": 30, "cases": [0, 1]}, {"points": 70, "cases": [1, 2]}]
    verdict = await judge(verifier, NOT_THE_LAST, {**SUM, "subtasks": subtasks}, score="subtasks")
    assert said(verdict) == (Status.SCORED, Reason.PARTIAL, pytest.approx(0.3))


async def test_no_test_right_is_no_part(verifier: CodeVerifier) -> None:
    assert said(await judge(verifier, "print('none')", SUM, score="fraction")) == WRONG


MANY: Reference = {
    "kind": "stdio",
    "cases": [{"input": f"{number}\n", "output": f"{number}\n"} for number in range(40)],
}
FAILS_FROM_10 = "n = int(input())\nprint(n if n < 10 else -1)"


async def test_the_first_failure_ends_it_at_the_same_test_each_time(verifier: CodeVerifier) -> None:
    verdicts = await asyncio.gather(*(judge(verifier, FAILS_FROM_10, MANY) for _ in range(4)))
    assert len({json.dumps(verdict.detail) for verdict in verdicts}) == 1
    assert verdicts_in(verdicts[0]) == ["correct"] * 10 + ["wrong_answer"]


async def test_early_stop_runs_few_tests_more(sandbox: LocalSandbox, verifier: CodeVerifier) -> None:
    before = sandbox.pool.counters.runs
    await judge(verifier, "print(-1)", MANY)
    assert sandbox.pool.counters.runs - before < 20


async def test_without_early_stop_all_are_run(verifier: CodeVerifier) -> None:
    verdict = await judge(verifier, FAILS_FROM_10, MANY, stop_at_first_failure=False)
    assert (said(verdict), verdict.detail["ran"]) == (WRONG, 40)


# ---- checkers


async def checked(verifier: CodeVerifier, checker: Any, expected: str, printed: str) -> Verdict:
    reference = {"kind": "stdio", "cases": [{"input": "3\n", "output": expected}], "checker": checker}
    return await judge(verifier, f"import sys\nsys.stdout.write({printed!r})", reference)


NAMED: list[tuple[Any, str, str, bool]] = [
    ("tokens", "1 2\n", "1\n2", True),
    ("lines", "1 2\n", "1 2   \n\n", True),
    ("lines", "1 2\n", "1  2\n", False),
    ("exact", "1\n", "1", False),
    ("floats", "0.5\n", "0.50000001", True),
    ("floats", "0.5\n", "nan", False),
    ({"name": "floats", "absolute": 0.1}, "0.5\n", "0.55", True),
    ("unordered", "1\n2\n", "2\n1\n", True),
    ({"name": "unordered", "of": "tokens"}, "1 2\n", "2 1", True),
    ("case_insensitive", "YES\n", "yes", True),
    ("decimals", "1.0\n", "1", True),
]


@pytest.mark.parametrize(("checker", "expected", "printed", "right"), NAMED)
async def test_a_checker_decides(
    verifier: CodeVerifier, checker: Any, expected: str, printed: str, right: bool
) -> None:
    assert said(await checked(verifier, checker, expected, printed)) == (RIGHT if right else WRONG)


TESTLIB = r"""
#include <cstdlib>
#include <fstream>
#include <iostream>
int main(int argc, char** argv) {
    std::ifstream input(argv[1]), output(argv[2]), answer(argv[3]);
    long sum, first, second, right;
    input >> sum;
    if (!(answer >> right)) return 3;
    if (!(output >> first)) abort();
    if (!(output >> second)) { std::cerr << "points 0.5"; return 7; }
    return first + second == sum ? 0 : 1;
}
"""
OPEN_R1 = """
import sys
given, correct, output = (open(path).read() for path in sys.argv[1:4])
int(correct)
first, second = map(int, output.split())
print(100 if first + second == int(given) else 0)
"""
PROGRAMS = {
    "testlib": {"style": "testlib", "source": TESTLIB},
    "open_r1": {"style": "open_r1", "source": OPEN_R1},
}


@pytest.mark.parametrize("printed", ["1 2", "0 3\n"])
@pytest.mark.parametrize("style", PROGRAMS)
async def test_a_checker_program_accepts_any_right_output(
    verifier: CodeVerifier, style: str, printed: str
) -> None:
    assert said(await checked(verifier, PROGRAMS[style], "3", printed)) == RIGHT


@pytest.mark.parametrize("style", PROGRAMS)
async def test_a_checker_program_refuses(verifier: CodeVerifier, style: str) -> None:
    assert said(await checked(verifier, PROGRAMS[style], "3", "1 1")) == WRONG


async def test_a_checker_program_gives_points(verifier: CodeVerifier) -> None:
    reference = {"kind": "stdio", "cases": [{"input": "3\n", "output": "3"}], "checker": PROGRAMS["testlib"]}
    verdict = await judge(verifier, "print(1)", reference, score="fraction")
    assert said(verdict) == (Status.SCORED, Reason.PARTIAL, 0.5)


ACCEPTS_3 = {"style": "open_r1", "source": "import sys\nprint(int(int(open(sys.argv[3]).read()) == 3))"}
FLOODS = {
    "style": "open_r1",
    "source": "import sys\nwhile open(sys.argv[3]).read() != '3': print('x' * 10**6)\nprint(1)",
}


@pytest.mark.parametrize("checker", [ACCEPTS_3, FLOODS], ids=["crashes", "prints without end"])
async def test_garbage_that_breaks_a_checker_is_wrong(verifier: CodeVerifier, checker: Reference) -> None:
    assert said(await checked(verifier, checker, "3", "\0 \x7f garbage")) == WRONG


@pytest.mark.parametrize("style", PROGRAMS)
async def test_a_checker_that_refuses_the_expected_output_is_a_bad_reference(
    verifier: CodeVerifier, style: str
) -> None:
    verdict = await checked(verifier, PROGRAMS[style], "no number", "garbage")
    assert said(verdict) == (Status.UNSCORED, Reason.BAD_REFERENCE, None)


async def test_a_checker_that_does_not_compile_is_a_bad_reference(verifier: CodeVerifier) -> None:
    verdict = await checked(verifier, {"style": "testlib", "source": "int main( {"}, "3", "3")
    assert said(verdict) == (Status.UNSCORED, Reason.BAD_REFERENCE, None)


# ---- what is not the response's doing

BAD: list[Reference] = [
    {"kind": "stdio", "cases": []},
    {"kind": "assert", "asserts": ["assert f(1) =="]},
    {"kind": "assert", "setup": "import no_such_module", "asserts": ["assert f(1) == 1"]},
    {"kind": "assert", "asserts": ["import os; os._exit(0)"]},
    {"kind": "assert", "asserts": ["while True: pass"]},
    {"kind": "assert", "asserts": ["x = bytearray(10**11)"]},
    {"kind": "test_program", "entry_point": "f", "source": "raise ValueError\ndef check(candidate): pass"},
    {"format": "livecodebench", "record": {"private_test_cases": "eJxrYCgGAAAA"}},
]


@pytest.mark.parametrize("code", ["def f(x):\n    return 1", "import os\nos._exit(0)"])
@pytest.mark.parametrize("reference", BAD, ids=lambda reference: str(reference)[:60])
async def test_a_reference_is_bad_whatever_the_response_is(
    verifier: CodeVerifier, reference: Reference, code: str
) -> None:
    status, _, reward = said(await judge(verifier, code, reference, time_limit_s=0.2))
    assert (status, reward) == (Status.UNSCORED, None)


async def test_a_language_that_nobody_knows_is_named(verifier: CodeVerifier) -> None:
    verdict = await judge(verifier, "x", SUM, "klingon")
    assert said(verdict) == (Status.UNSCORED, Reason.INVALID_SAMPLE, None)
    assert verdict.detail["field"] == "options.language"


async def test_calls_and_asserts_are_for_python(verifier: CodeVerifier) -> None:
    reference = {"kind": "assert", "asserts": ["assert f(1) == 1"]}
    verdict = await judge(verifier, "int f() {}", reference, "cpp")
    assert (verdict.reason, verdict.detail["field"]) == (Reason.INVALID_SAMPLE, "options.language")


async def test_a_language_that_is_not_installed_is_no_response_s_fault() -> None:
    sandbox = LocalSandbox(BubblewrapWall(), jails=1, python="python3-of-nowhere")
    await sandbox.start()
    try:
        verdict = await judge(CodeVerifier(sandbox), ADD, SUM)
    finally:
        await sandbox.close()
    assert said(verdict) == (Status.UNSCORED, Reason.LANGUAGE_UNAVAILABLE, None)
    assert "python3-of-nowhere" in verdict.detail["message"]


class NoWall(BubblewrapWall):
    def trouble(self) -> str:
        return "bwrap is not installed: apt install bubblewrap"


async def test_without_a_wall_nothing_is_run_and_nobody_blamed() -> None:
    verifier = CodeVerifier(LocalSandbox(NoWall(), jails=1))
    await verifier.start()
    try:
        verdict = await judge(verifier, ADD, SUM)
        assert not verifier.readiness().ready
    finally:
        await verifier.close()
    assert said(verdict) == (Status.UNSCORED, Reason.SANDBOX_UNAVAILABLE, None)
    assert verdict.detail["message"] == "bwrap is not installed: apt install bubblewrap"


# ---- what a response may try


@pytest.mark.timeout(240)
@pytest.mark.parametrize("kind", code_conduct.REFERENCES)
async def test_no_conduct_of_a_response_is_paid_or_unscored(verifier: CodeVerifier, kind: str) -> None:
    reference = code_conduct.REFERENCES[kind]
    programs = code_conduct.programs(kind)
    limits = {"time_limit_s": 0.2, "memory_limit_mb": 128}
    verdicts = await asyncio.gather(
        *(judge(verifier, code, reference, **limits) for code in programs.values())
    )
    found = dict(zip(programs, verdicts, strict=True))
    assert {
        name: verdict for name, verdict in found.items() if said(verdict)[::2] != (Status.SCORED, 0.0)
    } == {}


@pytest.mark.parametrize(("language", "code"), code_conduct.OTHER_LANGUAGES)
async def test_no_source_of_another_language_is_unscored(
    verifier: CodeVerifier, language: str, code: str
) -> None:
    assert said(await judge(verifier, code, ONE, language))[::2] == (Status.SCORED, 0.0)


async def test_flags_never_change_the_reward(verifier: CodeVerifier) -> None:
    verdict = await judge(verifier, f"import subprocess, socket\n{ADD}", SUM)
    assert said(verdict) == RIGHT
    assert set(verdict.flags) >= {"runs_programs", "uses_network"}


async def test_times_are_given_when_they_are_asked_for(verifier: CodeVerifier) -> None:
    plain, measured = [await judge(verifier, ADD, SUM, measured=asked) for asked in (False, True)]
    assert all(set(test) == {"test", "verdict"} for test in plain.detail["tests"])
    assert all(test["wall_ms"] > 0 and test["memory_mb"] > 0 for test in measured.detail["tests"])


async def test_equal_samples_get_equal_verdicts(verifier: CodeVerifier) -> None:
    one, other = [await judge(verifier, NOT_THE_LAST, SUM) for _ in range(2)]
    assert one == other


async def test_prose_around_the_program_does_no_harm(verifier: CodeVerifier) -> None:
    thought = "<think>```python\n1/0\n```</think>"
    response = f"{thought}\n## So\n1. Do:\n   ```py\n   {ADD}\n   ```\nIt prints:\n```\n3\n```"
    assert said(await verifier.verify(replace(sample("", SUM), response=response))) == RIGHT
