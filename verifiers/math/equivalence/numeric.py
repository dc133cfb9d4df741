"""Evaluates closed expressions to as many digits as a decision needs. Only for a worker that may be killed.

Two values are different when their difference stays the same as the precision grows, and equal when it
shrinks with the precision down to hundreds of digits. There is no tolerance to fall under: 2^-99 and 2^-98
differ as clearly as 1 and 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import mpmath

from verifiers.math.equivalence.decimals import Decimal, is_rounding
from verifiers.math.equivalence.evaluate import CannotEvaluate, Undefined, evaluate, evaluate_with_spread
from verifiers.math.equivalence.exact import exact_value
from verifiers.math.equivalence.scalars import Means, Verdict
from verifiers.math.errors import TooLarge
from verifiers.math.notation.ast import Call, Node, Power, Root, free_symbols, walk

_LOW, _MIDDLE, _HIGH, _TOP = 60, 120, 500, 1000
_ONLY_WHOLE = frozenset("nkmijNMK")
"""Letters that stand for whole numbers by custom: an identity of whole numbers is enough for them."""
_WHOLE_POINTS = ((3, 5, 8, 9, 11, 12, 14, 17), (4, 9, 11, 12, 15, 17, 18, 21), (2, 6, 7, 10, 13, 16, 19, 20),
                 (5, 8, 12, 15, 16, 19, 23, 25))  # fmt: skip
_REAL_POINTS = (
    ("1.3719", "2.1137", "3.2933", "1.8371", "2.7171", "3.5519", "4.1193", "5.0537"),
    ("0.6137", "0.4339", "0.2917", "0.8311", "0.3719", "0.7177", "0.1913", "0.5323"),
    ("5.7193", "7.3311", "6.1717", "9.1931", "8.3719", "11.177", "10.913", "12.323"),
    ("0.1139", "0.2731", "0.5197", "0.3391", "0.6713", "0.4519", "0.7193", "0.9137"),
)


_NEGATIVE_POINTS = (
    ("-1.3719", "-2.1137", "-3.2933", "-1.8371", "-2.7171", "-3.5519", "-4.1193", "-5.0537"),
    ("-0.6137", "1.4339", "-0.2917", "0.8311", "-0.3719", "1.7177", "-0.1913", "0.5323"),
)
_NEGATIVE_WHOLE_POINTS = ((-3, -5, -8, -9, -11, -12, -14, -17), (-4, 9, -11, 12, -15, 17, -18, 21))


def symbolic_means() -> Means:
    """Everything that evaluation can decide."""
    from verifiers.math.equivalence.real_sets import equal_real_sets

    return Means(equal_numerically, proportional_numerically, equal_real_sets, decimal_numerically)


def equal_numerically(reference: Node, answer: Node) -> Verdict:
    """Two closed expressions, or two with free variables at a number of fixed points."""
    decided = _equal(reference, answer, base_ten=False)
    if decided is not True and _has_plain_logarithm(reference, answer):
        other = _equal(reference, answer, base_ten=True)
        return True if other else (None if other is None else decided)
    return decided


def _looks_at_signs(*nodes: Node) -> bool:
    """Whether positive points would hide what an absolute value does."""
    parts = (part for node in nodes for part in walk(node))
    return any(
        (isinstance(part, Call) and part.name in ("abs", "sgn", "min", "max"))
        or (isinstance(part, Root) and _hides_a_sign(part.radicand))
        or (isinstance(part, Power) and not _is_whole(part.exponent) and _hides_a_sign(part.base))
        for part in parts
    )


def _hides_a_sign(radicand: Node) -> bool:
    """Whether a power of unknowns stands under a root: its sign is lost there."""
    return any(isinstance(part, Power) and bool(free_symbols(part.base)) for part in walk(radicand))


def _is_whole(exponent: Node) -> bool:
    """Whether an exponent is a whole number or holds an unknown; only a fraction takes a root."""
    value = exact_value(exponent)
    return value is None or value.denominator == 1


def _has_plain_logarithm(*nodes: Node) -> bool:
    parts = (part for node in nodes for part in walk(node))
    return any(isinstance(part, Call) and part.name == "log" and len(part.arguments) == 1 for part in parts)


def _equal(reference: Node, answer: Node, base_ten: bool) -> Verdict:
    names = sorted(free_symbols(reference) | free_symbols(answer))
    if "..." in names or len(names) > len(_REAL_POINTS[0]):
        return None
    try:
        if not names:
            return _equal_constants(reference, answer, base_ten)
        return _equal_functions(reference, answer, names, base_ten)
    except (CannotEvaluate, TooLarge):
        return None


def _values(nodes: tuple[Node, ...], digits: int, variables: dict[str, Any], base_ten: bool) -> list[Any]:
    with mpmath.workdps(digits):
        values = {name: mpmath.mpf(value) for name, value in variables.items()}
        return [evaluate(node, values, base_ten) for node in nodes]


def _spread(nodes: tuple[Node, ...], digits: int, variables: dict[str, Any], base_ten: bool) -> int:
    with mpmath.workdps(digits):
        values = {name: mpmath.mpf(value) for name, value in variables.items()}
        return max(evaluate_with_spread(node, values, base_ten)[1] for node in nodes)


def _equal_constants(reference: Node, answer: Node, base_ten: bool) -> Verdict:
    try:
        early = _stable_difference(reference, answer, (_LOW, _MIDDLE), {}, base_ten)
        return early if early is False else _stable_difference(reference, answer, (_HIGH, _TOP), {}, base_ten)
    except Undefined:
        return None


def _stable_difference(
    reference: Node, answer: Node, digits: tuple[int, int], variables: dict[str, Any], base_ten: bool
) -> Verdict:
    """False where the difference stays as the precision grows, True where it vanishes, None in between."""
    one, other = _values((reference, answer), digits[0], variables, base_ten)
    more, still_more = _values((reference, answer), digits[1], variables, base_ten)
    if _spread((reference, answer), digits[1], variables, base_ten) > digits[1] * 1.6:
        return None
    with mpmath.workdps(digits[1]):
        coarse, fine = abs(one - other), abs(more - still_more)
        size = max(abs(more), abs(still_more))
        if size == 0 or fine == 0 or fine < size * mpmath.mpf(10) ** (10 - digits[1] + digits[1] // 5):
            return True
        if abs(fine - coarse) < fine / 1000:
            return False
        return True if fine < coarse * mpmath.mpf(10) ** (-(digits[1] - digits[0]) // 2) else None


def _equal_functions(reference: Node, answer: Node, names: list[str], base_ten: bool) -> Verdict:
    signs = _looks_at_signs(reference, answer)
    points = _REAL_POINTS + _NEGATIVE_POINTS if signs else _REAL_POINTS
    whole_points = _WHOLE_POINTS + _NEGATIVE_WHOLE_POINTS if signs else _WHOLE_POINTS
    whole = [_at(reference, answer, names, point, base_ten) for point in whole_points]
    real = [_at(reference, answer, names, point, base_ten) for point in points]
    if False not in whole and False not in real:
        return True if (whole + real).count(True) >= 4 else None
    if True not in whole and True not in real:
        return False if (whole + real).count(False) >= 2 else None
    if False not in whole and whole.count(True) >= 3 and set(names) <= _ONLY_WHOLE:
        return True
    return False if False in whole and whole.count(False) >= 2 and False in real else None


def _at(reference: Node, answer: Node, names: list[str], point: tuple[Any, ...], base_ten: bool) -> Verdict:
    variables = dict(zip(names, point, strict=False))
    try:
        return _stable_difference(reference, answer, (_LOW, _MIDDLE), variables, base_ten)
    except Undefined:
        return None


# decimals


def decimal_numerically(exact: Node, decimal: Decimal) -> Verdict:
    """Whether a decimal is the rounding of a closed form."""
    if free_symbols(exact):
        return None
    try:
        (value,) = _values((exact,), _MIDDLE + decimal.digits, {}, base_ten=False)
    except (CannotEvaluate, Undefined, TooLarge):
        return None
    real = mpmath.re(value)
    if abs(mpmath.im(value)) > abs(real) * mpmath.mpf(10) ** -40:
        return False
    return is_rounding(decimal, _fraction(real))


def _fraction(value: Any) -> Fraction:
    sign, mantissa, exponent, _ = value._mpf_
    whole = Fraction(int(mantissa)) * (-1 if sign else 1)
    return whole * Fraction(2) ** int(exponent) if abs(int(exponent)) < 100_000 else Fraction(0)


# equations


def proportional_numerically(left: Node, right: Node) -> Verdict:
    """Whether two expressions are a constant multiple of each other, so that both vanish together."""
    names = sorted(free_symbols(left) | free_symbols(right))
    if not names or "..." in names or len(names) > len(_REAL_POINTS[0]):
        return None
    try:
        quotients = list(_quotients(left, right, names))
    except (CannotEvaluate, TooLarge):
        return None
    if len(quotients) < 3:
        return None
    with mpmath.workdps(_LOW):
        first = quotients[0]
        if first != 0 and all(
            abs(other - first) < abs(first) * mpmath.mpf(10) ** -45 for other in quotients[1:]
        ):
            return True
    return False if len(names) > 1 else None


def _quotients(left: Node, right: Node, names: list[str]) -> Iterator[Any]:
    points = _REAL_POINTS + _NEGATIVE_POINTS if _looks_at_signs(left, right) else _REAL_POINTS
    for point in points:
        try:
            variables = dict(zip(names, point, strict=False))
            one, other = _values((left, right), _LOW, variables, base_ten=False)
            if _spread((left, right), _LOW, variables, base_ten=False) > _LOW * 2:
                raise CannotEvaluate("a term too small to be seen")
        except Undefined:
            continue
        with mpmath.workdps(_LOW):
            if abs(other) > mpmath.mpf(10) ** -40 and abs(one) > mpmath.mpf(10) ** -40:
                yield one / other
