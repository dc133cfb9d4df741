"""Percentiles of times in bounded memory: a histogram whose buckets are 2 % wide."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field

_WIDTH = math.log(1.02)
_SHORTEST_MS = 1e-4


@dataclass(slots=True)
class Histogram:
    """Percentiles within 1 % of the truth; the maximum is exact."""

    buckets: Counter[int] = field(default_factory=Counter)
    count: int = 0
    longest: float = 0.0

    def add(self, milliseconds: float) -> None:
        self.buckets[math.floor(math.log(max(milliseconds, _SHORTEST_MS)) / _WIDTH)] += 1
        self.count += 1
        self.longest = max(self.longest, milliseconds)

    def percentile(self, share: float) -> float:
        """The time that ``share`` (0 to 1) of all stay within, in milliseconds; 0 when there are none."""
        wanted = share * self.count
        seen = 0
        for bucket in sorted(self.buckets):
            seen += self.buckets[bucket]
            if seen >= wanted:
                return min(math.exp((bucket + 0.5) * _WIDTH), self.longest)
        return self.longest


@dataclass(slots=True)
class Latencies:
    """How long samples waited for a worker, and how long their judgement took."""

    queue: Histogram = field(default_factory=Histogram)
    run: Histogram = field(default_factory=Histogram)

    def add(self, queue_ms: float, run_ms: float) -> None:
        self.queue.add(queue_ms)
        self.run.add(run_ms)
