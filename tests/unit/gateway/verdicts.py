"""Verdicts and a verifier for the tests of the command line."""

from __future__ import annotations

import asyncio
from typing import Any

from trainer_client.contract import Reason, Sample, Status, Verdict
from verifiers.core.base import AnswerVerifier, Judgement, PendingJudgement, Task
from verifiers.core.decode import Options, Reference
from verifiers.core.errors import BadReference


def verdict(reason: Reason = Reason.CORRECT, reward: float | None = 1.0, **fields: Any) -> Verdict:
    status = Status.UNSCORED if reward is None else Status.SCORED
    defaults: dict[str, Any] = {"verifier": "echo", "version": "1"}
    return Verdict(status=status, reason=reason, reward=reward, **{**defaults, **fields})


def passed(**fields: Any) -> Verdict:
    return verdict(extracted=fields.pop("extracted", "right"), **fields)


def failed(**fields: Any) -> Verdict:
    return verdict(Reason.WRONG_ANSWER, 0.0, extracted=fields.pop("extracted", "wrong"), **fields)


def unscored(**fields: Any) -> Verdict:
    return verdict(Reason.MODEL_UNAVAILABLE, None, **fields)


class EchoReference(Reference, frozen=True, kw_only=True):
    answer: str


class EchoOptions(Options, frozen=True, kw_only=True):
    turns: int = 0


class EchoVerifier(AnswerVerifier[EchoReference, EchoOptions]):
    """Right when the response is the answer; ``turns`` of the event loop pass before it says so."""

    name = "echo"
    version = "1"
    summary = "equal text"
    reference_type = EchoReference
    options_type = EchoOptions
    example = Sample(verifier="echo", response="a", reference={"answer": "a"})

    def judge(self, task: Task[EchoReference, EchoOptions]) -> Judgement | PendingJudgement:
        if task.reference.answer == "unusable":
            raise BadReference("this reference is known to be unusable")
        right = task.answer == task.reference.answer
        reason = Reason.CORRECT if right else Reason.WRONG_ANSWER
        judgement = Judgement(reason, float(right), extracted=task.answer)

        async def later() -> Judgement:
            for _ in range(task.options.turns):
                await asyncio.sleep(0)
            return judgement

        return later if task.options.turns else judgement

    wrong_response = "surely wrong"

    def gold_responses(self, reference: EchoReference) -> list[str]:
        return [reference.answer]
