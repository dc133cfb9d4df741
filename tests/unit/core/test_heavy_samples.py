"""What a verifier calls heavy is judged in a thread, with the same verdict."""

from __future__ import annotations

import threading
from typing import ClassVar

from trainer_client.contract import Reason, Sample, Verdict
from verifiers.core.base import AnswerVerifier, Judgement, Task
from verifiers.core.decode import Options, Reference


class ThreadVerifier(AnswerVerifier[Reference, Options]):
    name: ClassVar[str] = "thread"
    version: ClassVar[str] = "1"
    reference_type = Reference
    options_type = Options

    def is_heavy(self, sample: Sample) -> bool:
        return len(sample.response) > 10

    def judge(self, task: Task[Reference, Options]) -> Judgement:
        on_loop = threading.current_thread() is threading.main_thread()
        if "fail" in task.answer:
            raise RuntimeError("defect")
        return Judgement(Reason.CORRECT, 1.0, "loop" if on_loop else "thread")


async def test_a_heavy_sample_is_judged_in_a_thread() -> None:
    assert (await ThreadVerifier().verify(Sample(verifier="thread", response="x" * 20))).extracted == "thread"


def test_a_light_one_at_once() -> None:
    begun = ThreadVerifier().begin(Sample(verifier="thread", response="x"))
    assert isinstance(begun, Verdict)
    assert begun.extracted == "loop"


async def test_what_fails_in_the_thread_is_unscored_too() -> None:
    verdict = await ThreadVerifier().verify(Sample(verifier="thread", response="please fail there"))
    assert verdict.reason is Reason.INTERNAL
