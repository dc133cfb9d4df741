"""The math verifier: extraction, then the cheap exact tiers here, then the killable workers for the rest."""

from __future__ import annotations

import functools
import os
from collections.abc import Sequence
from typing import Annotated, ClassVar

import msgspec

from trainer_client.contract import Reason, Sample
from verifiers.core.base import AnswerVerifier, Judgement, PendingJudgement, Task
from verifiers.core.decode import Reference
from verifiers.core.errors import BadReference, InternalFault, Overloaded
from verifiers.core.protocols import Readiness
from verifiers.math.conventions import Conventions
from verifiers.math.equivalence.compare import Decision, check_reference, compare_cheap
from verifiers.math.equivalence.wording import concludes
from verifiers.math.errors import UnusableReference
from verifiers.math.extraction.answer import Extraction, extract_answer, extract_reference
from verifiers.math.workers.errors import QueueFullError
from verifiers.math.workers.messages import BadReference as UnusableInWorker
from verifiers.math.workers.messages import Crash, Different, Equal, Limit, Outcome, Request
from verifiers.math.workers.pool import SymbolicPool

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=100_000)]
Answers = Annotated[list[Text], msgspec.Meta(min_length=1, max_length=100)]


class MathReference(Reference, frozen=True):
    """``answer``: the right answer, in LaTeX or plain text, or a list of answers that are all accepted."""

    answer: Text | Answers


REMEMBERED_CHARS = 2000
MOST_REFERENCE_CHARS = 10_000
"""Of all accepted answers together: reading takes microseconds a character, on the event loop."""
MOST_DIGITS = 20_000
_READ_FROM_WORDS = ("formula", "prose", "whole")

MathTask = Task[Sequence[str], Conventions]


class MathVerifier(AnswerVerifier[Sequence[str], Conventions]):
    """Reward 1 when the final answer means the same as a reference, else 0. docs/math.md has the conventions.

    ``workers`` symbolic workers, by default one a core; each sample may use ``cpu_limit_s`` of CPU time and
    ``memory_limit_mb`` there.
    """

    name: ClassVar[str] = "math"
    version: ClassVar[str] = "1"
    summary: ClassVar[str] = (
        "checks a final answer by algebra: exact tiers first, symbolic mathematics in workers"
    )
    reference_type = MathReference
    options_type = Conventions
    example: ClassVar[Sample] = Sample(
        verifier="math",
        prompt="What is one half plus one third?",
        response="<think>3/6 + 2/6 makes 5/6.</think>The sum is \\boxed{\\frac{5}{6}}.",
        reference={"answer": "5/6"},
    )
    wrong_response: ClassVar[str] = r"\boxed{\frac{104729}{7919}}"
    """A value that no problem has: for checking a data set, with ``gold_responses``."""

    def __init__(
        self,
        *,
        workers: int | None = None,
        cpu_limit_s: float = 2.0,
        memory_limit_mb: int = 1024,
        max_response_chars: int = 2_000_000,
    ) -> None:
        super().__init__(max_response_chars=max_response_chars)
        self.pool = SymbolicPool(
            workers=workers or len(os.sched_getaffinity(0)),
            cpu_limit_s=cpu_limit_s,
            memory_limit_mb=memory_limit_mb,
        )

    async def start(self) -> None:
        await self.pool.start()

    async def close(self) -> None:
        await self.pool.close()

    def readiness(self) -> Readiness:
        if self.pool.ready:
            return Readiness(True)
        if self.pool.trouble:
            return Readiness(False, f"the fork server cannot start: {self.pool.trouble}; see stderr")
        return Readiness(False, "the symbolic workers are starting; this takes a few seconds")

    def prepare_reference(self, reference: MathReference, options: Conventions) -> Sequence[str]:
        """The answers that the reference means."""
        return _references(reference.answer, options)

    def judge(self, task: MathTask) -> Judgement | PendingJudgement:
        found = extract_answer(task.answer, task.options.extract)
        if found.text is None:
            return _unanswered(found, task.options.extract)
        undecided: list[str] = []
        refusal: Decision | None = None
        for reference in task.reference:
            decision = compare_cheap(reference, found.text, task.options)
            if decision is None:
                undecided.append(reference)
            elif decision.equal:
                return _right(found, decision.decided_by, decision.note)
            else:
                refusal = decision
        if found.how in _READ_FROM_WORDS and any(concludes(task.answer, text) for text in task.reference):
            return _right(found, "text", "")
        if refusal is not None and not undecided:
            return _wrong(found, refusal.decided_by, refusal.note)
        return functools.partial(self._judge_symbolic, undecided, found, task.options)

    async def _judge_symbolic(
        self, references: Sequence[str], found: Extraction, conventions: Conventions
    ) -> Judgement:
        """One reference after the other. A limit or a crash counts only when no reference is met."""
        verdict = Judgement(Reason.WRONG_ANSWER, 0.0)
        queue_ms = 0.0
        for reference in references:
            outcome, waited_s = await self._decide(Request(reference, found.text or "", conventions))
            queue_ms += waited_s * 1e3
            judgement = _judgement(found, outcome)
            if judgement.reward == 1.0 or verdict.reason is Reason.WRONG_ANSWER:
                verdict = judgement
            if judgement.reward == 1.0:
                break
        return msgspec.structs.replace(verdict, queue_ms=queue_ms)

    async def _decide(self, request: Request) -> tuple[Outcome, float]:
        try:
            return await self.pool.decide_timed(request)
        except QueueFullError as full:
            raise Overloaded(str(full)) from full

    def gold_responses(self, reference: MathReference) -> list[str]:
        """A response for each accepted answer that must score 1, for checking a data set before a run."""
        return [f"\\boxed{{{text}}}" for text in _references(reference.answer, self.options_type())]


def _references(answer: str | list[str], conventions: Conventions) -> Sequence[str]:
    if isinstance(answer, str):
        return (_usable(answer, conventions),)
    _check_length(sum(map(len, answer)), MOST_REFERENCE_CHARS)
    return [_usable(text, conventions) for text in answer]


def _usable(answer: str, conventions: Conventions) -> str:
    """The answer that a reference means. Raises BadReference. Only usual lengths are remembered."""
    if answer.isascii() and answer.isdigit():
        _check_length(len(answer), MOST_DIGITS)
        return answer
    return (_remembered if len(answer) <= REMEMBERED_CHARS else _read)(answer, conventions)


def _read(answer: str, conventions: Conventions) -> str:
    reference = extract_reference(answer)
    _check_length(len(reference), MOST_REFERENCE_CHARS)
    try:
        check_reference(reference, conventions)
    except UnusableReference as error:
        raise BadReference(f"{error} (reference {answer[:200]!r})") from error
    return reference


def _check_length(chars: int, most: int) -> None:
    if chars > most:
        raise BadReference(
            f"the reference has {chars} characters, at most {most} are read: give the answer alone"
        )


_remembered = functools.lru_cache(maxsize=16_384)(_read)


def _judgement(found: Extraction, outcome: Outcome) -> Judgement:
    match outcome:
        case Equal(decided_by, note):
            return _right(found, decided_by, note)
        case Different(decided_by, note):
            return _wrong(found, decided_by, note)
        case Limit(which):
            message = f"working out the answer reached the {which.replace('_', ' ')}"
            return _refused(found, Reason(which), message)
        case Crash(how):
            return _refused(found, Reason.RUNTIME_ERROR, f"working out the answer crashes a worker: {how}")
        case UnusableInWorker(message):
            raise BadReference(message)
    raise InternalFault(f"no judgement for {outcome!r}")


def _unanswered(found: Extraction, extract: str) -> Judgement:
    if found.problem == "malformed_answer":
        message = "the last box, or pair of answer tags, is empty or never closed"
    else:
        message = "there is no box" if extract == "boxed" else "no answer is stated, or more than one"
    reason = Reason(found.problem or Reason.NO_ANSWER)
    return Judgement(reason, 0.0, None, _INCORRECT, {"message": message}, found.flags)


def _right(found: Extraction, decided_by: str, note: str) -> Judgement:
    return Judgement(Reason.CORRECT, 1.0, found.text, _CORRECT, _detail(found, decided_by, note), found.flags)


def _wrong(found: Extraction, decided_by: str, note: str) -> Judgement:
    flags = (*found.flags, "undecided") if decided_by == "undecided" else found.flags
    detail = _detail(found, decided_by, note)
    return Judgement(Reason.WRONG_ANSWER, 0.0, found.text, _INCORRECT, detail, flags)


def _refused(found: Extraction, reason: Reason, message: str) -> Judgement:
    detail = {"extracted_by": found.how, "message": message}
    return Judgement(reason, 0.0, found.text, _INCORRECT, detail, found.flags)


def _detail(found: Extraction, decided_by: str, note: str) -> dict[str, str | None]:
    detail: dict[str, str | None] = {"extracted_by": found.how, "decided_by": decided_by}
    if note:
        detail["note"] = note
    return detail


_CORRECT = {"correct": 1.0}
_INCORRECT = {"correct": 0.0}
