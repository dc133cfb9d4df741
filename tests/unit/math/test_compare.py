"""The entry points: values, units, percentages, decimals, choices, words, and what is never equal."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifiers.math.conventions import DEFAULT, Conventions
from verifiers.math.equivalence.compare import check_reference, compare_cheap, compare_symbolic
from verifiers.math.errors import UnusableReference

EQUAL = [
    ("0.25", r"\frac14"),
    ("7/4", "1 3/4"),
    ("-11/3", r"-3\frac23"),
    ("1/7", "0.142857"),
    ("2/3", "0.666667"),
    ("2/3", "0.666666"),
    (r"\sqrt{19}", "4.358898943540674"),
    ("66.7", r"\frac{200}{3}"),
    ("2.718", "e"),
    ("5280", "5,280"),
    ("5280", r"5\,280"),
    ("2500.75", r"\$2{,}500.75"),
    ("2500.75", "2500,75"),
    ("300,400,500", "500, 400, 300"),
    ("24", r"24\text{ cm}^3"),
    (r"24\text{ cm}^3", "24"),
    ("3 km", "3000 m"),
    (r"90\text{ minutes}", "1.5 hours"),
    ("60 mph", "60 miles per hour"),
    (r"\$0.75", "75 cents"),
    ("12 apples", "12"),
    ("0.125", r"12.5\%"),
    (r"40\%", "40"),
    (r"40\%", "0.4"),
    (r"40\%", "2/5"),
    (r"40\%", "40 percent"),
    ("30", r"30^\circ"),
    (r"30^\circ", r"\frac{\pi}{6}"),
    ("2401_5", r"2401_{5}"),
    ("2500", r"2.5 \times 10^3"),
    ("E", r"\text{(E)}"),
    ("(E) Erik", "E"),
    ("E Erik", r"\textbf{(E)}"),
    (r"\text{Even}", "even"),
    ("Lisbon", r"\text{lisbon}"),
    ("6", "six"),
    (r"\text{29}", "29"),
    ("2i+3", r"\frac{13}{3-2i}"),
    ("2 - i", "2.0 + -1.0i"),
    ("exp(4)+1", r"1+e^{4}"),
    ("pi/6", r"\frac{\pi}{6}"),
    (r"\frac{7^{10}}{8^{10}", r"\left(\frac78\right)^{10}"),
    ("k=8", "8"),
    ("007", "7"),
]
DIFFERENT = [
    ("1/7", "0.143"),
    ("10^9", "999999999"),
    ("12.5", "12.46"),
    (r"\pi", "3.14"),
    (r"\pi", "22/7"),
    ("3 m", "3 cm"),
    (r"24\text{ cm}^3", r"24\text{ cm}^2"),
    (r"\$8", "8 euros"),
    ("8", r"8\%"),
    ("30", "0.3"),
    ("(5,280)", "5280"),
    ("1101_2", "1101_3"),
    ("E", r"\text{(D)}"),
    ("(A) Erik", "E"),
    ("Lisbon", "Porto"),
    ("x", "X"),
    ("6", "-6"),
    ("12", "1 2"),
    ("11, 12, 13", "12, 13, 14"),
    ("1", "9^{9^{9^9}}"),
    ("3", ""),
    (r"\frac{1}{2500!}", r"\frac{1}{2502!}"),
    ("2^{-80}", "2^{-81}"),
    (r"\infty", r"-\infty"),
    ("9", r"9\sqrt2"),
]


def judged(reference: str, answer: str, conventions: Conventions = DEFAULT) -> bool | None:
    decision = compare_symbolic(reference, answer, conventions)
    return None if decision is None else decision.equal


@pytest.mark.parametrize(("reference", "answer"), EQUAL)
def test_a_right_answer_is_right_in_any_form(reference: str, answer: str) -> None:
    assert judged(reference, answer) is True


@pytest.mark.parametrize(("reference", "answer"), DIFFERENT)
def test_a_wrong_answer_is_wrong(reference: str, answer: str) -> None:
    assert judged(reference, answer) in (False, None)
    assert judged(reference, answer) is not True


@pytest.mark.parametrize(("reference", "answer"), EQUAL + DIFFERENT)
def test_the_cheap_tier_never_contradicts_the_slow_one(reference: str, answer: str) -> None:
    cheap = compare_cheap(reference, answer)
    assert cheap is None or cheap.equal == judged(reference, answer)


def test_the_reference_in_percent_accepts_the_bare_number_but_not_the_other_way_round() -> None:
    assert judged(r"40\%", "40") is True
    assert judged("40", r"40\%") is False
    assert judged(r"40\%", "40", Conventions(percent="value")) is False


def test_an_answer_may_leave_its_base_out_but_not_change_it() -> None:
    assert judged("1101_2", "1101") is True
    assert judged("1101_2", "13") is False


def test_units_are_a_convention() -> None:
    assert judged("3 km", "3", Conventions(units="require")) is False
    assert judged("3 km", r"3\text{ cm}", Conventions(units="ignore")) is True


def test_the_digits_that_a_decimal_needs_are_a_convention() -> None:
    assert judged("1/7", "0.143", Conventions(answer_digits=3)) is True


def test_a_factored_form_is_asked_for_by_convention() -> None:
    factored = Conventions(form="factored")
    assert judged("(x-2)(x+5)", "(x+5)(x-2)", factored) is True
    assert judged("(x-2)(x+5)", "x^2+3x-10", factored) is False
    assert judged("(x-2)(x+5)", "x^2+3x-10") is True


def test_a_reduced_fraction_is_asked_for_by_convention() -> None:
    assert judged("3/4", "6/8", Conventions(form="reduced")) is False
    assert judged("3/4", "3/4", Conventions(form="reduced")) is True


def test_a_payload_is_only_text() -> None:
    assert judged("1", "__import__('os').system('true')") is not True


def test_text_that_cannot_be_read_is_compared_as_text_or_left_open() -> None:
    strange = r"\weird{3} holds"
    assert judged(strange, r"\weird{3}  holds") is True
    assert judged(strange, "4") is None


@pytest.mark.parametrize("reference", ["", "   ", "$$", r"\boxed{}", "...", "1}"])
def test_a_reference_that_means_nothing_is_unusable(reference: str) -> None:
    with pytest.raises(UnusableReference):
        check_reference(reference)


@pytest.mark.parametrize("reference", ["0", r"\frac{1}{2", r"\emptyset", "Lisbon", "(1,2]"])
def test_a_reference_that_means_something_is_usable(reference: str) -> None:
    check_reference(reference)


@settings(max_examples=150, deadline=None)
@given(st.fractions(max_denominator=300), st.fractions(max_denominator=300))
def test_fractions_are_equal_exactly_when_their_values_are(one: object, other: object) -> None:
    decision = compare_cheap(str(one), str(other))
    assert decision is not None
    assert decision.equal == (one == other)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="0123456789+-*/^_!%(){}[],<=.$\\ abcxyz", max_size=24))
def test_what_equals_a_number_in_the_cheap_tier_does_so_in_the_slow_one(text: str) -> None:
    cheap = compare_cheap("17", text)
    slow = compare_symbolic("17", text)
    if cheap is not None:
        assert slow is not None
        assert slow.equal == cheap.equal
