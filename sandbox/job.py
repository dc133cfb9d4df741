"""A program with its cases, while it waits and runs: which cases are left, and what came of the others."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace

from sandbox.interface import Case, Limits, Outcome, SandboxError
from sandbox.jail import Jail
from sandbox.wire import Prepared

CHUNK_S = 0.02
MOST_AT_ONCE = 8


@dataclass(slots=True, eq=False)
class Job:
    """``done`` gets a pair for every case, or the error that ends the job."""

    owner: Hashable
    prepared: Prepared
    cases: Sequence[Case]
    payloads: Sequence[tuple[bytes, bytes]]
    limits: Limits
    alone: bool = False
    cancelled: bool = False
    left: deque[int] = field(default_factory=deque)
    done: asyncio.Queue[tuple[int, Outcome] | SandboxError] = field(default_factory=asyncio.Queue)
    jails: set[Jail] = field(default_factory=set)
    losses: Counter[int] = field(default_factory=Counter)
    created: float = field(default_factory=time.monotonic)
    _seconds: float = 0.0
    _runs: int = 0

    def __post_init__(self) -> None:
        self.left.extend(range(len(self.cases)))

    def take(self) -> list[int]:
        """The next cases for one jail: so many that it has work while their outcomes travel, but no more."""
        count = 2 if not self._runs else int(CHUNK_S * self._runs / max(self._seconds, 1e-6))
        return [self.left.popleft() for _ in range(min(len(self.left), max(1, min(MOST_AT_ONCE, count))))]

    def finished(self, index: int, outcome: Outcome, waited_s: float) -> None:
        self._seconds += outcome.wall_s
        self._runs += 1
        self.done.put_nowait((index, replace(outcome, queue_s=waited_s)))

    def fail(self, error: SandboxError) -> None:
        self.cancelled = True
        self.left.clear()
        self.done.put_nowait(error)
