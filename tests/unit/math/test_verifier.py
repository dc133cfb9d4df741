"""The math verifier as a whole: from a response to its reward, and why."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.unit.math.cases import DIRECTED, SYMMETRIC
from trainer_client.contract import Reason, Sample, Verdict
from verifiers.math.verifier import MathVerifier

TABLE = [(gold, answer, right) for cases in SYMMETRIC.values() for gold, answer, right in cases]
TURNED = [(answer, gold, right) for gold, answer, right in TABLE]
ONE_WAY = [(gold, answer, right) for cases in DIRECTED.values() for gold, answer, right in cases]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def verifier() -> AsyncIterator[MathVerifier]:
    math = MathVerifier(workers=2)
    await math.start()
    await math.pool.wait_ready()
    yield math
    await math.close()


async def judge(verifier: MathVerifier, answer: Any, response: str, **options: Any) -> Verdict:
    sample = Sample(verifier="math", response=response, reference={"answer": answer}, options=options)
    return await verifier.verify(sample)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("gold", "answer", "right"), TABLE + TURNED + ONE_WAY)
async def test_an_answer_is_paid_exactly_when_it_is_right(
    verifier: MathVerifier, gold: str, answer: str, right: bool
) -> None:
    verdict = await judge(verifier, gold, f"Thus the final answer is $\\boxed{{{answer}}}$.")
    assert verdict.reward == float(right), dict(verdict.detail)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("gold", "response", "reason"),
    [
        ("42", r"First \boxed{10}, but no: \boxed{42}.", Reason.CORRECT),
        ("42", r"\boxed{\boxed{42}}", Reason.CORRECT),
        ("7", r"So \fbox{7}", Reason.CORRECT),
        ("42", r"\boxed{42", Reason.MALFORMED_ANSWER),
        ("42", r"\boxed{}", Reason.MALFORMED_ANSWER),
        ("42", r"\boxed{40} \boxed{41} \boxed{42} \boxed{43} \boxed{44}", Reason.WRONG_ANSWER),
        ("44", r"\boxed{40}, \boxed{41}, \boxed{42}, \boxed{43}, \boxed{44}", Reason.WRONG_ANSWER),
        ("42", r"<think>\boxed{42}</think> I give up.", Reason.NO_ANSWER),
        ("42", r"<think>\boxed{42}", Reason.NO_ANSWER),
        ("3", "The problem has $3$ parts. I cannot solve it.", Reason.NO_ANSWER),
        ("C", "The answer is (C).", Reason.CORRECT),
        ("B", "Let me see. It's not A, therefore I think it's B", Reason.CORRECT),
        ("12", "Therefore there are 12 distinct sequences. I hope it is correct.", Reason.CORRECT),
        ("1", r"\boxed{9^{9^{9^{9^9}}}}", None),
        ("1", r"\boxed{__import__('os').system('id')}", Reason.WRONG_ANSWER),
        ("1", "", Reason.NO_ANSWER),
    ],
)
async def test_what_stands_in_the_response_decides(
    verifier: MathVerifier, gold: str, response: str, reason: Reason | None
) -> None:
    verdict = await judge(verifier, gold, response)
    assert reason is None or verdict.reason is reason
    assert verdict.reward == float(reason is Reason.CORRECT)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("before", "right"),
    [("", True), ("We are done.\n", True), ("**", True), ("It is not so that ", False), ("Not: ", False)],
)
async def test_a_sentence_is_met_by_a_response_that_ends_in_it(
    verifier: MathVerifier, before: str, right: bool
) -> None:
    sentence = r"Cathy can win if and only if \( n \leq 2^{k-1} \)."
    verdict = await judge(verifier, sentence, before + sentence)
    assert verdict.reward == float(right), verdict


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "gold", ["x^n", "x^{2n}-1", "(x-2)^{3n}", "p(1-p)^{k-1}", r"\frac{n^n}{(n-1)^{n-1}}"]
)
@pytest.mark.parametrize(
    "answer", [r"\spadesuit", r"\lim_{m\to\infty} x^m", r"\sin()", r"x+\max()", r"\exp()"]
)
async def test_an_answer_that_nobody_reads_does_not_unscore_a_sound_reference(
    verifier: MathVerifier, gold: str, answer: str
) -> None:
    """Or a policy could mask its samples at will."""
    assert (await judge(verifier, gold, rf"\boxed{{{answer}}}")).reason is Reason.WRONG_ANSWER


@pytest.mark.asyncio(loop_scope="module")
async def test_any_of_several_accepted_answers_is_right(verifier: MathVerifier) -> None:
    for answer in ("3", r"\sqrt{9}", "4"):
        assert (await judge(verifier, ["4", "3"], rf"\boxed{{{answer}}}")).reason is Reason.CORRECT
    assert (await judge(verifier, ["4", "3"], r"\boxed{5}")).reason is Reason.WRONG_ANSWER


@pytest.mark.asyncio(loop_scope="module")
async def test_boxed_takes_nothing_but_a_box(verifier: MathVerifier) -> None:
    assert (await judge(verifier, "4", "The answer is 4.", extract="boxed")).reason is Reason.NO_ANSWER


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("reference", ["", [], ["4", 5], 4, None])
async def test_a_reference_of_the_wrong_shape_is_an_invalid_sample(
    verifier: MathVerifier, reference: Any
) -> None:
    verdict = await judge(verifier, reference, r"\boxed{4}")
    assert verdict.reason is Reason.INVALID_SAMPLE
    assert str(verdict.detail["field"]).startswith("reference.answer")


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("reference", ["  ", r"\frac{", "$$"])
async def test_a_reference_without_meaning_is_a_bad_reference(verifier: MathVerifier, reference: str) -> None:
    verdict = await judge(verifier, reference, r"\boxed{4}")
    assert verdict.reason is Reason.BAD_REFERENCE
    assert verdict.reward is None


@pytest.mark.asyncio(loop_scope="module")
async def test_the_gold_responses_of_a_reference_score_one(verifier: MathVerifier) -> None:
    for answer in ("42", r"$\frac{1}{2}$", [r"\pi", "(1,2)"], "So we get \\boxed{7}."):
        decoded = verifier.reference_type(answer=answer)
        for response in verifier.gold_responses(decoded):
            assert (await judge(verifier, answer, response)).reason is Reason.CORRECT


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("response", ["", r"\boxed{x}", r"\boxed{5}"])
@pytest.mark.parametrize(
    "reference", ["9" * 20_001, "x+" * 5_000 + "x", ["x+" * 900 + "x"] * 6], ids=["digits", "text", "list"]
)
async def test_a_reference_beyond_reading_is_found_whatever_the_response_is(
    verifier: MathVerifier, reference: Any, response: str
) -> None:
    assert (await judge(verifier, reference, response)).reason is Reason.BAD_REFERENCE
