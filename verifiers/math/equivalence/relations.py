"""What an equation or inequality says: a value under a name, an equation proper, or a set of numbers."""

from __future__ import annotations

from dataclasses import dataclass

from verifiers.math.notation.ast import (
    Apply,
    BigOperator,
    Call,
    Constant,
    Divide,
    Interval,
    Negate,
    Node,
    Power,
    Product,
    Ratio,
    Relation,
    Sequence,
    SetBuilder,
    SetOf,
    SetOperation,
    Sum,
    Symbol,
    Text,
    Tuple,
    free_symbols,
    integer,
)
from verifiers.math.notation.vocabulary import GREEK

INFINITY = Constant("infinity")
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "!=": "!=", "=": "="}
_OF_ANGLES = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})
_NUMBER_SETS = frozenset({"reals", "integers", "naturals", "rationals", "complexes", "empty"})


@dataclass(frozen=True, slots=True)
class Assignment:
    """A value that stands under a name: x = 5, f(x) = 2x, (p, q) = (3, 2)."""

    name: Node
    values: tuple[Node, ...]
    """The members of the chain after the name, the last one being the result; all must be equal."""

    @property
    def value(self) -> Node:
        return self.values[-1]


def is_name(node: Node) -> bool:
    """Whether a node names a thing rather than computing it: x, f(2), |AB|, S_1 : S, NO/BO, sin A, (p, q)."""
    if isinstance(node, Symbol | Text | Apply):
        return True
    if isinstance(node, Product):
        return all(isinstance(part, Symbol | Text) and part_is_capital(part) for part in node.factors)
    if isinstance(node, Call) and node.name in _OF_ANGLES:
        return all(is_angle(part) for part in node.arguments)
    if isinstance(node, Call) and node.name == "bracket":
        return all(isinstance(part, Product) and is_name(part) for part in node.arguments)
    if isinstance(node, Call) and node.name in ("ln", "log", "lg"):
        return False
    if isinstance(node, Call):
        return (
            node.name not in ("factorial", "floor", "ceil", "binomial", "bracket")
            and all(
                part_is_capital(part) or node.name != "abs" for part in node.arguments if free_symbols(part)
            )
            and all(is_name(part) for part in node.arguments)
        )
    if isinstance(node, Ratio | Tuple):
        return all(is_name(part) for part in (node.parts if isinstance(node, Ratio) else node.items))
    if isinstance(node, Divide):
        return all(part_is_capital(part) and is_name(part) for part in (node.numerator, node.denominator))
    if isinstance(node, BigOperator):
        return node.kind == "lim"
    return (
        isinstance(node, Power)
        and isinstance(node.base, Call)
        and is_name(node.base)
        and node.base.name != "abs"
    )


def is_angle(node: Node) -> bool:
    """Whether a node is an angle by its letters: A, ABC, alpha, (A+B)/2. sin x = 1/2 is an equation for x."""
    names = free_symbols(node)
    return bool(names) and all(name[0].isupper() or name.partition("_")[0] in GREEK for name in names)


def part_is_capital(node: Node) -> bool:
    """Whether a node is made of capital letters: points, angles and segments, not unknowns."""
    return all(name[0].isupper() for name in free_symbols(node)) or isinstance(node, Text)


def as_assignment(node: Node) -> Assignment | None:
    """Reads `name = … = value`, `value = name`, and an approximation only where nothing exact is said."""
    if not isinstance(node, Relation) or not (set(node.operators) <= {"=", "~"} or is_congruence(node)):
        return None
    operands = _exact_part(node)
    if is_name(operands[0]) and len(operands) > 1:
        while len(operands) > 2 and is_name(operands[1]) and not isinstance(operands[1], Tuple):
            operands = operands[:1] + operands[2:]
        return Assignment(operands[0], operands[1:])
    if is_name(operands[-1]) and len(operands) == 2:
        return Assignment(operands[1], operands[:1])
    return None


def is_congruence(node: Relation) -> bool:
    """x ≡ 3 (mod 7): a residue under a name."""
    residue = node.operands[-1]
    return node.operators == ("equiv",) and isinstance(residue, Call) and residue.name == "pmod"


def as_chain(node: Node) -> tuple[Node, ...] | None:
    """The members of a chain without a name and without unknowns: 2 + 3 = 5."""
    if not isinstance(node, Relation) or not set(node.operators) <= {"=", "~"}:
        return None
    operands = _exact_part(node)
    return None if any(free_symbols(operand) for operand in operands) else operands


def _exact_part(node: Relation) -> tuple[Node, ...]:
    """The operands before the first approximation that follows an equation."""
    if "=" in node.operators and "~" in node.operators:
        first = node.operators.index("~")
        if first > 0:
            return node.operands[: first + 1]
    return node.operands


def is_equation(node: Node) -> bool:
    """One equation with unknowns."""
    return isinstance(node, Relation) and node.operators == ("=",)


def difference(node: Relation) -> Node:
    """Left side minus right side of an equation."""
    return Sum((node.operands[0], Negate(node.operands[1])))


# sets of numbers


def is_set_like(node: Node) -> bool:
    """Whether a node is a set of numbers: an interval, a union, ℝ."""
    if isinstance(node, Interval | SetOperation | SetBuilder):
        return True
    return isinstance(node, Constant) and node.name in _NUMBER_SETS


def is_inequality(node: Node) -> bool:
    return isinstance(node, Relation) and bool(set(node.operators) & {"<", "<=", ">", ">=", "!="})


def membership(node: Node) -> tuple[Node, Node] | None:
    """`x ∈ S` as (x, S); also a set builder over a simple condition, and `x = S` for a set S."""
    if isinstance(node, Relation) and node.operators == ("in",):
        return node.operands[0], node.operands[1]
    if isinstance(node, Relation) and node.operators == ("=",) and is_set_like(node.operands[1]):
        return node.operands[0], node.operands[1]
    return None


def as_real_set(node: Node) -> Node | None:
    """The set that a node stands for, made of intervals; None where solving would be needed."""
    if isinstance(node, Constant) and node.name == "reals":
        return Interval(Negate(INFINITY), INFINITY, False, False)
    if isinstance(node, SetOperation):
        return SetOperation(node.kind, tuple(as_real_set(operand) or operand for operand in node.operands))
    if isinstance(node, Interval):
        return node
    if isinstance(node, Tuple) and len(node.items) == 2:
        return Interval(node.items[0], node.items[1], False, False)
    if isinstance(node, SetBuilder):
        return _of_builder(node)
    found = membership(node)
    if found is not None:
        return as_real_set(found[1])
    if isinstance(node, Relation) and is_inequality(node):
        return _solved(node)
    if isinstance(node, Sequence) and all(map(is_inequality, node.items)):
        return _of_alternatives(node)
    return None


def _of_builder(node: SetBuilder) -> Node | None:
    element = node.element
    if isinstance(element, Relation) and element.operators == ("in",):
        element = element.operands[0]
    if isinstance(element, Symbol) and element.name in free_symbols(node.condition):
        return as_real_set(node.condition)
    return None


def _of_alternatives(node: Sequence) -> Node | None:
    parts = [as_real_set(item) for item in node.items]
    known = [part for part in parts if part is not None]
    if len(known) != len(parts):
        return None
    unequal = all(isinstance(item, Relation) and item.operators == ("!=",) for item in node.items)
    joined = "intersection" if node.connective == "and" or unequal else "union"
    return SetOperation(joined, tuple(known))


def _solved(node: Relation) -> Node | None:
    """A chain with one unknown standing alone between constants: a < x <= b, 5 <= x, x != 3."""
    places = [index for index, operand in enumerate(node.operands) if free_symbols(operand)]
    if len(places) != 1 or not _stands_alone(node.operands[places[0]]):
        return None
    place, pieces = places[0], []
    for index, operand in enumerate(node.operands):
        if index == place:
            continue
        if abs(index - place) != 1:
            return None
        operator = node.operators[min(index, place)]
        pieces.append(_half_line(operator if index > place else _TURNED.get(operator, ""), operand))
    known = [piece for piece in pieces if piece is not None]
    if len(known) != len(pieces):
        return None
    return _merged(known)


def _stands_alone(node: Node) -> bool:
    return isinstance(node, Symbol | Apply | Text) or (isinstance(node, Product) and is_name(node))


def _half_line(operator: str, bound: Node) -> Node | None:
    if operator in ("<", "<="):
        return Interval(Negate(INFINITY), bound, False, operator == "<=")
    if operator in (">", ">="):
        return Interval(bound, INFINITY, operator == ">=", False)
    if operator == "!=":
        return SetOperation(
            "difference", (Interval(Negate(INFINITY), INFINITY, False, False), SetOf((bound,)))
        )
    return None


def _merged(pieces: list[Node]) -> Node:
    if len(pieces) == 1:
        return pieces[0]
    first, second = pieces
    if isinstance(first, Interval) and isinstance(second, Interval):
        left, right = (first, second) if first.right == INFINITY else (second, first)
        if left.right == INFINITY and right.left == Negate(INFINITY):
            return Interval(left.left, right.right, left.left_closed, right.right_closed)
    return SetOperation("intersection", tuple(pieces))


def unknown_of(node: Node) -> str | None:
    """The name of the one unknown of an inequality or membership, None where there is none or several."""
    names = {name for name in free_symbols(node) if name != "..."}
    return names.pop() if len(names) == 1 else None


ZERO = integer(0)
