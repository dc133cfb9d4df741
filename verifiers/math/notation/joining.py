"""How read parts join: terms into sums, marks and units onto values, a number and a fraction into one."""

from __future__ import annotations

from verifiers.math.errors import ParseError
from verifiers.math.notation.ast import (
    Call,
    Divide,
    Negate,
    Node,
    Number,
    PlusMinus,
    Product,
    Quantity,
    Sum,
    Symbol,
    integer,
)
from verifiers.math.notation.tokens import Token
from verifiers.math.notation.units import MULTIPLIERS, NO_UNITS, POWERS, canonical_unit, measure


def sum_of(terms: list[Node]) -> Node:
    return terms[0] if len(terms) == 1 else Sum(tuple(terms))


def product_of(factors: list[Node]) -> Node:
    return factors[0] if len(factors) == 1 else Product(tuple(map(grouped, factors)))


def with_unit(value: Node, words: str) -> Node:
    """A value with its unit; a multiplier in front of the unit belongs to the value: 5 million dollars."""
    first, _, rest = words.partition(" ")
    if first.lower() in MULTIPLIERS:
        value, words = Product((value, integer(MULTIPLIERS[first.lower()]))), rest
    parts = words.lower().replace("/", " ").split()
    if any(word in MULTIPLIERS for word in parts):
        raise ParseError(f"{words!r} is no unit")
    if any(word in NO_UNITS and not (place and word in POWERS) for place, word in enumerate(parts)):
        raise ParseError(f"{words!r} is no unit")
    return Quantity(value, canonical_unit(words)) if words else value


def compounded(larger: Quantity, smaller: Quantity) -> Quantity | None:
    """A quantity that goes on in a smaller unit of the same kind, in the larger unit; None for two kinds."""
    minutes = {"'": "arcmin", "''": "arcsec"} if larger.unit == "°" else {}
    one, other = measure(larger.unit), measure(minutes.get(smaller.unit, smaller.unit))
    if one is None or other is None or one.dimension != other.dimension or other.scale >= one.scale:
        return None
    part = Product((smaller.value, Number(other.scale / one.scale)))
    return Quantity(Sum((larger.value, part)), larger.unit)


def grouped(factor: Node) -> Node:
    """Square brackets around a sum beside other factors only group."""
    if isinstance(factor, Call) and factor.name == "bracket" and isinstance(factor.arguments[0], Sum):
        return factor.arguments[0]
    return factor


def bare(node: Node) -> Node:
    return node.value if isinstance(node, Quantity) else node


def open_marks(factors: list[Node]) -> list[Node]:
    return [factor.value if isinstance(factor, Quantity) else factor for factor in factors]


def close_marks(factors: list[Node]) -> Node:
    """A product whose last factor is a percentage is a percentage: 3 · 5 % is 15 %."""
    last = factors[-1]
    if len(factors) > 1 and isinstance(last, Quantity):
        return Quantity(product_of(open_marks(factors)), last.unit)
    return product_of(factors)


def hoist_unit(node: Node) -> Node:
    """`2 + \\sqrt{3} cm` is a length: the unit at the end belongs to the whole sum."""
    if not isinstance(node, Sum | PlusMinus):
        return node
    last = node.terms[-1] if isinstance(node, Sum) else node.right
    sign = isinstance(last, Negate)
    inner = last.operand if isinstance(last, Negate) else last
    others = node.terms[:-1] if isinstance(node, Sum) else (node.left,)
    if not isinstance(inner, Quantity) or inner.unit in "%°" or any(isinstance(o, Quantity) for o in others):
        return node
    bare: Node = Negate(inner.value) if sign else inner.value
    if isinstance(node, Sum):
        return Quantity(Sum((*node.terms[:-1], bare)), inner.unit)
    return Quantity(PlusMinus(node.left, bare, node.flipped), inner.unit)


def is_mixed(whole: Node, part: Node, token: Token) -> bool:
    """Whether a whole number stands before a proper fraction: 2\\frac12."""
    if token.value != "frac" or not isinstance(whole, Number) or not isinstance(part, Divide):
        return False
    top, bottom = part.numerator, part.denominator
    if not (isinstance(top, Number) and isinstance(bottom, Number)) or whole.places is not None:
        return False
    return whole.value > 0 and top.places is None and bottom.places is None and 0 < top.value < bottom.value


def primed(node: Node) -> Node:
    if isinstance(node, Symbol):
        return Symbol(node.name + "'")
    if isinstance(node, Number):
        return Quantity(node, "'")
    if isinstance(node, Quantity) and node.unit == "'":
        return Quantity(node.value, "''")
    raise ParseError("a prime on something that is no name")
