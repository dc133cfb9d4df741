"""Values in double precision with a bound on their error: enough to tell most different values apart.

Never used to accept equality. Every operation widens the bound by more than the machine's rounding; where a
bound cannot be given the value is unknown. Variables are set to fixed numbers: two expressions that differ
at a point differ.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from verifiers.math.equivalence.decimals import Decimal, is_rounding
from verifiers.math.equivalence.exact import based_value, exact_value
from verifiers.math.equivalence.work import spend
from verifiers.math.errors import MathError
from verifiers.math.notation.ast import (
    Apply,
    Based,
    Call,
    Constant,
    Divide,
    Negate,
    Node,
    Number,
    Power,
    Product,
    Quantity,
    Root,
    Sum,
    Symbol,
    free_symbols,
)
from verifiers.math.notation.vocabulary import LETTERS_OF_FUNCTIONS

_EPSILON = 4e-16
_LIMIT = 1e200


class Unknown(MathError):  # noqa: N818  a finding, not a fault
    """No value with a bound."""


class Value(NamedTuple):
    """A complex number and the radius of the disc that surely holds it."""

    centre: complex
    error: float


_CONSTANTS = {"pi": math.pi, "e": math.e, "i": 1j}


def approximate(node: Node, variables: dict[str, float]) -> Value:
    """The value with its bound. Raises Unknown."""
    try:
        value = _value(node, variables)
    except (OverflowError, ValueError, ZeroDivisionError) as fault:
        raise Unknown(str(fault)) from fault
    if not (abs(value.centre) < _LIMIT and value.error < _LIMIT):
        raise Unknown("out of the range of doubles")
    return value


def _value(node: Node, variables: dict[str, float]) -> Value:
    spend(5)
    if isinstance(node, Number):
        return _rounded(float(node.value))
    if isinstance(node, Symbol):
        return Value(variables[node.name], 0.0) if node.name in variables else _unknown(node)
    if isinstance(node, Constant):
        return _rounded(_CONSTANTS[node.name]) if node.name in _CONSTANTS else _unknown(node)
    if isinstance(node, Negate):
        inner = _value(node.operand, variables)
        return Value(-inner.centre, inner.error)
    if isinstance(node, Sum):
        return _total([_value(term, variables) for term in node.terms])
    if isinstance(node, Product):
        product = Value(1.0, 0.0)
        for factor in node.factors:
            product = _times(product, _value(factor, variables))
        return product
    if isinstance(node, Divide):
        return _times(_value(node.numerator, variables), _inverse(_value(node.denominator, variables)))
    return _other(node, variables)


def _other(node: Node, variables: dict[str, float]) -> Value:
    if isinstance(node, Power):
        return _power(node, variables)
    if isinstance(node, Root):
        return _root(node, variables)
    if isinstance(node, Call):
        return _call(node, variables)
    if isinstance(node, Quantity) and node.unit in "%°":
        factor = 0.01 if node.unit == "%" else math.pi / 180
        return _times(_value(node.value, variables), _rounded(factor))
    if isinstance(node, Apply) and len(node.arguments) == 1 and node.name[0] not in LETTERS_OF_FUNCTIONS:
        return _times(_value(Symbol(node.name), variables), _value(node.arguments[0], variables))
    if isinstance(node, Based):
        value = based_value(node)
        return _rounded(float(value)) if value is not None else _unknown(node)
    return _unknown(node)


def _unknown(node: Node) -> Value:
    raise Unknown(type(node).__name__)


def _rounded(centre: complex) -> Value:
    return Value(centre, abs(centre) * _EPSILON)


def _total(values: list[Value]) -> Value:
    centre = sum(value.centre for value in values)
    sizes = sum(abs(value.centre) for value in values)
    return Value(centre, sum(value.error for value in values) + sizes * _EPSILON * len(values))


def _times(left: Value, right: Value) -> Value:
    centre = left.centre * right.centre
    error = abs(left.centre) * right.error + abs(right.centre) * left.error + left.error * right.error
    return Value(centre, error + abs(centre) * _EPSILON)


def _inverse(value: Value) -> Value:
    size = abs(value.centre)
    if value.error * 2 >= size:
        raise Unknown("a divisor that may be zero")
    return Value(1 / value.centre, 2 * value.error / (size * size) + 2 * _EPSILON / size)


def _analytic(value: Value, function: Callable[[complex], complex], slope: float) -> Value:
    """A smooth function, with a bound on its derivative over the disc."""
    centre = function(value.centre)
    return Value(centre, value.error * slope + (abs(centre) + abs(value.centre) * slope) * 4 * _EPSILON)


def _power(node: Power, variables: dict[str, float]) -> Value:
    exponent = exact_value(node.exponent)
    if exponent is not None and exponent.denominator == 1 and abs(exponent) <= 1024:
        return _whole_power(_value(node.base, variables), exponent.numerator)
    return _exponential(_times(_value(node.exponent, variables), _logarithm(_value(node.base, variables))))


def _whole_power(base: Value, exponent: int) -> Value:
    if exponent < 0:
        return _inverse(_whole_power(base, -exponent))
    result, square = Value(1.0, 0.0), base
    while exponent:
        if exponent & 1:
            result = _times(result, square)
        exponent >>= 1
        if exponent:
            square = _times(square, square)
    return result


def _exponential(value: Value) -> Value:
    if value.error > 0.5 or abs(value.centre) > 400:
        raise Unknown("an exponential too large")
    centre = cmath.exp(value.centre)
    return Value(centre, abs(centre) * (2 * value.error + 4 * _EPSILON * (1 + abs(value.centre))))


def _logarithm(value: Value) -> Value:
    size = abs(value.centre)
    if value.error * 2 >= size:
        raise Unknown("a logarithm of what may be zero")
    if value.centre.real < 0 and abs(value.centre.imag) <= value.error:
        raise Unknown("a logarithm on its cut")
    return _analytic(value, cmath.log, 2 / size)


def _root(node: Root, variables: dict[str, float]) -> Value:
    index = exact_value(node.index)
    radicand = _value(node.radicand, variables)
    if index is None or index.denominator != 1 or not 2 <= index <= 64:
        raise Unknown("a root of no small index")
    if radicand.centre == 0 and radicand.error == 0:
        return Value(0.0, 0.0)
    negative = radicand.centre.real < 0 and radicand.centre.imag == 0
    inner = Value(-radicand.centre, radicand.error) if negative else radicand
    root = _exponential(_times(_logarithm(inner), _rounded(1 / index.numerator)))
    if not negative:
        return root
    turn: complex = -1 if index.numerator % 2 else cmath.exp(1j * math.pi / index.numerator)
    return _times(root, _rounded(turn))


_SMOOTH: dict[str, tuple[Callable[[complex], complex], Callable[[complex], float]]] = {
    "sin": (cmath.sin, lambda z: math.exp(abs(z.imag) + 1)),
    "cos": (cmath.cos, lambda z: math.exp(abs(z.imag) + 1)),
    "sinh": (cmath.sinh, lambda z: math.exp(abs(z.real) + 1)),
    "cosh": (cmath.cosh, lambda z: math.exp(abs(z.real) + 1)),
}


def _call(node: Call, variables: dict[str, float]) -> Value:
    name, arguments = node.name, node.arguments
    if name in ("factorial", "binomial"):
        return _combinatorial(name, [_value(argument, variables) for argument in arguments])
    if name == "ln":
        return _logarithm(_value(arguments[0], variables))
    if name == "log" and len(arguments) == 2:
        return _times(
            _logarithm(_value(arguments[0], variables)), _inverse(_logarithm(_value(arguments[1], variables)))
        )
    value = _value(arguments[0], variables)
    if name in _SMOOTH:
        function, slope = _SMOOTH[name]
        return _analytic(value, function, slope(complex(value.centre)))
    if name in ("tan", "cot", "sec", "csc"):
        sine = _analytic(value, cmath.sin, math.exp(abs(complex(value.centre).imag) + 1))
        cosine = _analytic(value, cmath.cos, math.exp(abs(complex(value.centre).imag) + 1))
        top = {"tan": sine, "cot": cosine}.get(name, Value(1.0, 0.0))
        return _times(top, _inverse(cosine if name in ("tan", "sec") else sine))
    if name == "arctan" and complex(value.centre).imag == 0:
        return _analytic(value, cmath.atan, 1.0)
    if name == "arsinh" and complex(value.centre).imag == 0:
        return _analytic(value, cmath.asinh, 1.0)
    if name == "conjugate":
        return Value(value.centre.conjugate(), value.error)
    if name == "abs":
        return Value(abs(value.centre), value.error + abs(value.centre) * _EPSILON)
    if name in ("floor", "ceil"):
        return _stepped(name, value)
    raise Unknown(name)


def _stepped(name: str, value: Value) -> Value:
    real = complex(value.centre).real
    nearest = round(real)
    if value.error == 0 and real == nearest:
        return value
    if abs(real - nearest) <= 2 * value.error + 1e-12 * (1 + abs(real)):
        raise Unknown("a step too near")
    return Value(float(math.floor(real) if name == "floor" else math.ceil(real)), 0.0)


def _combinatorial(name: str, values: list[Value]) -> Value:
    """Factorials and binomials of numbers that are whole: the points for variables are."""
    whole = []
    for value in values:
        nearest = round(complex(value.centre).real)
        if abs(value.centre - nearest) > value.error or value.error > 1e-6 or not 0 <= nearest <= 170:
            raise Unknown("no small whole number")
        whole.append(nearest)
    if name == "factorial":
        return _rounded(float(math.factorial(whole[0])))
    return _rounded(float(math.comb(*whole)))


# what it is for

_WHOLE_POINTS = ((3.0, 5.0, 8.0, 9.0, 11.0, 12.0, 14.0, 17.0), (4.0, 9.0, 11.0, 12.0, 15.0, 17.0, 18.0, 21.0))
_INNER_POINT = (0.61, 0.43, 0.29, 0.83, 0.37, 0.71, 0.19, 0.53)
_RELATIVE = 1e-9


def clearly_different(left: Node, right: Node) -> bool:
    """Whether the values differ for sure: with variables, at two points at least, and nowhere agree.

    Two of the points are whole numbers, so that identities of whole numbers are not refuted between them.
    """
    names = sorted(free_symbols(left) | free_symbols(right))
    if "..." in names or len(names) > len(_INNER_POINT):
        return False
    if not names:
        return _differ_at(left, right, {}) is True
    points = (*_WHOLE_POINTS, _INNER_POINT)
    found = [_differ_at(left, right, dict(zip(names, point, strict=False))) for point in points]
    return False not in found and found.count(True) >= 2


def _differ_at(left: Node, right: Node, variables: dict[str, float]) -> bool | None:
    try:
        one, other = approximate(left, variables), approximate(right, variables)
    except MathError:
        return None
    distance = abs(one.centre - other.centre)
    return distance > 4 * (one.error + other.error) + _RELATIVE * (abs(one.centre) + abs(other.centre))


def nearly_equal(exact: Node, shown: Node) -> bool:
    """Whether an approximation that somebody wrote is within a hundredth."""
    try:
        one, other = approximate(exact, {}), approximate(shown, {})
    except MathError:
        return False
    return abs(one.centre - other.centre) <= 0.01 * abs(one.centre)


def decimal_of_irrational(exact: Node, decimal: Decimal) -> bool | None:
    """Whether the decimal is the rounding of a closed form; None where doubles cannot tell."""
    if free_symbols(exact):
        return None
    try:
        value = approximate(exact, {})
    except MathError:
        return None
    centre = complex(value.centre)
    if abs(centre.imag) > value.error:
        return False
    if value.error * 8 > decimal.unit:
        return None
    low, high = Fraction(centre.real - value.error), Fraction(centre.real + value.error)
    at_low, at_high = is_rounding(decimal, low), is_rounding(decimal, high)
    return at_low if at_low == at_high else None
