"""The workers that a pool has: born on request, idle or busy, replaced before they are missed.

Keeps `size` workers alive through deaths of theirs and of the nursery's. It knows nothing of what
they work on; a pool that listens gets their messages and their ends.
"""

import asyncio
import logging
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from verifiers.core.fault import WorkerEnd
from verifiers.core.seldom import Seldom
from verifiers.math.workers.errors import NurseryError, PoolClosedError
from verifiers.math.workers.member import Member
from verifiers.math.workers.messages import Born, Died, FromNursery, FromWorker, Ready, Unborn, WorkerSettings
from verifiers.math.workers.nursery_client import NurseryClient

RESTART_PAUSES_S = (0.0, 0.2, 1.0, 5.0)
FAILURES_THAT_COUNT = 3

log = logging.getLogger(__name__)


@dataclass
class PoolCounters:
    """What happened since the start; only ever rises."""

    nurseries_started: int = 0
    workers_started: int = 0
    workers_retired: int = 0
    killed_by_limit: int = 0
    crashed: int = 0
    lost_and_rerun: int = 0
    preempted: int = 0
    stalled: int = 0


class RosterListener(Protocol):
    """What the pool hears."""

    def on_worker_idle(self) -> None:
        """A worker may be taken."""

    def on_worker_message(self, member: Member, message: FromWorker) -> None:
        """A busy worker speaks."""

    def on_worker_end(self, member: Member, end: WorkerEnd) -> None:
        """It is dead, and everything that it said has been heard."""

    def on_nursery_failing(self, error: NurseryError) -> None:
        """No worker can be had for now; it goes on trying."""


class Roster:
    """Bound to the event loop on which it is started."""

    def __init__(
        self, listener: RosterListener, counters: PoolCounters, settings: WorkerSettings, size: int
    ) -> None:
        self._listener = listener
        self._counters = counters
        self._settings = settings
        self._size = size
        self._nursery: NurseryClient | None = None
        self._members: dict[int, Member] = {}
        self._idle: list[Member] = []
        self._tickets = 0
        self._failures = 0
        self._trouble = ""
        self._losses = Seldom(10.0)
        self._told_failures = Seldom(60.0)
        self._timer: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()
        self._became_ready: asyncio.Future[None] = self._loop.create_future()
        self._start_nursery()

    async def end(self) -> None:
        """End every process; return when none is left."""
        if self._timer is not None:
            self._timer.cancel()
        self._set_ready(PoolClosedError("the pool was closed"))
        for member in self._members.values():
            member.close()
        self._members.clear()
        self._idle.clear()
        nursery, self._nursery = self._nursery, None
        if nursery is not None:
            await nursery.end()

    async def wait_ready(self) -> None:
        """Until a first worker is warm. Raises NurseryError, PoolClosedError."""
        await asyncio.shield(self._became_ready)

    @property
    def failing(self) -> bool:
        """The fork server exits by itself before it is ready, again and again."""
        return self._failures >= FAILURES_THAT_COUNT

    @property
    def trouble(self) -> str:
        """Why the fork server could not start the last time; empty when it could."""
        return self._trouble

    @property
    def pids(self) -> list[int]:
        """Of all workers that live."""
        return [member.pid for member in self._members.values() if member.pid is not None]

    @property
    def nursery_pid(self) -> int | None:
        """Of the fork server, while there is one."""
        return None if self._nursery is None else self._nursery.pid

    @property
    def has_idle(self) -> bool:
        """Whether `take` would return one."""
        return bool(self._idle)

    def take(self) -> Member:
        """The worker used last: its caches are the warmest."""
        return self._idle.pop()

    def put_back(self, member: Member, *, leaving: bool) -> None:
        """After its answer. A worker that leaves is replaced now, before it is gone."""
        if leaving or member.leaving:
            member.leaving = True
            self._counters.workers_retired += 1
            self._refill()
        else:
            self._idle.append(member)

    def kill(self, member: Member) -> None:
        """Its end will be told as any other."""
        member.leaving = True
        if self._nursery is not None:
            self._nursery.kill(member.ticket)

    def on_nursery_message(self, message: FromNursery) -> None:
        """A worker was born or died, or the nursery is ready."""
        match message:
            case Ready():
                self._failures = 0
                self._trouble = ""
                self._refill()
            case Born(ticket, pid):
                self._welcome(self._members[ticket], pid)
            case Unborn(ticket):
                self._members.pop(ticket).close()
                self._after(RESTART_PAUSES_S[1], self._refill)
            case Died(ticket, status, cpu_s):
                member = self._members.pop(ticket)
                self._refill()
                self._bury(member, _end_of(status), cpu_s)

    def on_nursery_lost(self, exit_code: int) -> None:
        """Its workers died with it. Only exits of its own count as failures to start."""
        nursery, self._nursery = self._nursery, None
        members = list(self._members.values())
        self._members.clear()
        for member in members:
            self._bury(member, WorkerEnd(), 0.0)
        if self._losses.due():
            how = f"exits with {exit_code}" if exit_code >= 0 else f"was ended by signal {-exit_code}"
            more = self._losses.left_out()
            log.warning("the fork server of the math workers %s; starting another (%d more such)", how, more)
        if exit_code >= 0:
            self._on_failure(f"it exits with {exit_code}", nursery.last_words if nursery else "")
        self._after(RESTART_PAUSES_S[min(self._failures, len(RESTART_PAUSES_S) - 1)], self._start_nursery)

    def _on_failure(self, how: str, words: str = "") -> None:
        self._failures += 1
        last_line = words.rpartition("\n")[2]
        self._trouble = f"{how}: {last_line}" if last_line else how
        if self._told_failures.due():
            log.error("the fork server of the math workers cannot start: %s\n%s", how, words)
        if self.failing:
            error = NurseryError(f"the fork server cannot start: {self._trouble}")
            self._set_ready(error)
            self._listener.on_nursery_failing(error)

    def _welcome(self, member: Member, pid: int) -> None:
        member.pid = pid
        self._counters.workers_started += 1
        self._idle.append(member)
        self._set_ready(None)
        self._listener.on_worker_idle()

    def _bury(self, member: Member, end: WorkerEnd, life_cpu_s: float) -> None:
        """What it used since its last answer is what the sample that it held has used."""
        member.drain()
        member.close()
        if member in self._idle:
            self._idle.remove(member)
        self._listener.on_worker_end(member, replace(end, cpu_s=life_cpu_s - member.used_cpu_s))

    def _start_nursery(self) -> None:
        self._counters.nurseries_started += 1
        try:
            self._nursery = NurseryClient(self, self._settings)
        except OSError as error:  # no process or no descriptor to be had now
            self._on_failure(f"no process can be had: {error}")
            self._after(RESTART_PAUSES_S[-1], self._start_nursery)

    def _refill(self) -> None:
        """Up to the size; those on their way out do not count."""
        present = sum(1 for member in self._members.values() if not member.leaving)
        for _ in range(self._size - present):
            if self._nursery is None:
                return
            try:
                ours, theirs = socket.socketpair()
            except OSError:  # no descriptor to be had now
                self._after(RESTART_PAUSES_S[-1], self._refill)
                return
            self._tickets += 1
            with theirs:
                self._members[self._tickets] = Member(self._tickets, ours, self._listener.on_worker_message)
                self._nursery.fork(self._tickets, theirs)

    def _after(self, pause_s: float, action: Callable[[], None]) -> None:
        self._timer = self._loop.call_later(pause_s, action)

    def _set_ready(self, error: Exception | None) -> None:
        if self._became_ready.done():
            return
        if error is None:
            self._became_ready.set_result(None)
        else:
            self._became_ready.set_exception(error)
            self._became_ready.exception()  # seen: nobody need be waiting for it


def _end_of(status: int) -> WorkerEnd:
    """From a wait status."""
    killer = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
    exit_code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
    return WorkerEnd(killer, exit_code)
