"""What must not be paid, by kind of trick, and what must not be refused for its form."""

import pytest

from verifiers.math.conventions import DEFAULT
from verifiers.math.equivalence.compare import compare_symbolic
from verifiers.math.workers import math_verify_decider

NOT_PAID = [
    # words that change a value are no labels
    ("6", r"6 \text{ dozen}"),
    ("6", "6 thousandths"),
    ("6", r"6 \text{ millions}"),
    ("6", r"6 \text{ at most}"),
    ("6", r"6 \text{ perhaps seven}"),
    ("6", r"6 \text{ excluded}"),
    # what is struck out or not shown is not stated
    ("6", r"\cancel{6}"),
    ("6", r"\phantom{6}"),
    # other units are other quantities
    (r"4 \text{ J}", r"4 \text{ kJ}"),
    (r"4 \text{ N}", r"4 \text{ W}"),
    (r"4 \text{ Hz}", r"4 \text{ GHz}"),
    (r"4 \text{ m}", r"4 \text{ furlongs}"),
    (r"4 \text{ kg}", r"4 \text{ stone}"),
    (r"\$4", r"4 \text{ pesos}"),
    (r"30^\circ C", r"30^\circ F"),
    (r"60^\circ", "60'"),
    (r"4 \text{ km/h}", r"4 \text{ knots}"),
    (r"\frac{\pi}{3}", r"\frac{\pi}{3}^\circ"),
    # agreement to many digits is no equality
    ("1", r"\tanh(1500)"),
    ("1", r"\cos(10^{-600})"),
    (r"\cosh(3000)", r"\sinh(3000)"),
    (r"\cos x", r"\cos x + 10^{-90}"),
    ("x^2+y^2=4", "x^2+y^2=4+10^{-80}"),
    # signs are lost under absolute values and even roots
    ("x", "(x^2)^{1/2}"),
    ("|m|", "m"),
    ("r", r"\lfloor r \rfloor"),
    ("|x|+|y|=2", "x+y=2"),
    ("|y|=|x|", "y=x"),
    # a choice is not denied, and is one
    (r"\text{(C)}", r"\text{(C) is wrong}"),
    (r"\text{(C)}", r"\text{(C) Or D}"),
    (r"\text{(C)}", "(C) A"),
    (r"\text{(C)}", r"\text{C Carl}"),
    ("ABD", "A, B"),
    ("ABD", "A, B, C, D"),
    # bases, times, amounts, names
    ("1101_2", "1101_{10}"),
    ("13", "1101_2"),
    ("11", "11_9"),
    ("9:30", "3:10"),
    ("10:30", "1:3"),
    ("17.50", "17.504"),
    (r"\pi", "3.1416..."),
    ("a_1=3, a_2=4", "a_1=4, a_2=3"),
    ("x=3, y=4", r"x=3 \text{ or } y=4"),
    ("6", r"\sin x = 6"),
    ("6", r"\ln x = 6"),
    ("-6", "--6"),
    ("f(n)=n", "n=n"),
    (r"\{x | x>4\}", r"\{y | x>4\}"),
    ("14", "①④"),
    (r"\frac{x}{|x|}", "1"),
]

PAID = [
    # dressed, in words, with a sign in front
    ("6", r"\color{red}{6}"),
    ("6", r"\textcolor{blue}{6}"),
    ("6", r"\phantom{-}6"),
    (r"\frac12", r"\nicefrac{1}{2}"),
    ("6", r"\approx 6"),
    ("6", "= 6"),
    ("6", r"6\tag{2}"),
    ("64", "sixty-four"),
    ("305", "three hundred and five"),
    ("-4", r"\text{negative four}"),
    (r"\frac12", r"\text{one half}"),
    ("2000000", r"\text{two million}"),
    # sets and non-answers in words
    (r"\mathbb{R}", r"\text{all real numbers}"),
    (r"\emptyset", r"\text{no solution}"),
    (r"\text{no solution}", r"\text{There are no solutions}"),
    (r"\text{DNE}", r"\text{does not exist}"),
    (r"\text{a circle}", "circle"),
    (r"-\infty", r"\text{negative infinity}"),
    # choices with their content, several of them
    (r"\textbf{(B) } 42", "B"),
    (r"\textbf{(B) } 42", "42"),
    ("B", "(B) 42"),
    ("42", "(B) 42"),
    ("42", r"\textbf{(B) } 42"),
    (r"\text{(C)}", r"\text{(c)}"),
    ("ABD", "A, B, D"),
    ("ABD", r"\text{A, B and D}"),
    ("①③", "①、③"),
    # numbers, units
    ("1/3", r"0.\bar{3}"),
    ("2/9", r".\overline{2}"),
    ("14916", "14 {, }916"),
    ("4500", "4.5 x 10^3"),
    (r"60^\circ", "60^o"),
    (r"\text{3 hours 20 minutes}", r"200 \text{ minutes}"),
    (r"45^\circ 30'", r"45.5^\circ"),
    (r"2 \text{ kJ}", r"2000 \text{ J}"),
    (r"6 \text{ N}\cdot\text{m}", r"6 \text{ J}"),
    ("36", "3 dozen"),
    ("8", "8_9"),
    ("(1,-2)", "1,-2"),
    (r"(-\infty,0)\cup(4,\infty)", r"(-\infty,0)U(4,\infty)"),
]


def is_paid(reference: str, answer: str) -> bool:
    """What a worker decides: our engine, then Math-Verify."""
    decision = compare_symbolic(reference, answer)
    if decision is not None:
        return decision.equal
    return math_verify_decider.decide(reference, answer, DEFAULT) is not None


@pytest.mark.parametrize(("reference", "answer"), NOT_PAID)
def test_what_means_something_else_is_not_paid(reference: str, answer: str) -> None:
    assert not is_paid(reference, answer)


@pytest.mark.parametrize(("reference", "answer"), PAID)
def test_what_means_the_same_is_paid_in_any_form(reference: str, answer: str) -> None:
    assert is_paid(reference, answer)
