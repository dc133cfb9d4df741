"""Evaluation: equal only when hundreds of digits say so, different only when the difference stays."""

import pytest

from verifiers.math.equivalence.numeric import equal_numerically, proportional_numerically
from verifiers.math.equivalence.real_sets import equal_real_sets
from verifiers.math.notation.parse import parse

EQUAL = [
    (r"\sqrt{7+4\sqrt3}", r"2+\sqrt3"),
    (r"\sqrt[3]{7+5\sqrt2}", r"1+\sqrt2"),
    (r"\cos 36^\circ", r"\frac{1+\sqrt5}{4}"),
    (r"\sin\frac{\pi}{12}", r"\frac{\sqrt6-\sqrt2}{4}"),
    (r"4\arctan\frac15 - \arctan\frac1{239}", r"\frac{\pi}{4}"),
    (r"e^{i\pi/6}", r"\frac{\sqrt3}{2}+\frac{i}{2}"),
    (r"\log_4 8", "1.5"),
    (r"\log 1000", "3"),
    (r"\ln 50", r"\log 50"),
    (r"\sum_{k=1}^{20} k^2", "2870"),
    (r"\prod_{k=2}^{5} k", "120"),
    (r"\frac{\sin 2t}{\cos t}", r"2\sin t"),
    (r"1+\cot^2 t", r"\csc^2 t"),
    (r"\ln(ab)", r"\ln a+\ln b"),
    (r"\frac{(n+2)!}{n!}", "(n+1)(n+2)"),
    (r"\binom{n}{k}", r"\frac{n!}{k!(n-k)!}"),
    (r"\cos(\pi n)", "(-1)^n"),
    (r"\sum_{k=1}^{n} k^3", r"\frac{n^2(n+1)^2}{4}"),
    (r"\sqrt{2+\sqrt3}-\sqrt{2-\sqrt3}-\sqrt2", "0"),
]
DIFFERENT = [
    (r"e^{-300}", r"e^{-301}"),
    (r"\sqrt{10^{80}+1}", "10^{40}"),
    (r"e^{\pi\sqrt{163}}", "640320^3+744"),
    (r"\sqrt2+\sqrt3", r"\pi"),
    (r"1-e^{-1}", r"1+e^{-1}"),
    (r"\sin t", r"\cos t"),
    (r"\frac{n(n+1)}{2}", r"\frac{n(n-1)}{2}"),
    (r"\cos 36^\circ", r"\cos 36"),
    (r"\ln 50", r"\log_{10} 50"),
]


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_equal_values_are_found_equal(one: str, other: str) -> None:
    assert equal_numerically(parse(one), parse(other)) is True


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_values_are_told_apart_however_close(one: str, other: str) -> None:
    assert equal_numerically(parse(one), parse(other)) is False


@pytest.mark.parametrize(
    "text", [r"\int_0^1 t\,dt", r"\lim_{n\to\infty} a_n", "9^{9^{9^9}}", r"\sum_{k=1}^{10^9} k"]
)
def test_what_cannot_be_evaluated_is_left_undecided(text: str) -> None:
    assert equal_numerically(parse(text), parse("0.5")) is None


def test_an_absolute_value_is_asked_at_negative_points_too() -> None:
    assert equal_numerically(parse("|t|"), parse("t")) is not True


def test_equations_are_equal_up_to_a_constant_factor() -> None:
    assert proportional_numerically(parse(r"\sin t - u"), parse(r"3u - 3\sin t")) is True
    assert proportional_numerically(parse(r"\sin t - u"), parse(r"\sin t + u")) is False


def test_sets_are_asked_at_their_ends_and_close_to_them() -> None:
    assert equal_real_sets(parse("(0, 2)"), parse("t^2 < 2t")) is True
    assert equal_real_sets(parse("(0, 2]"), parse("t^2 < 2t")) is False
    assert equal_real_sets(parse("(0, 2)"), parse("t^2 < 2.000001t")) is False
