"""The parser: what it reads, what it refuses, and that nothing makes it run long."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifiers.math.equivalence.exact import exact_value
from verifiers.math.errors import MathError, ParseError
from verifiers.math.notation.ast import (
    Apply,
    BigOperator,
    Call,
    Clock,
    Divide,
    Interval,
    Matrix,
    Node,
    Number,
    PlusMinus,
    Product,
    Quantity,
    Ratio,
    Relation,
    Sequence,
    SetOf,
    SetOperation,
    Sum,
    Symbol,
    Text,
    Tuple,
    walk,
)
from verifiers.math.notation.literals import read_literal
from verifiers.math.notation.parse import Parser, parse, parse_cleaned
from verifiers.math.notation.tokens import tokenise

RATIONALS = [
    ("12", 12),
    ("-0.75", Fraction(-3, 4)),
    (".5", Fraction(1, 2)),
    ("4 3/8", Fraction(35, 8)),
    (r"4\frac38", Fraction(35, 8)),
    (r"-4\frac{3}{8}", Fraction(-35, 8)),
    ("2e3", 2000),
    ("7.5e-2", Fraction(3, 40)),
    (r"6.5 \times 10^{4}", 65000),
    (r"0.\overline{27}", Fraction(3, 11)),
    ("0.(27)", Fraction(3, 11)),
    ("0.8333…", Fraction(5, 6)),
    (r"0.8333\ldots", Fraction(5, 6)),
    ("2^-3", Fraction(1, 8)),
    ("2^3^2", 512),
    ("-3^2", -9),
    ("6!", 720),
    ("7!!", 105),
    (r"\binom{7}{3}", 35),
    (r"{7 \choose 3}", 35),
    ("C(7,3)", None),
    (r"\lfloor 7/2 \rfloor", 3),
    (r"\lceil 7/2 \rceil", 4),
    ("|3-8|", 5),
    ("||3-8|-9|", 4),
    (r"\gcd(12, 18)", 6),
    ("2(3+4)", 14),
    ("1/2*4", 2),
    ("8/2/2", 2),
    ("2--3", 5),
    (r"3 \cdot -2", -6),
    (r"50\%", Fraction(1, 2)),
    (r"12\frac12\%", Fraction(1, 8)),
]
KINDS: list[tuple[str, type[Node]]] = [
    ("(4, 9)", Tuple),
    ("(4, 9]", Interval),
    ("[4, 9]", Interval),
    ("]4, 9[", Interval),
    (r"\{4, 9\}", SetOf),
    ("{4, 9}", Sequence),
    ("4, 9", Sequence),
    ("4 or 9", Sequence),
    (r"4 \text{ and } 9", Sequence),
    (r"(-\infty, 4) \cup (9, \infty)", SetOperation),
    (r"x \in [4, 9)", Relation),
    ("4 < x <= 9", Relation),
    ("f(x) = x^2", Relation),
    (r"4 \pm \sqrt{9}", PlusMinus),
    ("4:9", Ratio),
    ("4:09", Clock),
    ("9:40 p.m.", Clock),
    (r"\begin{pmatrix} 4 \\ 9 \end{pmatrix}", Matrix),
    (r"\left[\begin{array}{cc} 4 & 9 \\ 1 & 2 \end{array}\right]", Matrix),
    (r"\text{Hanoi}", Text),
    ("Hanoi", Text),
    ("49 kg", Quantity),
    (r"49\text{ apples}", Quantity),
    (r"49\,\mathrm{m/s}", Quantity),
    (r"\$4.90", Quantity),
    ("xy", Product),
    (r"x_{12}", Symbol),
    ("h(t)", Apply),
    (r"\sum_{k=1}^{n} k^3", BigOperator),
    ("x + y", Sum),
    (r"\bar x", Symbol),
    (r"\overline{abc}", Symbol),
    (r"\overline{AB}", Product),
    (r"\angle ABC", Symbol),
    (r"\frac{dy}{dx}", BigOperator),
    ("d^2y/dx^2", BigOperator),
    (r"\frac{d}{2}", Divide),
    (r"\vec a \times \vec b", Call),
    (r"3 \times 4", Product),
    (r"\mathbb{R}^+", Interval),
    (r"\text{Na}^+", Text),
    ("5 arcsec", Quantity),
    (r"\operatorname{arcsec} x", Call),
    ("f^{-1}(x)", Apply),
]
REFUSED = [
    "3 4",
    "(1, 2",
    "2 +",
    "^2",
    r"\frac{1}",
    "[1, 2, 3)",
    r"\unheardof{3}",
    r"\begin{nothing}1\end{nothing}",
    ")(",
]
HOSTILE = {
    "parentheses": "(" * 500 + "1" + ")" * 500,
    "fractions": r"\frac{1}{" * 400 + "1" + "}" * 400,
    "roots": r"\sqrt{" * 400 + "2" + "}" * 400,
    "powers": "2^" * 900 + "2",
    "factorials": "5" + "!" * 3000,
    "signs": r"\sin " + "-" * 3000 + "x",
    "slashes": "1/" * 3000 + "1",
    "text": r"\text{" * 2500,
    "bars": "|" * 2999,
    "braces": "{" * 9000,
    "dollars": "$" * 601,
    "blanks": "1" + " " * 19_000,
    "differences": r"\setminus".join(["(0,1)"] * 900),
    "subscripts": "x" + "_{a}" * 3000,
    "digits": "9" * 15_000,
    "bars and hats": r"\bar{\hat{" * 1_600 + "x",
    "angles": r"\angle " + "A " * 9_000,
    "vectors": r"\vec a\times" * 1_400 + r"\vec a",
    "derivatives": r"\frac{d}{dx}" * 1_500 + "x",
    "inverses": "f^{-1}(" * 80 + "x",
    "signs above": "x^+" * 3_000,
    "connectives": "2" + " " * 9_000 + "或" * 9_000,
}


@pytest.mark.parametrize(("text", "value"), RATIONALS)
def test_a_number_in_any_notation_has_its_value(text: str, value: Fraction | int | None) -> None:
    assert exact_value(parse(text)) == value


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_every_kind_of_answer_is_recognised(text: str, kind: type[Node]) -> None:
    assert type(parse(text)) is kind


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_notation_is_refused_with_a_parse_error(text: str) -> None:
    with pytest.raises(ParseError):
        parse(text)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_ends_soon_in_a_tree_or_an_error_of_ours(name: str) -> None:
    try:
        tree = parse(HOSTILE[name])
    except MathError:
        return
    hash(tree)


def test_commas_group_thousands_only_outside_brackets() -> None:
    assert parse("5,280") == parse("5280")
    assert parse("(5,280)") == Tuple((Number(Fraction(5)), Number(Fraction(280))))


def test_a_word_is_no_product_of_its_letters() -> None:
    assert not any(isinstance(part, Symbol) for part in walk(parse("hexagon")))


def test_functions_without_parentheses_take_the_factors_up_to_the_next_function() -> None:
    assert parse(r"2 \sin b \cos a") == parse(r"2 \sin(b) \cos(a)")
    assert parse(r"\sin 2x + 1") == parse(r"\sin(2x) + 1")
    assert parse(r"\log \log n") == parse(r"\log(\log(n))")


@pytest.mark.parametrize(
    "text", ["17", "-17", "0.250", r"\frac{3}{4}", r"-\frac{10}{4}", "12345678901234567890"]
)
def test_the_short_cut_for_literals_reads_what_the_parser_reads(text: str) -> None:
    assert read_literal(text) == Parser(tokenise(text)).whole()


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789+-*/^_!%(){}[]|,;:<>=.$\\ abcxyzfsin", max_size=40))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        tree = parse(text)
    except MathError:
        return
    assert isinstance(tree, Node)


@settings(max_examples=100, deadline=None)
@given(st.fractions(min_value=-1000, max_value=1000, max_denominator=500))
def test_every_fraction_survives_being_written_and_read(value: Fraction) -> None:
    written = rf"\frac{{{value.numerator}}}{{{value.denominator}}}"
    assert exact_value(parse_cleaned(written)) == value


@pytest.mark.parametrize(
    "text",
    [r"\sin()", r"\exp()", r"\max()", "binom(5)", "comb(2,3,4)", r"\log_2(8,2)", r"\ln(1,2)"],
)
def test_a_function_of_too_few_or_too_many_arguments_is_refused(text: str) -> None:
    """Or evaluation would fail on it, and a failure of ours unscores the sample."""
    with pytest.raises(ParseError):
        parse(text)
