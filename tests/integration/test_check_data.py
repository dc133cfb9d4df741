"""``check-data`` finds before a run what would spoil it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.grading.data_check import DataCheck, Fault
from gateway.grading.judging import grade_rows
from gateway.grading.rollouts import Row
from gateway.service import Service
from tests.integration.command_line import Run, row, run_process, write_rows
from tests.unit.gateway.verdicts import EchoVerifier
from trainer_client.contract import Sample
from verifiers.math.verifier import MathVerifier

GOOD = {"verifier": "echo", "prompt": "2+2?", "reference": {"answer": "4"}}


def check(
    run: Run, tmp_path: Path, *rows: Any, flags: tuple[str, ...] = ()
) -> tuple[int, list[tuple[int, str]]]:
    """The exit code, and line and fault of each problem."""
    done = run("check-data", write_rows(tmp_path / "data.jsonl", *rows), "--json", *flags)
    assert done.stderr == ""
    problems = json.loads(done.stdout)["problems"]
    return done.exit_code, [(problem["line"], problem["fault"]) for problem in problems]


def test_data_in_order_is_clean(run: Run, tmp_path: Path) -> None:
    other = {"verifier": "echo", "prompt": "1/2?", "reference": {"answer": "0.5"}}
    assert check(run, tmp_path, GOOD, other, GOOD, row()) == (0, [])


def test_every_fault_is_found_at_its_line(run: Run, tmp_path: Path) -> None:
    code, problems = check(
        run,
        tmp_path,
        GOOD,
        "{broken",
        GOOD | {"prompt": "what?", "reference": {}},
        GOOD | {"prompt": "how?", "reference": {"answer": "unusable"}},
        GOOD | {"prompt": " "},
        GOOD | {"reference": {"answer": "5"}},
        GOOD | {"verifier": "none", "prompt": "who?"},
    )
    assert code == 1
    assert problems == [
        (2, "invalid_sample"),
        (3, "invalid_sample"),
        (4, "bad_reference"),
        (5, "empty_prompt"),
        (6, "other_gold"),
        (7, "invalid_sample"),
    ]


def test_math_golds_are_judged_as_boxed_answers(tmp_path: Path) -> None:
    data = {"verifier": "math", "prompt": "1/2?", "reference": {"answer": ["0.5", "\\frac{1}{2}"]}}
    done = run_process("check-data", write_rows(tmp_path / "data.jsonl", data))
    assert done.returncode == 0
    assert "3 responses judged: no problem" in done.stdout


def test_columns_are_mapped_and_defaults_given(run: Run, tmp_path: Path) -> None:
    flags = ("--verifier", "echo", "--map", "prompt=problem", "--map", "reference.answer=solution")
    assert check(run, tmp_path, {"problem": "2+2?", "solution": "4"}, flags=flags) == (0, [])


def test_a_table_is_for_people(run: Run, tmp_path: Path) -> None:
    done = run("check-data", write_rows(tmp_path / "data.jsonl", GOOD | {"prompt": ""}))
    assert done.exit_code == 1
    assert "empty_prompt" in done.stdout
    assert "data.jsonl:1" in done.stdout


@pytest.mark.parametrize("content", ["", "no data\n"])
def test_unusable_input_exits_2(run: Run, tmp_path: Path, content: str) -> None:
    path = tmp_path / "data.jsonl"
    path.write_text(content)
    assert run("check-data", path).exit_code == 2


class Forgetful(EchoVerifier):
    """Does not accept its own gold."""

    def gold_responses(self, reference: Any) -> list[str]:
        return [reference.answer + "!"]


async def test_a_gold_that_does_not_score_1_is_found() -> None:
    verifiers = {"echo": Forgetful()}
    found = DataCheck(verifiers)
    sample = Sample(verifier="echo", response="", prompt="p", reference={"answer": "a"})
    rows: Iterator[Row] = iter([Row("f", 1, sample), Row("f", 2, sample)])
    async for batch in grade_rows(Service(verifiers), found.probes(rows)):
        found.take(batch)
    assert [(problem.line, problem.fault) for problem in found.problems] == [(1, Fault.GOLD_FAILS)]
    assert (found.rows, found.judged) == (2, 2)


async def test_a_reference_that_leaves_wrong_answers_unscored_or_pays_them_is_found() -> None:
    verifiers = {"math": MathVerifier(workers=1), "echo": EchoVerifier()}
    service = Service(verifiers)
    unreadable = r"\{ f \in \mathbb{R}[x] \colon 2 \mid \deg f + 1 \}"
    samples = [
        Sample(verifier="math", response="", prompt="one", reference={"answer": unreadable}),
        Sample(verifier="math", response="", prompt="two", reference={"answer": "5"}),
        Sample(verifier="echo", response="", prompt="three", reference={"answer": "surely wrong"}),
    ]
    found = DataCheck(verifiers)
    await service.start()
    try:
        async for batch in grade_rows(service, found.probes(Row("f", i, s) for i, s in enumerate(samples))):
            found.take(batch)
    finally:
        await service.close()
    faults = {(problem.line, problem.fault) for problem in found.problems}
    assert (0, Fault.BAD_REFERENCE) in faults
    assert {line for line, _ in faults} == {0, 2}
