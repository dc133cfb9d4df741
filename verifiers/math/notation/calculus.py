"""Derivatives: a quotient of differentials is one name, and an operator with what it is applied to.

The letter d of dy/dx multiplies nothing. What a derivative is equal to, nobody works out here.
"""

from __future__ import annotations

from verifiers.math.notation.ast import (
    BigOperator,
    Divide,
    Negate,
    Node,
    Number,
    Power,
    Product,
    Symbol,
    integer,
    walk,
)

_LETTERS = frozenset({"d", "∂"})


def derivative(top: Node, bottom: Node) -> Node | None:
    """The derivative that a quotient is, or its bare operator; None for an ordinary quotient.

    Factors before the differentials stay factors: 2dy/(3dx) is two thirds of dy/dx.
    """
    if isinstance(top, Negate):
        negated = derivative(top.operand, bottom)
        return None if negated is None else Negate(negated)
    (before, above), (under, below) = _split(top), _differentials(bottom)
    if not below:
        return None
    if not above:
        holds_one = any(map(is_differential_letter, walk(top)))
        return (
            BigOperator("differentials/" + _spelled(below), None, None, Divide(top, bottom))
            if holds_one
            else None
        )
    found = _of_one(above, below)
    if found is None or not (before or under):
        return found
    product = Product((*before, found))
    return Divide(product, Product(tuple(under))) if under else product


def _of_one(above: list[Node], below: list[tuple[str, Node]]) -> Node | None:
    """The derivative of d^n y over differentials of the same order."""
    letter, order = _with_order(above[0])
    assert isinstance(letter, Symbol)
    orders = [power for _, power in below]
    if orders != [order] and _whole(order) != sum(map(_whole, orders)):
        return None
    if any(name[0] != letter.name for name, _ in below):
        return None
    operator = Symbol(f"{letter.name}{_exponent(order)}/{_spelled(below)}")
    rest = above[1:]
    if not rest:
        return operator
    return applied(operator, rest[0] if len(rest) == 1 else Product(tuple(rest)))


def _spelled(below: list[tuple[str, Node]]) -> str:
    return "".join(sorted(name + _exponent(power) for name, power in below))


def applied(operator: Symbol, operand: Node) -> Node:
    """An operator on an expression: opaque, and no name that a value could stand under."""
    return BigOperator(operator.name, None, None, operand)


def ends_in_differential(factors: list[Node]) -> int:
    """How many of the last factors are a differential: 2 for dy, 1 for a bare d, else 0."""
    for count in (2, 1):
        if len(factors) >= count and _begins_differential(factors[-count]):
            return count
    return 0


def is_differential_letter(node: Node | None) -> bool:
    """Whether a letter may begin a differential."""
    return isinstance(node, Symbol) and node.name in _LETTERS


def _factors(node: Node) -> list[Node]:
    return list(node.factors) if isinstance(node, Product) else [node]


def _split(node: Node) -> tuple[list[Node], list[Node]]:
    """The factors before the first differential, and those from there on."""
    factors = _factors(node)
    starts = [place for place, factor in enumerate(factors) if _begins_differential(factor)]
    return (factors[: starts[0]], factors[starts[0] :]) if starts else (factors, [])


def _begins_differential(node: Node) -> bool:
    """Whether a factor is d, d^2 or ∂^n."""
    letter, order = _with_order(node)
    return is_differential_letter(letter) and isinstance(order, Number | Symbol)


def _with_order(node: Node) -> tuple[Node, Node]:
    return (node.base, node.exponent) if isinstance(node, Power) else (node, integer(1))


def _differentials(node: Node) -> tuple[list[Node], list[tuple[str, Node]]]:
    """The factors before the variables below, and each variable with its order; none where more follows."""
    before, factors = _split(node)
    found = []
    for letter, name in zip(factors[::2], factors[1::2], strict=False):
        variable, order = _with_order(name)
        if not isinstance(letter, Symbol) or not is_differential_letter(letter):
            return before, []
        if not isinstance(variable, Symbol):
            return before, []
        found.append((letter.name + variable.name, order))
    return before, found if len(factors) % 2 == 0 else []


def _whole(order: Node) -> int:
    return int(order.value) if isinstance(order, Number) else -99


def _exponent(order: Node) -> str:
    if order == integer(1):
        return ""
    return str(order.value) if isinstance(order, Number) else getattr(order, "name", "")
