"""Compares answers made of parts: lists, sets, tuples, matrices, named values; `relating` has the relations.

A `Comparer` holds the conventions and the means of the tier. Every method answers True, False, or None for
"not decided here"; a list is equal when every part is, different as soon as one part surely is.
"""

from __future__ import annotations

from collections.abc import Sequence as Items
from fractions import Fraction

from verifiers.math.conventions import Conventions
from verifiers.math.equivalence.exact import exact_value
from verifiers.math.equivalence.matrices import folded
from verifiers.math.equivalence.parts import (
    Part,
    Record,
    are_inequalities,
    are_joined_otherwise,
    as_quantity,
    clock_seconds,
    conjunction,
    disjunction,
    expanded,
    has_signs,
    holds_matrices,
    in_order_of_axes,
    infinity_sign,
    is_collection,
    is_reduced,
    is_residue,
    letters,
    members_of,
    nested_alone,
    perfect_matching,
    rows,
    tidy,
)
from verifiers.math.equivalence.relating import RelationComparer
from verifiers.math.equivalence.relations import (
    is_set_like,
)
from verifiers.math.equivalence.scalars import Means, Verdict, equal_exactly, equal_scalars
from verifiers.math.equivalence.work import spend
from verifiers.math.notation.ast import (
    Call,
    Clock,
    Constant,
    Divide,
    Matrix,
    Negate,
    Node,
    Number,
    Ratio,
    Relation,
    Sequence,
    SetOf,
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


class Comparer(RelationComparer):
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
        if are_joined_otherwise(reference, answer):
            return False
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
        if isinstance(reference, SetOf) or isinstance(answer, SetOf):
            return False
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
        ordered = (in_order_of_axes(record), items)
        return self.in_order(*(ordered if record is reference else ordered[::-1]))
