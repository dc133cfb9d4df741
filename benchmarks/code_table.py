"""What a test's cost depends on, and where the time goes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

from benchmarks.code_alternatives import bare_process
from benchmarks.code_programs import TRIVIAL, TRIVIAL_PYTHON, WRITES, Task
from benchmarks.code_sandbox import OurSandbox, our_sandbox
from benchmarks.measure import (
    FIRST_CORE,
    TWO_CORES,
    cpu_seconds_of_children,
    percentile,
    pinned,
    spread,
)
from benchmarks.report import Report, Row, Settings
from sandbox.interface import Program

TESTS = (1, 5, 20, 100)
SIZES = {"10 B": 10, "64 KB": 64_000, "1 MB": 1_000_000, "10 MB": 10_000_000}
SUBMISSIONS = (1, 2, 8, 64)
CASES = 5
LADDER = {
    "fork": "bare fork and wait",
    "pipes": "+ three pipes, input written, output read",
    "program": "+ the program compiled and run, its output flushed",
    "namespace": "+ a PID namespace (clone for fork)",
    "limits": "+ session, limits, descriptors closed, no privileges",
    "filter": "+ the filter of system calls",
}


def run(settings: Settings) -> Report:
    count = settings.scaled(400, 40)
    with our_sandbox(FIRST_CORE) as ours:
        rows = [
            *_ladder(ours, count, settings),
            *_by_tests(ours, count),
            *_by_size(ours, count),
            *_by_language(ours, settings),
        ]
        missing = [
            why for name in TRIVIAL if (why := ours.sandbox.unavailable(TRIVIAL[name].program.language))
        ]
    with our_sandbox(TWO_CORES, jails=2) as ours:
        rows += list(_by_concurrency(ours, count))
    return Report(
        name="code-table",
        title="Code: where the time goes, and what it depends on",
        how="trivial programs; one jail and the supervisor on one core, the last rows two jails on two; "
        "medians, of what the caller waits for unless it says otherwise",
        rows=rows,
        notes=[
            "the first rows: a plain Python process as large as a warm interpreter of ours does step by step "
            "what a run needs, each row with all that stands above it; then ours: by the launcher's clock, "
            "from the order to the zygote to the child's death, and by the caller's",
            *missing,
        ],
    )


def _ladder(ours: OurSandbox, count: int, settings: Settings) -> Iterator[Row]:
    """The filter cannot be taken back, so it has a process of its own."""
    seen: dict[str, list[float]] = {step: [] for step in LADDER}
    with bare_process(FIRST_CORE) as open_process, bare_process(FIRST_CORE) as filtered:
        open_process.ask("unshare 1")
        filtered.ask("unshare 1")
        filtered.ask("filter 1")
        for _ in range(settings.repeats):
            for step, values in seen.items():
                if step == "filter":
                    values.append(median(filtered.ask(f"limits {count}")))
                else:
                    values.append(median(open_process.ask(f"{step} {count}")))
    for step, title in LADDER.items():
        yield _row(title, f"{spread(seen[step]).median * 1e3:.2f} ms")
    yield from _own_clocks(ours, count)


def _own_clocks(ours: OurSandbox, count: int) -> Iterator[Row]:
    ours.seconds_of_each(TRIVIAL_PYTHON, 20)
    own, below = time.process_time(), cpu_seconds_of_children()
    with pinned(FIRST_CORE):
        seconds, outcomes = ours.one_by_one(TRIVIAL_PYTHON, 2 * count)
    own, below = time.process_time() - own, cpu_seconds_of_children() - below
    wall = median(outcome.wall_s for outcome in outcomes)
    cpu = median(outcome.cpu_s for outcome in outcomes)
    yield _row(
        "ours, by the launcher's clock; processor time of the child",
        f"{wall * 1e3:.2f} ms; {cpu * 1e3:.2f} ms",
    )
    yield _row("ours, by the caller's clock", f"{median(seconds) * 1e3:.2f} ms")
    each = 1e3 / len(outcomes)
    yield _row(
        "processor time of a test: supervisor; launcher, zygote and program",
        f"{own * each:.2f} ms; {below * each:.2f} ms",
    )
    task = _repeated(TRIVIAL_PYTHON, 100)
    own = time.process_time()
    ours.problems(task, 4)
    own = time.process_time() - own
    yield _row("processor time of the supervisor, 100 tests together", f"{own / 400 * 1e3:.2f} ms a test")


def _by_tests(ours: OurSandbox, count: int) -> Iterator[Row]:
    for tests in TESTS:
        task = _repeated(TRIVIAL_PYTHON, tests)
        seconds = ours.problems(task, max(3, count // tests))
        yield _row(
            f"a submission of {tests} test{'s' * (tests > 1)}",
            f"{median(seconds) * 1e3:.2f} ms, {median(seconds) / tests * 1e3:.2f} ms a test",
        )


def _by_size(ours: OurSandbox, count: int) -> Iterator[Row]:
    for name, size in SIZES.items():
        task = Task(Program(language="python", source=WRITES), [b"%d\n" % size], [b"x" * size])
        seconds = ours.seconds_of_each(task, max(5, min(count, 100)))
        yield _row(
            f"an output of {name}",
            f"{median(seconds) * 1e3:.2f} ms, {size / median(seconds) / 1e6:,.1f} MB/s",
        )


def _by_language(ours: OurSandbox, settings: Settings) -> Iterator[Row]:
    for name, task in TRIVIAL.items():
        if ours.sandbox.unavailable(task.program.language):
            continue
        started = time.perf_counter()
        ours.build(task)
        built = time.perf_counter() - started
        ours.seconds_of_each(task, 3)
        seconds, outcomes = ours.one_by_one(task, settings.scaled(100, 10))
        memory = max(outcome.memory_mb for outcome in outcomes)
        yield _row(
            f"a test in {name}",
            f"{median(seconds) * 1e3:.2f} ms, of it {median(one.cpu_s for one in outcomes) * 1e3:.2f} ms the "
            f"program's processor time; {memory:.0f} MiB"
            + (f"; built in {built:.2f} s" if built > 0.01 else ""),
        )


def _by_concurrency(ours: OurSandbox, count: int) -> Iterator[Row]:
    task = _repeated(TRIVIAL_PYTHON, CASES)
    ours.problems(task, 4, 2)
    for at_once in SUBMISSIONS:
        problems = max(2 * at_once, count // 2)
        started = time.perf_counter()
        seconds = ours.problems(task, problems, at_once)
        rate = problems * CASES / (time.perf_counter() - started)
        yield _row(
            f"two cores, {at_once} submission{'s' * (at_once > 1)} of {CASES} tests at once",
            f"{rate:,.0f} tests/s; a submission waits {median(seconds) * 1e3:.1f} ms, "
            f"p99 {percentile(seconds, 0.99) * 1e3:.1f} ms",
        )


def _repeated(task: Task, tests: int) -> Task:
    return Task(task.program, [task.inputs[0]] * tests, [task.outputs[0]] * tests)


def _row(measured: str, figure: str) -> Row:
    return Row(measured=measured, ours=figure)
