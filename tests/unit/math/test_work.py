"""What the cheap tier may spend is bounded, and what is over it is undecided there, never refused."""

from __future__ import annotations

import pytest

from verifiers.math.equivalence.compare import compare_cheap, compare_symbolic
from verifiers.math.equivalence.work import UNBOUNDED, TooMuchWork, allow, spend

LARGE_SUM = "+".join(["3000!"] * 40)
MANY = ",".join(f"{LARGE_SUM}+{number}" for number in range(9))


@pytest.mark.parametrize(("reference", "answer"), [("42", LARGE_SUM), ("1,2,3,4,5,6,7,8,9", MANY)])
def test_an_answer_of_many_large_operations_is_left_to_a_worker(reference: str, answer: str) -> None:
    assert compare_cheap(reference, answer) is None
    decision = compare_symbolic(reference, answer)
    assert decision is not None
    assert not decision.equal


@pytest.mark.parametrize(
    ("reference", "answer"), [(r"\frac{1}{2004!}", r"\frac{1}{2006!}"), ("2^{2022}-1", "2^{2022}+1")]
)
def test_the_numbers_that_references_hold_are_within_the_budget(reference: str, answer: str) -> None:
    decision = compare_cheap(reference, answer)
    assert decision is not None
    assert not decision.equal


def test_a_spent_budget_is_no_finding_about_mathematics() -> None:
    allow(1)
    try:
        with pytest.raises(TooMuchWork):
            spend(2)
    finally:
        allow(UNBOUNDED)
    assert not issubclass(TooMuchWork, (ArithmeticError, ValueError))


def test_a_long_answer_is_read_by_a_worker_unless_it_is_the_reference_itself() -> None:
    long = "+".join(f"x_{{{number}}}" for number in range(600))
    assert compare_cheap("42", long) is None
    same = compare_cheap(long, f"${long}$")
    assert same is not None
    assert same.equal
