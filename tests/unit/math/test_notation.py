"""The clean-up of text before it is read."""

import pytest

from verifiers.math.errors import TooLong
from verifiers.math.notation.normalise import LIMIT, normalise
from verifiers.math.notation.parse import parse

SAME_NOTATION = [
    (r"\dfrac{3}{7}", r"\frac{3}{7}"),
    (r"\frac37", r"\frac{3}{7}"),
    (r"\frac3{7}", "3/7"),
    (r"\left( 2 , 5 \right]", "(2,5]"),
    (r"\bigl[ 2, 5 \bigr)", "[2,5)"),
    (r"$8\sqrt{3}$", r"8\sqrt{3}"),
    (r"\( 8 \sqrt 3 \)", r"8\sqrt{3}"),
    (r"\[ 8 \sqrt 3 \]", r"8\sqrt{3}"),
    (r"\boxed{\fbox{17}}", "17"),
    (r"17.", "17"),
    (r"17。", "17"),
    (r"\\frac{3}{7}", r"\frac{3}{7}"),
    ("\x0crac{3}{7}", r"\frac{3}{7}"),
    ("４２", "42"),
    ("٤٢", "42"),
    ("४२", "42"),
    ("x² − 3x", "x^2-3x"),
    ("2 × 3 ÷ 5", "2*3/5"),
    ("√7", r"\sqrt{7}"),
    ("2π", r"2\pi"),
    ("½", "1/2"),
    ("2½", r"2\frac{1}{2}"),
    ("x ≤ 4", r"x \leq 4"),
    ("73°", r"73^\circ"),
    (r"73^{\circ}", r"73\degree"),
    (r"5{,}280", "5280"),
    (r"5,\!280", "5280"),
    (r"5\,280", "5280"),
    ("5,280", "5280"),
    ("5 280", "5280"),
    (r"3{,}14", "3.14"),
    (r"\text{ Paris }", "Paris"),
    (r"\mathrm{lcm}(4, 6)", r"\operatorname{lcm}(4,6)"),
    ("x**3", "x^3"),
    ("**12**", "12"),
    ("∠ABC", r"\angle CBA"),
    ("△ABC ∼ △DEF", r"\triangle DEF \sim \triangle ABC"),
    (r"m\angle ABC", r"\angle ABC"),
    ("2 或 3", "2 or 3"),
    (r"x \text{和} y", "x and y"),
    (r"\frac{\partial f}{\partial x}", "∂f/∂x"),
    (r"\bar{x}_1", r"\overline{x_1}"),
    (r"\sinh^{-1} x", r"\operatorname{arcsinh} x"),
]


@pytest.mark.parametrize(("one", "other"), SAME_NOTATION)
def test_two_ways_to_write_the_same_are_read_the_same(one: str, other: str) -> None:
    assert parse(one) == parse(other)


def test_one_lone_dollar_is_a_currency() -> None:
    assert parse("$7") == parse(r"\$7")


def test_a_pair_of_dollars_is_a_delimiter() -> None:
    assert parse("$7$") == parse("7")


@pytest.mark.parametrize("text", ["", "   ", "$$", r"\(\)", "..."[:2]])
def test_nothing_stays_nothing(text: str) -> None:
    assert normalise(text) == ""


def test_a_text_over_the_limit_is_refused_at_once() -> None:
    with pytest.raises(TooLong):
        normalise("1" * (LIMIT + 1))
