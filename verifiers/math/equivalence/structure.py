"""Compares answers made of parts: lists, sets, tuples, intervals, matrices, assignments, relations.

A `Comparer` holds the conventions and the means of the tier. Every method answers True, False, or None for
"not decided here"; a list is equal when every part is, different as soon as one part surely is.
"""

from __future__ import annotations

from collections.abc import Sequence as Items
from fractions import Fraction

from verifiers.math.conventions import Conventions
from verifiers.math.equivalence.approximate import nearly_equal
from verifiers.math.equivalence.exact import exact_value
from verifiers.math.equivalence.matrices import folded
from verifiers.math.equivalence.parts import (
    Part,
    Record,
    are_inequalities,
    as_quantity,
    clock_seconds,
    conjunction,
    disjunction,
    expanded,
    has_signs,
    holds_matrices,
    infinity_sign,
    is_collection,
    is_reduced,
    is_residue,
    letters,
    may_be_a_set,
    members_of,
    nested_alone,
    perfect_matching,
    proportional,
    rows,
    tidy,
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
    is_set_like,
    membership,
)
from verifiers.math.equivalence.rewriting import renamed
from verifiers.math.equivalence.scalars import Means, Verdict, equal_exactly, equal_scalars
from verifiers.math.equivalence.work import spend
from verifiers.math.notation.ast import (
    Apply,
    Call,
    Clock,
    Constant,
    Divide,
    Interval,
    Matrix,
    Negate,
    Node,
    Number,
    Ratio,
    Relation,
    Sequence,
    SetOf,
    SetOperation,
    Symbol,
    Text,
    Tuple,
    free_symbols,
)

_NUMBERS_UP = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_NUMBER_WORDS = {word: value for value, word in enumerate(_NUMBERS_UP)}


_PLAIN = frozenset({Number, Negate, Divide})


class Comparer:
    """Compares two trees under conventions, with the means of a tier."""

    def __init__(self, conventions: Conventions, means: Means) -> None:
        self.conventions = conventions
        self.means = means

    def equal(self, reference: Part, answer: Part) -> Verdict:
        """Whether the answer says what the reference says."""
        spend(40)
        if reference == answer:
            return True
        if type(reference) in _PLAIN and type(answer) in _PLAIN:
            return self.plain(reference, answer)
        if isinstance(reference, Record) or isinstance(answer, Record):
            return self.records(reference, answer)
        return self.nodes(tidy(reference), tidy(answer))

    def plain(self, reference: Part, answer: Part) -> Verdict:
        """The short way for two fractions or literals."""
        assert isinstance(reference, Node)
        assert isinstance(answer, Node)
        decided = equal_exactly(reference, answer, self.conventions)
        return decided if decided is not None else self.nodes(reference, answer)

    def nodes(self, reference: Node, answer: Node) -> Verdict:
        """Two trees, by what they are."""
        if holds_matrices(reference, answer):
            reference, answer = folded(reference), folded(answer)
        if isinstance(reference, Relation) or isinstance(answer, Relation):
            return self.relations(reference, answer)
        return self.bare(reference, answer)

    def bare(self, reference: Node, answer: Node) -> Verdict:
        """Two answers that are no relations."""
        if has_signs(reference) or has_signs(answer):
            return self.equal(expanded(reference), expanded(answer))
        if is_set_like(reference) or is_set_like(answer):
            return self.real_sets(reference, answer)
        if are_inequalities(reference) or are_inequalities(answer):
            return self.conditions(reference, answer)
        if is_collection(reference) or is_collection(answer):
            return self.collections(reference, answer)
        if isinstance(reference, Matrix) or isinstance(answer, Matrix):
            return self.matrices(reference, answer)
        if isinstance(reference, Ratio | Clock) or isinstance(answer, Ratio | Clock):
            return self.ratios(reference, answer)
        if isinstance(reference, Text) or isinstance(answer, Text):
            return self.texts(reference, answer)
        return self.scalars(reference, answer)

    # single values

    def scalars(self, reference: Node, answer: Node) -> Verdict:
        if isinstance(reference, Constant) and isinstance(answer, Constant):
            return reference.name == answer.name
        if is_residue(reference) and is_residue(answer):
            return self.residues(reference, answer)
        infinite = [infinity_sign(reference), infinity_sign(answer)]
        if any(infinite):
            return infinite[0] == infinite[1] if all(infinite) else False
        decided = equal_scalars(reference, answer, self.conventions, self.means)
        if decided:
            return True
        for left, right in ((reference, as_quantity(answer)), (as_quantity(reference), answer)):
            if (left, right) != (reference, answer) and not free_symbols(left) and not free_symbols(right):
                return equal_scalars(left, right, self.conventions, self.means)
        return decided

    def residues(self, reference: Node, answer: Node) -> Verdict:
        """3 (mod 7) equals 10 (mod 7)."""
        assert isinstance(reference, Call)
        assert isinstance(answer, Call)
        values = [exact_value(part) for part in (*reference.arguments, *answer.arguments)]
        if None in values or not values[1]:
            return self.in_order(reference.arguments, answer.arguments)
        one, modulus, other, other_modulus = (value or Fraction(0) for value in values)
        return modulus == other_modulus and ((one - other) / modulus).denominator == 1

    def texts(self, reference: Node, answer: Node) -> Verdict:
        """Words, or a number written as a word."""
        if isinstance(reference, Text) and isinstance(answer, Text):
            return letters(reference.words) == letters(answer.words)
        for words, other in ((reference, answer), (answer, reference)):
            if isinstance(words, Text) and words.words in _NUMBER_WORDS:
                return exact_value(other) == _NUMBER_WORDS[words.words]
        symbol = reference if isinstance(reference, Symbol) else answer
        words = answer if isinstance(answer, Text) else reference
        if isinstance(symbol, Symbol) and isinstance(words, Text):
            return symbol.name == words.words
        return False

    def ratios(self, reference: Node, answer: Node) -> Verdict:
        clocks = clock_seconds(reference), clock_seconds(answer)
        if isinstance(reference, Clock) or isinstance(answer, Clock):
            return clocks[0] is not None and clocks[0] == clocks[1]
        if isinstance(reference, Ratio) and isinstance(answer, Ratio):
            if clocks[0] is not None and not is_reduced(reference):
                return clocks[0] == clocks[1]  # 10:30 is a time of day, not one to three
            return self.proportional(reference.parts, answer.parts)
        ratio, other = (reference, answer) if isinstance(reference, Ratio) else (answer, reference)
        if isinstance(ratio, Ratio) and len(ratio.parts) == 2 and not is_collection(other):
            return self.scalars(other, Divide(ratio.parts[0], ratio.parts[1]))
        return False

    def proportional(self, left: tuple[Node, ...], right: tuple[Node, ...]) -> Verdict:
        """3:2 equals 6:4; anything but numbers must match part by part."""
        if len(left) != len(right):
            return False
        ones = [exact_value(part) for part in left]
        others = [exact_value(part) for part in right]
        if None in ones or None in others or 0 in others or 0 in ones:
            return self.in_order(left, right)
        quotients = {one / other for one, other in zip(ones, others, strict=True) if one and other}
        return len(quotients) == 1

    def matrices(self, reference: Node, answer: Node) -> Verdict:
        one, other = rows(reference), rows(answer)
        if one is None or other is None:
            return None if holds_matrices(reference, answer) else False
        if [len(row) for row in one] != [len(row) for row in other]:
            return False
        flat = ([cell for row in one for cell in row], [cell for row in other for cell in row])
        return self.in_order(*flat)

    # collections

    def collections(self, reference: Node, answer: Node) -> Verdict:
        """Lists, sets and tuples; a tuple on either side makes the order count."""
        if not (is_collection(reference) and is_collection(answer)):
            return self.one_and_many(reference, answer)
        left, right = members_of(reference), members_of(answer)
        for one, other in ((left, answer), (right, reference)):
            if len(one) == 1 and isinstance(one[0], Record) and (len(left) != 1 or len(right) != 1):
                return self.records(*((one[0], other) if one is left else (other, one[0])))
        if isinstance(reference, Tuple) or isinstance(answer, Tuple):
            return self.tuples(reference, answer, left, right)
        tuples = all(isinstance(member, Tuple | Record) for member in left + right)
        repeats = tuples or isinstance(reference, SetOf) or isinstance(answer, SetOf)
        return self.unordered(left, right, repeats)

    def tuples(self, reference: Node, answer: Node, left: list[Part], right: list[Part]) -> Verdict:
        if any(isinstance(side, Tuple) for side in (reference, answer)) and nested_alone(reference, answer):
            return self.unordered(left, right, True)
        if self.conventions.pair_order == "ignore":
            return self.unordered(left, right, False)
        return self.in_order(left, right)

    def one_and_many(self, reference: Node, answer: Node) -> Verdict:
        """A single value against a collection: only a collection of one can equal it."""
        single, many = (reference, answer) if is_collection(answer) else (answer, reference)
        members = members_of(many)
        if len(members) == 1 and not isinstance(many, Tuple):
            return self.equal(single, members[0]) if single is reference else self.equal(members[0], single)
        if isinstance(single, Matrix) and isinstance(many, Tuple):
            return self.vector(single, many)
        return False

    def vector(self, matrix: Matrix, items: Tuple) -> Verdict:
        """A column or row against a tuple of the same numbers."""
        flat = [cell for row in matrix.rows for cell in row]
        is_vector = len(matrix.rows) == 1 or all(len(row) == 1 for row in matrix.rows)
        return self.in_order(flat, list(items.items)) if is_vector else False

    def in_order(self, left: Items[Part], right: Items[Part]) -> Verdict:
        if len(left) != len(right):
            return False
        return conjunction(self.equal(one, other) for one, other in zip(left, right, strict=True))

    def unordered(self, left: list[Part], right: list[Part], repeats: bool) -> Verdict:
        """As multisets, or as sets where `repeats` do not count."""
        if not repeats and len(left) != len(right):
            return False
        if len(left) * len(right) > 4096:
            return None
        table = [[self.equal(one, other) for other in right] for one in left]
        if repeats:
            covered = [disjunction(row) for row in table] + [
                disjunction(column) for column in zip(*table, strict=True)
            ]
            return conjunction(covered) if left and right else left == right
        return perfect_matching(table)

    def records(self, reference: Part, answer: Part) -> Verdict:
        """Named values: by name where both have names, else in the order written."""
        if isinstance(reference, Record) and isinstance(answer, Record):
            if len(reference.names) != len(answer.names):
                return False
            by_name = dict(zip(answer.names, answer.values, strict=True))
            if set(by_name) != set(reference.names):
                return False
            pairs = (
                (value, by_name[name]) for name, value in zip(reference.names, reference.values, strict=True)
            )
            return conjunction(self.equal(one, other) for one, other in pairs)
        record, other = (reference, answer) if isinstance(reference, Record) else (answer, reference)
        assert isinstance(record, Record)
        assert isinstance(other, Node)
        if isinstance(other, Sequence) and other.connective == "or":
            return False
        items = members_of(tidy(other)) if is_collection(other) else [other]
        ordered = (list(record.values), items)
        return self.in_order(*(ordered if record is reference else ordered[::-1]))

    # relations

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
            return self.equal(one, renamed(other, right.name, left.name))
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
        if both and self.unordered(members_of(reference), members_of(answer), False):
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
