"""The pool of killable, warm workers for symbolic mathematics.

`async with SymbolicPool(workers=2) as pool: outcome = await pool.decide(request)`

One pool serves one event loop. Its processes: a nursery (fork server), `workers` that may be busy at
a time, and a spare or more, so that a worker's death costs nobody the time of a fork. What is left
to chance by the machine (a kill from outside, a lost nursery) is repeated until the caller's own
deadline cancels it; see fault.py for what counts against an answer.
"""

import asyncio
import logging
import time
from dataclasses import replace
from types import TracebackType
from typing import Self

from verifiers.core.fault import Ruling, WorkerEnd, rule
from verifiers.core.seldom import Seldom
from verifiers.math.workers.errors import DeciderError, NurseryError, PoolClosedError, QueueFullError
from verifiers.math.workers.lanes import Lanes
from verifiers.math.workers.member import Job, Member, Progress, progress_of
from verifiers.math.workers.messages import (
    Answered,
    BadReference,
    Crash,
    Different,
    Equal,
    Failed,
    FromWorker,
    Limit,
    Outcome,
    Proven,
    Request,
    Task,
    WorkerSettings,
)
from verifiers.math.workers.references import ProvenReferences
from verifiers.math.workers.roster import PoolCounters, Roster

SLICE_S = 0.2  # what a job may run before it counts as long
STALL_FACTOR = 10  # × cpu_limit_s of wall clock before we ask whether a worker still runs
SAMPLES_PER_WORKER = 2000
TRIVIAL_ANSWERS = ("0", "1")  # the control's answer: the first that is not the answer on trial

log = logging.getLogger(__name__)


class SymbolicPool:
    """Decides requests in worker processes; see the module's docstring.

    `reserve`: workers that jobs known to be long may not hold (default: half of them).
    `adjudicator`: the module that decides in the workers (see WorkerSettings).
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
        adjudicator: str = "verifiers.math.workers.adjudicate",
    ) -> None:
        self.counters = PoolCounters()
        self._workers = workers
        self._cpu_limit_s = cpu_limit_s
        self._max_queue = max_queue
        self._most_long = max(1, workers - (workers // 2 if reserve is None else reserve))
        self._stall_after_s = STALL_FACTOR * cpu_limit_s if stall_after_s is None else stall_after_s
        self._settings = WorkerSettings(cpu_limit_s, memory_limit_mb << 20, samples_per_worker, adjudicator)
        self._lanes = Lanes()
        self._proven = ProvenReferences()
        self._busy: set[Member] = set()
        self._losses = Seldom(10.0)
        self._roster: Roster | None = None

    async def start(self) -> None:
        """Start the nursery on this event loop and return at once; `wait_ready` waits for a worker."""
        if self._roster is not None:
            raise PoolClosedError("this pool runs already")
        self._loop = asyncio.get_running_loop()
        spares = 1 + self._workers // 4
        self._roster = Roster(self, self.counters, self._settings, self._workers + spares)

    async def close(self) -> None:
        """End every process and fail what still waits with PoolClosedError. Idempotent."""
        roster, self._roster = self._roster, None
        if roster is None:
            return
        held = [job for member in self._busy if (job := member.take_job())]
        self._busy.clear()
        self._fail([*self._lanes.clear(), *held], PoolClosedError("the pool was closed"))
        await roster.end()

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
        await self._running().wait_ready()

    @property
    def ready(self) -> bool:
        """Whether a worker lives now."""
        return self._roster is not None and bool(self._roster.pids)

    @property
    def trouble(self) -> str:
        """Why no worker can be had for now, where that is known; else empty."""
        return "" if self._roster is None else self._roster.trouble

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
        return [] if self._roster is None else self._roster.pids

    @property
    def nursery_pid(self) -> int | None:
        """Of the fork server, while there is one."""
        return None if self._roster is None else self._roster.nursery_pid

    async def decide(self, request: Request) -> Outcome:
        """The outcome, however many workers it takes; cancel it to give up.

        Raises PoolClosedError, QueueFullError, NurseryError, DeciderError.
        """
        return (await self.decide_timed(request))[0]

    async def decide_timed(self, request: Request) -> tuple[Outcome, float]:
        """As `decide`, with the seconds that the request waited for a worker."""
        job = Job(self._admit(request), self._loop.create_future())
        self._lanes.add(job)
        self._dispatch()
        try:
            return await job.future, job.waited_s
        except asyncio.CancelledError:
            self._abandon(job)
            raise

    def on_worker_idle(self) -> None:
        """A worker may be taken."""
        self._dispatch()

    def on_worker_message(self, member: Member, message: FromWorker) -> None:
        """Part of the work is done, or all of it."""
        match message:
            case Proven(decider, cost_s):
                if member.job is not None and not member.job.is_control:
                    self._proven.add(member.job.request, decider, cost_s)
            case Answered(outcome, leaving, cpu_s):
                member.used_cpu_s = cpu_s
                self._settle(self._part(member, leaving=leaving), outcome)
                self._dispatch()
            case Failed(traceback):
                self._fail([self._part(member, leaving=True)], DeciderError(traceback))
                self._dispatch()

    def on_worker_end(self, member: Member, end: WorkerEnd) -> None:
        """If it held a job, the end is evidence, or nobody's fault."""
        self._busy.discard(member)
        job = member.take_job()
        if job is not None and not job.abandoned:
            job.ends.append(replace(end, during_control=job.is_control))
            self._rule(job)
        elif job is None and not member.leaving and not _is_unknown(end):
            self._log_loss(end)
        self._dispatch()

    def on_nursery_failing(self, error: NurseryError) -> None:
        """Nothing can be decided for now, and nobody should wait for it."""
        self._fail(self._lanes.clear(), error)

    def _running(self) -> Roster:
        if self._roster is None:
            raise PoolClosedError("the pool is not running: start it, or use it as `async with`")
        return self._roster

    def _admit(self, request: Request) -> Request:
        if self._running().failing:
            raise NurseryError(f"the fork server cannot start: {self.trouble}")
        if len(self._lanes) >= self._max_queue:
            raise QueueFullError(f"{self._max_queue} requests wait already")
        return _encodable(request)

    def _abandon(self, job: Job) -> None:
        """A waiting job leaves; a running one is left its slice, then killed."""
        job.future.cancel()
        self._lanes.remove(job)
        for member in list(self._busy):
            if member.job is job and job.is_long:
                self._running().kill(member)

    def _dispatch(self) -> None:
        roster = self._roster
        if roster is None:
            return
        while roster.has_idle and len(self._busy) < self._workers:
            job = self._lanes.next(long_has_share=len(self._running_long()) < self._most_long)
            if job is None:
                return
            self._give(roster.take(), job)
        self._make_room(roster)

    def _give(self, member: Member, job: Job) -> None:
        self._busy.add(member)
        job.waited_s += time.perf_counter() - job.since
        task = (
            Task(_control_of(job.request), {})
            if job.is_control
            else Task(job.request, self._proven.of(job.request))
        )
        member.give(job, task)
        delay_s = self._stall_after_s if job.is_long else SLICE_S
        member.timer = self._loop.call_later(delay_s, self._look_at, member, None)

    def _running_long(self) -> list[Member]:
        """Busy with long jobs, the oldest first."""
        held = [(member.job.number, member) for member in self._busy if member.job and member.job.is_long]
        return [member for _, member in sorted(held, key=lambda pair: pair[0])]

    def _make_room(self, roster: Roster) -> None:
        """While short jobs wait, long ones beyond their share give up their workers, the youngest first."""
        if not self._lanes.short_waiting or len(self._busy) < self._workers:
            return
        staying = [member for member in self._running_long() if not member.leaving]
        for member in staying[self._most_long :]:
            assert member.job is not None, "it runs a long job"
            member.job.preempted = True
            self.counters.preempted += 1
            roster.kill(member)

    def _look_at(self, member: Member, before: Progress | None) -> None:
        """A running worker's timer: at the end of its slice, then whenever it might have stalled."""
        member.drain()
        job, roster = member.job, self._roster
        if job is None or roster is None:
            return
        if job.abandoned:
            roster.kill(member)
            return
        now = None if member.pid is None else progress_of(member.pid)
        if before is not None and self._has_stalled(before, now):
            self.counters.stalled += 1
            roster.kill(member)
            return
        job.is_long = True
        member.timer = self._loop.call_later(self._stall_after_s, self._look_at, member, now)
        self._make_room(roster)

    def _has_stalled(self, before: Progress, now: Progress | None) -> bool:
        """Neither running nor waiting for a processor: stopped, or blocked. Not the answer's doing."""
        if now is None:
            return True
        alive_s = (now.ran_s - before.ran_s) + (now.waited_s - before.waited_s)
        return alive_s < 0.1 * self._stall_after_s

    def _part(self, member: Member, *, leaving: bool) -> Job:
        """Take the job from a worker that answered; the worker is idle, or on its way out."""
        job = member.take_job()
        assert job is not None, "a worker answers only what it was given"
        self._busy.discard(member)
        self._running().put_back(member, leaving=leaving)
        return job

    def _settle(self, job: Job, outcome: Outcome) -> None:
        if job.abandoned:
            return
        if isinstance(outcome, Limit):
            job.ends.append(WorkerEnd(out_of_memory=True, during_control=job.is_control))
            self._rule(job)
        elif job.is_control and isinstance(outcome, Equal | Different):
            job.is_control = False
            job.control_passed = True
            self._rule(job)
        else:
            job.future.set_result(outcome)

    def _rule(self, job: Job) -> None:
        """Settle the job by its workers' ends, or let it run again."""
        match rule(job.ends, control_passed=job.control_passed, cpu_limit_s=self._cpu_limit_s):
            case Ruling.TIME_LIMIT:
                self.counters.killed_by_limit += 1
                job.future.set_result(Limit("time_limit"))
            case Ruling.BAD_REFERENCE:
                job.future.set_result(BadReference("the reference alone crashes, or exceeds a limit"))
            case Ruling.MEMORY_LIMIT:
                self.counters.killed_by_limit += 1
                job.future.set_result(Limit("memory_limit"))
            case Ruling.DEFECT:
                self._fail([job], DeciderError(f"a worker ends by itself: {_how(job.ends[-1])}"))
            case Ruling.CRASHED:
                self.counters.crashed += 1
                job.future.set_result(Crash(_how(_last_answering(job.ends))))
            case ruling:
                job.is_control = ruling is Ruling.RUN_CONTROL
                self._wait_again(job)

    def _wait_again(self, job: Job) -> None:
        job.since = time.perf_counter()
        if job.preempted:
            job.preempted = False
            self._lanes.add(job)
        else:
            self.counters.lost_and_rerun += 1
            self._log_loss(job.ends[-1])
            self._lanes.add_first(job)

    def _log_loss(self, end: WorkerEnd) -> None:
        """Of a worker that ended as none should; what it held runs again."""
        if self._losses.due():
            log.warning("a math worker was lost: %s (%d more such)", _how(end), self._losses.left_out())

    def _fail(self, jobs: list[Job], error: Exception) -> None:
        for job in jobs:
            if not job.abandoned:
                job.future.set_exception(error)


def _control_of(request: Request) -> Request:
    """The same reference with a trivial answer that is not the one on trial."""
    answer = next(trivial for trivial in TRIVIAL_ANSWERS if trivial != request.answer.strip())
    return Request(request.reference, answer, request.conventions)


def _encodable(request: Request) -> Request:
    """Lone surrogates, which JSON can carry and UTF-8 cannot, become replacement characters."""
    if request.reference.isascii() and request.answer.isascii():
        return request
    reference, answer = (
        text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        for text in (request.reference, request.answer)
    )
    return Request(reference, answer, request.conventions)


def _last_answering(ends: list[WorkerEnd]) -> WorkerEnd:
    return [end for end in ends if not end.during_control][-1]


def _is_unknown(end: WorkerEnd) -> bool:
    return end.signal is None and end.exit_code is None


def _how(end: WorkerEnd) -> str:
    if _is_unknown(end):
        return "its fork server is gone"
    return f"signal {end.signal}" if end.signal is not None else f"exit code {end.exit_code}"
