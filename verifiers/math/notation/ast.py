"""The nodes that a final answer is made of.

Every node is frozen and hashable, so that parses can be cached and compared. Sums, products and lists hold
any number of parts: a long chain makes a wide tree, not a deep one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from fractions import Fraction


class Node:
    """Anything that can stand in an answer."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A literal. `places` counts the written decimals (negative for 1.5e3's kind), None if exact."""

    value: Fraction
    places: int | None = None
    truncated: bool = False
    """An ellipsis followed: the digits shown are the beginning, not a rounding."""


@dataclass(frozen=True, slots=True)
class Based(Node):
    """Digits in a base other than ten: 1011_2; the base may be negative."""

    digits: str
    base: int


@dataclass(frozen=True, slots=True)
class Symbol(Node):
    """A variable, subscripts included: x, x_1, alpha."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """pi, e, i, infinity, or a number set: reals, integers, naturals, rationals, complexes, empty."""

    name: str


@dataclass(frozen=True, slots=True)
class Text(Node):
    """Words, lower case, single spaces."""

    words: str


@dataclass(frozen=True, slots=True)
class Sum(Node):
    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Product(Node):
    factors: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Divide(Node):
    numerator: Node
    denominator: Node


@dataclass(frozen=True, slots=True)
class Negate(Node):
    operand: Node


@dataclass(frozen=True, slots=True)
class Power(Node):
    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Root(Node):
    """The real root where there is one: an odd root of a negative number is negative."""

    radicand: Node
    index: Node


@dataclass(frozen=True, slots=True)
class PlusMinus(Node):
    """`left ± right`, or `left ∓ right` with `flipped`: two values."""

    left: Node | None
    right: Node
    flipped: bool = False


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A known function: sin, log (value, base), factorial, binomial, abs, floor, …"""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Apply(Node):
    """A letter before parentheses: f(x), P(2, 3). With one argument it may also be a product."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class BigOperator(Node):
    """Sum, product, integral or limit: compared by parts, evaluated where finite."""

    kind: str
    lower: Node | None
    upper: Node | None
    body: Node


@dataclass(frozen=True, slots=True)
class Quantity(Node):
    """A value with its unit as written: cm^2, %, °, $, apples."""

    value: Node
    unit: str


@dataclass(frozen=True, slots=True)
class Clock(Node):
    """A time of day in seconds after midnight."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Ratio(Node):
    """a:b:c. Without a zero in front 11:21 may also be a time."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Sequence(Node):
    """Items without brackets; `connective` is ",", ";", "and" or "or"."""

    items: tuple[Node, ...]
    connective: str = ","


@dataclass(frozen=True, slots=True)
class Tuple(Node):
    """(a, b), ⟨a, b⟩, [a, b, c]: order counts. A round pair may also be an open interval."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class SetOf(Node):
    """{a, b}: order and repetition do not count."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class SetBuilder(Node):
    """{element | condition}."""

    element: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Interval(Node):
    left: Node
    right: Node
    left_closed: bool
    right_closed: bool


@dataclass(frozen=True, slots=True)
class SetOperation(Node):
    """union, intersection or difference, left to right."""

    kind: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Matrix(Node):
    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, slots=True)
class Relation(Node):
    """A chain `a < b <= c`: one operator fewer than operands. Operators: = != < <= > >= ~ in equiv to."""

    operators: tuple[str, ...]
    operands: tuple[Node, ...]


def integer(value: int) -> Number:
    """The exact literal of an integer."""
    return Number(Fraction(value))


def children(node: Node) -> Iterator[Node]:
    """The parts of a node, in order."""
    for name in _FIELDS[type(node)]:
        yield from _nodes(getattr(node, name))


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)


_FIELDS: dict[type[Node], tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind) if field.type not in ("str", "bool", "int", "Fraction"))  # type: ignore[arg-type]
    for kind in Node.__subclasses__()
}
"""Names of the fields that may hold nodes."""


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        pending.extend(children(current))


def kinds(node: Node) -> set[type[Node]]:
    """The types of the node and of everything below it."""
    return {type(part) for part in walk(node)}


def free_symbols(node: Node) -> frozenset[str]:
    """Names of the variables, and of the letters applied like functions."""
    return frozenset(part.name for part in walk(node) if isinstance(part, Symbol | Apply))
