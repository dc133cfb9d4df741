"""Jails at work: as many as there are processors, each with one run at a time, and jobs that take turns.

Nothing is lost when a jail is: its cases run again in a fresh one, for it was nobody's fault.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Hashable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace

from sandbox import wire
from sandbox.bell import Bell
from sandbox.interface import Case, Limit, Limits, Outcome, SandboxBusy, SandboxFault, SandboxUnavailable
from sandbox.jail import Jail, JailGone
from sandbox.job import Job
from sandbox.turns import Turns
from sandbox.walls.base import Wall, WallError
from sandbox.wire import Part, PartKind, Prepared

MOST_LOSSES = 20
LOSSES_THAT_COUNT = 3
KILLS_THAT_COUNT = 6
CONTROL = Prepared(parts=[Part(kind=PartKind.COMMAND, argv=["/bin/sh", "-c", "sleep 0.3"])], files={})
GREEDY_SHARE = 0.5
FAILURES_THAT_COUNT = 4
"""To open a jail, one after the other, before those who wait are told: the first may be an accident."""
RESTART_AFTER_S = (0.0, 0.1, 0.5, 1.0, 2.0, 5.0)

NOT_STARTED = "the sandbox is not started"

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Counters:
    """Since the start: runs done, those repeated for a lost jail or want of a processor, jails restarted."""

    runs: int = 0
    lost_and_rerun: int = 0
    stalled_and_rerun: int = 0
    restarts: int = 0


class JailPool:
    def __init__(self, wall: Wall, *, jails: int, max_queue: int = 20_000) -> None:
        self._wall = wall
        self._jails = [Jail(wall, number) for number in range(jails)]
        self._max_queue = max_queue
        self._turns: Turns[Job] = Turns()
        self._work = Bell()
        self._busy = 0
        self._alone = False
        self._serving: list[asyncio.Task[None]] = []
        self._jobs: set[Job] = set()
        self.counters = Counters()
        self.trouble = NOT_STARTED

    @property
    def busy(self) -> int:
        return self._busy

    @property
    def queue_length(self) -> int:
        return len(self._turns)

    @property
    def memory(self) -> str:
        return self._jails[0].memory

    async def start(self) -> None:
        """The first jail shows whether all is well. What is not installed is not tried again."""
        self.trouble = self._wall.trouble()
        if self.trouble:
            return
        try:
            await self._jails[0].open()
        except (WallError, OSError) as error:
            self.trouble = str(error)
        self._serving = [asyncio.create_task(self._serve(jail)) for jail in self._jails]

    async def close(self) -> None:
        """Whoever waits for an outcome is told that none will come."""
        self.trouble = NOT_STARTED
        for job in self._jobs:
            job.fail(SandboxUnavailable("the sandbox was closed"))
        for task in self._serving:
            task.cancel()
        for task in self._serving:
            with suppress(asyncio.CancelledError):
                await task
        self._serving, self._alone = [], False
        for jail in self._jails:
            await jail.close()
        await self._wall.close()

    async def run(
        self,
        prepared: Prepared,
        cases: Sequence[Case],
        payloads: Sequence[tuple[bytes, bytes]],
        limits: Limits,
        owner: Hashable,
    ) -> AsyncGenerator[tuple[int, Outcome], None]:
        """See ``Sandbox.run``."""
        if self.trouble:
            raise SandboxUnavailable(self.trouble)
        if len(self._turns) >= self._max_queue:
            raise SandboxBusy(
                f"{len(self._turns)} programs wait for the sandbox, the limit is {self._max_queue}"
            )
        job = Job(owner, prepared, cases, payloads, limits)
        self._jobs.add(job)
        try:
            self._queue(job)
            for _ in cases:
                done = await job.done.get()
                if not isinstance(done, tuple):
                    raise done
                yield done
        finally:
            job.cancelled = True
            self._jobs.discard(job)
            self._turns.remove(job.owner, job)
            for jail in job.jails:
                jail.cancel_all()

    def _queue(self, job: Job, *, first: bool = False) -> None:
        self._turns.add(job.owner, job, first=first)
        self._work.ring()

    async def _serve(self, jail: Jail) -> None:
        """One jail's life: open, serve, open again when it was lost."""
        failures = 0
        while True:
            try:
                if not jail.alive:
                    await asyncio.sleep(RESTART_AFTER_S[min(failures, len(RESTART_AFTER_S) - 1)])
                    await jail.open()
                    self.counters.restarts += failures > 0
                failures, self.trouble = 0, ""
                while jail.alive:
                    async with self._next_job() as (job, indices):
                        await self._try_chunk(jail, job, indices)
                failures = 1
            except (WallError, OSError) as error:
                failures += 1
                log.error("a jail cannot be started: %s", error)
                if failures >= FAILURES_THAT_COUNT and not any(one.alive for one in self._jails):
                    self._give_up(str(error))

    def _give_up(self, why: str) -> None:
        """With no jail at all, who waits is told at once."""
        self.trouble = why
        while len(self._turns):
            self._turns.take().fail(SandboxUnavailable(why))

    @asynccontextmanager
    async def _next_job(self) -> AsyncIterator[tuple[Job, list[int]]]:
        """The next cases, taken off their job; what is left of it goes back for the other jails."""
        job = await self._take()
        indices = [job.left.popleft()] if job.alone else job.take()
        if job.left:
            self._queue(job, first=True)
        self._busy += 1
        try:
            yield job, indices
        finally:
            self._busy -= 1
            if self._alone:
                self._alone = not job.alone
                self._work.ring_for_all()

    async def _take(self) -> Job:
        """The job whose turn it is. One that must run alone waits until nothing else runs."""
        while True:
            while self._alone or not len(self._turns):
                await self._work.wait()
            job = self._turns.take()
            if job.alone:
                self._alone = True
                while self._busy:
                    await self._work.wait()
            if not job.cancelled and job.left:
                return job
            if job.alone:
                self._alone = False
                self._work.ring_for_all()

    async def _try_chunk(self, jail: Jail, job: Job, indices: list[int]) -> None:
        try:
            await self._run_chunk(jail, job, indices)
        except Exception as error:
            log.error("a run could not be sent or read", exc_info=error)
            job.fail(SandboxFault(f"{type(error).__name__}: {error}"))

    async def _run_chunk(self, jail: Jail, job: Job, indices: list[int]) -> None:
        waited = time.monotonic() - job.created
        job.jails.add(jail)
        futures = [
            jail.send(job.prepared, job.cases[i], job.payloads[i], job.limits, alone=job.alone)
            for i in indices
        ]
        again: list[int] = []
        for index, future in zip(indices, futures, strict=True):
            outcome = await self._outcome(jail, job, index, future)
            if outcome is not None:
                self.counters.runs += 1
                job.finished(index, replace(outcome, watched=jail.memory == "watched"), waited)
            elif not job.cancelled:
                again.append(index)
        job.jails.discard(jail)
        if again:
            job.losses[again[0]] += 1  # it was the one that ran
            self._repeat(job, again)

    async def _outcome(
        self, jail: Jail, job: Job, index: int, future: asyncio.Future[bytes]
    ) -> Outcome | None:
        """``None`` when the run has to be repeated, or nobody waits for it any more."""
        try:
            outcome = wire.read_outcome(await future)
        except wire.Cancelled:
            return None
        except wire.Stalled:
            if job.alone:  # it had the whole machine, and still did not end
                return Outcome(signal=9, limit=Limit.TIME, wall_s=4 * job.limits.wall_limit_s)
            self.counters.stalled_and_rerun += 1
            job.alone = True
            return None
        except wire.Lost as lost:
            self.counters.lost_and_rerun += 1
            return await self._blamed(jail, lost, job.limits, job.losses[index] + 1)
        except (JailGone, wire.BadFrame):
            self.counters.lost_and_rerun += 1
            return None
        return outcome

    def _repeat(self, job: Job, indices: list[int]) -> None:
        worst = job.losses[indices[0]]
        if worst > MOST_LOSSES:
            job.fail(SandboxFault(f"the jail was lost {worst} times under the same run"))
            return
        if job.alone and len(self._jails) > 1 and worst == 1:
            log.warning("a run had no processor for long; it is repeated alone")
        waiting = bool(job.left)
        job.left.extendleft(reversed(indices))
        if not waiting:
            self._queue(job, first=True)

    async def _blamed(self, jail: Jail, lost: wire.Lost, limits: Limits, losses: int) -> Outcome | None:
        """What repeated losses show of the program; ``None``: nothing, so far.

        One that is killed again and again with most of its memory in use has run the machine out of it: the
        kernel kills whoever holds most when there is none left, also before a limit is met. One that is
        killed each time, while another program in its place is not, has found a way to do it itself.
        """
        if not lost.killed:
            return None
        if losses >= LOSSES_THAT_COUNT and lost.memory_mb >= GREEDY_SHARE * limits.memory_mb:
            return Outcome(signal=9, limit=Limit.MEMORY, memory_mb=lost.memory_mb)
        if losses >= KILLS_THAT_COUNT and await _survives(jail):
            return Outcome(signal=9, memory_mb=lost.memory_mb)
        return None


async def _survives(jail: Jail) -> bool:
    """Whether a harmless program lives to its end where another was killed."""
    try:
        outcome = wire.read_outcome(await jail.send(CONTROL, Case(), (b"", b""), Limits()))
    except (JailGone, wire.BadFrame, wire.Cancelled, wire.Lost, wire.Stalled):
        return False
    return outcome.succeeded
