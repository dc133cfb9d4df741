"""Quotients of polynomials in atoms, and their arithmetic: what normal forms are made of."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifiers.math.equivalence.exact import MAX_BITS, bits, bounded_power
from verifiers.math.equivalence.work import spend
from verifiers.math.errors import MathError, TooLarge

Atom = tuple[object, ...]
Monomial = frozenset[tuple[Atom, Fraction]]
Polynomial = dict[Monomial, Fraction]

ONE: Monomial = frozenset()
MAX_TERMS = 60


class NotAlgebraic(MathError):  # noqa: N818  a finding, not a fault
    """The node has no normal form here."""


@dataclass(frozen=True, slots=True)
class Form:
    """A quotient of polynomials."""

    top: Polynomial
    bottom: Polynomial
    rigid: bool = True


UNIT: Polynomial = {ONE: Fraction(1)}


def rational(form: Form) -> Fraction | None:
    """The rational that a form is, if it is one."""
    if form.bottom == UNIT and all(monomial == ONE for monomial in form.top):
        return form.top.get(ONE, Fraction(0))
    return None


def constant_form(value: Fraction) -> Form:
    return Form({ONE: value} if value else {}, UNIT)


def atom_form(atom: Atom, exponent: Fraction = Fraction(1), rigid: bool = True) -> Form:
    return Form({frozenset({(atom, exponent)}): Fraction(1)}, UNIT, rigid)


def add(left: Form, right: Form) -> Form:
    """The sum of two forms."""
    rigid = left.rigid and right.rigid
    if left.bottom == right.bottom:
        return Form(added(left.top, right.top), left.bottom, rigid)
    top = added(multiplied(left.top, right.bottom), multiplied(right.top, left.bottom))
    return Form(top, multiplied(left.bottom, right.bottom), rigid)


def multiply(left: Form, right: Form) -> Form:
    """The product of two forms."""
    bottom = left.bottom if right.bottom == UNIT else multiplied(left.bottom, right.bottom)
    return Form(multiplied(left.top, right.top), bottom, left.rigid and right.rigid)


def inverse(form: Form) -> Form:
    """One over a form; a single term goes upstairs so that most forms have the denominator one."""
    if not form.top:
        raise NotAlgebraic("division by zero")
    if len(form.top) == 1:
        ((monomial, coefficient),) = form.top.items()
        factor, turned = reduced([(atom, -exponent) for atom, exponent in monomial])
        return Form(multiplied(form.bottom, {turned: factor / coefficient}), UNIT, form.rigid)
    return Form(form.bottom, form.top, form.rigid)


def added(left: Polynomial, right: Polynomial) -> Polynomial:
    spend(len(left) + 3 * len(right))
    total = dict(left)
    for monomial, coefficient in right.items():
        value = total.get(monomial, 0) + coefficient
        if value:
            total[monomial] = value
        else:
            total.pop(monomial, None)
    return checked(total)


def multiplied(left: Polynomial, right: Polynomial) -> Polynomial:
    if right == UNIT:
        return left
    if len(left) * len(right) > 4 * MAX_TERMS:
        raise NotAlgebraic("too many terms")
    spend(10 * len(left) * len(right))
    total: Polynomial = {}
    for first, one in left.items():
        for second, other in right.items():
            factor, monomial = joined(first, second)
            value = total.get(monomial, 0) + one * other * factor
            if value:
                total[monomial] = value
            else:
                total.pop(monomial, None)
    return checked(total)


def checked(polynomial: Polynomial) -> Polynomial:
    if len(polynomial) > MAX_TERMS:
        raise NotAlgebraic("too many terms")
    if any(bits(value) > 4 * MAX_BITS for value in polynomial.values()):
        raise TooLarge("a coefficient of too many digits")
    return polynomial


def joined(left: Monomial, right: Monomial) -> tuple[Fraction, Monomial]:
    if not left or not right:
        return Fraction(1), left or right
    return reduced([*left, *right])


def reduced(powers: list[tuple[Atom, Fraction]]) -> tuple[Fraction, Monomial]:
    """A product of powers of atoms: whole powers of primes and of i move into the factor."""
    merged: dict[Atom, Fraction] = {}
    for atom, exponent in powers:
        merged[atom] = merged.get(atom, Fraction(0)) + exponent
    factor, kept = Fraction(1), []
    for atom, exponent in merged.items():
        rest = exponent
        if atom[0] == "prime":
            whole = exponent.__floor__()
            assert isinstance(atom[1], int)
            factor *= bounded_power(Fraction(atom[1]), whole)
            rest = exponent - whole
        elif atom[0] == "i" and exponent.denominator == 1:
            quarter = exponent.numerator % 4
            factor *= -1 if quarter >= 2 else 1
            rest = Fraction(quarter % 2)
        if rest:
            kept.append((atom, rest))
    return factor, frozenset(kept)
