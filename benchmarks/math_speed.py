"""How many answers a second, and how late the slowest come, against Math-Verify in a plain loop."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

from benchmarks import data, math_verify_loop
from benchmarks.math_verify_loop import Judged
from benchmarks.measure import FIRST_CORE, percentile, pinned, ratios, spread
from benchmarks.our_math import Answered, OurMath, our_math
from benchmarks.public_sets import gold_answers
from benchmarks.report import Report, Row, Settings, at_least, at_most
from benchmarks.rewritings import rewritten_pairs, undelimited

Pairs = Sequence[tuple[str, str]]
FRESH = "every repeat has pairs of its own, so that no cache of either side has seen them"


def run(settings: Settings) -> Report:
    per_repeat = settings.scaled(300, 60)
    with our_math(workers=1, cores=FIRST_CORE) as ours:
        rows: list[Row] = []
        for title, pairs, aim in _workloads(settings, per_repeat * (settings.repeats + 1)):
            rows += _compare(ours, title, pairs, aim, settings.repeats)
    return Report(
        name="math-speed",
        title="Math: answers a second, against Math-Verify in a plain loop",
        how=f"one core for both, one call after the other, {settings.repeats} repeats A B A B…; {FRESH}; "
        "Math-Verify's defaults, on the main thread",
        rows=rows,
        notes=[f"{per_repeat} pairs a repeat, after as many again to warm both up"],
    )


def _workloads(settings: Settings, count: int) -> list[tuple[str, Pairs, float]]:
    """Title, pairs, and how many times as fast as the peer it should be."""
    own = [gold.text for gold in data.golds(count + count // 4)]
    workloads = [
        ("own golds, rewritten", _rewritten(own[:count]), 10.0),
        ("own golds, shuffled wrong", _wrong(own)[:count], 5.0),
    ]
    if settings.data is not None:
        competition = _shuffled(gold_answers(settings.data, "MATH test"))
        olympiad = _shuffled(gold_answers(settings.data, "Omni-MATH rule"))
        workloads += [
            ("MATH golds, rewritten", _rewritten(competition[:count]), 10.0),
            ("Omni-MATH, shuffled wrong", _wrong(olympiad)[:count], 5.0),
        ]
    return workloads


def _rewritten(answers: Sequence[str]) -> Pairs:
    return [(pair.gold, pair.response) for pair in rewritten_pairs(answers)]


def _wrong(answers: Sequence[str]) -> Pairs:
    return [(gold, data.boxed(undelimited(other))) for gold, other in data.wrong_pairs(answers)]


def _shuffled(answers: list[str]) -> list[str]:
    random.Random(data.SEED).shuffle(answers)
    return answers


def _compare(ours: OurMath, title: str, pairs: Pairs, aim: float, repeats: int) -> list[Row]:
    size = len(pairs) // (repeats + 1)
    ours.one_by_one(pairs[:size])
    _theirs(pairs[:size])
    our_rates, their_rates = [], []
    answered: list[Answered] = []
    judged: list[Judged] = []
    for start in range(size, size * (repeats + 1), size):
        part = pairs[start : start + size]
        started = time.perf_counter()
        answered += ours.one_by_one(part)
        our_rates.append(size / (time.perf_counter() - started))
        started = time.perf_counter()
        judged += _theirs(part)
        their_rates.append(size / (time.perf_counter() - started))
    return [
        _rate_row(title, our_rates, their_rates, aim),
        _latency_row(title, [one.seconds for one in answered], [one.seconds for one in judged]),
        Row(
            measured=f"{title}: accepted, of {len(answered):,}",
            ours=f"{sum(1 for one in answered if one.verdict.reward):,}",
            alternative=f"Math-Verify {sum(one.equal for one in judged):,}",
        ),
    ]


def _theirs(pairs: Pairs) -> list[Judged]:
    with pinned(FIRST_CORE):
        return math_verify_loop.loop(pairs)


def _rate_row(title: str, our_rates: list[float], their_rates: list[float], aim: float) -> Row:
    ratio = ratios(our_rates, their_rates)
    return Row(
        measured=f"{title}: answers/s",
        ours=f"{spread(our_rates).median:,.0f}",
        alternative=f"Math-Verify {spread(their_rates).median:,.0f}",
        ratio=ratio,
        aim=at_least(ratio.median, aim),
    )


def _latency_row(title: str, ours_s: list[float], theirs_s: list[float]) -> Row:
    return Row(
        measured=f"{title}: p50 / p99 / max, ms",
        ours=_latencies(ours_s),
        alternative=f"Math-Verify {_latencies(theirs_s)}",
        aim=at_most(percentile(ours_s, 0.99) * 1e3, 15.0, " ms (p99)"),
    )


def _latencies(seconds: list[float]) -> str:
    shares = (percentile(seconds, 0.5), percentile(seconds, 0.99), max(seconds))
    return " / ".join(f"{share * 1e3:.3g}" for share in shares)
