"""Whether two single values are the same: rationals first, then decimals, then normal forms, then a hook.

Everything answers True, False or None; None says "not decided here" and is never a guess.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from verifiers.math.conventions import Conventions
from verifiers.math.equivalence.algebra import cached_form, equal_forms
from verifiers.math.equivalence.approximate import clearly_different, decimal_of_irrational
from verifiers.math.equivalence.decimals import (
    Decimal,
    as_decimal,
    decimals_agree,
    rational_agrees,
    rounded_reference_agrees,
)
from verifiers.math.equivalence.exact import MAX_BITS, based_value, bits, exact_value
from verifiers.math.errors import MathError, TooLarge
from verifiers.math.notation.ast import (
    Based,
    Call,
    Constant,
    Interval,
    Matrix,
    Negate,
    Node,
    Number,
    Power,
    Product,
    Quantity,
    Sequence,
    SetOf,
    Sum,
    Text,
    Tuple,
    free_symbols,
    walk,
)
from verifiers.math.notation.units import Measure, may_be_label_for, measure

Verdict = bool | None
Evaluator = Callable[[Node, Node], Verdict]


@dataclass(frozen=True, slots=True)
class Means:
    """What a tier can do beyond exact arithmetic; None where it cannot."""

    scalars: Evaluator | None = None
    equations: Evaluator | None = None
    real_sets: Evaluator | None = None
    decimals: Callable[[Node, Decimal], Verdict] | None = None
    """Whether a decimal is the rounding of a closed form."""


_PERCENT, _DEGREE = "%", "°"


def equal_scalars(reference: Node, answer: Node, conventions: Conventions, means: Means) -> Verdict:
    """Whether an answer's value is the reference's, units and percent signs included."""
    if isinstance(reference, Quantity) or isinstance(answer, Quantity):
        return _equal_quantities(reference, answer, conventions, means)
    if isinstance(reference, Based) or isinstance(answer, Based):
        return _equal_based(reference, answer)
    decided = equal_values(reference, answer, conventions, means)
    if decided or not conventions.degrees or conventions.units == "require":
        return decided
    return either(decided, lambda: _equal_but_for_degrees(reference, answer, conventions, means))


def equal_exactly(reference: Node, answer: Node, conventions: Conventions) -> Verdict:
    """Two values that are both rational, decimals included; None where one is not."""
    try:
        exact_reference, exact_answer = exact_value(reference), exact_value(answer)
        if exact_reference is None or exact_answer is None:
            return None
        shown = as_decimal(reference), as_decimal(answer)
    except TooLarge:
        return None
    return _equal_rationals(exact_reference, exact_answer, shown[0], shown[1], conventions)


def equal_values(reference: Node, answer: Node, conventions: Conventions, means: Means) -> Verdict:
    """Two values without units."""
    try:
        exact_reference, exact_answer = exact_value(reference), exact_value(answer)
    except TooLarge:
        return _equal_huge(reference, answer, means)
    decided = equal_exactly(reference, answer, conventions)
    if decided is not None:
        return decided
    shown_reference, shown_answer = as_decimal(reference), as_decimal(answer)
    if shown_answer is not None:
        return _irrational_reference(reference, shown_answer, conventions, means)
    if shown_reference is not None:
        return _irrational_answer(shown_reference, answer, conventions, means)
    if (exact_reference is not None and holds_parts(answer)) or (
        exact_answer is not None and holds_parts(reference)
    ):
        return False
    return _equal_closed(reference, answer, means)


def holds_parts(node: Node) -> bool:
    """Whether a list, set or matrix stands inside arithmetic: then it is no number."""
    return any(isinstance(part, Interval | SetOf | Sequence | Tuple | Text | Matrix) for part in walk(node))


def _equal_rationals(
    reference: Fraction,
    answer: Fraction,
    shown_reference: Decimal | None,
    shown_answer: Decimal | None,
    conventions: Conventions,
) -> bool:
    if reference == answer:
        return True
    if shown_reference is not None and shown_answer is not None:
        return decimals_agree(shown_reference, shown_answer, conventions.answer_digits)
    if shown_answer is not None:
        return rational_agrees(reference, shown_answer, conventions.answer_digits)
    if shown_reference is not None:
        return rounded_reference_agrees(shown_reference, answer, conventions.reference_digits)
    return False


def _irrational_reference(
    reference: Node, answer: Decimal, conventions: Conventions, means: Means
) -> Verdict:
    """pi against 3.14159: the decimal must be its rounding, with digits enough."""
    if answer.digits < conventions.answer_digits:
        return _equal_closed(reference, Number(answer.value), means)
    if free_symbols(reference):
        return _equal_closed(reference, Number(answer.value), means)
    return _is_rounding_of(reference, answer, means)


def _irrational_answer(reference: Decimal, answer: Node, conventions: Conventions, means: Means) -> Verdict:
    """A decimal reference against a closed form: 3.14 against pi."""
    if reference.digits < conventions.reference_digits or reference.places < 1:
        return _equal_closed(Number(reference.value), answer, means)
    if free_symbols(answer):
        return _equal_closed(Number(reference.value), answer, means)
    return _is_rounding_of(answer, reference, means)


def _is_rounding_of(exact: Node, decimal: Decimal, means: Means) -> Verdict:
    agreed = decimal_of_irrational(exact, decimal)
    return means.decimals(exact, decimal) if agreed is None and means.decimals is not None else agreed


def _equal_closed(reference: Node, answer: Node, means: Means) -> Verdict:
    """By normal form, then by a clear difference of values, then by the tier's own means."""
    try:
        decided = equal_forms(cached_form(reference), cached_form(answer))
    except TooLarge:
        return _equal_huge(reference, answer, means)
    except MathError:
        decided = None
    if decided is None and clearly_different(reference, answer):
        return False
    if decided is None and means.scalars is not None:
        return means.scalars(reference, answer)
    return decided


def _equal_huge(reference: Node, answer: Node, means: Means) -> Verdict:
    """One side is too large to compute: it differs from everything that is not."""
    if reference == answer:
        return True
    for huge, other in ((reference, answer), (answer, reference)):
        if is_tower(huge) and _is_small(other):
            return False
    return means.scalars(reference, answer) if means.scalars is not None else None


def is_tower(node: Node) -> bool:
    """Whether a node is a power or factorial whose value surely has more digits than are ever computed."""
    try:
        exact_value(node)
    except TooLarge:
        if isinstance(node, Call):
            return node.name == "factorial" and _is_large_or_tower(node.arguments[0])
        return isinstance(node, Power) and not is_tower(node.base) and _is_large_or_tower(node.exponent)
    return False


def _is_large_or_tower(node: Node) -> bool:
    try:
        return exact_value(node) is not None
    except TooLarge:
        return is_tower(node)


def _is_small(node: Node) -> bool:
    try:
        value = exact_value(node)
    except TooLarge:
        return False
    return value is not None and bits(value) < MAX_BITS // 2


# units


def _equal_quantities(reference: Node, answer: Node, conventions: Conventions, means: Means) -> Verdict:
    unit_of_reference, bare_reference = _split(reference)
    unit_of_answer, bare_answer = _split(answer)
    if _PERCENT in (unit_of_reference, unit_of_answer):
        return _equal_percent(reference, answer, conventions, means)
    if conventions.units == "require" and (unit_of_reference is None) != (unit_of_answer is None):
        return False
    if unit_of_reference == _DEGREE or unit_of_answer == _DEGREE:
        return _equal_degrees(reference, answer, conventions, means)
    if conventions.units == "ignore" or unit_of_reference is None or unit_of_answer is None:
        return equal_scalars(bare_reference, bare_answer, conventions, means)
    return _equal_measured(
        (bare_reference, unit_of_reference), (bare_answer, unit_of_answer), conventions, means
    )


def _split(node: Node) -> tuple[str | None, Node]:
    return (node.unit, node.value) if isinstance(node, Quantity) else (None, node)


def _equal_measured(
    reference: tuple[Node, str],
    answer: tuple[Node, str],
    conventions: Conventions,
    means: Means,
) -> Verdict:
    """Two values with units: converted where both are known. Two labels are overlooked; a unit against a
    label that does not name it is another thing (9 dollars, 9 pesos)."""
    left, right = measure(reference[1]), measure(answer[1])
    if left is None or right is None:
        alike = (left is None and right is None) or may_label(reference[1], left, answer[1], right)
        return equal_scalars(reference[0], answer[0], conventions, means) if alike else False
    if left == right:
        return equal_scalars(reference[0], answer[0], conventions, means)
    if left.dimension != right.dimension:
        return False
    return _equal_converted(reference[0], left, answer[0], right, conventions, means)


def may_label(unit: str, known: Measure | None, other: str, other_known: Measure | None) -> bool:
    """Whether the side without a measure may name the other's."""
    if known is None:
        return other_known is not None and may_be_label_for(unit, other_known)
    return may_be_label_for(other, known)


def _equal_converted(
    reference: Node,
    left: Measure,
    answer: Node,
    right: Measure,
    conventions: Conventions,
    means: Means,
) -> Verdict:
    factor = right.scale / left.scale
    return equal_values(reference, scaled(answer, factor), conventions, means)


def scaled(node: Node, factor: Fraction) -> Node:
    """A value times a factor; a written decimal loses its rounding."""
    return Product((node, Number(factor)))


def _equal_percent(reference: Node, answer: Node, conventions: Conventions, means: Means) -> Verdict:
    (unit, value), (answer_unit, answer_value) = _split(reference), _split(answer)
    if unit == _PERCENT and answer_unit == _PERCENT:
        return equal_values(value, answer_value, conventions, means)
    if unit == _PERCENT and conventions.percent == "bare_for_reference" and answer_unit is None:
        return either(
            equal_values(value, answer, conventions, means),
            lambda: equal_values(reference, answer, conventions, means),
        )
    if unit not in (None, _PERCENT) or answer_unit not in (None, _PERCENT):
        return False
    return equal_values(reference, answer, conventions, means)


def _equal_degrees(reference: Node, answer: Node, conventions: Conventions, means: Means) -> Verdict:
    (unit, value), (answer_unit, answer_value) = _split(reference), _split(answer)
    known = {_DEGREE, None}
    if unit in known and answer_unit in known:
        bare = equal_values(value, answer_value, conventions, means)
        if unit != answer_unit and _is_in_radians(reference, answer):
            bare = False
        if bare or not conventions.degrees or (unit and answer_unit):
            return bare
        return either(bare, lambda: equal_values(_radians(reference), _radians(answer), conventions, means))
    radians = {"rad", "radian", "radians"}
    if unit in radians or answer_unit in radians:
        return equal_values(_radians(reference), _radians(answer), conventions, means)
    return _equal_measured((value, unit or ""), (answer_value, answer_unit or ""), conventions, means)


def _is_in_radians(*nodes: Node) -> bool:
    """Whether one side has a degree sign and a pi: a bare pi/2 is an angle too, and not (pi/2)°."""
    return any(
        isinstance(node, Quantity) and any(part == Constant("pi") for part in walk(node)) for node in nodes
    )


def _equal_but_for_degrees(reference: Node, answer: Node, conventions: Conventions, means: Means) -> Verdict:
    """180 - 2a against 180° - 2a: the sign may be missing on one side, unless that one is in radians."""
    if not (isinstance(reference, Sum | Product) and isinstance(answer, Sum | Product)):
        return False
    bare = _without_degrees(reference), _without_degrees(answer)
    one_has_signs = (bare[0] == reference) != (bare[1] == answer)
    if not one_has_signs or any(part == Constant("pi") for side in bare for part in walk(side)):
        return False
    return equal_values(*bare, conventions, means)


def _without_degrees(node: Node) -> Node:
    """180° - 2a as 180 - 2a. Below a function the sign stays: sin 30° is not sin 30."""
    match node:
        case Quantity(value, unit) if unit == _DEGREE:
            return value
        case Negate(operand):
            return Negate(_without_degrees(operand))
        case Sum(terms):
            return Sum(tuple(map(_without_degrees, terms)))
        case Product(factors):
            return Product(tuple(map(_without_degrees, factors)))
    return node


def _radians(node: Node) -> Node:
    unit, value = _split(node)
    return Quantity(value, _DEGREE) if unit == _DEGREE else value


def either(first: Verdict, second: Callable[[], Verdict]) -> Verdict:
    """True if one holds, None if none holds but one is open."""
    if first:
        return True
    other = second()
    if other:
        return True
    return None if first is None or other is None else False


# bases


def _equal_based(reference: Node, answer: Node) -> Verdict:
    """Digits and base must match; an answer may leave the base out, for the question names it.

    A reference without a base is a number: 11 accepts neither 11_9, which is ten, nor 1011_2, which only
    repeats the question; 8 accepts 8_9.
    """
    if isinstance(reference, Based) and isinstance(answer, Based):
        return reference.base == answer.base and reference.digits.lstrip("0") == answer.digits.lstrip("0")
    if isinstance(reference, Based) and isinstance(answer, Number):
        return answer.places is None and str(answer.value) == reference.digits
    if isinstance(reference, Number) and isinstance(answer, Based):
        return reference.value == based_value(answer) and str(reference.value) == answer.digits
    return False
