"""How figures are taken: medians with their spread, percentiles, pinned cores, processor time."""

from __future__ import annotations

import math
import os
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

ALL_CORES = frozenset(os.sched_getaffinity(0))
FIRST_CORE = frozenset(sorted(ALL_CORES)[:1])
SECOND_CORE = frozenset(sorted(ALL_CORES)[1:2]) or FIRST_CORE
TWO_CORES = FIRST_CORE | SECOND_CORE


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of repeats that alternated between the two sides, and how far they strayed."""

    median: float
    low: float
    high: float
    repeats: int

    def __str__(self) -> str:
        return f"{_short(self.median)} ({_short(self.low)}–{_short(self.high)})"


def spread(values: Sequence[float]) -> Spread:
    return Spread(statistics.median(values), min(values), max(values), len(values))


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """Of each repeat of ours by its neighbour of theirs."""
    return spread([mine / other for mine, other in zip(ours, theirs, strict=True)])


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` of all values do not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


@contextmanager
def pinned(cores: frozenset[int]) -> Iterator[None]:
    """This thread, and every process and thread started inside, run on these cores alone."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and all its descendants."""
    process = psutil.Process(pid)
    times = process.cpu_times()
    return times.user + times.system + cpu_seconds_of_children(process)


def cpu_seconds_of_children(process: psutil.Process | None = None) -> float:
    """Processor time of all descendants, also of those that have died and were waited for."""
    total = 0.0
    for child in (process or psutil.Process()).children(recursive=True):
        try:
            times = child.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def resident_mib(pid: int) -> float:
    """Memory of a process and its descendants; a page that they share is counted once for each."""
    total = 0
    for process in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True)):
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total / 2**20


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
