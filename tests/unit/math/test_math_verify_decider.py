"""Math-Verify's reading is believed only where it holds the whole text and the values agree."""

import pytest
import sympy

from verifiers.math.conventions import DEFAULT, Conventions
from verifiers.math.workers import math_verify_decider
from verifiers.math.workers.latex_fidelity import is_faithful
from verifiers.math.workers.messages import Equal
from verifiers.math.workers.sympy_sameness import same

EQUAL = [
    ("x + 1", "1 + x"),
    (r"\frac{x + 1}{2}", r"\frac{x}{2} + \frac{1}{2}"),
    (r"\sin^2 x + \cos^2 x", "1"),
    (r"\tan^2 x + 1", r"\sec^2 x"),
    (r"\sqrt[3]{20 + 14\sqrt{2}} + \sqrt[3]{20 - 14\sqrt{2}}", "4"),
    (r"\frac{n(n-1)(n-2)}{6}", r"\binom{n}{3}"),
    (r"\sum_{k=1}^{n} k", r"\frac{n(n+1)}{2}"),
    (r"\int_{0}^{1} x^2 \, dx", r"\frac{1}{3}"),
    (r"\{5, 6, 7\}", r"\{7, 5, 6\}"),
    (r"(-\infty, 3) \cup (5, \infty)", r"(5, \infty) \cup (-\infty, 3)"),
    ("y > 4", "4 < y"),
    ("6x + 2y - 8 = 0", "y = 4 - 3x"),
    (r"$\alpha + \beta$", r"\(\beta + \alpha\)"),
]

NOT_EQUAL = {
    "a trailing letter is no unit": ("8", "8c"),
    "a truncated fraction": (r"2 - \frac{3}{\mathrm{e}}", r"2 + \frac{3}{\mathrm{e}}"),
    "values too small to see": ("3^{-150}", "3^{-151}"),
    "values too large to tell apart": ("10^{90}", "10^{90} + 1"),
    "a repeating decimal": (r"0.\overline{6}", "0"),
    "bases": ("212_3", "212_5"),
    "a base that is dropped": ("212_3", "212"),
    "times": ("7:00", "9:00"),
    "an equation is not zero": ("5x - 2y + 9 = 0", "0"),
    "percent": ("7", r"7\%"),
    "an absolute value": ("z", "|z|"),
    "letters of a word": ("stone", "notes"),
    "an index": ("a_{1}", "a_{2}"),
    "digits of an index": ("a_{12}", "a_{21}"),
    "a chain of numbers": ("42", "41 = 42"),
    "open and closed ends": ("[2, 4)", "(2, 4)"),
    "strict and weak": ("x > 5", r"x \ge 5"),
    "a reversed inequality": ("x > 5", "x < 5"),
    "an ordered pair": ("(4, 9)", "(9, 4)"),
    "a missing element": (r"\{4, 9\}", r"\{4, 9, 10\}"),
    "a rounded value": ("0.6666666", r"\frac{2}{3}"),
    "a root with a sign": (r"\sqrt{w^2}", "w"),
    "words": (r"\text{odd}", r"\text{even}"),
    "nothing": ("7", ""),
    "code": ("7", "__import__('os').system('true')"),
}


@pytest.mark.parametrize(("reference", "answer"), EQUAL)
def test_equal_values_are_equal_in_both_directions(reference: str, answer: str) -> None:
    assert isinstance(math_verify_decider.decide(reference, answer, DEFAULT), Equal)
    assert isinstance(math_verify_decider.decide(answer, reference, DEFAULT), Equal)


@pytest.mark.parametrize(("reference", "answer"), NOT_EQUAL.values(), ids=NOT_EQUAL.keys())
def test_a_difference_is_never_paid_in_either_direction(reference: str, answer: str) -> None:
    assert math_verify_decider.decide(reference, answer, DEFAULT) is None
    assert math_verify_decider.decide(answer, reference, DEFAULT) is None


@pytest.mark.parametrize(
    "conventions",
    [Conventions(form="factored"), Conventions(units="require"), Conventions(left_sides="require")],
)
def test_it_has_no_opinion_where_the_form_matters(conventions: Conventions) -> None:
    assert math_verify_decider.decide("x + 1", "1 + x", conventions) is None


def test_long_texts_are_not_read() -> None:
    text = "+".join(["x"] * 300)
    assert math_verify_decider.decide(text, text, DEFAULT) is None


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("5c", "5"),
        ("212_3", "212"),
        ("2 + 3", "2"),
        (r"\sin x", "x"),
        ("x + y", "x"),
        ("7", "Rational(7, 100)"),
        ("12:00", "zoo"),
        ("cat", "a*c*t"),
    ],
)
def test_a_parse_that_drops_or_adds_something_is_not_faithful(text: str, parsed: str) -> None:
    assert not is_faithful(text, sympy.sympify(parsed))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("sqrt(2)*sqrt(3)", "sqrt(6)", True),
        ("exp(I*pi/3)", "1/2 + sqrt(3)*I/2", True),
        ("2**-99", "2**-98", False),
        ("oo", "oo", True),
        ("oo", "-oo", False),
        ("Abs(x)", "x", False),
        ("FiniteSet(1, 2)", "FiniteSet(2, 1)", True),
        ("FiniteSet(1, 2)", "Tuple(1, 2)", False),
        ("Eq(x, 1)", "Eq(2*x, 2)", True),
        ("x > 1", "-x < -1", True),
        ("x > 1", "-x > -1", False),
        ("Eq(x, 1)", "Ne(x, 1)", False),
    ],
)
def test_sameness_is_decided_by_value(left: str, right: str, expected: bool) -> None:
    assert same(sympy.sympify(left), sympy.sympify(right)) is expected
