"""A summary as JSON, for ``grade --summary FILE``. Everything but ``timing`` is equal for equal input."""

from __future__ import annotations

import dataclasses
from typing import Any

from gateway.grading.expectations import Agreement
from gateway.grading.latency import Histogram
from gateway.grading.summary import AtK, Interval, Summary, Tally


def report(summary: Summary, agreement: Agreement, *, seconds: float, graded_now: int) -> dict[str, Any]:
    """``graded_now`` are the samples of this run, without those that an earlier run had graded."""
    groups = [group for group in summary.groups.values() if group.tally.scored]
    return {
        **_tally(summary.total),
        "pass_rate_interval_95": _interval(summary.interval),
        "pass_rate_interval_95_by_group": _interval(summary.clustered_interval),
        "groups": {"all": len(summary.groups), "with_scored": len(groups)},
        "pass_at_k": [_at_k(figure) for figure in summary.pass_at],
        "avg_at_k": _at_k(summary.average_at),
        "majority_at_k": _at_k(summary.majority_at),
        "reasons": {str(reason): count for reason, count in _falling(summary.reasons)},
        "flags": dict(_falling(summary.flags)),
        "by_verifier": {name: _tally(tally) for name, tally in sorted(summary.by_verifier.items())},
        "expected": _agreement(agreement) if agreement.compared else None,
        "timing": {
            "seconds": round(seconds, 3),
            "samples_per_second": round(graded_now / seconds, 1) if seconds else None,
            "queue_ms": _histogram(summary.latencies.queue),
            "run_ms": _histogram(summary.latencies.run),
        },
    }


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "samples": tally.samples,
        "scored": tally.scored,
        "unscored": tally.unscored,
        "passed": tally.passed,
        "passed_or_failed": tally.counted,
        "mean_reward": tally.mean_reward,
        "pass_rate": tally.pass_rate,
    }


def _falling(counts: Any) -> list[tuple[Any, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _interval(interval: Interval | None) -> list[float] | None:
    return [interval.low, interval.high] if interval else None


def _at_k(figure: AtK | None) -> dict[str, Any] | None:
    return dataclasses.asdict(figure) if figure else None


def _histogram(histogram: Histogram) -> dict[str, float]:
    shares = {"p50": 0.5, "p90": 0.9, "p99": 0.99}
    return {name: round(histogram.percentile(share), 4) for name, share in shares.items()} | {
        "max": round(histogram.longest, 4)
    }


def _agreement(agreement: Agreement) -> dict[str, Any]:
    return {
        "compared": agreement.compared,
        "agreed": agreement.agreed,
        "first_disagreements": [dataclasses.asdict(one) for one in agreement.first],
    }
