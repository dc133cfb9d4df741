"""Answers made of parts: what order, repetition, brackets and names mean."""

import pytest

from verifiers.math.conventions import Conventions
from verifiers.math.equivalence.compare import compare_symbolic

EQUAL = [
    (r"\{4, 6, 9\}", "9, 4, 6"),
    ("4, 6, 9", r"4, 6 \text{ and } 9"),
    ("4, 6", "4 or 6"),
    (r"\{4, 6\}", r"\{4, 6, 6\}"),
    ("(4,6),(1,2)", "(1,2), (4,6)"),
    ("(4;6;9)", "(4,6,9)"),
    ("(4, 6)", r"\langle 4, 6 \rangle"),
    ("(a, b) = (4, 6)", "(4, 6)"),
    ("(a, b) = (4, 6)", "a = 4, b = 6"),
    ("a=4, b=6; a=1, b=2", "(4,6), (1,2)"),
    ("b = 6, a = 4", "a = 4, b = 6"),
    ("u = 4, -6, 9", "9, 4, -6"),
    ("x_1 = 4, x_2 = 6", "6, 4"),
    ("t = 4 or t = 6", r"t \in \{4, 6\}"),
    (r"7 \pm \sqrt{11}", r"7 - \sqrt{11}, 7 + \sqrt{11}"),
    (r"t = \pm 8", "8, -8"),
    (r"\begin{pmatrix} 1/2 \\ 3 \end{pmatrix}", r"\begin{bmatrix} 0.5 \\ 3 \end{bmatrix}"),
    (
        r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}",
        r"\begin{pmatrix} 0 & 2 \\ 3 & 3 \end{pmatrix} + \begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}",
    ),
    ("[2, 11)", r"2 \leq t < 11"),
    (r"(-\infty, 4) \cup (4, \infty)", r"t \neq 4"),
    (r"(-\infty, -6) \cup (6, \infty)", "|t| > 6"),
    (r"(-6, 6)", "t^2 < 36"),
    (r"[3, \infty)", "2t - 1 >= 5"),
    ("(0, 4)", "0 < g(t) < 4"),
    (r"(1,4) \cup (4,8)", r"(1,8) \setminus \{4\}"),
    (r"\mathbb{R}", r"(-\infty, +\infty)"),
    ("t < 4", "-t > -4"),
    (r"\{t \mid t > 4\}", r"(4, \infty)"),
    ("5x - 10y = 15", "x = 2y + 3"),
    ("x^2 + y^2 = 9", r"\frac{x^2}{9} + \frac{y^2}{9} = 1"),
    ("h(t) = t^2 + 1", "h(s) = s^2 + 1"),
    ("y = 4x - 1", "4x - 1"),
    ("|PQ| = 14", "14"),
    ("S_1 : S_2 = 3 : 8", "3:8"),
    ("6:4", "3:2"),
    ("19:45", "7:45 PM"),
    (r"n \equiv 3 \pmod{8}", r"n \equiv 11 \pmod 8"),
    ("10 = 4 + 6", "10"),
]
DIFFERENT = [
    (r"\{4, 6, 9\}", "4, 6"),
    ("4, 6", "4, 6, 9"),
    ("4", "4, 6"),
    ("(4, 6)", "(6, 4)"),
    ("(4, 6)", r"\{6, 4\}"),
    ("a = 4, b = 6", "a = 6, b = 4"),
    ("a = 4, b = 6", "6, 4"),
    (r"\pm 8", "8"),
    (r"\begin{pmatrix} 1 & 2 \end{pmatrix}", r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}"),
    (r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}", r"\begin{pmatrix} 1 \\ 3 \end{pmatrix}"),
    ("[2, 11)", "(2, 11)"),
    ("[2, 11)", r"2 \leq t \leq 11"),
    (r"(-\infty, -6) \cup (6, \infty)", r"|t| \ge 6"),
    ("t > 4", "t < 4"),
    ("t > 4", r"t \geq 4"),
    ("5x - 10y = 15", "x = 2y - 3"),
    ("3x + z = 8", "8"),
    ("9 = 4a + b", "4a + b"),
    ("x = 3", "y = 3"),
    ("h(s)", "h(t)"),
    ("6", "5 = 6"),
    ("5", "5 = 6"),
    ("6:4", "4:6"),
    ("11:00", "1:00"),
    ("I = (2, 3)", "I = (2, 3.5)"),
    ("1, 3, 5", r"1, 3, \ldots, 5"),
    ("4", "[4, 6]"),
    (r"n \equiv 3 \pmod{8}", r"n \equiv 4 \pmod 8"),
]


def judged(reference: str, answer: str, conventions: Conventions | None = None) -> bool | None:
    decision = compare_symbolic(reference, answer, conventions or Conventions())
    return None if decision is None else decision.equal


@pytest.mark.parametrize(("reference", "answer"), EQUAL)
def test_the_same_thing_in_another_form_is_equal_both_ways(reference: str, answer: str) -> None:
    assert judged(reference, answer) is True
    assert judged(answer, reference) is True


@pytest.mark.parametrize(("reference", "answer"), DIFFERENT)
def test_another_thing_is_never_equal_in_either_direction(reference: str, answer: str) -> None:
    assert judged(reference, answer) is False
    assert judged(answer, reference) is False


def test_a_chain_of_equal_numbers_gives_its_last_member() -> None:
    assert judged("11", "s = 4 + 7 = 11") is True
    assert judged("11", "s = 4 + 7 = 12") is False


def test_an_approximation_after_an_exact_value_is_overlooked() -> None:
    assert judged("1/7", r"p = \frac17 \approx 0.143") is True
    assert judged("0.143", r"p = \frac17 \approx 0.143") is True


def test_pair_order_is_a_convention() -> None:
    assert judged("(4, 6)", "(6, 4)", Conventions(pair_order="ignore")) is True


def test_left_sides_are_a_convention() -> None:
    assert judged("x = 4", "4", Conventions(left_sides="require")) is False
