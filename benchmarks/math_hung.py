"""What other samples notice while hostile ones hold half of the symbolic workers, or ask for all of them."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Sequence

import uvloop

from benchmarks import data
from benchmarks.measure import TWO_CORES, percentile, pinned, ratios, spread
from benchmarks.our_math import sample
from benchmarks.report import Report, Row, Settings, at_most
from benchmarks.symbolic import hard_pairs
from trainer_client.contract import Sample, Verdict
from verifiers.math.verifier import MathVerifier

LIMIT_S = 2.0
WORKERS = 2
STEADY = 1.3  # a p99 of microseconds strays by as much between two quiet repeats


def run(settings: Settings) -> Report:
    with pinned(TWO_CORES), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        rows = runner.run(_measure(settings))
    return Report(
        name="math-hung",
        title="Math: others, while slow inputs hold the workers",
        how=f"{WORKERS} workers on two cores; {settings.repeats} repeats, quiet and beset in turn",
        rows=rows,
        notes=[
            "beset by half: improper integrals, one after the other, each hanging a worker until the limit",
            "beset by all: four of them are in flight at any time, for two workers",
        ],
    )


async def _measure(settings: Settings) -> list[Row]:
    verifier = MathVerifier(workers=WORKERS, cpu_limit_s=LIMIT_S)
    await verifier.start()
    await verifier.pool.wait_ready()
    try:
        probe = _Probe(verifier, settings)
        await probe.take()
        return [row for title, hostile in BESET.items() for row in await _compare(probe, title, hostile)]
    finally:
        await verifier.close()


BESET = {"beset by half": WORKERS // 2, "beset by all": 2 * WORKERS}


class _Probe:
    """Takes the latencies of cheap and of symbolic samples, as they are right now."""

    def __init__(self, verifier: MathVerifier, settings: Settings) -> None:
        self.verifier = verifier
        self.repeats = settings.repeats
        self._cheap = data.cheap_samples(settings.scaled(2_000, 500), 1_000)
        pairs = hard_pairs(4_000)
        waiting = [sample(gold, f"\\boxed{{{answer}}}") for gold, answer in pairs]
        symbolic = [one for one in waiting if not isinstance(verifier.begin(one), Verdict)]
        self._symbolic = itertools.cycle(symbolic)
        self._symbolic_count = settings.scaled(60, 20)

    async def take(self) -> tuple[list[float], list[float]]:
        """Seconds of each cheap and of each symbolic sample, one after the other."""
        cheap = await self._seconds(self._cheap)
        symbolic = await self._seconds(list(itertools.islice(self._symbolic, self._symbolic_count)))
        return cheap, symbolic

    async def _seconds(self, samples: Sequence[Sample]) -> list[float]:
        taken = []
        for one in samples:
            await asyncio.sleep(0)  # as in a service: the loop turns between two requests
            started = time.perf_counter()
            await self.verifier.verify(one)
            taken.append(time.perf_counter() - started)
        return taken


async def _compare(probe: _Probe, title: str, hostile: int) -> list[Row]:
    quiet, beset = [], []
    for _ in range(probe.repeats):
        quiet.append(await probe.take())
        besiegers = [asyncio.create_task(_besiege(probe.verifier)) for _ in range(hostile)]
        await asyncio.sleep(0.3)
        beset.append(await probe.take())
        await _end(besiegers)
    cheap = ratios([_p99(one[0]) for one in beset], [_p99(one[0]) for one in quiet])
    slowest = max(seconds for _, symbolic in beset for seconds in symbolic)
    return [
        Row(
            measured=f"{title}: p99 of the cheap tier, µs",
            ours=f"{spread([_p99(one[0]) for one in beset]).median * 1e6:.0f}",
            alternative=f"quiet {spread([_p99(one[0]) for one in quiet]).median * 1e6:.0f}",
            ratio=cheap,
            aim=at_most(cheap.median, STEADY, "×"),
        ),
        Row(
            measured=f"{title}: slowest symbolic sample, s",
            ours=f"{slowest:.3f}",
            alternative=f"quiet {max(seconds for _, symbolic in quiet for seconds in symbolic):.3f}",
            aim=at_most(slowest, LIMIT_S, " s"),
        ),
    ]


SHIFTS = itertools.count(2)


async def _besiege(verifier: MathVerifier) -> None:
    """One improper integral after the other, no two alike, each of which runs into the time limit."""
    while True:
        integral = f"\\int_0^\\infty \\frac{{\\sin(x^3) \\ln(x+{next(SHIFTS)})}}{{x^2+1}} dx"
        await verifier.verify(sample("\\sqrt{2}+\\pi", f"\\boxed{{{integral}}}"))


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _p99(seconds: Sequence[float]) -> float:
    return percentile(seconds, 0.99)
