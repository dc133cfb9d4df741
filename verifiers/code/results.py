"""What came of the single tests, and the judgement that they add up to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sandbox.interface import Limit, Outcome
from trainer_client.contract import Reason
from verifiers.code.reference import Subtask, score_subtasks
from verifiers.core.base import Judgement

MOST_LISTED: Final = 1000
MOST_DETAILED: Final = 50
SHOWN_CHARS: Final = 400

REASON_OF: Final[Mapping[Limit, Reason]] = {
    Limit.TIME: Reason.TIME_LIMIT,
    Limit.MEMORY: Reason.MEMORY_LIMIT,
    Limit.OUTPUT: Reason.OUTPUT_LIMIT,
    Limit.PROCESSES: Reason.PROCESS_LIMIT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TestResult:
    """``reason`` is ``correct`` when it passed. ``score`` is 0 to 1: a checker program may give a part.

    ``flags`` are what an examiner saw the program do.
    """

    __test__ = False  # pytest need not collect it

    reason: Reason
    score: float = 0.0
    message: str = ""
    outcome: Outcome | None = None
    flags: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return self.reason is Reason.CORRECT


PASSED: Final = TestResult(reason=Reason.CORRECT, score=1.0)


def failure_of(outcome: Outcome) -> TestResult | None:
    """What a run did wrong by itself, whatever it wrote; ``None`` when it ended well."""
    if outcome.limit is not None:
        return TestResult(reason=REASON_OF[outcome.limit], message=_limit_message(outcome), outcome=outcome)
    if outcome.compile_failed:
        return TestResult(reason=Reason.COMPILE_ERROR, message=last_words(outcome.stderr), outcome=outcome)
    if outcome.exit_code == 0:
        return None
    how = f"signal {outcome.signal}" if outcome.exit_code is None else f"exit code {outcome.exit_code}"
    words = last_words(outcome.stderr)
    return TestResult(
        reason=Reason.RUNTIME_ERROR, message=f"{how}: {words}" if words else how, outcome=outcome
    )


def _limit_message(outcome: Outcome) -> str:
    assert outcome.limit is not None
    watched = (
        " (watched, not kept by the kernel)" if outcome.watched and outcome.limit is Limit.MEMORY else ""
    )
    return f"its run met the {outcome.limit.value} limit{watched}"


def last_words(stderr: bytes) -> str:
    """The end of an error output: that is where interpreters say what happened."""
    return shown(stderr.rstrip()[-SHOWN_CHARS:])


def shown(output: bytes) -> str:
    text = output[: SHOWN_CHARS + 1].decode("utf-8", "replace")
    return text if len(output) <= SHOWN_CHARS else text[:SHOWN_CHARS] + "…"


async def collect(
    results: AsyncIterator[tuple[int, TestResult]], size: int, *, stop_at_first_failure: bool
) -> list[TestResult]:
    """Results by position, to the first failure where that is enough.

    Tests run side by side, so a later one may fail first: those before it are waited for, that equal samples
    get equal verdicts.
    """
    found: dict[int, TestResult] = {}
    first_failure = size
    async for index, result in results:
        found[index] = result
        if stop_at_first_failure and not result.passed:
            first_failure = min(first_failure, index)
        if first_failure < size and all(before in found for before in range(first_failure)):
            break
    return [found[index] for index in range(min(size, first_failure + 1))]


def judgement(
    results: Sequence[TestResult],
    size: int,
    *,
    score: str,
    subtasks: Sequence[Subtask],
    extracted: str,
    flags: tuple[str, ...],
    measured: bool,
    notes: Sequence[str] = (),
) -> Judgement:
    """``results`` may end at the first failure of ``size`` tests when ``score`` is ``all``."""
    failures = [result for result in results if not result.passed]
    passed = not failures
    if score == "all":
        reward, components = float(passed), {"correct": float(passed)}
    elif score == "fraction":
        reward = sum(result.score for result in results) / size
        components = {"fraction": reward}
    else:
        reward = score_subtasks(subtasks, [result.score for result in results])
        components = {"subtasks": reward}
    reason = Reason.CORRECT if passed else failures[0].reason
    if not passed and 0 < reward <= 1 and score != "all":
        reason = Reason.PARTIAL
    detail: dict[str, Any] = {"tests": _listed(results, measured), "ran": len(results), "of": size}
    if failures and failures[0].message:
        detail["message"] = failures[0].message
    if notes:
        detail["notes"] = list(notes)
    seen = dict.fromkeys(flag for result in results for flag in result.flags)
    return Judgement(reason, reward, extracted, components, detail, (*flags, *seen), _queue_ms(results))


def _queue_ms(results: Sequence[TestResult]) -> float:
    """How long the first test waited for a jail."""
    return min((one.outcome.queue_s for one in results if one.outcome), default=0.0) * 1e3


def _listed(results: Sequence[TestResult], measured: bool) -> list[dict[str, Any]]:
    """The first ones with what they did, many more with their verdict."""
    detailed = [_test(index, result, measured) for index, result in enumerate(results[:MOST_DETAILED])]
    further = range(len(detailed), min(len(results), MOST_LISTED))
    return detailed + [{"test": index, "verdict": results[index].reason.value} for index in further]


def _test(index: int, result: TestResult, measured: bool) -> dict[str, Any]:
    """Times and memory differ from run to run, and equal samples get equal verdicts: only when asked for."""
    test: dict[str, Any] = {"test": index, "verdict": result.reason.value}
    if result.message:
        test["message"] = result.message
    if 0 < result.score < 1:
        test["score"] = result.score
    outcome = result.outcome
    if outcome is None:
        return test
    if not result.passed and outcome.stdout:
        test["stdout"] = shown(outcome.stdout)
    if measured:
        test |= {
            "cpu_ms": round(outcome.cpu_s * 1e3, 1),
            "wall_ms": round(outcome.wall_s * 1e3, 1),
            "memory_mb": round(outcome.memory_mb, 1),
        }
    return test
