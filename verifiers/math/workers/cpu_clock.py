"""CPU time charged to its cause, and enforced by the kernel.

Work on the reference alone runs under ITIMER_VIRTUAL, work on the pair under ITIMER_PROF, both with
the signals' default action: the process dies at once, even inside C code that never returns to the
interpreter. The signal that killed it thus says whose work it was (see fault.py). ITIMER_VIRTUAL does
not count the kernel's own time, as for pages of memory: RLIMIT_CPU does, in whole seconds, and ends
such a reference with SIGXCPU. There are no Python handlers and no alarms.
"""

import resource
import signal
import time
from collections.abc import Callable
from enum import Enum, auto
from typing import Protocol, TypeVar

T = TypeVar("T")
SMALLEST_BUDGET_S = 0.001  # a timer set to zero would be switched off


class Phase(Enum):
    """Whose work is being done."""

    NOBODY = auto()
    REFERENCE = auto()
    ANSWER = auto()


class Clock(Protocol):
    """Charges work to the reference or to the answer."""

    def reference(self, decider: str, work: Callable[[], object]) -> None:
        """Do the work unless the reference is known to pass this decider."""

    def answer(self, decider: str, work: Callable[[], T]) -> T:
        """Do the work on the pair and return its result."""


class NoClock:
    """Charges nothing: for callers that own their process and bound it otherwise."""

    def reference(self, decider: str, work: Callable[[], object]) -> None:
        work()

    def answer(self, decider: str, work: Callable[[], T]) -> T:
        return work()


def _limit_whole_cpu_time(seconds: int) -> None:
    """The soft limit, in whole seconds of this process's life; the hard one stays and caps it."""
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if hard != resource.RLIM_INFINITY:
        seconds = hard if seconds == resource.RLIM_INFINITY else min(seconds, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard))


class KernelClock:
    """The clock of one task: `limit_s` a decider on the reference alone, `limit_s` in all for the pair.

    What the reference alone costs is added to the pair's budget, so that an answer never pays for a
    slow reference. `phase` stays where an exception left it.
    """

    def __init__(
        self, limit_s: float, proven: dict[str, float], on_proven: Callable[[str, float], None]
    ) -> None:
        self.phase = Phase.NOBODY
        self._limit_s = limit_s
        self._left_s = limit_s
        self._proven = proven
        self._on_proven = on_proven

    def reference(self, decider: str, work: Callable[[], object]) -> None:
        if decider in self._proven:
            return
        self.phase = Phase.REFERENCE
        started = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, self._limit_s)
        _limit_whole_cpu_time(int(started + self._limit_s) + 1)
        try:
            work()
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            _limit_whole_cpu_time(resource.RLIM_INFINITY)
        self.phase = Phase.NOBODY
        cost_s = time.process_time() - started
        self._proven[decider] = cost_s
        self._on_proven(decider, cost_s)

    def answer(self, decider: str, work: Callable[[], T]) -> T:
        self.phase = Phase.ANSWER
        free_s = self._proven.get(decider, 0.0)
        budget_s = max(self._left_s, SMALLEST_BUDGET_S) + free_s
        signal.setitimer(signal.ITIMER_PROF, budget_s)
        try:
            result = work()
        finally:
            unused_s = signal.setitimer(signal.ITIMER_PROF, 0)[0]
            self._left_s -= max(0.0, budget_s - unused_s - free_s)
        self.phase = Phase.NOBODY
        return result
