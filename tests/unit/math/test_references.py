"""Which references are usable, and what is compared by its letters."""

import pytest

from verifiers.math.conventions import DEFAULT, Conventions
from verifiers.math.equivalence.compare import (
    Decision,
    check_reference,
    compare_cheap,
    compare_symbolic,
    is_readable,
)
from verifiers.math.errors import UnusableReference
from verifiers.math.workers.adjudicate import adjudicate
from verifiers.math.workers.cpu_clock import NoClock

SENTENCES = [
    "The midpoints form a regular hexagon",
    "f(x)=ax+b, where $b$ is an arbitrary integer",
    "All positive integers that are not powers of two, and no others.",
]


def decide(reference: str, answer: str, conventions: Conventions = DEFAULT) -> Decision | None:
    """As a sample goes: the cheap tier, and what it leaves to a worker."""
    cheap = compare_cheap(reference, answer, conventions)
    return compare_symbolic(reference, answer, conventions) if cheap is None else cheap


@pytest.mark.parametrize(
    "reference", [r"\frac{", r"\frac{1}{", r"\sqrt", "+", "=", "2 +", "x^", "(1, 2", r"\left("]
)
def test_a_reference_that_breaks_off_is_unusable(reference: str) -> None:
    with pytest.raises(UnusableReference):
        check_reference(reference)


@pytest.mark.parametrize(
    "reference",
    [
        r"\mathbb{R}^+", r"\mathbb{Z}^{+}", r"\mathbb{N}^*", r"x=k\pi, k\in\mathbb Z^+", "z^*", "A^*", "0^+",
        "0^{-}",
        r"\text{Na}^+", r"\text{SO}_4^{2-}", r"\frac{d}{dx}x^2", r"\frac{dP}{dt}=kP", r"\overline{2+3i}",
        r"\triangle ABC\sim\triangle DEF", r"\angle ABC=30^\circ", r"\vec a\times\vec b",
    ],
)  # fmt: skip
def test_a_reference_with_a_sign_above_or_a_mark_is_usable_and_equals_itself(reference: str) -> None:
    check_reference(reference)
    assert is_readable(reference)
    decision = compare_cheap(reference, f"$ {reference} $")
    assert decision is not None
    assert decision.equal


@pytest.mark.parametrize("reference", ["x^2+", "3-", r"2\cdot", "5*", r"\text{no}+", "x^{2}-"])
def test_a_sign_at_the_end_that_stands_above_nothing_breaks_off(reference: str) -> None:
    with pytest.raises(UnusableReference):
        check_reference(reference)


@pytest.mark.parametrize("reference", SENTENCES)
def test_a_sentence_equals_itself_whatever_its_case_blanks_and_dollars(reference: str) -> None:
    check_reference(reference)
    for answer in (reference, reference.upper(), "  ".join(reference.replace("$", "").split(" "))):
        decision = compare_cheap(reference, answer)
        assert decision is not None
        assert decision.equal


@pytest.mark.parametrize("reference", SENTENCES)
def test_a_sentence_differs_from_a_number(reference: str) -> None:
    decision = decide(reference, "17")
    assert decision is not None
    assert not decision.equal


def test_a_reference_that_nothing_can_read_is_unusable() -> None:
    reference = r"\sqrt{2+" * 90 + "1" + "}" * 90
    assert not is_readable(reference)
    with pytest.raises(UnusableReference):
        adjudicate(reference, "5", Conventions(), NoClock())


def test_an_answer_that_nothing_can_read_is_only_wrong() -> None:
    outcome = adjudicate("5", r"\sqrt{2+" * 90 + "1" + "}" * 90, Conventions(), NoClock())
    assert outcome.decided_by in ("text", "undecided")


def test_a_line_break_inside_text_is_a_blank() -> None:
    decision = compare_cheap("90\\text{ square\nunits}", r"90 \text{ square units}")
    assert decision is not None
    assert decision.equal


OPTIONS = [
    ("units", "require", "7 m", "7"),
    ("units", "ignore", r"7 \text{ m}", r"7 \text{ cm}"),
    ("percent", "value", r"28\%", "28"),
    ("answer_digits", 3, "1/3", "0.333"),
    ("reference_digits", 5, "33.3", r"\frac{100}{3}"),
    ("degrees", False, r"45^\circ", r"\frac{\pi}{4}"),
    ("decimal_comma", False, "3.5", "3,5"),
    ("left_sides", "require", "x = 5", "5"),
    ("letter_case", "require", "even", "Even"),
    ("pair_order", "ignore", "(1, 2)", "(2, 1)"),
    ("form", "reduced", r"\frac{1}{2}", r"\frac{2}{4}"),
    ("form", "factored", "(x+1)(x+2)", "x^2+3x+2"),
]


def test_every_option_of_comparison_is_tried() -> None:
    assert {name for name, *_ in OPTIONS} | {"extract"} == set(Conventions.__struct_fields__) - {
        "code_switching"
    }


@pytest.mark.parametrize(("name", "value", "reference", "answer"), OPTIONS)
def test_every_option_changes_a_verdict(name: str, value: object, reference: str, answer: str) -> None:
    chosen = Conventions(**{name: value})  # type: ignore[arg-type]
    decided = [decide(reference, answer, conventions) for conventions in (Conventions(), chosen)]
    assert decided[0] is not None
    assert decided[1] is not None
    assert decided[0].equal != decided[1].equal
