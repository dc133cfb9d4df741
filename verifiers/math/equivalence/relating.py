"""Compares equations, inequalities and the sets of numbers that they describe.

Answers True, False, or None for "not decided here", as everything that compares.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence as Items

from verifiers.math.conventions import Conventions
from verifiers.math.equivalence.approximate import nearly_equal
from verifiers.math.equivalence.parts import (
    Part,
    are_joined_otherwise,
    may_be_a_set,
    members_of,
    proportional,
    turn,
)
from verifiers.math.equivalence.relations import (
    Assignment,
    as_assignment,
    as_chain,
    as_real_set,
    difference,
    is_equation,
    is_inequality,
    membership,
)
from verifiers.math.equivalence.rewriting import renamed
from verifiers.math.equivalence.scalars import Means, Verdict
from verifiers.math.notation.ast import (
    Apply,
    Constant,
    Interval,
    Node,
    Relation,
    Sequence,
    SetOf,
    SetOperation,
    Text,
    free_symbols,
)


class RelationComparer(ABC):
    """The half of a `Comparer` that knows relations; the other half compares values and collections."""

    conventions: Conventions
    means: Means

    @abstractmethod
    def equal(self, reference: Part, answer: Part) -> Verdict: ...

    @abstractmethod
    def in_order(self, left: Items[Part], right: Items[Part]) -> Verdict: ...

    @abstractmethod
    def unordered(self, left: list[Part], right: list[Part], repeats: bool) -> Verdict: ...

    def relations(self, reference: Node, answer: Node) -> Verdict:
        left, right = as_assignment(reference), as_assignment(answer)
        if isinstance(reference, Relation) and isinstance(answer, Relation):
            return self.two_relations(reference, left, answer, right)
        if (
            self.conventions.left_sides == "require"
            and not is_inequality(reference)
            and not is_inequality(answer)
        ):
            return False
        relation, assignment = (reference, left) if isinstance(reference, Relation) else (answer, right)
        other = answer if relation is reference else reference
        value = self.value_of(relation, assignment)
        if value is not None:
            return self.equal(value, other) if relation is reference else self.equal(other, value)
        if is_inequality(relation) or membership(relation) is not None:
            if isinstance(other, SetOf) or (isinstance(other, Sequence) and membership(relation) is not None):
                return self.members(reference, answer)
            return self.real_sets(reference, answer)
        return False

    def members(self, reference: Node, answer: Node) -> Verdict:
        """`x ∈ {1, 2}` against a plain set."""
        found = membership(reference) or membership(answer)
        if found is None:
            return None
        left = found[1] if isinstance(reference, Relation) else reference
        right = found[1] if isinstance(answer, Relation) else answer
        return self.equal(left, right)

    def value_of(self, relation: Node, assignment: Assignment | None) -> Node | None:
        """The value under a name, or of a chain of numbers; None where the chain contradicts itself."""
        values = assignment.values if assignment is not None else as_chain(relation)
        if values is None:
            return None
        if assignment is None and isinstance(relation, Relation) and set(relation.operators) == {"~"}:
            return values[0] if all(nearly_equal(values[0], value) for value in values[1:]) else None
        for value in values[:-1]:
            agreed = self.equal(values[-1], value)
            if agreed is False or (assignment is None and agreed is not True):
                return None
        return values[-1]

    def two_relations(
        self, reference: Relation, left: Assignment | None, answer: Relation, right: Assignment | None
    ) -> Verdict:
        if membership(reference) is not None or membership(answer) is not None:
            return self.two_memberships(reference, answer)
        if is_inequality(reference) or is_inequality(answer):
            return self.inequalities(reference, answer)
        if left is not None and right is not None:
            return self.assignments(reference, left, answer, right)
        if is_equation(reference) and is_equation(answer):
            return self.equations(reference, answer)
        return self.same_shape(reference, answer)

    def two_memberships(self, reference: Relation, answer: Relation) -> Verdict:
        left, right = membership(reference), membership(answer)
        one = left[1] if left else as_real_set(reference)
        other = right[1] if right else as_real_set(answer)
        if one is None or other is None:
            return self.real_sets(reference, answer)
        return self.equal(one, other)

    def assignments(
        self, reference: Relation, left: Assignment, answer: Relation, right: Assignment
    ) -> Verdict:
        one, other = self.value_of(reference, left), self.value_of(answer, right)
        if one is None or other is None:
            return False
        if left.name == right.name or isinstance(left.name, Text) or isinstance(right.name, Text):
            return self.equal(one, other)
        if (
            isinstance(left.name, Apply)
            and isinstance(right.name, Apply)
            and left.name.name == right.name.name
        ):
            alike = renamed(other, right.name, left.name)
            return self.equal(one, alike) if alike is not None else False
        if isinstance(left.name, Apply) != isinstance(right.name, Apply):
            plain, value = (left.name, one) if isinstance(right.name, Apply) else (right.name, other)
            says_nothing = not free_symbols(plain).isdisjoint(free_symbols(value))  # n = n
            return False if says_nothing else self.equal(one, other)
        if is_equation(reference) and is_equation(answer):
            return self.equations(reference, answer)
        return False

    def equations(self, reference: Relation, answer: Relation) -> Verdict:
        """Equal up to a constant factor of left minus right."""
        if self.same_shape(reference, answer):
            return True
        if free_symbols(reference) != free_symbols(answer):
            return False
        decided = proportional(difference(reference), difference(answer))
        if decided is None and self.means.equations is not None:
            return self.means.equations(difference(reference), difference(answer))
        return decided

    def same_shape(self, reference: Relation, answer: Relation) -> Verdict:
        """The same chain, operand by operand; different chains may still mean the same."""
        if reference.operators == answer.operators == ("equiv",):
            return self.in_order(reference.operands, answer.operands)
        if reference.operators == answer.operators:
            return True if self.in_order(reference.operands, answer.operands) else None
        turned = Relation(tuple(turn(op) for op in reversed(answer.operators)), answer.operands[::-1])
        if reference.operators == turned.operators and self.in_order(reference.operands, turned.operands):
            return True
        return None if is_inequality(reference) == is_inequality(answer) else False

    def inequalities(self, reference: Relation, answer: Relation) -> Verdict:
        if is_inequality(reference) != is_inequality(answer):
            return False
        if self.same_shape(reference, answer):
            return True
        if free_symbols(reference) != free_symbols(answer):
            return False
        return self.real_sets(reference, answer)

    # sets of numbers

    def same_union(self, left: Node, right: Node) -> bool:
        """Two unions of the same parts; other parts may still make the same set."""
        assert isinstance(left, SetOperation)
        assert isinstance(right, SetOperation)
        if not left.kind == right.kind == "union":
            return False
        return self.unordered(list(left.operands), list(right.operands), False) is True

    def real_sets(self, reference: Node, answer: Node) -> Verdict:
        """Intervals and unions part by part; anything else by the tier's own means."""
        left, right = as_real_set(reference), as_real_set(answer)
        if left is not None and right is not None:
            decided = self.known_sets(left, right)
            if decided is not None:
                return decided
        if not may_be_a_set(reference) or not may_be_a_set(answer):
            return False
        if isinstance(reference, Constant) and isinstance(answer, Constant):
            return reference == answer
        if self.means.real_sets is not None:
            return self.means.real_sets(left or reference, right or answer)
        return None

    def conditions(self, reference: Node, answer: Node) -> Verdict:
        """Several inequalities: the same ones in any order, or the same set of numbers."""
        both = isinstance(reference, Sequence) and isinstance(answer, Sequence)
        alike = both and not are_joined_otherwise(reference, answer)
        if alike and self.unordered(members_of(reference), members_of(answer), False):
            return True
        names = free_symbols(reference) | free_symbols(answer)
        return self.real_sets(reference, answer) if len(names) <= 1 else None

    def known_sets(self, left: Node, right: Node) -> Verdict:
        if isinstance(left, Interval) and isinstance(right, Interval):
            if (left.left_closed, left.right_closed) != (right.left_closed, right.right_closed):
                return False
            return self.in_order((left.left, left.right), (right.left, right.right))
        unions = isinstance(left, SetOperation) and isinstance(right, SetOperation)
        if unions and self.same_union(left, right):
            return True
        return None
