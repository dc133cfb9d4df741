"""The parts that answers are made of: members of lists, named values, signs, three-valued logic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from operator import itemgetter

from verifiers.math.equivalence.algebra import form_of
from verifiers.math.equivalence.exact import exact_value
from verifiers.math.equivalence.forms import Form, NotAlgebraic
from verifiers.math.equivalence.relations import (
    Assignment,
    as_assignment,
    is_inequality,
    is_set_like,
)
from verifiers.math.equivalence.rewriting import expand_signs, hoisted
from verifiers.math.equivalence.scalars import Verdict
from verifiers.math.errors import MathError
from verifiers.math.notation.ast import (
    Call,
    Clock,
    Constant,
    Matrix,
    Negate,
    Node,
    Number,
    PlusMinus,
    Power,
    Product,
    Quantity,
    Ratio,
    Relation,
    Sequence,
    SetOf,
    Symbol,
    Tuple,
    walk,
)
from verifiers.math.notation.units import UNIT_LETTERS


@dataclass(frozen=True, slots=True)
class Record:
    """Values by name: p = 5, q = 2."""

    names: tuple[Node, ...]
    values: tuple[Node, ...]


Part = Node | Record
_UNKNOWNS = frozenset("xyztr")


def conjunction(parts: Iterable[Verdict]) -> Verdict:
    """False as soon as one is; None if one is open; else True."""
    open_part = False
    for part in parts:
        if part is False:
            return False
        open_part = open_part or part is None
    return None if open_part else True


def disjunction(parts: Iterable[Verdict]) -> Verdict:
    """True as soon as one is; None if one is open; else False."""
    open_part = False
    for part in parts:
        if part:
            return True
        open_part = open_part or part is None
    return None if open_part else False


def perfect_matching(table: list[list[Verdict]]) -> Verdict:
    """Equality is transitive: taking the first free partner never spoils a matching."""
    free = set(range(len(table)))
    for row in table:
        partner = next((column for column in free if row[column]), None)
        if partner is None:
            return None if any(cell is None for line in table for cell in line) else False
        free.discard(partner)
    return True


def tidy(node: Node) -> Node:
    """Without brackets around one literal, and with the unit of a list given to its members."""
    while isinstance(node, Call) and node.name == "bracket" and len(node.arguments) == 1:
        if not isinstance(node.arguments[0], Number | Negate):
            break
        node = node.arguments[0]
    if isinstance(node, Relation) and len(node.operands) == 2 and node.operators == ("=",):
        tuple_of_names, value = node.operands
        if isinstance(tuple_of_names, Tuple) and isinstance(value, Sequence):
            return Sequence(
                (Relation(("=",), (tuple_of_names, value.items[0])), *value.items[1:]), value.connective
            )
    return hoisted(node)


def has_signs(node: Node) -> bool:
    return any(isinstance(part, PlusMinus) for part in walk(node))


def expanded(node: Node) -> Node:
    """A node with ± as the set of its values."""
    if isinstance(node, Sequence | SetOf):
        items = [value for item in node.items for value in expand_signs(item)]
        return type(node)(tuple(items), ",") if isinstance(node, Sequence) else SetOf(tuple(items))
    values = expand_signs(node)
    return values[0] if len(values) == 1 else SetOf(values)


def are_inequalities(node: Node) -> bool:
    return isinstance(node, Sequence) and bool(node.items) and all(map(is_inequality, node.items))


def are_joined_otherwise(reference: Node, answer: Node) -> bool:
    """Whether one joins by "and" what the other joins by "or". For values both only list them."""
    return (
        isinstance(reference, Sequence)
        and isinstance(answer, Sequence)
        and {reference.connective, answer.connective} == {"and", "or"}
        and any(_is_claim(item) for item in (*reference.items, *answer.items))
    )


def _is_claim(node: Node) -> bool:
    """A condition, or a letter that stands for one."""
    return isinstance(node, Symbol | Sequence) or is_inequality(node)


def is_collection(node: Node) -> bool:
    return isinstance(node, Sequence | SetOf | Tuple)


def nested_alone(reference: Node, answer: Node) -> bool:
    """((1,2),(3,4)) against a list of tuples: the outer bracket is only a wrapper."""
    one, other = (reference, answer) if isinstance(reference, Tuple) else (answer, reference)
    return (
        isinstance(one, Tuple)
        and not isinstance(other, Tuple)
        and all(isinstance(item, Tuple) for item in one.items)
    )


def members_of(node: Node) -> list[Part]:
    """The items of a collection, with assignments gathered into records or freed of a common name."""
    assert isinstance(node, Sequence | SetOf | Tuple)
    items: list[Node] = list(node.items)
    if isinstance(node, Sequence) and node.connective in (",", "and", "or"):
        items = [part for item in items for part in (item.items if isinstance(item, Sequence) else (item,))]
    assignments = [as_assignment(item) for item in items]
    if not assignments or assignments[0] is None:
        return [as_record(item) for item in items]
    if any(assignment is None for assignment in assignments[1:]):
        return [first_value(items[0]), *(as_record(item) for item in items[1:])]
    alternatives = isinstance(node, Sequence) and node.connective == "or"
    return gathered([found for found in assignments if found is not None], items, alternatives)


def gathered(assignments: list[Assignment], items: list[Node], alternatives: bool) -> list[Part]:
    """The values of one name, or records of several; `x = 1 or y = 2` is no record."""
    names = [assignment.name for assignment in assignments]
    distinct = list(dict.fromkeys(names))
    if any(isinstance(name, Tuple) for name in names):
        return [as_record(item) for item in items]
    if len(distinct) == 1:
        return list(items)
    if are_numbered(distinct) and len(distinct) == len(names):
        return [assignment.value for assignment in assignments]
    width = len(distinct)
    if (
        (alternatives and width == len(names))
        or len(names) % width
        or any(name != distinct[index % width] for index, name in enumerate(names))
    ):
        return list(items)
    rows = [assignments[start : start + width] for start in range(0, len(names), width)]
    records = [Record(tuple(a.name for a in row), tuple(a.value for a in row)) for row in rows]
    return list(records)


def as_record(item: Node) -> Part:
    """(p, q) = (3, 2) and a nested `p = 5, q = 2` as records; anything else as it is."""
    if isinstance(item, Sequence):
        members = members_of(item)
        if len(members) == 1 and isinstance(members[0], Record):
            return members[0]
        return Tuple(tuple(part for part in members if isinstance(part, Node))) if len(members) > 1 else item
    assignment = as_assignment(item)
    if assignment is not None and isinstance(assignment.name, Tuple) and isinstance(assignment.value, Tuple):
        return Record(assignment.name.items, assignment.value.items)
    return item


def in_order_of_axes(record: Record) -> list[Node]:
    """The values of x, y and z in that order, however they are listed; other names as they stand."""
    names = [name.name for name in record.names if isinstance(name, Symbol)]
    if len(names) != len(record.names) or sorted(names) not in (["x", "y"], ["x", "y", "z"]):
        return list(record.values)
    return [value for _, value in sorted(zip(names, record.values, strict=True), key=itemgetter(0))]


def first_value(item: Node) -> Part:
    """`x = 4, -8, -10`: the name before the first value stands for all."""
    record = as_record(item)
    if isinstance(record, Record):
        return record
    assignment = as_assignment(item)
    return assignment.value if assignment is not None else item


def are_numbered(names: list[Node]) -> bool:
    """x_1, x_2, …: the roots of one equation, whose order is nobody's. Terms a_1, a_2 have an order."""
    if not all(isinstance(name, Symbol) and "_" in name.name for name in names):
        return False
    stems = {name.name.partition("_")[0] for name in names if isinstance(name, Symbol)}
    return len(stems) == 1 and stems <= _UNKNOWNS


def is_residue(node: Node) -> bool:
    return isinstance(node, Call) and node.name in ("pmod", "bmod")


def rows(node: Node) -> tuple[tuple[Node, ...], ...] | None:
    return node.rows if isinstance(node, Matrix) else None


def holds_matrices(*nodes: Node) -> bool:
    """Whether matrices are computed with: their sum may be the matrix that the other side shows."""
    return any(
        not isinstance(node, Matrix) and any(isinstance(part, Matrix) for part in walk(node))
        for node in nodes
    )


def letters(words: str) -> str:
    return "".join(character for character in words.casefold() if character.isalnum())


def infinity_sign(node: Node) -> str:
    """ "+" or "-" for an infinity, else empty."""
    if isinstance(node, Constant) and node.name == "infinity":
        return "+"
    if isinstance(node, Negate) and infinity_sign(node.operand):
        return "-"
    return ""


def as_quantity(node: Node) -> Node:
    """`10 m` was read as ten times m: the reading as a length, where the other side has no unknowns."""
    if not isinstance(node, Product) or len(node.factors) != 2 or not isinstance(node.factors[0], Number):
        return node
    last: Node = node.factors[1]
    power = ""
    if isinstance(last, Power) and isinstance(last.exponent, Number):
        power = f"^{last.exponent.value}"
        last = last.base
    if isinstance(last, Symbol) and last.name in UNIT_LETTERS:
        return Quantity(node.factors[0], last.name + power)
    return node


def clock_seconds(node: Node) -> int | None:
    if isinstance(node, Clock):
        return node.seconds
    if not isinstance(node, Ratio) or len(node.parts) != 2:
        return None
    hours, minutes = exact_value(node.parts[0]), exact_value(node.parts[1])
    if hours is None or minutes is None or not (0 <= hours < 24 and 10 <= minutes < 60):
        return None
    return int(hours * 3600 + minutes * 60)


def is_reduced(node: Ratio) -> bool:
    values = [exact_value(part) for part in node.parts]
    whole = [value.numerator for value in values if value is not None and value.denominator == 1]
    return len(whole) == len(values) and gcd(*whole) == 1


def turn(operator: str) -> str:
    return {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(operator, operator)


def may_be_a_set(node: Node) -> bool:
    """Whether a node could stand for a set of numbers at all."""
    return (
        is_set_like(node)
        or are_inequalities(node)
        or isinstance(node, Relation | SetOf)
        or (isinstance(node, Tuple) and len(node.items) == 2)
    )


def proportional(left: Node, right: Node) -> Verdict:
    """Whether two polynomials are a constant multiple of each other: then they vanish together."""
    try:
        one, other = form_of(left), form_of(right)
    except (MathError, NotAlgebraic):
        return None
    if not one.top or not other.top:
        return None if one.top == other.top else False
    if set(one.top) != set(other.top):
        return different_zeros(one, other)
    quotients = {Fraction(one.top[monomial]) / other.top[monomial] for monomial in one.top}
    return True if len(quotients) == 1 else different_zeros(one, other)


def different_zeros(one: Form, other: Form) -> Verdict:
    """Linear equations that are no multiples of each other have different solutions."""
    return False if one.rigid and other.rigid and is_linear(one) and is_linear(other) else None


def is_linear(form: Form) -> bool:
    return all(
        sum(exponent for atom, exponent in monomial if atom[0] == "var") <= 1
        and all(atom[0] in ("var", "prime", "pi", "e") for atom, _ in monomial)
        and all(exponent > 0 for atom, exponent in monomial if atom[0] == "var")
        for monomial in form.top
    )
