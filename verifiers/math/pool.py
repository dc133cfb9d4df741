"""The pool of killable, warm workers for symbolic mathematics.

`async with SymbolicPool(workers=2) as pool: outcome = await pool.decide(request)`

One pool serves one event loop. Its processes: a nursery (fork server), `workers` that may be busy at
a time, and a spare or more, so that a worker's death costs nobody the time of a fork. What is left
to chance by the machine (a kill from outside, a lost nursery) is repeated until the caller's own
deadline cancels it; see fault.py for what counts against an answer.
"""

import asyncio
import os
import socket
from collections import OrderedDict
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from verifiers.math.conventions import Conventions
from verifiers.math.fault import Ruling, WorkerEnd, rule
from verifiers.math.messages import (
    Answered,
    BadReference,
    Born,
    Crash,
    Died,
    Failed,
    FromNursery,
    FromWorker,
    Limit,
    Outcome,
    Proven,
    Ready,
    Request,
    Task,
    Unborn,
    WorkerLimits,
)
from verifiers.math.nursery_client import NurseryClient
from verifiers.math.pool_errors import DeciderError, NurseryError, PoolClosedError, QueueFullError
from verifiers.math.pool_lanes import Lanes
from verifiers.math.pool_member import Job, Member, Progress, progress_of

SLICE_S = 0.2  # what a job may run before it counts as long
STALL_FACTOR = 10  # × cpu_limit_s of wall clock before we ask whether a worker still runs
SAMPLES_PER_WORKER = 2000
REMEMBERED_REFERENCES = 10_000
RESTART_PAUSES_S = (0.0, 0.2, 1.0, 5.0)
FAILURES_THAT_COUNT = 3
TRIVIAL_ANSWERS = ("0", "1")  # the control's answer: the first that is not the answer on trial


@dataclass
class PoolCounters:
    """What happened since the start; only ever rises."""

    workers_started: int = 0
    workers_retired: int = 0
    killed_by_limit: int = 0
    crashed: int = 0
    lost_and_rerun: int = 0
    preempted: int = 0
    stalled: int = 0
    nurseries_started: int = 0


class SymbolicPool:
    """Decides requests in worker processes; see the module's docstring.

    `reserve`: workers that jobs known to be long may not hold (default: half of them).
    """

    def __init__(
        self,
        *,
        workers: int,
        cpu_limit_s: float = 2.0,
        memory_limit_mb: int = 1024,
        max_queue: int = 10_000,
        reserve: int | None = None,
        samples_per_worker: int = SAMPLES_PER_WORKER,
        stall_after_s: float | None = None,
    ) -> None:
        self.counters = PoolCounters()
        self._workers = workers
        self._cpu_limit_s = cpu_limit_s
        self._max_queue = max_queue
        self._spares = 1 + workers // 4
        self._most_long = max(1, workers - (workers // 2 if reserve is None else reserve))
        self._stall_after_s = STALL_FACTOR * cpu_limit_s if stall_after_s is None else stall_after_s
        self._limits = WorkerLimits(cpu_limit_s, memory_limit_mb << 20, samples_per_worker)
        self._lanes = Lanes()
        self._proven: OrderedDict[tuple[str, Conventions], dict[str, float]] = OrderedDict()
        self._nursery: NurseryClient | None = None
        self._members: dict[int, Member] = {}
        self._idle: list[Member] = []
        self._busy: set[Member] = set()
        self._tickets = 0
        self._failures = 0
        self._running = False
        self._restart: asyncio.TimerHandle | None = None

    # ---- life -------------------------------------------------------------------------------

    async def start(self) -> None:
        """Start the nursery on this event loop and return at once; `wait_ready` waits for a worker."""
        self._loop = asyncio.get_running_loop()
        self._became_ready: asyncio.Future[None] = self._loop.create_future()
        self._running = True
        self._start_nursery()

    async def close(self) -> None:
        """End every process and fail what still waits with PoolClosedError. Idempotent."""
        if not self._running:
            return
        self._running = False
        if self._restart is not None:
            self._restart.cancel()
        held = [job for member in self._members.values() if (job := member.take_job())]
        self._fail([*self._lanes.clear(), *held], PoolClosedError("the pool was closed"))
        self._set_ready(PoolClosedError("the pool was closed"))
        self._drop_members()
        if self._nursery is not None:
            await self._nursery.end()
            self._nursery = None

    async def __aenter__(self) -> Self:
        await self.start()
        try:
            await self.wait_ready()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def wait_ready(self) -> None:
        """Until a first worker is warm. Raises NurseryError if none can be."""
        if not self._running:
            raise PoolClosedError("start the pool first")
        await asyncio.shield(self._became_ready)

    @property
    def ready(self) -> bool:
        """Whether a worker lives now."""
        return self._running and any(member.pid is not None for member in self._members.values())

    @property
    def queue_length(self) -> int:
        """Requests that wait for a worker."""
        return len(self._lanes)

    @property
    def busy(self) -> int:
        """Workers that hold a request."""
        return len(self._busy)

    @property
    def worker_pids(self) -> list[int]:
        """Of all workers that live now."""
        return [member.pid for member in self._members.values() if member.pid is not None]

    @property
    def nursery_pid(self) -> int | None:
        """Of the fork server, while there is one."""
        return None if self._nursery is None else self._nursery.pid

    # ---- requests ---------------------------------------------------------------------------

    async def decide(self, request: Request) -> Outcome:
        """The outcome, however many workers it takes; cancel it to give up.

        Raises PoolClosedError, QueueFullError, NurseryError, DeciderError.
        """
        job = Job(self._admit(request), self._loop.create_future())
        self._lanes.add(job)
        self._dispatch()
        try:
            return await job.future
        except asyncio.CancelledError:
            self._abandon(job)
            raise

    def _admit(self, request: Request) -> Request:
        if not self._running:
            raise PoolClosedError("the pool is not running")
        if self._failures >= FAILURES_THAT_COUNT:
            raise NurseryError("the fork server cannot start; its stderr says why")
        if len(self._lanes) >= self._max_queue:
            raise QueueFullError(f"{self._max_queue} requests wait already")
        return _encodable(request)

    def _abandon(self, job: Job) -> None:
        """A waiting job leaves; a running one is left its slice, then killed."""
        job.future.cancel()
        self._lanes.remove(job)
        for member in self._busy:
            if member.job is job and job.is_long:
                self._kill(member)

    def _dispatch(self) -> None:
        while self._idle and len(self._busy) < self._workers:
            job = self._lanes.next(long_may_run=self._long_running() < self._most_long)
            if job is None:
                return
            if not job.abandoned:
                self._give(self._idle.pop(), job)
        self._make_room()

    def _give(self, member: Member, job: Job) -> None:
        self._busy.add(member)
        known = self._proven.get(_proof_key(job.request), {})
        if job.is_control:
            member.give(job, Task(_control_of(job.request), {}))
        else:
            member.give(job, Task(job.request, known))
        delay_s = self._stall_after_s if job.is_long else SLICE_S
        member.timer = self._loop.call_later(delay_s, self._look_at, member, None)

    def _long_running(self) -> int:
        return sum(1 for member in self._busy if member.job is not None and member.job.is_long)

    def _make_room(self) -> None:
        """While short jobs wait, long ones beyond their share give up their workers, the youngest first."""
        if not self._lanes.short_waiting or len(self._busy) < self._workers:
            return
        long = [member for member in self._busy if member.job is not None and member.job.is_long]
        excess = sum(1 for member in long if not member.leaving) - self._most_long
        if excess <= 0:
            return
        long.sort(key=lambda member: member.job.number if member.job is not None else 0)
        for member in long[-excess:]:
            assert member.job is not None
            member.job.preempted = True
            self.counters.preempted += 1
            self._kill(member)

    def _look_at(self, member: Member, before: Progress | None) -> None:
        """A running worker's timer: at the end of its slice, then whenever it might have stalled."""
        member.drain()
        job = member.job
        if job is None:
            return
        if job.abandoned:
            self._kill(member)
            return
        now = progress_of(member.pid) if member.pid is not None else None
        if job.is_long and before is not None and self._has_stalled(before, now):
            self.counters.stalled += 1
            self._kill(member)
            return
        job.is_long = True
        member.timer = self._loop.call_later(self._stall_after_s, self._look_at, member, now)
        self._make_room()

    def _has_stalled(self, before: Progress, now: Progress | None) -> bool:
        """Neither running nor waiting for a processor: stopped, or blocked. Not the answer's doing."""
        if now is None:
            return True
        alive_s = (now.ran_s - before.ran_s) + (now.waited_s - before.waited_s)
        return alive_s < 0.1 * self._stall_after_s

    def _kill(self, member: Member) -> None:
        if self._nursery is not None:
            member.leaving = True
            self._nursery.kill(member.ticket)

    # ---- what workers say -------------------------------------------------------------------

    def _hear(self, member: Member, message: FromWorker) -> None:
        match message:
            case Proven(decider, cost_s):
                if member.job is not None and not member.job.is_control:
                    self._remember(member.job.request, decider, cost_s)
            case Answered(outcome, leaving):
                job = self._part(member, leaving=leaving)
                self._settle(job, outcome)
            case Failed(traceback):
                job = self._part(member, leaving=True)
                self._fail([job], DeciderError(traceback))
        if not isinstance(message, Proven):
            self._dispatch()

    def _remember(self, request: Request, decider: str, cost_s: float) -> None:
        key = _proof_key(request)
        self._proven[key] = {**self._proven.get(key, {}), decider: cost_s}
        self._proven.move_to_end(key)
        if len(self._proven) > REMEMBERED_REFERENCES:
            self._proven.popitem(last=False)

    def _part(self, member: Member, *, leaving: bool) -> Job:
        """Take the job from a worker that answered; the worker is idle, or on its way out."""
        job = member.take_job()
        assert job is not None, "a worker answers only what it was given"
        self._busy.discard(member)
        if leaving or member.leaving:
            member.leaving = True
            self.counters.workers_retired += 1
            self._refill()
        else:
            self._idle.append(member)
        return job

    def _settle(self, job: Job, outcome: Outcome) -> None:
        if job.abandoned:
            return
        if job.is_control:
            job.is_control = False
            job.control_passed = not isinstance(outcome, BadReference)
            if job.control_passed:
                self._rule(job)
                return
        job.future.set_result(outcome)

    # ---- what the nursery says --------------------------------------------------------------

    def on_nursery_message(self, message: FromNursery) -> None:
        """A worker was born or died, or the nursery is ready."""
        match message:
            case Ready():
                self._failures = 0
                self._refill()
            case Born(ticket, pid):
                self.counters.workers_started += 1
                self._members[ticket].pid = pid
                self._idle.append(self._members[ticket])
                self._set_ready(None)
                self._dispatch()
            case Unborn(ticket):
                self._members.pop(ticket).close()
                self._loop.call_later(RESTART_PAUSES_S[1], self._refill)
            case Died(ticket, status, cpu_s):
                self._on_death(ticket, status, cpu_s)

    def _on_death(self, ticket: int, status: int, cpu_s: float) -> None:
        member = self._members[ticket]
        member.drain()
        del self._members[ticket]
        self._refill()
        killer = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
        exit_code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
        self._bury(member, WorkerEnd(killer, exit_code, cpu_s))
        self._dispatch()

    def on_nursery_lost(self, exit_code: int) -> None:
        """Its workers died with it, and nobody is to blame."""
        self._nursery = None
        members = list(self._members.values())
        for member in members:
            member.drain()
        self._members.clear()
        for member in members:
            self._bury(member, WorkerEnd())
        if exit_code >= 0:
            self._failures += 1
        if self._failures >= FAILURES_THAT_COUNT:
            error = NurseryError(f"the fork server exits with {exit_code}; its stderr says why")
            self._set_ready(error)
            self._fail(self._lanes.clear(), error)
        pause_s = RESTART_PAUSES_S[min(self._failures, len(RESTART_PAUSES_S) - 1)]
        self._restart = self._loop.call_later(pause_s, self._start_nursery)

    def _bury(self, member: Member, end: WorkerEnd) -> None:
        member.close()
        self._busy.discard(member)
        if member in self._idle:
            self._idle.remove(member)
        job = member.take_job()
        if job is None or job.abandoned:
            return
        job.ends.append(WorkerEnd(end.signal, end.exit_code, end.cpu_s, during_control=job.is_control))
        self._rule(job)

    def _rule(self, job: Job) -> None:
        """Settle the job by its workers' ends, or let it run again."""
        match rule(job.ends, control_passed=job.control_passed, cpu_limit_s=self._cpu_limit_s):
            case Ruling.TIME_LIMIT:
                self.counters.killed_by_limit += 1
                job.future.set_result(Limit("time_limit"))
            case Ruling.BAD_REFERENCE:
                job.future.set_result(BadReference("the reference alone crashes, or exceeds the CPU limit"))
            case Ruling.CRASHED:
                self.counters.crashed += 1
                job.future.set_result(Crash(_how(job.ends)))
            case ruling:
                job.is_control = ruling is Ruling.RUN_CONTROL
                self._wait_again(job)

    def _wait_again(self, job: Job) -> None:
        if job.preempted:
            job.preempted = False
            self._lanes.add(job)
        else:
            self.counters.lost_and_rerun += 1
            self._lanes.add_first(job)

    # ---- workers and nurseries --------------------------------------------------------------

    def _start_nursery(self) -> None:
        self._restart = None
        self.counters.nurseries_started += 1
        self._nursery = NurseryClient(self, self._limits)

    def _refill(self) -> None:
        """As many workers as may be busy, and the spares; those on their way out do not count."""
        if self._nursery is None or not self._running:
            return
        present = sum(1 for member in self._members.values() if not member.leaving)
        for _ in range(self._workers + self._spares - present):
            self._tickets += 1
            ours, theirs = socket.socketpair()
            with theirs:
                self._members[self._tickets] = Member(self._tickets, ours, self._hear)
                self._nursery.fork(self._tickets, theirs)

    def _drop_members(self) -> None:
        for member in self._members.values():
            member.close()
        self._members.clear()
        self._idle.clear()
        self._busy.clear()

    def _set_ready(self, error: Exception | None) -> None:
        if self._became_ready.done():
            return
        if error is None:
            self._became_ready.set_result(None)
        else:
            self._became_ready.set_exception(error)
            self._became_ready.exception()  # seen: nobody need be waiting

    def _fail(self, jobs: list[Job], error: Exception) -> None:
        for job in jobs:
            if not job.abandoned:
                job.future.set_exception(error)


def _proof_key(request: Request) -> tuple[str, Conventions]:
    return request.reference, request.conventions


def _control_of(request: Request) -> Request:
    """The same reference with a trivial answer that is not the one on trial."""
    answer = next(trivial for trivial in TRIVIAL_ANSWERS if trivial != request.answer.strip())
    return Request(request.reference, answer, request.conventions)


def _encodable(request: Request) -> Request:
    """Lone surrogates, which JSON can carry and UTF-8 cannot, become replacement characters."""
    texts = request.reference, request.answer
    if all(text.isascii() for text in texts):
        return request
    reference, answer = (text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for text in texts)
    return Request(reference, answer, request.conventions)


def _how(ends: list[WorkerEnd]) -> str:
    last = [end for end in ends if not end.during_control][-1]
    return f"signal {last.signal}" if last.signal is not None else f"exit code {last.exit_code}"
