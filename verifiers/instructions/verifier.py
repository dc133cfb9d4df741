"""The instructions verifier: a response is held to every constraint of its reference."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from trainer_client.contract import Reason, Sample
from verifiers.core.base import AnswerVerifier, Judgement, Task
from verifiers.core.decode import Options
from verifiers.core.languages import detection
from verifiers.instructions.reference import Demand, InstructionsReference, read_demands
from verifiers.instructions.text.sentences import english
from verifiers.instructions.text.verbs import english_tagger
from verifiers.instructions.variants import Variants

HEAVY_CHARS = 20_000
"""A longer response is judged in a thread, so that others need not wait for it."""


class InstructionsOptions(Options, frozen=True):
    """``mode``: strict takes the answer as it is, loose also without its first line, its last and asterisks.

    ``score``: all (1 where every constraint holds, else 0) or the fraction that holds; where it is not given,
    that of the reference's ``grading_mode``, or all. ``compat``: the published verdicts, their mistakes
    included.
    """

    mode: Literal["strict", "loose"] = "strict"
    score: Literal["all", "fraction"] | None = None
    compat: bool = False


class Instructions(list[Demand]):
    """The demands of a reference, and its own way to score."""

    fraction = False


InstructionsTask = Task[Instructions, InstructionsOptions]


class InstructionsVerifier(AnswerVerifier[Instructions, InstructionsOptions]):
    """Reward 1 where every constraint holds; docs/instructions.md has all of them."""

    name: ClassVar[str] = "instructions"
    version: ClassVar[str] = "1"
    summary: ClassVar[str] = "checks the constraints of IFEval, IFBench and IF-RLVR exactly, strict or loose"
    reference_type = InstructionsReference
    options_type = InstructionsOptions
    example: ClassVar[Sample] = Sample(
        verifier="instructions",
        prompt="Name three colours, blue among them, in at least four words. Do not use a comma.",
        response="<think>Red, yellow, blue; joined by and.</think>Red and yellow and blue",
        reference={
            "instructions": [
                {"id": "punctuation:no_comma", "kwargs": {}},
                {"id": "keywords:existence", "kwargs": {"keywords": ["blue"]}},
                {"id": "length_constraints:number_words", "kwargs": {"num_words": 4, "relation": "at least"}},
            ]
        },
    )

    async def start(self) -> None:
        await asyncio.to_thread(warm)

    def prepare_reference(
        self, reference: InstructionsReference, options: InstructionsOptions
    ) -> Instructions:
        demands = Instructions(read_demands(reference))
        demands.fraction = reference.grading_mode == "fraction"
        return demands

    def is_heavy(self, sample: Sample) -> bool:
        return len(sample.response) > HEAVY_CHARS

    def judge(self, task: InstructionsTask) -> Judgement:
        options, demands = task.options, task.reference
        held = follow(_answer(task), demands, loose=options.mode == "loose", compat=options.compat)
        share = sum(held) / len(held)
        by_share = demands.fraction if options.score is None else options.score == "fraction"
        reward = share if by_share else float(share == 1.0)
        reason = (
            Reason.CORRECT if share == 1.0 else Reason.PARTIAL if reward > 0 else Reason.CONSTRAINT_FAILED
        )
        return Judgement(reason, reward, None, {"fraction": share}, _detail(demands, held))


def follow(text: str, demands: Sequence[Demand], *, loose: bool = False, compat: bool = False) -> list[bool]:
    """Whether each demand holds; nothing holds for a blank text. Raises ``BadReference`` in compat alone."""
    if not text.strip():
        return [False] * len(demands)
    variants = Variants(text, loose=loose, shared=not compat)
    if compat:
        return [any(map(demand.constraint.published, variants)) for demand in demands]
    return [any(map(demand.constraint.holds, variants)) for demand in demands]


def _answer(task: InstructionsTask) -> str:
    """Line ends around an answer are the chat template's, and would be its first line and its last.

    The published verdict is on the response as it is, unless a thought stands before it.
    """
    as_it_is = task.options.compat and task.answer == task.sample.response
    return task.answer if as_it_is else task.answer.strip("\r\n")


def _detail(demands: Sequence[Demand], held: Sequence[bool]) -> dict[str, Any]:
    instructions = [{"id": demand.id, "holds": holds} for demand, holds in zip(demands, held, strict=True)]
    broken = [demand.constraint.describe() for demand, holds in zip(demands, held, strict=True) if not holds]
    return {"instructions": instructions} | ({"message": f"not done: {broken[0][:300]}"} if broken else {})


def warm() -> None:
    """Reads what the constraints need, so that no first request waits for it."""
    detection.warm()
    english()
    english_tagger()
