"""Whether a second core helps: two jails on two cores against one on one, the supervisor included."""

from __future__ import annotations

import time
from functools import partial

from benchmarks.code_cost import alternate
from benchmarks.code_programs import TRIVIAL_PYTHON, Task, contest_task
from benchmarks.code_sandbox import OurSandbox, our_sandbox
from benchmarks.measure import FIRST_CORE, TWO_CORES, ratios, spread
from benchmarks.report import Report, Row, Settings, at_least

AIM = 1.6
TESTS = 20
AT_ONCE = 8


def run(settings: Settings) -> Report:
    problems = settings.scaled(60, 12)
    rows = []
    with our_sandbox(FIRST_CORE) as one, our_sandbox(TWO_CORES, jails=2) as two:
        for title, task in (
            ("trivial programs", _twenty(TRIVIAL_PYTHON)),
            ("200 numbers a test", contest_task(TESTS)),
        ):
            seen = alternate(
                settings.repeats,
                partial(_rate, two, task, problems),
                partial(_rate, one, task, problems),
            )
            ratio = ratios(*seen)
            rows.append(
                Row(
                    measured=f"Python tests/s, {title}",
                    ours=f"two cores, 2 jails: {spread(seen[0]).median:,.0f}",
                    alternative=f"one core, 1 jail: {spread(seen[1]).median:,.0f}",
                    ratio=ratio,
                    aim=at_least(ratio.median, AIM),
                )
            )
    return Report(
        name="code-cores",
        title="Code: a second core",
        how="the supervisor and its jails pinned to one core, or to two; "
        f"{settings.repeats} repeats A B A B… of {problems} problems with {TESTS} tests, {AT_ONCE} in flight",
        rows=rows,
    )


def _twenty(task: Task) -> Task:
    return Task(task.program, [task.inputs[0]] * TESTS, [task.outputs[0]] * TESTS)


def _rate(ours: OurSandbox, task: Task, problems: int) -> float:
    """Tests a second."""
    started = time.perf_counter()
    ours.problems(task, problems, AT_ONCE)
    return problems * TESTS / (time.perf_counter() - started)
