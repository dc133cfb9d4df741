"""Whose fault the end of a worker is. Pure: evidence in, ruling out.

An answer is blamed on positive evidence alone: the kernel's own signal for a CPU limit, or a crash or a
shortage of memory that repeats on a fresh worker while the same reference passes with a trivial answer. A
worker that ends by its own exit is a defect of ours. Every other end (a kill from outside, the machine
running out of memory, a lost nursery) blames nobody, and the sample runs again while its caller waits.
"""

import signal
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

CRASH_SIGNALS = frozenset(
    {signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGFPE, signal.SIGSYS}
)
REPEATS_THAT_COUNT = 2


class Ruling(Enum):
    """What to do with the sample whose worker ended."""

    RUN_AGAIN = auto()
    RUN_CONTROL = auto()
    TIME_LIMIT = auto()
    MEMORY_LIMIT = auto()
    CRASHED = auto()
    DEFECT = auto()
    BAD_REFERENCE = auto()


class Evidence(Enum):
    """What one end of a worker shows."""

    NOTHING = auto()
    REFERENCE_TIME = auto()
    ANSWER_TIME = auto()
    MEMORY = auto()
    CRASH = auto()
    EXIT = auto()


EVIDENCE_OF_TIMER = {
    signal.SIGVTALRM: Evidence.REFERENCE_TIME,
    signal.SIGXCPU: Evidence.REFERENCE_TIME,
    signal.SIGPROF: Evidence.ANSWER_TIME,
}


@dataclass(frozen=True, slots=True)
class WorkerEnd:
    """How a worker ended while it held a sample. All None: unknown, for its nursery was lost too."""

    signal: int | None = None
    exit_code: int | None = None
    cpu_s: float | None = None  # that the sample used
    out_of_memory: bool = False  # it said so itself, before it left
    during_control: bool = False


def evidence_of(end: WorkerEnd, cpu_limit_s: float) -> Evidence:
    """What the end shows; a timer's signal counts only if the worker did use that much CPU time.

    The tenth of slack is the kernel's: its timers count in ticks, its accounts in nanoseconds.
    """
    if end.signal in EVIDENCE_OF_TIMER:
        used_it = end.cpu_s is not None and end.cpu_s >= 0.9 * cpu_limit_s
        return EVIDENCE_OF_TIMER[signal.Signals(end.signal)] if used_it else Evidence.NOTHING
    if end.out_of_memory:
        return Evidence.MEMORY
    if end.exit_code is not None:
        return Evidence.EXIT
    return Evidence.CRASH if end.signal in CRASH_SIGNALS else Evidence.NOTHING


def rule(ends: Sequence[WorkerEnd], *, control_passed: bool, cpu_limit_s: float) -> Ruling:
    """The ruling on one sample from all ends of workers that held it, oldest first."""
    shown = [(evidence_of(end, cpu_limit_s), end.during_control) for end in ends]
    if [evidence for evidence, _ in shown].count(Evidence.EXIT) >= REPEATS_THAT_COUNT:
        return Ruling.DEFECT
    if any(evidence not in (Evidence.NOTHING, Evidence.EXIT) for evidence, control in shown if control):
        return Ruling.BAD_REFERENCE
    own = [evidence for evidence, control in shown if not control]
    if Evidence.REFERENCE_TIME in own:
        return Ruling.BAD_REFERENCE
    if Evidence.ANSWER_TIME in own:
        return Ruling.TIME_LIMIT
    for evidence, ruling in ((Evidence.CRASH, Ruling.CRASHED), (Evidence.MEMORY, Ruling.MEMORY_LIMIT)):
        if own.count(evidence) >= REPEATS_THAT_COUNT:
            return ruling if control_passed else Ruling.RUN_CONTROL
    return Ruling.RUN_AGAIN
