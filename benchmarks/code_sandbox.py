"""Our sandbox with its defaults, on given cores, asked from plain functions."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from typing import TypeVar

import uvloop

from benchmarks.code_programs import Task
from benchmarks.measure import pinned
from sandbox.interface import Build, Case, Limits, Outcome
from sandbox.local import LocalSandbox
from sandbox.walls.bubblewrap import BubblewrapWall

T = TypeVar("T")
SYSTEM_PYTHON = "/usr/bin/python3"
LIMITS = Limits()


class WrongOutcome(Exception):  # noqa: N818 - what was seen
    """A cost means nothing when the program did not do its work."""


@dataclass(frozen=True, slots=True)
class OurSandbox:
    """``seconds_*`` take one test after the other, as a caller sees it who waits for each."""

    sandbox: LocalSandbox
    runner: asyncio.Runner
    cores: frozenset[int]

    def do(self, work: Awaitable[T]) -> T:
        async def awaited() -> T:
            return await work

        with pinned(self.cores):
            return self.runner.run(awaited())

    def build(self, task: Task) -> Build:
        build = self.do(self.sandbox.build(task.program, LIMITS))
        if build.failure is not None:
            raise WrongOutcome(f"the benchmark's {task.program.language} does not compile: {build.failure}")
        return build

    def seconds_of_each(self, task: Task, count: int) -> list[float]:
        """``count`` runs, each asked for by itself."""
        return self.do(_one_by_one(self.sandbox, self.build(task), task, count))[0]

    def one_by_one(self, task: Task, count: int) -> tuple[list[float], list[Outcome]]:
        return self.do(_one_by_one(self.sandbox, self.build(task), task, count))

    def problems(self, task: Task, count: int, at_once: int = 1) -> list[float]:
        """Seconds of each of ``count`` submissions with all the cases of the task, so many in flight."""
        return self.do(_problems(self.sandbox, self.build(task), task, count, at_once))


@contextmanager
def our_sandbox(cores: frozenset[int], *, jails: int = 1) -> Iterator[OurSandbox]:
    """``/usr/bin/python3`` inside. The supervisor is this process, and shares the cores with the jails."""
    sandbox = LocalSandbox(BubblewrapWall(python=SYSTEM_PYTHON), jails=jails, python=SYSTEM_PYTHON)
    with pinned(cores), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(sandbox.start())
        try:
            if sandbox.trouble:
                raise SystemExit(f"no sandbox, no figures: {sandbox.trouble}")
            yield OurSandbox(sandbox, runner, cores)
        finally:
            runner.run(sandbox.close())


async def outcomes_of(
    sandbox: LocalSandbox, build: Build, cases: Sequence[Case], limits: Limits = LIMITS
) -> list[Outcome]:
    """By the position of their case."""
    async with aclosing(sandbox.run(build, cases, limits)) as outcomes:
        found = {index: outcome async for index, outcome in outcomes}
    return [found[index] for index in range(len(cases))]


async def _one_by_one(
    sandbox: LocalSandbox, build: Build, task: Task, count: int
) -> tuple[list[float], list[Outcome]]:
    case, expected = task.cases[0], task.outputs[0] if task.outputs else None
    seconds, outcomes = [], []
    for _ in range(count):
        started = time.perf_counter()
        outcome = (await outcomes_of(sandbox, build, [case]))[0]
        seconds.append(time.perf_counter() - started)
        if not outcome.succeeded or expected not in (None, outcome.stdout):
            raise WrongOutcome(f"{task.program.source!r}: {outcome}")
        outcomes.append(outcome)
    return seconds, outcomes


async def _problems(sandbox: LocalSandbox, build: Build, task: Task, count: int, at_once: int) -> list[float]:
    seconds: list[float] = []
    left = iter(range(count))

    async def submit() -> None:
        for _ in left:
            started = time.perf_counter()
            outcomes = await outcomes_of(sandbox, build, task.cases)
            for outcome, expected in zip(outcomes, task.outputs, strict=True):
                if not outcome.succeeded or outcome.stdout.split() != expected.split():
                    raise WrongOutcome(f"{task.program.language}: {outcome}")
            seconds.append(time.perf_counter() - started)

    await asyncio.gather(*(submit() for _ in range(at_once)))
    return seconds
