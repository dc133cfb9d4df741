"""Whether two sets of real numbers are the same, one of them at least written with its ends.

Both sets are asked at every end that is written, on both sides of it, between the ends and beyond them. Sets
made of intervals cannot agree everywhere there without being equal; an inequality in any form can be asked
the same questions.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import mpmath

from verifiers.math.equivalence.evaluate import CannotEvaluate, Undefined, evaluate
from verifiers.math.equivalence.relations import INFINITY, as_real_set, is_name
from verifiers.math.equivalence.scalars import Verdict
from verifiers.math.notation.ast import (
    Constant,
    Interval,
    Negate,
    Node,
    Relation,
    Sequence,
    SetBuilder,
    SetOf,
    SetOperation,
    Tuple,
    free_symbols,
    walk,
)

_DIGITS = 60
_SAME = "1e-45"
_MAX_ENDS = 100


def equal_real_sets(reference: Node, answer: Node) -> Verdict:
    """Whether two sets of reals agree; None where neither side shows its ends."""
    try:
        with mpmath.workdps(_DIGITS):
            return _equal(_Set(reference), _Set(answer))
    except (CannotEvaluate, Undefined):
        return None


class _Set:
    """A set with the question whether a number belongs to it."""

    def __init__(self, node: Node) -> None:
        self.node = node = (as_real_set(node) or node) if isinstance(node, Tuple | SetOperation) else node
        self.known: dict[Node, Any] = {}
        names = {name for name in free_symbols(node) if name != "..."}
        if len(names) > 1:
            raise CannotEvaluate("a set with parameters")
        self.name = names.pop() if names else None
        self.explicit = not any(isinstance(part, Relation) for part in walk(node))
        solved = as_real_set(node)
        if (
            not self.explicit
            and solved is not None
            and not any(isinstance(p, Relation) for p in walk(solved))
        ):
            self.node, self.explicit = solved, True

    def ends(self) -> list[Any]:
        return sorted({+value for value in self.all_ends()})

    def all_ends(self) -> Iterator[Any]:
        for part in walk(self.node):
            if isinstance(part, Interval):
                yield from (self.value(end) for end in (part.left, part.right) if not _infinite(end))
            elif isinstance(part, SetOf):
                yield from map(self.value, part.items)
            elif isinstance(part, Relation):
                yield from (self.value(item) for item in part.operands if _is_number(item))

    def value(self, node: Node) -> Any:
        """The value of an end, computed once."""
        if node not in self.known:
            value = evaluate(node, {})
            if abs(mpmath.im(value)) > mpmath.mpf(_SAME):
                raise CannotEvaluate("an end that is not real")
            self.known[node] = mpmath.re(value)
        return self.known[node]

    def above(self, node: Interval, number: Any) -> bool:
        if _infinite(node.left):
            return True
        left = self.value(node.left)
        return node.left_closed if _same(left, number) else bool(number > left)

    def below(self, node: Interval, number: Any) -> bool:
        if _infinite(node.right):
            return True
        right = self.value(node.right)
        return node.right_closed if _same(right, number) else bool(number < right)

    def holds(self, number: Any) -> bool:
        return self.belongs(self.node, number)

    def belongs(self, node: Node, number: Any) -> bool:
        if isinstance(node, Interval):
            return self.above(node, number) and self.below(node, number)
        if isinstance(node, SetOf):
            return any(_same(self.value(item), number) for item in node.items)
        if isinstance(node, SetOperation):
            return self.combined(node, number)
        if isinstance(node, Sequence):
            found = [self.belongs(item, number) for item in node.items]
            return all(found) if node.connective == "and" else any(found)
        if isinstance(node, Relation):
            return self.related(node, number)
        if isinstance(node, SetBuilder):
            return self.belongs(node.condition, number)
        if isinstance(node, Constant) and node.name in ("reals", "empty"):
            return node.name == "reals"
        raise CannotEvaluate(type(node).__name__)

    def combined(self, node: SetOperation, number: Any) -> bool:
        found = [self.belongs(operand, number) for operand in node.operands]
        if node.kind == "difference":
            return found[0] and not any(found[1:])
        return any(found) if node.kind == "union" else all(found)

    def related(self, node: Relation, number: Any) -> bool:
        if node.operators == ("in",) and is_name(node.operands[0]):
            return self.belongs(node.operands[1], number)
        if self.name is None:
            raise CannotEvaluate("a relation without an unknown")
        try:
            values = [evaluate(operand, {self.name: number}) for operand in node.operands]
        except Undefined:
            return False
        pairs = zip(node.operators, values, values[1:], strict=False)
        return all(_compares(operator, one, other) for operator, one, other in pairs)


def _equal(one: _Set, other: _Set) -> Verdict:
    if not one.explicit and not other.explicit:
        return None
    ends = sorted(set(one.ends()) | set(other.ends()))
    if len(ends) > _MAX_ENDS:
        raise CannotEvaluate("too many ends")
    for number in _probes(ends, thorough=not (one.explicit and other.explicit)):
        if one.holds(number) != other.holds(number):
            return False
    return True


def _probes(ends: list[Any], thorough: bool) -> Iterator[Any]:
    """The ends, points close to them on both sides, points between and beyond them."""
    if not ends:
        ends = [mpmath.mpf(0)]
    yield from ends
    steps = ("1e-30", "1e-9", "1e-3", "0.1", "1", "7.31", "1013.7") if thorough else ("1e-30", "1")
    for end in ends:
        for step in steps:
            size = mpmath.mpf(step) * max(1, abs(end))
            yield end - size
            yield end + size
    parts = 16 if thorough else 2
    for left, right in pairwise(ends):
        for part in range(1, parts):
            yield left + (right - left) * part / parts


def _is_number(node: Node) -> bool:
    return (
        not free_symbols(node)
        and not isinstance(node, Interval | SetOperation | SetOf)
        and not _infinite(node)
    )


def _infinite(node: Node) -> bool:
    return node == INFINITY or (isinstance(node, Negate) and node.operand == INFINITY)


def _same(one: Any, other: Any) -> bool:
    return bool(abs(one - other) <= mpmath.mpf(_SAME) * max(1, abs(one), abs(other)))


def _compares(operator: str, one: Any, other: Any) -> bool:
    if any(abs(mpmath.im(value)) > mpmath.mpf(_SAME) for value in (one, other)):
        return False
    left, right = mpmath.re(one), mpmath.re(other)
    if _same(left, right):
        return operator in ("=", "<=", ">=")
    if operator in ("<", "<="):
        return bool(left < right)
    if operator in (">", ">="):
        return bool(left > right)
    if operator == "!=":
        return True
    if operator == "=":
        return False
    raise CannotEvaluate(operator)
