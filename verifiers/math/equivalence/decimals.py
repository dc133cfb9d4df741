"""When a decimal may stand for a number that decimals cannot write.

0.333333 is an answer to 1/3 and 0.333 is not; a reference of 33.3 is itself a rounding and accepts 100/3.
See `Conventions.answer_digits` and `reference_digits`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifiers.math.equivalence.exact import exact_value
from verifiers.math.notation.ast import Divide, Negate, Node, Number, Power, Product, Quantity


@dataclass(frozen=True, slots=True)
class Decimal:
    """A number as written: its value, its last written place, and whether digits were cut off after it."""

    value: Fraction
    places: int
    truncated: bool = False

    @property
    def unit(self) -> Fraction:
        """The worth of one in the last place."""
        return Fraction(10) ** -self.places

    @property
    def digits(self) -> int:
        """Significant digits, trailing zeros included."""
        return len(str(abs(self.value / self.unit).__floor__())) if self.value else 0


def as_decimal(node: Node) -> Decimal | None:
    """A literal with a decimal point, with its sign and power of ten, or None."""
    if isinstance(node, Number):
        return None if node.places is None else Decimal(node.value, node.places, node.truncated)
    if isinstance(node, Negate):
        inner = as_decimal(node.operand)
        return None if inner is None else Decimal(-inner.value, inner.places, inner.truncated)
    if isinstance(node, Quantity) and node.unit == "%":
        inner = as_decimal(node.value)
        return None if inner is None else Decimal(inner.value / 100, inner.places + 2, inner.truncated)
    if isinstance(node, Product) and len(node.factors) == 2:
        return _scientific(node.factors[0], node.factors[1])
    return None


def _scientific(mantissa: Node, scale: Node) -> Decimal | None:
    inner = as_decimal(mantissa)
    if inner is None or not isinstance(scale, Power) or exact_value(scale.base) != 10:
        return None
    exponent = exact_value(scale.exponent)
    if exponent is None or exponent.denominator != 1 or abs(exponent) > 400:
        return None
    shift = exponent.numerator
    return Decimal(inner.value * Fraction(10) ** shift, inner.places - shift, inner.truncated)


def terminates(value: Fraction) -> bool:
    """Whether decimals can write the number."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def is_rounding(decimal: Decimal, value: Fraction) -> bool:
    """Whether the decimal is the number rounded, or cut off, at its last place."""
    scaled, shown = abs(value) / decimal.unit, abs(decimal.value) / decimal.unit
    if (value < 0) != (decimal.value < 0) and decimal.value != 0:
        return False
    if decimal.truncated:
        return shown == scaled.__floor__()
    rounded_up = (scaled + Fraction(1, 2)).__floor__()
    rounded_even = round(scaled)
    return shown in (rounded_up, rounded_even, scaled.__floor__())


def is_plain(node: Node) -> bool:
    """Whether a node is a fraction or an integer rather than a written decimal."""
    return isinstance(node, Number | Negate | Divide) and as_decimal(node) is None


def decimals_agree(reference: Decimal, answer: Decimal, answer_digits: int) -> bool:
    """Two written decimals: equal, or one a rounding of the other with digits enough to mean it.

    A reference with one or two decimals is taken as exact: 12.50 is an amount, and 12.504 another.
    """
    if reference.value == answer.value:
        return True
    if answer.places < reference.places:
        return answer.digits >= answer_digits and is_rounding(answer, reference.value)
    rounded = reference.digits >= 4 and reference.places >= 3
    return rounded and answer.places > reference.places and is_rounding(reference, answer.value)


def rational_agrees(reference: Fraction, answer: Decimal, answer_digits: int) -> bool:
    """A decimal answer to an exact reference."""
    if reference == answer.value:
        return True
    if reference.denominator == 1:
        return False
    return answer.digits >= answer_digits and is_rounding(answer, reference)


def rounded_reference_agrees(reference: Decimal, answer: Fraction, reference_digits: int) -> bool:
    """An exact answer to a decimal reference: equal, or endless and rounding to it."""
    if reference.value == answer:
        return True
    if terminates(answer) or reference.digits < reference_digits or reference.places < 1:
        return False
    return is_rounding(reference, answer)
