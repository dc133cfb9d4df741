"""Exact arithmetic: right, and refused before it grows."""

from fractions import Fraction

import pytest

from verifiers.math.equivalence.algebra import equal_forms, form_of
from verifiers.math.equivalence.decimals import as_decimal, is_rounding
from verifiers.math.equivalence.exact import based_value, exact_value
from verifiers.math.equivalence.scalars import is_tower
from verifiers.math.errors import TooLarge
from verifiers.math.notation.ast import Based
from verifiers.math.notation.parse import parse

TOO_LARGE = ["9^{9^{9^9}}", "10^7!", "(10^8)!", "2^{10^{10}}", r"\binom{10^9}{10^8}", "7^{-10^{12}}"]
EQUAL = [
    ("2^{500} \\cdot 4^{-250}", "1"),
    (r"\sqrt{75}", r"5\sqrt3"),
    (r"\frac{6}{\sqrt3}", r"2\sqrt{3}"),
    (r"\frac{1}{\sqrt5-2}", r"\sqrt5+2"),
    (r"\sqrt[3]{16}", r"2\sqrt[3]{2}"),
    (r"\sqrt[3]{-8}", "-2"),
    (r"(1+i)^4", "-4"),
    (r"(x-3)(x+3)", "x^2-9"),
    (r"\frac{x}{x+1}", r"1-\frac{1}{x+1}"),
    ("9^n", "3^{2n}"),
    ("6^n", r"2^n \cdot 3^n"),
    ("5^{n+2}", r"25 \cdot 5^n"),
    (r"\binom{m}{2}", r"\frac{m(m-1)}{2}"),
    (r"x\sqrt{x}", r"x^{3/2}"),
    (r"\frac{\pi}{4}+\frac{\pi}{3}", r"\frac{7\pi}{12}"),
]
DIFFERENT = [
    (r"\sqrt2+\sqrt3", r"\sqrt5"),
    (r"\sqrt[3]{2}", r"\sqrt{2}"),
    (r"\frac{22}{7}", r"\pi"),
    ("1+2i", "1-2i"),
    ("2^n", "2^{n+1}"),
    ("x^2+1", "x^2-1"),
    ("2x", "2y"),
    (r"\frac{1}{3000!}", r"\frac{1}{3001!}"),
    ("3^{-200}", "3^{-201}"),
]
ROUNDINGS = [
    ("0.67", Fraction(2, 3), True),
    ("0.66", Fraction(2, 3), True),
    ("0.68", Fraction(2, 3), False),
    ("-0.67", Fraction(-2, 3), True),
    ("0.67", Fraction(-2, 3), False),
    ("0.125", Fraction(1, 8), True),
    ("1.3e2", Fraction(1333, 10), True),
]


@pytest.mark.parametrize("text", TOO_LARGE)
def test_a_number_of_too_many_digits_is_refused_before_it_is_computed(text: str) -> None:
    with pytest.raises(TooLarge):
        exact_value(parse(text))


@pytest.mark.parametrize("text", ["9^{9^{9^9}}", "(10^8)!", "2^{10^{10}}"])
def test_a_tower_is_known_to_exceed_every_number_that_is_computed(text: str) -> None:
    assert is_tower(parse(text))


def test_numbers_of_thousands_of_digits_are_exact() -> None:
    assert exact_value(parse("2^{9000}-1")) == 2**9000 - 1
    assert exact_value(parse("1/1500!")) is not None


def test_division_by_zero_has_no_value() -> None:
    assert exact_value(parse("1/0")) is None


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_equal_expressions_have_one_normal_form(one: str, other: str) -> None:
    assert equal_forms(form_of(parse(one)), form_of(parse(other))) is True


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_normal_forms_refute(one: str, other: str) -> None:
    assert equal_forms(form_of(parse(one)), form_of(parse(other))) is False


@pytest.mark.parametrize(
    ("one", "other"),
    [(r"\sin^2 x + \cos^2 x", "1"), (r"e^{i\pi}", "-1"), (r"e\pi", r"\pi + 5.82"), (r"(-1)^{2n}", "1")],
)
def test_nothing_is_refuted_where_different_forms_may_be_equal(one: str, other: str) -> None:
    assert equal_forms(form_of(parse(one)), form_of(parse(other))) is not False


@pytest.mark.parametrize(("text", "value", "expected"), ROUNDINGS)
def test_a_decimal_stands_for_what_rounds_or_is_cut_to_it(text: str, value: Fraction, expected: bool) -> None:
    decimal = as_decimal(parse(text))
    assert decimal is not None
    assert is_rounding(decimal, value) is expected


@pytest.mark.parametrize(
    ("digits", "base", "value"),
    [
        ("1011", 2, 11),
        ("1.1", 2, Fraction(3, 2)),
        ("1102", -4, -46),
        ("200203", -4, -2013),
        ("1.1", -2, Fraction(1, 2)),
        ("14", -4, None),
        ("12", 2, None),
    ],
)
def test_digits_in_a_base_have_a_value(digits: str, base: int, value: Fraction | int | None) -> None:
    assert based_value(Based(digits, base)) == value
