"""A reward model for tests: its score of a response is how many words it has. Exact, and it can be down."""

from __future__ import annotations

from typing import ClassVar

from trainer_client.contract import Reason, Sample
from verifiers.core.base import AnswerVerifier, Judgement, Task
from verifiers.core.decode import Options, Reference
from verifiers.core.errors import ModelUnavailable


class NoReference(Reference, frozen=True):
    """Prompt and response are all that a reward model is shown."""


class WordCountPreference(AnswerVerifier[NoReference, Options]):
    name: ClassVar[str] = "preference"
    version: ClassVar[str] = "stand-in"
    summary: ClassVar[str] = "scores a response by its number of words"
    reference_type = NoReference
    options_type = Options
    example: ClassVar[Sample] = Sample(verifier="preference", response="one")

    def __init__(self, *, down: bool = False) -> None:
        super().__init__()
        self.down = down

    def judge(self, task: Task[NoReference, Options]) -> Judgement:
        if self.down:
            raise ModelUnavailable("the model does not answer")
        return Judgement(Reason.PREFERENCE, float(len(task.answer.split())))
