"""A whole problem, all its tests: against harnesses that protect nothing."""

from __future__ import annotations

import asyncio
import json
from statistics import median

from benchmarks.code_alternatives import Helper, fusion_problem, helper
from benchmarks.code_cost import alternate
from benchmarks.code_programs import Task, contest_task
from benchmarks.code_sandbox import SYSTEM_PYTHON, OurSandbox, our_sandbox
from benchmarks.measure import FIRST_CORE, pinned, ratios, spread
from benchmarks.report import Aim, Report, Row, Settings, at_least

TESTS = (1, 20, 100)
HARNESS_AIM = {20: 1.0}
FUSION_AIM = {20: 7.0}
PUBLISHED = (
    "published, 8,192 tasks on 128 vCPU: ScaleBox 39.3 tasks/s (0.31 a vCPU), verl prime_code 24.7 (0.19), "
    "SandboxFusion 14.9 (0.12); other machines, and programs that compute for longer: no ratio is made of it"
)


def run(settings: Settings) -> Report:
    rows: list[Row] = []
    rates: dict[int, float] = {}
    with (
        our_sandbox(FIRST_CORE) as ours,
        helper(FIRST_CORE, "code_harness.py") as harness,
        pinned(FIRST_CORE),
    ):
        for tests in TESTS:
            seen = _seconds(ours, harness, contest_task(tests), tests, settings)
            rates[tests] = 1 / spread(seen[0]).median
            rows += _rows(tests, seen)
    return Report(
        name="code-problems",
        title="Code: a problem with all its tests",
        how="one core for everything, one problem after the other, Python, 200 numbers a test; "
        f"{settings.repeats} repeats A B A B…; {SYSTEM_PYTHON} on both sides; ratios: of problems a second",
        rows=rows,
        notes=[
            "the harness: what LiveCodeBench and verl's prime_code do, written again for this benchmark "
            "(`benchmarks/code_harness.py`): a process a problem that holds the expected outputs too, "
            "stdin patched, no protection; forked from a process with its imports, numpy included",
            "a process a test: a folder, `/bin/bash -c 'python3 main.py'` and pipes that are read after its "
            "end, for each test, as SandboxFusion starts them without isolation",
            "ours, of such problems on this one core: "
            + ", ".join(f"{rate:.1f}/s with {tests} tests" for tests, rate in rates.items()),
            PUBLISHED,
        ],
    )


def _seconds(
    ours: OurSandbox, harness: Helper, task: Task, tests: int, settings: Settings
) -> list[list[float]]:
    """A problem's seconds: ours, the harness's, those of a process a test."""
    count = max(2, settings.scaled(400, 60) // (tests + 3))
    fewer = max(1, count // 8)
    line = _line(task)
    return alternate(
        settings.repeats,
        lambda: median(ours.problems(task, count)),
        lambda: median(harness.ask(line)[0] for _ in range(count)),
        lambda: median(_fusion(task) for _ in range(fewer)),
    )


def _line(task: Task) -> str:
    problem = {
        "source": task.program.source,
        "inputs": [one.decode() for one in task.inputs],
        "outputs": [one.decode() for one in task.outputs],
    }
    return json.dumps(problem)


def _fusion(task: Task) -> float:
    return asyncio.run(fusion_problem(task.program.source, task.inputs, task.outputs))


def _rows(tests: int, seen: list[list[float]]) -> list[Row]:
    rows = []
    for title, theirs, aims in (
        ("the harness", seen[1], HARNESS_AIM),
        ("a process a test", seen[2], FUSION_AIM),
    ):
        ratio = ratios(theirs, seen[0])
        rows.append(
            Row(
                measured=f"{tests} test{'s' * (tests > 1)}: ms a problem",
                ours=f"{spread(seen[0]).median * 1e3:.1f}",
                alternative=f"{title}: {spread(theirs).median * 1e3:.1f}",
                ratio=ratio,
                aim=_aim(ratio.median, aims.get(tests)),
            )
        )
    return rows


def _aim(ratio: float, aim: float | None) -> Aim | None:
    if aim is None:
        return None
    return Aim("> 1×", ratio > aim) if aim == 1.0 else at_least(ratio, aim)
