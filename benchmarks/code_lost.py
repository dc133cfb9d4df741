"""``kill -9`` in the middle of many runs: every case gets one outcome, the one that it gets undisturbed."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field

import psutil

from benchmarks.code_programs import TRIVIAL
from benchmarks.code_sandbox import OurSandbox, our_sandbox
from benchmarks.code_traces import GONE, named, orphans
from benchmarks.measure import TWO_CORES
from benchmarks.report import Aim, Report, Row, Settings
from sandbox.interface import Build, Case, Limit, Limits, Outcome, Program, SandboxError

VICTIMS = {"zygote": "fork server", "launcher": "launcher", "bwrap": "bubblewrap"}
LIMITS = Limits(cpu_s=2, wall_s=2, memory_mb=256, output_bytes=1 << 20)
AT_ONCE = 12
RUNS_BETWEEN = 15
SEED = 3
CLOSED_WITHIN_S = 2.0
SOURCES = (
    "print(sum(i * i for i in range(int(input()) * 1000)))\n",
    "import sys\nn = int(input())\nsys.stderr.write(f'odd {n}\\n')\nsys.exit(n % 7)\n",
    "n = int(input())\nprint('x' * (n * 4096))\n",
    "import time\nn = int(input())\ntime.sleep(n / 1000)\nprint('slept', n)\n",
    "import os\nn = int(input())\nif n % 5 == 0:\n    os.abort()\nprint(n)\n",
    "n = int(input())\nwhile n % 4 == 0:\n    print('x' * 65536)\nprint(n)\n",
)

Seen = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Submission:
    """A program with its cases, and what the undisturbed sandbox said of each."""

    build: Build
    cases: Sequence[Case]
    undisturbed: dict[int, Seen] = field(default_factory=dict)


@dataclass(slots=True)
class Tally:
    """Of all cases of a round. ``refused``: told that the sandbox failed, so unscored and lost."""

    cases: int = 0
    right: int = 0
    changed: Counter[str] = field(default_factory=Counter)
    missing: int = 0
    invented: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    rerun: int = 0
    restarts: int = 0

    @property
    def clean(self) -> bool:
        return self.right == self.cases and not self.invented


def run(settings: Settings) -> Report:
    rounds, cases = settings.scaled(20, 4), 20
    rows = []
    before = orphans()
    with our_sandbox(TWO_CORES, jails=2) as ours:
        submissions = ours.do(_submissions(ours, cases))
        ours.do(_remember(ours, submissions))
        for victim, title in VICTIMS.items():
            tally = ours.do(_disturbed(ours, submissions * rounds, victim))
            rows.append(_row(title, tally))
        rows.append(_row("nobody", ours.do(_disturbed(ours, submissions, ""))))
    time.sleep(CLOSED_WITHIN_S)
    left = len(orphans() - before)
    rows.append(
        Row(
            measured=f"processes without a parent, {CLOSED_WITHIN_S:g} s after the sandbox was closed",
            ours=str(left),
            aim=Aim("none", not left),
        )
    )
    return Report(
        name="code-lost",
        title="Code: killed in the middle",
        how=f"two jails, {AT_ONCE} submissions of {cases} cases in flight (sums, exit codes, output, sleep, "
        f"aborts, an output limit, C++); whenever {RUNS_BETWEEN} more runs are done, one process of the kind "
        "named gets SIGKILL, of whichever jail and whatever that does; an outcome is its exit code, signal, "
        "limit, stdout, stderr and result",
        rows=rows,
    )


async def _submissions(ours: OurSandbox, cases: int) -> list[Submission]:
    programs = [Program(language="python", source=source) for source in SOURCES]
    programs.append(TRIVIAL["cpp"].program)
    return [
        Submission(
            await ours.sandbox.build(program, LIMITS),
            [Case(stdin=b"%d\n" % (1 + number)) for number in range(cases)],
        )
        for program in programs
    ]


async def _remember(ours: OurSandbox, submissions: Sequence[Submission]) -> None:
    for one in submissions:
        async with aclosing(ours.sandbox.run(one.build, one.cases, LIMITS)) as outcomes:
            async for index, outcome in outcomes:
                one.undisturbed[index] = _seen(outcome)
    assert any(Limit.OUTPUT in seen for one in submissions for seen in one.undisturbed.values())


def _seen(outcome: Outcome) -> Seen:
    return (
        outcome.exit_code,
        outcome.signal,
        outcome.limit,
        outcome.stdout,
        outcome.stderr,
        outcome.result,
        outcome.compile_failed,
    )


async def _disturbed(ours: OurSandbox, submissions: Sequence[Submission], victim: str) -> Tally:
    tally = Tally()
    counters = ours.sandbox.pool.counters
    before = (counters.lost_and_rerun, counters.restarts)
    left = iter(submissions)

    async def work() -> None:
        for one in left:
            await _compare(ours, one, tally)

    killer = asyncio.create_task(_kill(ours, victim, tally))
    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    killer.cancel()
    with suppress(asyncio.CancelledError):
        await killer
    tally.rerun, tally.restarts = counters.lost_and_rerun - before[0], counters.restarts - before[1]
    return tally


async def _compare(ours: OurSandbox, one: Submission, tally: Tally) -> None:
    found: dict[int, Seen] = {}
    tally.cases += len(one.cases)
    try:
        async with aclosing(ours.sandbox.run(one.build, one.cases, LIMITS)) as outcomes:
            async for index, outcome in outcomes:
                tally.invented += index in found or index not in one.undisturbed
                found[index] = _seen(outcome)
    except SandboxError as error:
        tally.refused[f"{type(error).__name__}: {error.message}"] += len(one.cases) - len(found)
    for index, undisturbed in one.undisturbed.items():
        if index not in found:
            tally.missing += 1
        elif found[index] == undisturbed:
            tally.right += 1
        else:
            tally.changed[_difference(undisturbed, found[index])] += 1


def _difference(undisturbed: Seen, found: Seen) -> str:
    pairs = zip(undisturbed, found, strict=True)
    return "; ".join(f"{str(was)[:60]!r} became {str(now)[:200]!r}" for was, now in pairs if was != now)


async def _kill(ours: OurSandbox, victim: str, tally: Tally) -> None:
    """One of them at a time, whenever some more runs are done, so that a busy machine gets on too. Only
    processes below our own are ever looked at.
    """
    chance = random.Random(SEED)
    counters = ours.sandbox.pool.counters
    done = counters.runs
    while victim:
        await asyncio.sleep(0.02 * chance.random())
        if counters.runs - done < RUNS_BETWEEN:
            continue
        victims = named(victim)
        if victims:
            with suppress(*GONE, psutil.AccessDenied):
                chance.choice(victims).kill()
                tally.kills += 1
                done = counters.runs


def _row(title: str, tally: Tally) -> Row:
    wrong = tally.changed + tally.refused
    told = "; ".join(f"{count} × {what}" for what, count in wrong.most_common(3))
    return Row(
        measured=f"{title}, killed {tally.kills} times: outcomes of {tally.cases:,} cases",
        ours=f"{tally.right:,} the same, {tally.changed.total()} others, {tally.missing} missing, "
        f"{tally.invented} invented; {tally.rerun} runs repeated, {tally.restarts} jails restarted"
        + (f" — {told}" if told else ""),
        aim=Aim("each once, the same", tally.clean),
    )
