"""A normal form for closed expressions: quotients of polynomials in roots, constants, variables and atoms.

Equal forms always mean equal values. Where a form holds only prime radicals, i, one of pi and e, variables
and their powers (`rigid`), the converse holds as well: real radicals without a rational ratio are linearly
independent (Besicovitch 1940), pi and e are transcendental, so different forms mean different values. That
decides most pairs exactly, without evaluating anything.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import lru_cache

from verifiers.math.equivalence.exact import based_value, bounded_power, call_value
from verifiers.math.equivalence.forms import (
    ONE,
    UNIT,
    Atom,
    Form,
    Monomial,
    NotAlgebraic,
    Polynomial,
    add,
    atom_form,
    constant_form,
    inverse,
    multiplied,
    multiply,
    rational,
    reduced,
)
from verifiers.math.equivalence.work import spend
from verifiers.math.notation import vocabulary as words_of
from verifiers.math.notation.ast import (
    Apply,
    Based,
    BigOperator,
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
)
from verifiers.math.notation.geometry import turned_vector

_SMALL_PRIMES = tuple(n for n in range(2, 1000) if all(n % d for d in range(2, int(n**0.5) + 1)))
_HALF = Fraction(1, 2)
_MOST_PRODUCTS = 64
_SYMMETRIC = frozenset({"gcd", "lcm", "min", "max"})
"""Functions whose arguments have no order."""


def equal_forms(left: Form, right: Form) -> bool | None:
    """Whether two forms mean the same; None where the difference of the forms proves nothing."""
    if left.bottom == right.bottom:
        same = left.top == right.top
    else:
        same = multiplied(left.top, right.bottom) == multiplied(right.top, left.bottom)
    if same:
        return True
    return False if left.rigid and right.rigid and not _mixes_transcendentals(left, right) else None


def _mixes_transcendentals(*forms: Form) -> bool:
    names = {
        atom[0]
        for form in forms
        for part in (form.top, form.bottom)
        for monomial in part
        for atom, _ in monomial
    }
    return "pi" in names and "e" in names


@lru_cache(maxsize=4096)
def cached_form(node: Node) -> Form:
    """The same, kept: a reference has many answers."""
    return form_of(node)


def form_of(node: Node) -> Form:
    """The normal form. Raises NotAlgebraic, TooLarge."""
    spend(10)
    if isinstance(node, Number):
        return constant_form(node.value)
    if isinstance(node, Symbol):
        return _variable(node.name)
    if isinstance(node, Sum):
        total = form_of(node.terms[0])
        for term in node.terms[1:]:
            total = add(total, form_of(term))
        return total
    if isinstance(node, Product):
        total = form_of(node.factors[0])
        for factor in node.factors[1:]:
            total = multiply(total, form_of(factor))
        return total
    if isinstance(node, Negate):
        return multiply(constant_form(Fraction(-1)), form_of(node.operand))
    if isinstance(node, Divide):
        return multiply(form_of(node.numerator), inverse(form_of(node.denominator)))
    if isinstance(node, Power):
        return _power(node)
    if isinstance(node, Root):
        return _root(node)
    return _leaf(node)


def _variable(name: str) -> Form:
    """A letter; of two opposite vectors one is the other's negative."""
    turned = turned_vector(name)
    if not turned:
        return atom_form(("var", name))
    return multiply(constant_form(Fraction(-1)), atom_form(("var", turned)))


def _leaf(node: Node) -> Form:
    if isinstance(node, Constant):
        if node.name in ("pi", "e", "i"):
            return atom_form((node.name,))
        raise NotAlgebraic(node.name)
    if isinstance(node, Call):
        return _call(node)
    if isinstance(node, Apply):
        return _apply(node)
    if isinstance(node, Quantity) and node.unit == "%":
        return multiply(constant_form(Fraction(1, 100)), form_of(node.value))
    if isinstance(node, Quantity) and node.unit == "°":
        return multiply(
            Form({frozenset({(("pi",), Fraction(1))}): Fraction(1, 180)}, UNIT), form_of(node.value)
        )
    if isinstance(node, BigOperator) and "/" in node.kind:
        return atom_form(("derivative", node.kind, _key(form_of(node.body))), rigid=False)
    if isinstance(node, BigOperator):
        return atom_form(("opaque", node), rigid=False)
    if isinstance(node, Based):
        value = based_value(node)
        if value is not None:
            return constant_form(value)
    raise NotAlgebraic(type(node).__name__)


# powers and roots


def _power(node: Power) -> Form:
    base, exponent = form_of(node.base), form_of(node.exponent)
    value = rational(exponent)
    if value is not None:
        return raised(base, value)
    return _symbolic_power(base, exponent)


def raised(base: Form, exponent: Fraction) -> Form:
    """A form to a rational power."""
    constant = rational(base)
    if exponent.denominator == 1:
        return _whole_power(base, exponent.numerator)
    if constant is not None and constant > 0:
        return Form(_radical(constant, exponent), UNIT)
    if constant is not None and constant < 0 and exponent == _HALF:
        return Form(
            multiplied(_radical(-constant, exponent), {frozenset({(("i",), Fraction(1))}): Fraction(1)}), UNIT
        )
    single = _single_powers(base)
    if single is None:
        return atom_form(("power", _key(base), exponent), rigid=False)
    coefficient, monomial = single
    factor, turned = reduced([(atom, power * exponent) for atom, power in monomial])
    radical = _radical(coefficient, exponent)
    return Form(multiplied(radical, {turned: factor}), UNIT, base.rigid)


def _single_powers(base: Form) -> tuple[Fraction, Monomial] | None:
    """A single positive term whose root can be taken letter by letter: no even power hides a sign."""
    if base.bottom != UNIT or len(base.top) != 1:
        return None
    ((monomial, coefficient),) = base.top.items()
    if coefficient <= 0:
        return None
    for atom, power in monomial:
        if atom[0] not in ("var", "pi", "e", "prime", "exp"):
            return None
        if atom[0] == "var" and (power.denominator == 1 and power.numerator % 2 == 0):
            return None
    return coefficient, monomial


def _whole_power(base: Form, exponent: int) -> Form:
    if exponent < 0:
        return _whole_power(inverse(base), -exponent)
    constant = rational(base)
    if constant is not None:
        return constant_form(bounded_power(constant, exponent))
    if len(base.top) == 1 and base.bottom == UNIT:
        ((monomial, coefficient),) = base.top.items()
        factor, turned = reduced([(atom, power * exponent) for atom, power in monomial])
        return Form({turned: factor * bounded_power(coefficient, exponent)}, UNIT, base.rigid)
    if exponent > 24:
        return atom_form(("power", _key(base), Fraction(exponent)), rigid=False)
    result = constant_form(Fraction(1))
    for _ in range(exponent):
        result = multiply(result, base)
    return result


def _radical(value: Fraction, exponent: Fraction) -> Polynomial:
    """A positive rational to a fractional power, as a rational times powers of primes below one."""
    if value == 1:
        return UNIT
    powers: list[tuple[Atom, Fraction]] = []
    for number, sign in ((value.numerator, 1), (value.denominator, -1)):
        for prime, count in factorised(number).items():
            powers.append((("prime", prime), sign * count * exponent))
    factor, monomial = reduced(powers)
    return {monomial: factor}


def factorised(number: int) -> dict[int, int]:
    """Prime factors, by trial up to a thousand. Raises NotAlgebraic where that does not finish the work."""
    found: dict[int, int] = {}
    if number.bit_length() > 2048:
        raise NotAlgebraic("a root of a number too long to factor")
    for prime in _SMALL_PRIMES:
        if prime * prime > number:
            break
        while number % prime == 0:
            found[prime] = found.get(prime, 0) + 1
            number //= prime
    if number > 1:
        if number > _SMALL_PRIMES[-1] ** 2:
            raise NotAlgebraic("a root of a number that is hard to factor")
        found[number] = found.get(number, 0) + 1
    return found


def _symbolic_power(base: Form, exponent: Form) -> Form:
    """2^{n+1} as 2 · 2^n: the exponent's terms become powers of atoms `base^term`."""
    parts = _base_parts(base)
    if parts is None or exponent.bottom != UNIT or not exponent.rigid:
        return atom_form(("tower", _key(base), _key(exponent)), rigid=False)
    result: Form = constant_form(Fraction(1))
    for monomial, coefficient in exponent.top.items():
        for name, weight in parts:
            if monomial == ONE:
                result = multiply(result, raised(name, weight * coefficient))
            else:
                atom: Atom = ("exp", _key(name), monomial)
                rigid = all(inner[0] == "var" for inner, _ in monomial)
                result = multiply(result, atom_form(atom, weight * coefficient, rigid))
    return result


def _base_parts(base: Form) -> list[tuple[Form, Fraction]] | None:
    value = rational(base)
    if value is not None:
        if value <= 0:
            return None
        pairs = [(value.numerator, 1), (value.denominator, -1)]
        return [
            (constant_form(Fraction(p)), Fraction(s * c)) for n, s in pairs for p, c in factorised(n).items()
        ]
    single = _single_powers(base)
    if single is None or single[0] != 1:
        return None
    return [(_atom_alone(atom), power) for atom, power in single[1]]


def _atom_alone(atom: Atom) -> Form:
    prime = atom[1] if len(atom) > 1 else None
    return constant_form(Fraction(prime)) if isinstance(prime, int) else atom_form(atom)


def _root(node: Root) -> Form:
    index = rational(form_of(node.index))
    radicand = form_of(node.radicand)
    if index is None or index.denominator != 1 or not 1 < index <= 64:
        return atom_form(("root", _key(radicand), node.index), rigid=False)
    value = rational(radicand)
    if value is not None and value < 0 and index.numerator % 2:
        return multiply(constant_form(Fraction(-1)), raised(constant_form(-value), 1 / index))
    if value == 0:
        return constant_form(Fraction(0))
    return raised(radicand, 1 / index)


# functions


def _call(node: Call) -> Form:
    arguments = [form_of(argument) for argument in node.arguments]
    values = [value for argument in arguments if (value := rational(argument)) is not None]
    if len(values) == len(arguments):
        value = call_value(node.name, values)
        if value is not None:
            return constant_form(value)
    if node.name == "binomial" and len(arguments) == 2:
        lower = rational(arguments[1])
        if lower is not None and lower.denominator == 1 and 0 <= lower <= 6:
            return _falling(arguments[0], lower.numerator)
    if node.name in ("mod", "bmod") and len(values) == 2 and values[1]:
        return constant_form(values[0] - values[1] * (values[0] // values[1]))
    if node.name == "cross":
        return _cross(arguments[0], arguments[1])
    if node.name == "conjugate":
        return _conjugate(arguments[0])
    if node.name == "abs":
        both = (arguments[0], multiply(constant_form(Fraction(-1)), arguments[0]))
        arguments = [min(both, key=lambda form: _order(_key(form)))]
    if node.name in _SYMMETRIC:
        times = Counter(map(_key, arguments))
        return atom_form(("call", node.name, frozenset(times.items())), rigid=False)
    return atom_form(("call", node.name, *map(_key, arguments)), rigid=False)


def _cross(left: Form, right: Form) -> Form:
    """A vector product, term by term: numbers stand before it, and turning it round turns its sign."""
    if left.bottom != UNIT or right.bottom != UNIT or len(left.top) * len(right.top) > _MOST_PRODUCTS:
        return atom_form(("call", "cross", _key(left), _key(right)), rigid=False)
    total = constant_form(Fraction(0))
    for one, first in left.top.items():
        for other, second in right.top.items():
            if one != other:
                turned = _order(other) < _order(one)
                atom: Atom = ("call", "cross", *((other, one) if turned else (one, other)))
                factor = constant_form(-first * second if turned else first * second)
                total = add(total, multiply(factor, atom_form(atom, rigid=False)))
    return total


def _order(part: object) -> str:
    """A text by which monomials are put in order: sets have none of their own."""
    return repr(_sorted(part))


def _sorted(part: object) -> object:
    if isinstance(part, frozenset):
        return sorted((_sorted(item) for item in part), key=repr)
    return [_sorted(item) for item in part] if isinstance(part, tuple) else part


def _conjugate(form: Form) -> Form:
    """The conjugate of a number made of real radicals, pi, e and i."""
    parts = (*form.top, *form.bottom)
    plain = all(
        atom[0] in ("prime", "pi", "e") or (atom[0] == "i" and power == 1)
        for monomial in parts
        for atom, power in monomial
    )
    if not plain:
        return atom_form(("call", "conjugate", _key(form)), rigid=False)
    top, bottom = (
        {
            monomial: -value if any(atom[0] == "i" for atom, _ in monomial) else value
            for monomial, value in part.items()
        }
        for part in (form.top, form.bottom)
    )
    return Form(top, bottom, form.rigid)


def _falling(top: Form, count: int) -> Form:
    result = constant_form(Fraction(1))
    for step in range(count):
        result = multiply(
            result, multiply(add(top, constant_form(Fraction(-step))), constant_form(Fraction(1, step + 1)))
        )
    return result


def _apply(node: Apply) -> Form:
    letter = node.name[0] in words_of.LETTERS_OF_FUNCTIONS
    if len(node.arguments) == 1 and not letter:
        return multiply(atom_form(("var", node.name)), form_of(node.arguments[0]))
    return atom_form(("apply", node.name, *(_key(form_of(argument)) for argument in node.arguments)))


def _key(form: Form) -> tuple[object, object]:
    return frozenset(form.top.items()), frozenset(form.bottom.items())
