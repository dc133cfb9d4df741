"""The choice verifier: the options that a response chooses are the right ones, all of them and no other."""

from __future__ import annotations

import functools
from typing import ClassVar

from trainer_client.contract import Reason, Sample
from verifiers.choice.options import ChoiceReference, Options, prepare
from verifiers.choice.statements import find_choice
from verifiers.choice.stating import ChoiceReader
from verifiers.core import decode
from verifiers.core.base import AnswerVerifier, Judgement, Task
from verifiers.core.sizes import HEAVY_CHARS, is_larger

ChoiceTask = Task[Options, decode.Options]


class ChoiceVerifier(AnswerVerifier[Options, decode.Options]):
    """Reward 1 when exactly the right options are chosen; docs/choice.md says what counts as choosing."""

    name: ClassVar[str] = "choice"
    version: ClassVar[str] = "1"
    summary: ClassVar[str] = "checks which options of a multiple-choice question are chosen"
    reference_type = ChoiceReference
    options_type = decode.Options
    example: ClassVar[Sample] = Sample(
        verifier="choice",
        prompt="Which city is the capital of Norway? (A) Bergen (B) Oslo (C) Trondheim (D) Stavanger",
        response="<think>Bergen is older, but it is Oslo.</think>The answer is (B) Oslo.",
        reference={"answer": "B", "choices": ["Bergen", "Oslo", "Trondheim", "Stavanger"]},
    )
    wrong_response: ClassVar[str] = "I choose none of them."
    """For checking a data set, with ``gold_responses``."""

    def is_heavy(self, sample: Sample) -> bool:
        return len(sample.response) > HEAVY_CHARS or is_larger(sample.reference, HEAVY_CHARS)

    def prepare_reference(self, reference: ChoiceReference, options: decode.Options) -> Options:
        return prepare(reference)

    def judge(self, task: ChoiceTask) -> Judgement:
        options = task.reference
        found = find_choice(task.answer, _reader(tuple(options.texts.items())))
        if found.labels is None:
            detail = {"extracted_by": found.how, "message": found.message}
            return Judgement(Reason.NO_ANSWER, 0.0, None, {"correct": 0.0}, detail, found.flags)
        chosen = ", ".join(label for label in options.texts if label in found.labels)
        right = found.labels == options.right
        reason = Reason.CORRECT if right else Reason.WRONG_ANSWER
        detail = {"extracted_by": found.how}
        return Judgement(reason, float(right), chosen, {"correct": float(right)}, detail, found.flags)

    def gold_responses(self, reference: ChoiceReference) -> list[str]:
        """The labels behind a marker and in a box, which must score 1."""
        options = prepare(reference)
        labels = ", ".join(label for label in options.texts if label in options.right)
        return [f"The answer is {labels}.", f"\\boxed{{{labels}}}"]


@functools.lru_cache(maxsize=4096)
def _reader(texts: tuple[tuple[str, str], ...]) -> ChoiceReader:
    """Every response of a group brings the same options."""
    return ChoiceReader(Options(dict(texts), frozenset()))
