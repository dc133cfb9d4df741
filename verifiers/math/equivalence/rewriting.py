"""Rewrites trees before they are compared: ± into its values, units of a list to its members, names."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from verifiers.math.notation.ast import (
    Apply,
    Negate,
    Node,
    PlusMinus,
    Quantity,
    Sequence,
    SetOf,
    Sum,
    Symbol,
    Tuple,
    walk,
)


def rewrite(node: Node, change: dict[Node, Node]) -> Node:
    """The tree with every node that `change` names replaced."""
    if node in change:
        return change[node]
    parts = {field.name: _rewritten(getattr(node, field.name), change) for field in fields(node)}  # type: ignore[arg-type]
    return replace(node, **parts) if parts else node  # type: ignore[type-var]


def _rewritten(value: Any, change: dict[Node, Node]) -> Any:
    if isinstance(value, Node):
        return rewrite(value, change)
    if isinstance(value, tuple):
        return tuple(_rewritten(item, change) for item in value)
    return value


def expand_signs(node: Node) -> tuple[Node, ...]:
    """Both values of an expression with ±: all upper signs, then all lower ones."""
    if not any(isinstance(part, PlusMinus) for part in walk(node)):
        return (node,)
    return _signed(node, upper=True), _signed(node, upper=False)


def _signed(node: Node, upper: bool) -> Node:
    if isinstance(node, PlusMinus):
        right = _signed(node.right, upper)
        term = right if upper != node.flipped else Negate(right)
        return term if node.left is None else Sum((_signed(node.left, upper), term))
    parts = {field.name: _signed_parts(getattr(node, field.name), upper) for field in fields(node)}  # type: ignore[arg-type]
    return replace(node, **parts) if parts else node  # type: ignore[type-var]


def _signed_parts(value: Any, upper: bool) -> Any:
    if isinstance(value, Node):
        return _signed(value, upper)
    if isinstance(value, tuple):
        return tuple(_signed_parts(item, upper) for item in value)
    return value


def hoisted(node: Node) -> Node:
    """A unit around a collection, given to each member: (1, 2) cm."""
    if isinstance(node, Quantity) and isinstance(node.value, Sequence | SetOf | Tuple):
        items = tuple(Quantity(item, node.unit) for item in node.value.items)
        return replace(node.value, items=items)
    return node


def renamed(node: Node, used: Apply, wanted: Apply) -> Node | None:
    """A definition's right side with the parameters of `used` renamed to those of `wanted`.

    None where the two speak of different things: P(A) and P(B), f(1) and f(2).
    """
    if len(used.arguments) != len(wanted.arguments):
        return None
    pairs = [pair for pair in zip(used.arguments, wanted.arguments, strict=True) if pair[0] != pair[1]]
    if not all(_is_parameter(argument) for pair in pairs for argument in pair):
        return None
    change: dict[Node, Node] = dict(pairs)
    return rewrite(node, change)


def _is_parameter(argument: Node) -> bool:
    return isinstance(argument, Symbol) and argument.name.islower() and argument.name.isalpha()
