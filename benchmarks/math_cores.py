"""Whether a second core helps where the work is: symbolic answers, one worker against two."""

from __future__ import annotations

import time
from collections.abc import Sequence

from benchmarks.measure import FIRST_CORE, TWO_CORES, ratios, spread
from benchmarks.our_math import OurMath, our_math
from benchmarks.report import Report, Row, Settings, at_least
from benchmarks.symbolic import hard_pairs

AIM = 1.6


def run(settings: Settings) -> Report:
    per_repeat = settings.scaled(250, 60)
    with our_math(workers=1, cores=FIRST_CORE) as one, our_math(workers=2, cores=TWO_CORES) as two:
        pairs = _that_wait(one, per_repeat * (settings.repeats + 1))
        size = len(pairs) // (settings.repeats + 1)
        one_rates, two_rates = [], []
        for start in range(0, size * (settings.repeats + 1), size):
            part = pairs[start : start + size]
            two_rates.append(_rate(two, part))
            one_rates.append(_rate(one, part))
    ratio = ratios(two_rates[1:], one_rates[1:])
    row = Row(
        measured="symbolic answers/s",
        ours=f"two cores, 2 workers: {spread(two_rates[1:]).median:,.0f}",
        alternative=f"one core, 1 worker: {spread(one_rates[1:]).median:,.0f}",
        ratio=ratio,
        aim=at_least(ratio.median, AIM),
    )
    return Report(
        name="math-cores",
        title="Math: a second core",
        how="the verifier and its workers pinned to one core, or to two; "
        f"{settings.repeats} repeats A B A B…, 64 samples in flight",
        rows=[row],
        notes=[f"{size} pairs a repeat that the cheap tiers leave undecided, the first repeat not counted"],
    )


def _that_wait(ours: OurMath, count: int) -> list[tuple[str, str]]:
    """Enough pairs that need a worker, spread evenly over the families."""
    pairs: list[tuple[str, str]] = []
    candidates = [(gold, f"\\boxed{{{answer}}}") for gold, answer in hard_pairs(6 * count)]
    for gold, response in candidates:
        if len(pairs) < count and ours.waits(gold, response):
            pairs.append((gold, response))
    return pairs


def _rate(ours: OurMath, pairs: Sequence[tuple[str, str]]) -> float:
    started = time.perf_counter()
    ours.many_at_once(pairs)
    return len(pairs) / (time.perf_counter() - started)
