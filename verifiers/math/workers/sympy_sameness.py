"""Are two sympy objects the same? A second opinion that accepts only what it can compute.

It exists to refute: sympy's and Math-Verify's own comparisons round, chop and simplify under
assumptions. Everything here is evaluated to 50 digits beyond cancellation, and what cannot be
evaluated is not the same.
"""

import random
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import sympy
from sympy.core.evalf import PrecisionExhausted
from sympy.core.relational import Relational

AGREEING_DIGITS = 50
MOST_DIGITS = 2000
FARTHEST_SIZE = 10**25
"""Constants beyond this, or below one over it, hide under the digits that are compared: tanh 1000, 10⁻¹⁰⁰."""
STEEP = (sympy.sinh, sympy.cosh, sympy.tanh, sympy.coth, sympy.sech, sympy.csch)
SAMPLE_POINTS = 8
SEED = 20_110


def same(left: sympy.Basic, right: sympy.Basic) -> bool:
    """Whether both are the same kind of object with the same values; False also when it cannot tell."""
    try:
        return _same(left, right)
    except (PrecisionExhausted, ValueError, TypeError, ZeroDivisionError, OverflowError, NotImplementedError):
        return False  # sympy's ways to say that it cannot evaluate this


def _same(left: sympy.Basic, right: sympy.Basic) -> bool:
    if isinstance(left, sympy.MatrixBase) and isinstance(right, sympy.MatrixBase):
        return left.shape == right.shape and _same_in_order(list(left), list(right))
    if isinstance(left, Relational) and isinstance(right, Relational):
        return _same_relation(left, right)
    if isinstance(left, sympy.Interval) and isinstance(right, sympy.Interval):
        openness = (left.left_open, left.right_open) == (right.left_open, right.right_open)
        return bool(openness) and _same_in_order([left.start, left.end], [right.start, right.end])
    if isinstance(left, sympy.Tuple) and isinstance(right, sympy.Tuple):
        return _same_in_order(left.args, right.args)
    if type(left) is type(right) and isinstance(left, (sympy.FiniteSet, sympy.Union)):
        return _same_in_any_order(left.args, right.args)
    if isinstance(left, sympy.Expr) and isinstance(right, sympy.Expr):
        return _same_value(left, right)
    return False


def _same_in_order(left: Sequence[sympy.Basic], right: Sequence[sympy.Basic]) -> bool:
    return len(left) == len(right) and all(map(_same, left, right))


def _same_in_any_order(left: Sequence[sympy.Basic], right: Sequence[sympy.Basic]) -> bool:
    rest = list(right)
    for element in left:
        partner = next((index for index, other in enumerate(rest) if _same(element, other)), None)
        if partner is None:
            return False
        del rest[partner]
    return not rest


def _same_relation(left: Relational, right: Relational) -> bool:
    """Equal up to a constant factor of lhs − rhs, positive for inequalities."""
    if left.rel_op != right.rel_op:
        right = right.reversed
    if left.rel_op != right.rel_op:
        return False
    ratio = _same_ratio(left.lhs - left.rhs, right.lhs - right.rhs)
    return ratio is not None and (left.rel_op in ("==", "!=") or bool(ratio > 0))


def _same_ratio(left: sympy.Expr, right: sympy.Expr) -> sympy.Expr | None:
    """The constant that left is of right, if it is one at every sample point."""
    if _names(left) != _names(right) or not _names(left) or _hides_constants(left) or _hides_constants(right):
        return None
    ratios = [_evaluate(left, point) / _evaluate(right, point) for point in _points(_names(left))]
    if all(_close(ratio, ratios[0]) for ratio in ratios):
        return ratios[0]
    return None


def _same_value(left: sympy.Expr, right: sympy.Expr) -> bool:
    if left.is_infinite or right.is_infinite:
        return bool(left == right)
    if left.is_Rational and right.is_Rational:
        return bool(left == right)
    if _hides_constants(left) or _hides_constants(right):
        return False
    points = _points(_names(left) | _names(right), whole=_names_of_bounds(left) | _names_of_bounds(right))
    return all(_close(_evaluate(left, point), _evaluate(right, point)) for point in points)


def _hides_constants(expression: sympy.Expr) -> bool:
    """Whether a constant part is so large or small that the digits compared would not show it."""
    for part in sympy.preorder_traversal(expression):
        if not isinstance(part, sympy.Expr) or part.free_symbols or part.is_zero:
            continue
        size = abs(part.args[0] if isinstance(part, STEEP) else part)
        if isinstance(part, STEEP) and bool(size > 50):
            return True
        if part.is_finite and not bool((size < FARTHEST_SIZE) & (size > sympy.Rational(1, FARTHEST_SIZE))):
            return True
    return False


def _names(expression: sympy.Expr) -> set[str]:
    return {symbol.name for symbol in expression.free_symbols}


def _names_of_bounds(expression: sympy.Expr) -> set[str]:
    """Of variables that a sum or product runs to: they count its terms."""
    found = expression.atoms(sympy.Sum, sympy.Product)
    return {
        symbol.name
        for each in found
        for _, *ends in each.limits
        for end in ends
        for symbol in end.free_symbols
    }


def _points(names: set[str], whole: AbstractSet[str] = frozenset()) -> list[dict[str, sympy.Rational]]:
    """The same points every time: equal input gives equal verdicts."""
    chance = random.Random(SEED)  # noqa: S311  sample points, no secret
    count = SAMPLE_POINTS if names else 1
    return [{name: _coordinate(chance, name in whole) for name in sorted(names)} for _ in range(count)]


def _coordinate(chance: random.Random, whole: bool) -> sympy.Rational:
    """A positive integer, or a number of either sign: |x| is not x."""
    if whole:
        return sympy.Integer(chance.randint(2, 60))
    return sympy.Rational(chance.choice((-1, 1)) * chance.randint(1, 10**6), chance.randint(10**5, 10**6))


def _evaluate(expression: sympy.Expr, point: dict[str, sympy.Rational]) -> sympy.Expr:
    """To AGREEING_DIGITS behind the decimal point and in all, or an error.

    The point is not put in first: sympy would take roots of its fractions exactly, which takes seconds.
    """
    where = {symbol: point[symbol.name] for symbol in expression.free_symbols}
    rough = expression.evalf(AGREEING_DIGITS, subs=where, strict=True)
    if not rough.is_number or not rough.is_finite:
        raise ValueError(f"no finite value: {rough}")
    magnitude = int(sympy.ceiling(sympy.log(abs(rough) + 1, 10).evalf(15)))
    if magnitude > MOST_DIGITS:
        raise ValueError(f"a value of {magnitude} digits is not compared")
    return expression.evalf(AGREEING_DIGITS + magnitude + 10, subs=where, strict=True)


def _close(left: sympy.Expr, right: sympy.Expr) -> bool:
    scale = max(abs(left), abs(right))
    tolerance = sympy.Float(10, 15) ** (-AGREEING_DIGITS) * min(1, scale)
    return bool(abs(left - right) <= tolerance)
