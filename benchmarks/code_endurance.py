"""Fifty thousand runs, one in twenty hostile: what is left of them, and whether the last are as quick."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

import psutil

from benchmarks.code_programs import TRIVIAL, TRIVIAL_PYTHON
from benchmarks.code_sandbox import OurSandbox, our_sandbox, outcomes_of
from benchmarks.code_traces import Memory, Traces, memory, traces
from benchmarks.measure import TWO_CORES
from benchmarks.report import Aim, Report, Row, Settings, at_least, at_most
from sandbox.interface import Build, Case, Limit, Limits, Outcome, Program

LIMITS = Limits(cpu_s=1, wall_s=1, memory_mb=256)
TENTHS = 10
BLOCK = 100
WARM_UP = 3 * BLOCK
CLOSED_WITHIN_S = 2.0
NOTHING = Memory(0, 0)
IN_FLIGHT = 4
GROUP = 19
SEED = 1

Expected = Callable[[Outcome], bool]


@dataclass(frozen=True, slots=True)
class Kind:
    """A program, its case, and how its outcome is known to be right."""

    name: str
    program: Program
    case: Case
    right: Expected


def _python(name: str, source: str, right: Expected) -> Kind:
    return Kind(name, Program(language="python", source=source), Case(), right)


def _ended_by(*limits: Limit) -> Expected:
    return lambda outcome: outcome.limit in limits


def _printed(text: bytes) -> Expected:
    return lambda outcome: outcome.succeeded and outcome.stdout == text


HOSTILE = (
    _python(
        "fork bomb",
        "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass\n",
        _ended_by(Limit.PROCESSES, Limit.TIME, Limit.MEMORY),
    ),
    _python(
        "memory", "held = []\nwhile True:\n    held.append(bytearray(1 << 20))\n", _ended_by(Limit.MEMORY)
    ),
    _python("flood", "import os\nwhile True:\n    os.write(1, b'x' * 65536)\n", _ended_by(Limit.OUTPUT)),
    _python(
        "daemon",
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    os.closerange(0, 3)\n"
        "    if os.fork() == 0:\n        open('left', 'w').write('x' * 100000)\n        time.sleep(1000)\n"
        "    os._exit(0)\nprint('gone')\n",
        _printed(b"gone\n"),
    ),
    _python("sleeper", "import time\ntime.sleep(1000)\n", _ended_by(Limit.TIME)),
)
BENIGN = (
    *(Kind("trivial", TRIVIAL_PYTHON.program, TRIVIAL_PYTHON.cases[0], _printed(b"42\n")) for _ in range(3)),
    _python(
        "writes a file",
        "open('a', 'w').write('x' * 1000)\nprint(len(open('a').read()))\n",
        _printed(b"1000\n"),
    ),
    Kind("C++", TRIVIAL["cpp"].program, TRIVIAL["cpp"].cases[0], _printed(b"42\n")),
)


@dataclass(slots=True)
class Tenth:
    """What one tenth of the runs showed; every tenth has the same programs in the same order."""

    seconds: float = 0.0
    runs: int = 0
    benign_s: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)
    memory: Memory = NOTHING


def run(settings: Settings) -> Report:
    total = settings.scaled(50_000, 1_000)
    with our_sandbox(TWO_CORES, jails=2) as ours:
        builds = {kind.program.source: ours.do(ours.sandbox.build(kind.program, LIMITS)) for kind in BENIGN}
        ours.do(_tenth(ours, builds, WARM_UP))
        before = _quiet(ours)
        tenths = []
        for _ in range(TENTHS):
            tenths.append(ours.do(_tenth(ours, builds, total // TENTHS)))
            _quiet(ours)
            tenths[-1].memory = memory()
        after = _quiet(ours)
        restarts = ours.sandbox.pool.counters.restarts
        below = psutil.Process().children(recursive=True)
    _, left = psutil.wait_procs(below, CLOSED_WITHIN_S)
    return Report(
        name="code-endurance",
        title="Code: endurance",
        how=f"{total:,} runs on two jails, one in twenty hostile: {', '.join(kind.name for kind in HOSTILE)};"
        f" limits of 1 s and 256 MB; every tenth has the same programs in the same order; counted when "
        "nothing runs, after each jail has done one trivial run",
        rows=[
            *_leak_rows(before, after),
            Row(
                measured=f"processes left {CLOSED_WITHIN_S:g} s after the sandbox was closed",
                ours=f"{len(left)}",
                aim=Aim("none", not left),
            ),
            *_flat_rows(tenths),
            *_speed_rows(tenths),
            _outcome_row(tenths, restarts),
        ],
        notes=[f"runs/s of each tenth: {', '.join(f'{one.runs / one.seconds:.0f}' for one in tenths)}"],
    )


def _quiet(ours: OurSandbox) -> Traces:
    """Both jails run once more, which clears their work directories; then nothing runs."""
    ours.problems(TRIVIAL_PYTHON, 8, at_once=8)
    return traces()


async def _tenth(ours: OurSandbox, builds: dict[str, Build], runs: int) -> Tenth:
    seen = Tenth(runs=runs)
    left = iter(list(_submissions(runs)))
    started = time.perf_counter()

    async def work() -> None:
        for kind, count in left:
            build = builds.get(kind.program.source) or Build(kind.program)
            for outcome in await outcomes_of(ours.sandbox, build, [kind.case] * count, LIMITS):
                if not kind.right(outcome):
                    seen.wrong[_told(kind, outcome)] += 1
                if kind in BENIGN:
                    seen.benign_s.append(outcome.wall_s)

    await asyncio.gather(*(work() for _ in range(IN_FLIGHT)))
    seen.seconds = time.perf_counter() - started
    return seen


def _submissions(runs: int) -> Iterator[tuple[Kind, int]]:
    """Of every hundred runs five are hostile, one of each kind; the others come nineteen to a submission."""
    order = random.Random(SEED)
    for _ in range(runs // BLOCK):
        block = [*((kind, 1) for kind in HOSTILE), *((kind, GROUP) for kind in BENIGN)]
        order.shuffle(block)
        yield from block


def _told(kind: Kind, outcome: Outcome) -> str:
    return (
        f"{kind.name}: exit {outcome.exit_code}, signal {outcome.signal}, limit {outcome.limit}, "
        f"{outcome.cpu_s:.1f} s, {outcome.wall_s:.1f} s on the wall, {outcome.memory_mb:.0f} MiB, "
        f"{len(outcome.stdout)} bytes, stderr {outcome.stderr[-200:]!r}"
    )


TITLES = {
    "descendants": "processes below the supervisor",
    "strays": "processes of the jails' user outside any jail",
    "our_descriptors": "descriptors of the supervisor",
    "launcher_descriptors": "descriptors of the launchers",
    "our_mounts": "mounts of the machine",
    "launcher_mounts": "mounts of the launchers",
    "cgroups": "control groups",
    "files": "files of the jails' user in /tmp, /var/tmp, /dev/shm",
    "left_inside": "files in the jails' work directories",
}


def _leak_rows(before: Traces, after: Traces) -> Iterator[Row]:
    for name, change in before.changes(after).items():
        now = getattr(after, name)
        yield Row(
            measured=TITLES[name],
            ours=f"{now} after, {now - change} before" if now >= 0 else "not readable without root",
            aim=Aim("none more", change <= 0 and now >= 0),
        )


def _flat_rows(tenths: Sequence[Tenth]) -> Iterator[Row]:
    for title, values in (
        ("memory of the supervisor", [one.memory.supervisor for one in tenths]),
        ("memory of launchers and zygotes", [one.memory.jails for one in tenths]),
    ):
        yield Row(
            measured=f"{title}, last tenth to first, MiB",
            ours=f"{values[-1]:.1f}",
            alternative=f"first tenth {values[0]:.1f}",
            aim=at_most(values[-1] / values[0], 1.05, "×"),
        )


def _speed_rows(tenths: Sequence[Tenth]) -> Iterator[Row]:
    first, last = tenths[0].runs / tenths[0].seconds, tenths[-1].runs / tenths[-1].seconds
    yield Row(
        measured="runs/s, hostile ones included, last tenth to first",
        ours=f"{last:.1f}",
        alternative=f"first tenth {first:.1f}",
        aim=at_least(last / first, 0.9),
    )
    quick = [median(one.benign_s) for one in (tenths[0], tenths[-1])]
    yield Row(
        measured="a benign run among them, median, last tenth to first, ms",
        ours=f"{quick[1] * 1e3:.2f}",
        alternative=f"first tenth {quick[0] * 1e3:.2f}",
        aim=at_most(quick[1] / quick[0], 1.1, "×"),
    )


def _outcome_row(tenths: Sequence[Tenth], restarts: int) -> Row:
    wrong = sum((one.wrong for one in tenths), Counter[str]())
    told = "; ".join(f"{count} × {what}" for what, count in wrong.most_common(5))
    return Row(
        measured="outcomes that are not as they should be; jails restarted",
        ours=f"{wrong.total()}; {restarts}{' — ' + told if told else ''}",
        aim=Aim("0; 0", not wrong and not restarts),
    )
