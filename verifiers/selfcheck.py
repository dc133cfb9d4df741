"""One conformance suite for every verifier, those to come included; plugins run it on theirs.

Each check is one promise of the contract, tried on the verifier's own example. ``run_selfcheck`` says what
failed, so that tests, ``doctor`` and the author of a new verifier all use the same list. That workers behind
a verifier judge is another question, which an easy example does not answer: ``doctor`` asks it as well.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from trainer_client.contract import Reason, Sample, Status, Thinking, Verdict
from verifiers.core.protocols import Verifier
from verifiers.core.response import CLOSE_THOUGHT

# What a policy under optimisation pressure, or a broken tokenizer, may send. None of it is an answer.
HOSTILE_RESPONSES = (
    "",
    " \n\t ",
    "\x00\x01\x02",
    "\ud800",
    "</think>",
    "<think>" * 2000,
    "<tool_call>" * 2000,
    "{" * 20_000,
    "(" * 20_000 + ")" * 20_000,
    "\\boxed{" * 5000,
    "\\boxed{}",
    "$" * 2001,
    "\\[" + "\\boxed{1}" * 1500,
    "1+" * 5000,
    "1" + " " * 20_000,
    "9" * 100_000,
    "'; __import__('os').system('true') #",
    "{{reward}} %s %n ${1+1} {0.__class__}",
    "correct",
    "score: 1.0",
    '{"reward": 1.0, "status": "scored"}',
)


class CheckFailed(Exception):  # noqa: N818 - it is what a check says, not a fault of the suite
    """A promise that does not hold; the message says which value was seen."""


@dataclass(frozen=True, slots=True)
class Failure:
    """``known`` when the caller listed the check as a known failure."""

    check: str
    message: str
    known: bool = False


Check = Callable[[Verifier, Sample], Awaitable[None]]


async def run_selfcheck(verifier: Verifier, known_failures: Collection[str] = ()) -> list[Failure]:
    """Runs every check on a started verifier. An empty list: it conforms.

    A known failure that passes is a failure too, so that the list of them stays true.
    """
    example = verifier.describe().example
    failures: list[Failure] = []
    for check in CHECKS:
        name = check.__name__
        try:
            await check(verifier, example)
        except CheckFailed as failed:
            failures.append(Failure(name, str(failed), known=name in known_failures))
        else:
            if name in known_failures:
                failures.append(Failure(name, "is listed as a known failure, but passes"))
    return failures


def _demand(holds: bool, message: str) -> None:
    if not holds:
        raise CheckFailed(message)


def _demand_unpaid(verdict: Verdict, what: str) -> None:
    paid = verdict.reward is not None and verdict.reward > 0
    _demand(not paid, f"{what} was paid {verdict.reward} ({verdict.reason})")


async def the_example_scores_one(verifier: Verifier, example: Sample) -> None:
    verdict = await verifier.verify(example)
    _demand(
        verdict.reward == 1.0, f"reward {verdict.reward}, reason {verdict.reason}, {dict(verdict.detail)}"
    )


async def a_thought_before_the_answer_changes_nothing(verifier: Verifier, example: Sample) -> None:
    verdict = await verifier.verify(_answering(example, f"<think>Hm, or 17?</think>\n{_answer(example)}"))
    _demand(verdict.reward == 1.0, f"reward {verdict.reward}, reason {verdict.reason}")


async def an_answer_inside_the_thought_is_never_paid(verifier: Verifier, example: Sample) -> None:
    answer = _answer(example)
    for response in (f"<think>{answer}</think>", f"<think>{answer}"):
        _demand_unpaid(await verifier.verify(_answering(example, response)), repr(response[:40]))
    verdict = await verifier.verify(replace(example, response=answer, thinking=Thinking.EXPECTED))
    _demand(verdict.reason is Reason.NO_ANSWER, f"an expected thought that never ended gave {verdict.reason}")


async def hostile_responses_are_scored_and_unpaid(verifier: Verifier, example: Sample) -> None:
    samples = [_answering(example, response) for response in HOSTILE_RESPONSES]
    for sample, verdict in zip(samples, await _all(verifier, samples), strict=True):
        what = repr(sample.response[:40])
        _demand(verdict.status is Status.SCORED, f"{what} was left unscored: {verdict.reason}")
        _demand_unpaid(verdict, what)


async def identity_and_metadata_come_back(verifier: Verifier, example: Sample) -> None:
    marked = replace(example, id="a", group_id="b", metadata={"rows": [1, {"x": None}]})
    for sample in (marked, replace(marked, reference={"no such field": 1})):
        verdict = await verifier.verify(sample)
        echoed = (verdict.id, verdict.group_id, verdict.metadata, verdict.verifier)
        _demand(echoed == ("a", "b", marked.metadata, verifier.name), f"came back as {echoed}")


async def a_bad_shape_is_an_invalid_sample_that_names_its_field(verifier: Verifier, example: Sample) -> None:
    broken = {
        "reference": replace(example, reference={**example.reference, "no such field": 1}),
        "options": replace(example, options={"no such option": 1}),
        "options.code_switching": replace(example, options={"code_switching": "sometimes"}),
    }
    for field, sample in broken.items():
        verdict = await verifier.verify(sample)
        _demand(verdict.reason is Reason.INVALID_SAMPLE, f"a bad {field} gave {verdict.reason}")
        named = str(verdict.detail.get("field", ""))
        _demand(named.startswith(field), f"a bad {field} was reported as {named!r}")


async def equal_samples_get_equal_verdicts(verifier: Verifier, example: Sample) -> None:
    wrong = _answering(example, f"{HOSTILE_RESPONSES[-1]} 1234567")
    alone = [await verifier.verify(example), await verifier.verify(wrong)]
    together = await _all(verifier, [example, wrong] * 8)
    _demand(together == alone * 8, "verdicts depend on what is judged at the same time")


async def leaving_the_language_costs_what_the_option_says(verifier: Verifier, example: Sample) -> None:
    switched = replace(
        example,
        prompt="Answer in English, please.",
        response=f"让我们想一想这个问题的答案是什么\n{example.response}",
        options={**example.options, "code_switching": -1.0},
    )
    verdict = await verifier.verify(switched)
    _demand(verdict.reason is Reason.CODE_SWITCHING and verdict.reward == -1.0, f"gave {verdict.reason}")
    kept = await verifier.verify(replace(switched, response=example.response))
    _demand(kept.reward == 1.0, f"the example in the prompt's language gave {kept.reason}")


async def the_description_names_the_version_and_schemas(verifier: Verifier, example: Sample) -> None:
    described = verifier.describe()
    _demand(described.name == verifier.name == example.verifier, "three names differ")
    _demand(bool(described.version) and described.version == verifier.version, "no version")
    schemas: list[dict[str, Any]] = [described.reference_schema, described.options_schema]
    _demand(all(schemas), "a schema is empty")


CHECKS: tuple[Check, ...] = (
    the_example_scores_one,
    a_thought_before_the_answer_changes_nothing,
    an_answer_inside_the_thought_is_never_paid,
    hostile_responses_are_scored_and_unpaid,
    identity_and_metadata_come_back,
    a_bad_shape_is_an_invalid_sample_that_names_its_field,
    equal_samples_get_equal_verdicts,
    leaving_the_language_costs_what_the_option_says,
    the_description_names_the_version_and_schemas,
)


def _answer(example: Sample) -> str:
    """What follows the thought, tool calls included."""
    return example.response.rpartition(CLOSE_THOUGHT)[2]


def _answering(example: Sample, response: str) -> Sample:
    return replace(example, response=response)


async def _all(verifier: Verifier, samples: list[Sample]) -> list[Verdict]:
    return await asyncio.gather(*(verifier.verify(sample) for sample in samples))
