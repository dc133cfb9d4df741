"""What the slowest known inputs cost, and what others notice while such inputs hold half of the pool."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.measure import TWO_CORES, cpu_seconds_of_children
from benchmarks.our_math import OurMath, our_math
from benchmarks.report import Aim, Report, Row, Settings
from benchmarks.slow_inputs import SLOW_INPUTS
from trainer_client.contract import Reason, Verdict

LIMIT_S = 2.0
ALLOWANCE_S = 0.2
OTHERS = ("\\frac{17}{23}", "\\sqrt{2}+\\sqrt{3}")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one slow sample took: processor time of service and workers, and wall clock."""

    cpu_s: float
    wall_s: float
    verdict: Verdict


def run(settings: Settings) -> Report:
    others = OTHERS[: settings.scaled(2, 1)]
    with our_math(workers=2, cores=TWO_CORES) as ours:
        rows = []
        for title, text in SLOW_INPUTS.items():
            as_answer = [_cost(ours, other, f"\\boxed{{{text}}}") for other in others]
            as_reference = [_cost(ours, text, f"\\boxed{{{other}}}") for other in others]
            rows.append(_row(f"{title}, as answer", as_answer))
            rows.append(_row(f"{title}, as reference", as_reference))
    return Report(
        name="math-limits",
        title="Math: the slowest known inputs",
        how=f"each against {len(others)} answers, the costlier shown; processor seconds of the verifier, its "
        f"workers and the forks that replace them; the limit is {LIMIT_S:g} s",
        rows=rows,
    )


def _cost(ours: OurMath, gold: str, response: str) -> Cost:
    spent, began = _spent_s(), time.perf_counter()
    (verdict,) = ours.many_at_once([(gold, response)])
    wall_s = time.perf_counter() - began
    time.sleep(0.05)  # a killed worker's time counts once it was waited for
    return Cost(_spent_s() - spent, wall_s, verdict)


def _spent_s() -> float:
    return time.process_time() + cpu_seconds_of_children()


def _row(title: str, costs: Sequence[Cost]) -> Row:
    worst = max(costs, key=lambda cost: (cost.verdict.reason is Reason.INTERNAL, cost.cpu_s))
    within = worst.cpu_s <= LIMIT_S + ALLOWANCE_S and worst.verdict.reason is not Reason.INTERNAL
    return Row(
        measured=title,
        ours=f"{worst.cpu_s:.2f} s CPU, {worst.wall_s:.2f} s wall, {worst.verdict.reason}",
        aim=Aim(f"≤ {LIMIT_S + ALLOWANCE_S:g} s CPU", within),
    )
