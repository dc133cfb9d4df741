"""``serve`` with one verifier more: ``slow`` waits some seconds, or until a file exists, then scores 1."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import ClassVar

import verifiers.registry
from trainer_client.contract import Reason, Sample
from verifiers.core.base import AnswerVerifier, Judgement, PendingJudgement, Task
from verifiers.core.decode import Options, Reference


class Slowness(Reference):
    seconds: float = 0.0
    file: str = ""


class SlowVerifier(AnswerVerifier[Slowness, Options]):
    name: ClassVar[str] = "slow"
    version: ClassVar[str] = "1"
    summary: ClassVar[str] = "waits"
    reference_type = Slowness
    options_type = Options
    example: ClassVar[Sample] = Sample(verifier="slow", response="x", reference={"seconds": 0})

    def judge(self, task: Task[Slowness, Options]) -> Judgement | PendingJudgement:
        async def later() -> Judgement:
            await asyncio.sleep(task.reference.seconds)
            file = task.reference.file
            while file and not Path(file).exists():  # noqa: ASYNC110, ASYNC240 - files send no event
                await asyncio.sleep(0.02)
            return Judgement(Reason.CORRECT, 1.0)

        return later


if __name__ == "__main__":
    from gateway.cli import main

    verifiers.registry.VERIFIERS = {  # type: ignore[misc]
        **verifiers.registry.VERIFIERS,
        "slow": "tests.integration.slow_server:SlowVerifier",
    }
    main()
