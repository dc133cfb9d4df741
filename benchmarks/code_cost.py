"""What one test costs behind the full default protection, against doing without, or starting afresh."""

from __future__ import annotations

import asyncio
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks.code_alternatives import (
    Helper,
    bare_process,
    bwrap_command,
    seconds_of_spawn,
    seconds_of_subprocess,
    spawn,
)
from benchmarks.code_programs import BUSY, TRIVIAL, TRIVIAL_PYTHON, Task
from benchmarks.code_sandbox import LIMITS, SYSTEM_PYTHON, OurSandbox, WrongOutcome, our_sandbox
from benchmarks.measure import FIRST_CORE, cpu_seconds_of_children, pinned, ratios, spread
from benchmarks.report import Report, Row, Settings, at_least, at_most
from sandbox.builds import PLAIN
from sandbox.interface import Case
from sandbox.jail import Jail
from sandbox.walls.bubblewrap import BubblewrapWall
from sandbox.wire import Part, PartKind, Prepared, read_outcome


def run(settings: Settings) -> Report:
    count = settings.scaled(400, 60)
    with (
        our_sandbox(FIRST_CORE) as ours,
        bare_process(FIRST_CORE) as bare,
        tempfile.TemporaryDirectory() as folder,
        pinned(FIRST_CORE),
    ):
        file = Path(folder, "main.py")
        file.write_text(TRIVIAL_PYTHON.program.source)
        file.chmod(0o644)
        Path(folder).chmod(0o755)
        rows = [
            *_python_rows(ours, bare, count, settings.repeats),
            _processor_row(ours, bare, count, settings.repeats),
            *_fresh_rows(ours, file, count, settings.repeats),
            _compiled_row(ours, Path(folder), count, settings.repeats),
            *_busy_rows(ours, Path(folder), settings),
        ]
        note = f"the bare process has {bare.ask('size 1')[0] / 1024:.1f} MiB resident"
    return Report(
        name="code-cost",
        title="Code: what a test costs",
        how="one core for everything, the supervisor included; one test after the other, its outcome waited "
        f"for; {settings.repeats} repeats A B A B… of {count} tests, the median of each; {SYSTEM_PYTHON} on "
        "both sides",
        rows=rows,
        notes=[
            f"bare fork-and-wait: {SYSTEM_PYTHON} with the modules of a warm interpreter of ours, garbage "
            f"collector frozen, `os.fork`, `os._exit(0)` in the child, `os.waitpid`; {note}",
            "the launcher by itself: orders sent and outcomes read over its socket, one at a time, without "
            "`LocalSandbox`, its queue, its turns and its checks",
            "bwrap: the options of our wall for one `python3 -I`, without our launcher, filter and limits",
            "programs using their processor: ours is the processor time and the wall clock of the outcome, "
            "the alternative's are of `wait4`, and from `posix_spawn` to its end",
        ],
    )


def _python_rows(ours: OurSandbox, bare: Helper, count: int, repeats: int) -> list[Row]:
    with _launcher(ours) as launcher:
        seen = alternate(
            repeats,
            lambda: median(ours.seconds_of_each(TRIVIAL_PYTHON, count)),
            lambda: median(launcher(count)),
            lambda: median(bare.ask(f"fork {count}")),
        )
    alternative = f"fork and wait: {spread(seen[2]).median * 1e3:.2f}"
    rows = []
    for title, mine in (("as its caller waits", seen[0]), ("the launcher by itself", seen[1])):
        ratio = ratios(mine, seen[2])
        rows.append(
            Row(
                measured=f"a warm Python test, {title}: ms",
                ours=f"{spread(mine).median * 1e3:.2f}",
                alternative=alternative,
                ratio=ratio,
                aim=at_most(ratio.median, 2.2, "×"),
            )
        )
    return rows


def _processor_row(ours: OurSandbox, bare: Helper, count: int, repeats: int) -> Row:
    """No aim is set for it; it is what a neighbour on the machine disturbs least."""
    seen = alternate(
        repeats,
        lambda: _processor_seconds(lambda: ours.seconds_of_each(TRIVIAL_PYTHON, count)) / count,
        lambda: _processor_seconds(lambda: bare.ask(f"fork {count}")) / count,
    )
    return Row(
        measured="a warm Python test, processor time of all: ms",
        ours=f"{spread(seen[0]).median * 1e3:.2f}",
        alternative=f"fork and wait: {spread(seen[1]).median * 1e3:.2f}",
        ratio=ratios(*seen),
    )


def _processor_seconds(work: Callable[[], object]) -> float:
    """Of this process and everything below it."""
    before = time.process_time() + cpu_seconds_of_children()
    work()
    return time.process_time() + cpu_seconds_of_children() - before


def _fresh_rows(ours: OurSandbox, file: Path, count: int, repeats: int) -> list[Row]:
    stdin, expected = TRIVIAL_PYTHON.inputs[0], TRIVIAL_PYTHON.outputs[0]
    fewer = max(10, count // 8)
    bwrap, plain = bwrap_command(file), [SYSTEM_PYTHON, str(file)]
    seen = alternate(
        repeats,
        lambda: count / sum(ours.seconds_of_each(TRIVIAL_PYTHON, count)),
        lambda: fewer / sum(seconds_of_subprocess(bwrap, stdin, expected, fewer)),
        lambda: fewer / sum(seconds_of_subprocess(plain, stdin, expected, fewer)),
    )
    rows = []
    for title, theirs, aim in (
        ("bwrap … python3 -I file", seen[1], 5.0),
        ("subprocess.run([python3, file]), unprotected", seen[2], 4.0),
    ):
        ratio = ratios(seen[0], theirs)
        rows.append(
            Row(
                measured="Python tests/s",
                ours=f"{spread(seen[0]).median:,.0f}",
                alternative=f"{title}: {spread(theirs).median:,.0f}",
                ratio=ratio,
                aim=at_least(ratio.median, aim),
            )
        )
    return rows


def _compiled_row(ours: OurSandbox, folder: Path, count: int, repeats: int) -> Row:
    task = TRIVIAL["cpp"]
    binary = _binary(ours, task, folder)
    seen = alternate(
        repeats,
        lambda: median(ours.seconds_of_each(task, count)),
        lambda: median(seconds_of_spawn(binary, task.inputs[0], task.outputs[0], count)),
    )
    ratio = ratios(*seen)
    return Row(
        measured="a compiled C++ test, dynamically linked: ms",
        ours=f"{spread(seen[0]).median * 1e3:.2f}",
        alternative=f"posix_spawn and wait: {spread(seen[1]).median * 1e3:.2f}",
        ratio=ratio,
        aim=at_most(ratio.median, 2.5, "×"),
    )


def _busy_rows(ours: OurSandbox, folder: Path, settings: Settings) -> Iterator[Row]:
    for name, task in BUSY.items():
        if name == "Python":
            file = folder / "busy.py"
            file.write_text(task.program.source)
            command = [SYSTEM_PYTHON, str(file)]
        else:
            command = [str(_binary(ours, task, folder))]
        runs = settings.scaled(2, 1)
        inside, bare = _busy(ours, task, command, runs, settings.repeats)
        for what, unit in enumerate(("processor time", "wall clock")):
            mine, theirs = [one[what] for one in inside], [one[what] for one in bare]
            ratio = ratios(mine, theirs)
            yield Row(
                measured=f"a second of {name}, {unit}: s",
                ours=f"{spread(mine).median:.3f}",
                alternative=f"bare {spread(theirs).median:.3f}",
                ratio=ratio,
                aim=at_most(ratio.median, 1.05, "×"),
            )


def _busy(
    ours: OurSandbox, task: Task, command: list[str], runs: int, repeats: int
) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Processor and wall seconds of ours and of the bare ones, in turn."""
    inside, bare = [], []
    for repeat in range(runs * repeats + 1):
        outcome = ours.one_by_one(task, 1)[1][0]
        started = time.perf_counter()
        output, used = spawn(command, task.inputs[0])
        wall_s = time.perf_counter() - started
        if output != outcome.stdout:
            raise WrongOutcome(f"{output!r} is not {outcome.stdout!r}")
        if repeat:
            inside.append((outcome.cpu_s, outcome.wall_s))
            bare.append((used.ru_utime + used.ru_stime, wall_s))
    return inside, bare


def alternate(repeats: int, *sides: Callable[[], float]) -> list[list[float]]:
    """What each side says, in turn; the first round warms up and is not counted."""
    seen: list[list[float]] = [[] for _ in sides]
    for repeat in range(repeats + 1):
        for side, values in zip(sides, seen, strict=True):
            value = side()
            if repeat:
                values.append(value)
    return seen


def _binary(ours: OurSandbox, task: Task, folder: Path) -> Path:
    """The very bytes that our jail runs."""
    build = ours.build(task)
    file = folder / f"binary-{len(build.artifact)}"
    file.write_bytes(build.artifact)
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


@contextmanager
def _launcher(ours: OurSandbox) -> Iterator[Callable[[int], list[float]]]:
    """A jail of its own, asked directly."""
    jail = Jail(BubblewrapWall(python=SYSTEM_PYTHON), 1000)
    part = Part(kind=PartKind.ZYGOTE, image=TRIVIAL_PYTHON.program.source.encode(), zygote=PLAIN)
    prepared = Prepared(parts=[part], files={})
    ours.do(jail.open())
    try:
        yield lambda count: ours.do(_directly(jail, prepared, TRIVIAL_PYTHON.cases[0], count))
    finally:
        ours.do(jail.close())


async def _directly(jail: Jail, prepared: Prepared, case: Case, count: int) -> list[float]:
    seconds = []
    for _ in range(count):
        started = time.perf_counter()
        payload = await asyncio.wait_for(jail.send(prepared, case, (b"", b""), LIMITS), 60)
        seconds.append(time.perf_counter() - started)
        outcome = read_outcome(payload)
        if outcome.stdout != TRIVIAL_PYTHON.outputs[0]:
            raise WrongOutcome(str(outcome))
    return seconds
