"""Exact rational arithmetic that refuses before it starts: 9^{9^{9^9}} costs microseconds, not a machine.

The size of every result is bounded from the sizes of the operands before anything is computed.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from math import comb, factorial, gcd, lcm

from verifiers.math.equivalence.work import spend, spend_on_number
from verifiers.math.errors import TooLarge
from verifiers.math.notation.ast import (
    Based,
    Call,
    Divide,
    Negate,
    Node,
    Number,
    Power,
    Product,
    Quantity,
    Sum,
)

MAX_BITS = 1 << 16
"""About 19,700 decimal digits: more than any reference holds, and milliseconds to multiply."""


def bits(value: Fraction) -> int:
    """The size of a fraction: the longer of its two halves."""
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def bounded_power(base: Fraction, exponent: int) -> Fraction:
    """`base ** exponent`. Raises TooLarge before computing; ZeroDivisionError for 0 to a negative power."""
    if base in (0, 1, -1):
        return base ** (exponent if exponent < 2 else 2 + exponent % 2)
    if exponent.bit_length() > 32 or (bits(base) - 1) * abs(exponent) > MAX_BITS:
        raise TooLarge("a power of too many digits")
    spend_on_number(bits(base) * abs(exponent))
    return base**exponent


def bounded_factorial(number: int) -> int:
    """`number!`. Raises TooLarge above some thousands."""
    if number.bit_length() > 20 or number * number.bit_length() > MAX_BITS:
        raise TooLarge("a factorial of too many digits")
    spend_on_number(number * number.bit_length())
    return factorial(number)


def bounded_binomial(top: int, bottom: int) -> int:
    """Number of subsets; 0 where `bottom` lies outside. Raises TooLarge."""
    if bottom < 0 or top < 0:
        return 0
    smaller = min(bottom, top - bottom)
    if smaller > 0 and smaller * top.bit_length() > MAX_BITS:
        raise TooLarge("a binomial of too many digits")
    spend_on_number(smaller * top.bit_length())
    return comb(top, bottom)


def exact_value(node: Node) -> Fraction | None:
    """The rational that a node stands for; None where it is none or needs more than arithmetic.

    Decimals count as written. Raises TooLarge.
    """
    try:
        return _value(node)
    except ZeroDivisionError:
        return None


def _value(node: Node) -> Fraction | None:
    spend(1)
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Negate):
        inner = _value(node.operand)
        return None if inner is None else -inner
    if isinstance(node, Divide):
        top, bottom = _value(node.numerator), _value(node.denominator)
        if top is None or bottom is None:
            return None
        spend_on_number(bits(top) + bits(bottom))
        return top / bottom
    if isinstance(node, Sum | Product):
        return _combined(node)
    if isinstance(node, Power):
        base, exponent = _value(node.base), _value(node.exponent)
        if base is None or exponent is None or exponent.denominator != 1:
            return None
        return bounded_power(base, exponent.numerator)
    if isinstance(node, Call):
        return _called(node)
    if isinstance(node, Quantity) and node.unit == "%":
        inner = _value(node.value)
        return None if inner is None else inner / 100
    if isinstance(node, Based):
        return based_value(node)
    return None


def _combined(node: Sum | Product) -> Fraction | None:
    adding = isinstance(node, Sum)
    total = Fraction(0 if adding else 1)
    for part in node.terms if isinstance(node, Sum) else node.factors:
        value = _value(part)
        if value is None:
            return None
        spend_on_number(bits(total) + bits(value))
        total = total + value if adding else total * value
        if bits(total) > 4 * MAX_BITS:
            raise TooLarge("a result of too many digits")
    return total


def _called(node: Call) -> Fraction | None:
    values = [_value(argument) for argument in node.arguments]
    known = [value for value in values if value is not None]
    if len(known) != len(values):
        return None
    return call_value(node.name, known)


def call_value(name: str, values: list[Fraction]) -> Fraction | None:
    """A function of rationals where the result is rational for sure; None otherwise."""
    first = values[0]
    if name == "abs":
        return abs(first)
    if name in ("floor", "ceil"):
        return Fraction(first.__floor__() if name == "floor" else first.__ceil__())
    if name in ("min", "max"):
        return min(values) if name == "min" else max(values)
    if any(value.denominator != 1 for value in values):
        return None
    whole = [value.numerator for value in values]
    spend_on_number(sum(map(int.bit_length, whole)))
    if name == "factorial":
        return Fraction(bounded_factorial(whole[0])) if whole[0] >= 0 else None
    if name == "double_factorial":
        return _double_factorial(whole[0])
    if name == "binomial" and len(whole) == 2:
        return Fraction(bounded_binomial(whole[0], whole[1])) if whole[0] >= 0 else None
    if name == "gcd":
        return Fraction(gcd(*whole))
    if name == "lcm":
        return Fraction(lcm(*whole))
    return None


def _double_factorial(number: int) -> Fraction | None:
    if number < 0:
        return None
    half, odd = divmod(number, 2)
    if odd:
        return Fraction(bounded_factorial(number), bounded_power(Fraction(2), half) * bounded_factorial(half))
    return bounded_power(Fraction(2), half) * bounded_factorial(half)


def based_value(node: Based) -> Fraction | None:
    """The value of digits in their base; None where a digit does not exist in it."""
    whole, _, after = node.digits.partition(".")
    try:
        value = int(whole + after, abs(node.base))
    except ValueError:
        return None
    if node.base < 0:
        value = reduce(lambda so_far, digit: so_far * node.base + int(digit, 36), whole + after, 0)
    return Fraction(value, node.base ** len(after))
