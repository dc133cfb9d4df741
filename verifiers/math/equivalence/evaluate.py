"""The value of a tree at the working precision of mpmath, with every size bounded beforehand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath

from verifiers.math.equivalence.exact import based_value, exact_value
from verifiers.math.errors import MathError
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
    Relation,
    Root,
    Sum,
    Symbol,
    free_symbols,
)

MAX_TERMS = 2_000
_MAX_EXPONENT = 1 << 40


class CannotEvaluate(MathError):  # noqa: N818  a finding, not a fault
    """The tree holds something that has no value here."""


class Undefined(MathError):  # noqa: N818  a finding, not a fault
    """No value at this point: a pole, a step that the precision cannot place."""


def evaluate(node: Node, variables: dict[str, Any], base_ten: bool = False) -> Any:
    """The value as an mpmath number. `base_ten` reads a plain log so. Raises CannotEvaluate, Undefined."""
    return evaluate_with_spread(node, variables, base_ten)[0]


def evaluate_with_spread(node: Node, variables: dict[str, Any], base_ten: bool) -> tuple[Any, int]:
    """The value, and the bits that a precision must cover to see all of it.

    They lie between the largest and the smallest term of one sum, in what a function is applied to, and in
    the exponentials that a hyperbolic function hides: tanh 1000 is 1 to 868 digits, and is not 1.
    """
    evaluation = _Evaluation(variables, base_ten)
    try:
        return evaluation.value(node), evaluation.spread
    except (ZeroDivisionError, ValueError, OverflowError, mpmath.libmp.ComplexResult) as fault:
        raise Undefined(str(fault)) from fault


def _arcosh(value: Any) -> Any:
    if mpmath.im(value) == 0 and mpmath.re(value) < -1:
        raise Undefined("arcosh on its cut")
    return mpmath.acosh(value)


def _artanh(value: Any) -> Any:
    """On the branch of half the logarithm that it is."""
    return mpmath.log((1 + value) / (1 - value)) / 2 if abs(value) > 1 else mpmath.atanh(value)


_CONSTANTS: dict[str, Callable[[], Any]] = {
    "pi": lambda: +mpmath.pi, "e": lambda: +mpmath.e, "i": lambda: mpmath.mpc(0, 1),
}  # fmt: skip
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sin": mpmath.sin, "cos": mpmath.cos, "tan": mpmath.tan, "cot": mpmath.cot, "sec": mpmath.sec,
    "csc": mpmath.csc, "sinh": mpmath.sinh, "cosh": mpmath.cosh, "tanh": mpmath.tanh, "coth": mpmath.coth,
    "sech": mpmath.sech, "csch": mpmath.csch, "arcsin": mpmath.asin, "arccos": mpmath.acos,
    "arctan": mpmath.atan, "arccot": mpmath.acot, "arcsec": mpmath.asec, "arccsc": mpmath.acsc,
    "arsinh": mpmath.asinh, "arcosh": _arcosh, "artanh": _artanh, "arcoth": mpmath.acoth,
    "arsech": mpmath.asech, "arcsch": mpmath.acsch, "conjugate": mpmath.conj,
    "ln": mpmath.log, "abs": abs, "re": mpmath.re, "im": mpmath.im, "arg": mpmath.arg, "sgn": mpmath.sign,
}  # fmt: skip

_OF_COMPLEX = frozenset({"re", "im", "arg", "conjugate"})
"""Functions that say nothing of real numbers: their unknowns are complex."""
_HYPERBOLIC = frozenset({"sinh", "cosh", "tanh", "coth", "sech", "csch"})


class _Evaluation:
    def __init__(self, variables: dict[str, Any], base_ten: bool) -> None:
        self.variables, self.base_ten = variables, base_ten
        self.terms = 0
        self.spread = 0

    def value(self, node: Node) -> Any:
        if isinstance(node, Number):
            return mpmath.mpf(node.value.numerator) / node.value.denominator
        if isinstance(node, Symbol):
            return self.variable(node.name)
        if isinstance(node, Constant):
            if node.name in _CONSTANTS:
                return _CONSTANTS[node.name]()
            raise CannotEvaluate(node.name)
        if isinstance(node, Sum):
            return self.total([self.value(term) for term in node.terms])
        if isinstance(node, Product):
            return mpmath.fprod([self.value(factor) for factor in node.factors])
        if isinstance(node, Negate):
            return -self.value(node.operand)
        if isinstance(node, Divide):
            return self.value(node.numerator) / self.value(node.denominator)
        return self.other(node)

    def other(self, node: Node) -> Any:
        if isinstance(node, Power):
            return self.raised(node)
        if isinstance(node, Root):
            return self.root(self.value(node.radicand), self.value(node.index))
        if isinstance(node, Call):
            return self.call(node)
        if isinstance(node, Apply):
            return self.applied(node)
        if isinstance(node, Quantity) and node.unit == "%":
            return self.value(node.value) / 100
        if isinstance(node, Quantity) and node.unit == "°":
            return self.value(node.value) * mpmath.pi / 180
        if isinstance(node, BigOperator):
            return self.big(node)
        if isinstance(node, Based) and (value := based_value(node)) is not None:
            return mpmath.mpf(value.numerator)
        raise CannotEvaluate(type(node).__name__)

    def total(self, values: list[Any]) -> Any:
        sizes = [mpmath.mag(value) for value in values if value != 0]
        if sizes:
            self.spread = max(self.spread, int(max(sizes) - min(sizes)))
        return mpmath.fsum(values)

    def stretch(self, *values: Any) -> None:
        """Notes how far from one in size the values are."""
        sizes = [abs(int(mpmath.mag(value))) for value in values if value != 0 and mpmath.isfinite(value)]
        self.spread = max(self.spread, *sizes, 0)

    def variable(self, name: str) -> Any:
        if name not in self.variables:
            raise CannotEvaluate(f"no value for {name}")
        return self.variables[name]

    def raised(self, node: Power) -> Any:
        """A negative real number to p/q with an odd q is real, as its root is."""
        base, exponent = self.value(node.base), exact_value(node.exponent)
        odd = exponent is not None and exponent.denominator % 2 and 1 < exponent.denominator < 100
        if exponent is not None and odd and mpmath.im(base) == 0 and mpmath.re(base) < 0:
            root = -self.power(-mpmath.re(base), mpmath.mpf(1) / exponent.denominator)
            return self.power(root, mpmath.mpf(exponent.numerator))
        return self.power(base, self.value(node.exponent))

    def power(self, base: Any, exponent: Any) -> Any:
        if abs(exponent) > _MAX_EXPONENT or abs(base) > mpmath.mpf(2) ** _MAX_EXPONENT:
            raise CannotEvaluate("a power too large to evaluate")
        if base == 0 and mpmath.re(exponent) <= 0:
            if exponent == 0:
                return mpmath.mpf(1)
            raise Undefined("zero to a negative power")
        power = mpmath.power(base, exponent)
        self.stretch(power)
        return power

    def root(self, radicand: Any, index: Any) -> Any:
        real = mpmath.im(radicand) == 0 and mpmath.re(radicand) < 0
        if real and mpmath.isint(index) and int(index) % 2:
            return -mpmath.power(-mpmath.re(radicand), 1 / index)
        return mpmath.power(radicand, 1 / index) if radicand != 0 else mpmath.mpf(0)

    def call(self, node: Call) -> Any:
        values = [self.value(argument) for argument in node.arguments]
        first = values[0]
        self.stretch(*(value * value for value in values))  # cos x begins 1 - x²/2
        if node.name in _HYPERBOLIC:
            self.spread = max(self.spread, int(min(abs(first), 10**6) * 3))
        if node.name in _OF_COMPLEX and mpmath.im(first) == 0 and free_symbols(node):
            raise CannotEvaluate(f"{node.name} of an unknown that may be complex")
        if node.name in _FUNCTIONS and len(values) == 1:
            return _FUNCTIONS[node.name](first)
        if node.name == "log":
            base = values[1] if len(values) > 1 else (mpmath.mpf(10) if self.base_ten else mpmath.e)
            return mpmath.log(first) / mpmath.log(base)
        if node.name in ("floor", "ceil"):
            return _stepped(node.name, first)
        if node.name in ("factorial", "binomial", "double_factorial"):
            return _combinatorial(node.name, values)
        if node.name in ("min", "max") and all(mpmath.im(value) == 0 for value in values):
            return min(values) if node.name == "min" else max(values)
        if node.name in ("mod", "bmod") and len(values) == 2:
            return first - values[1] * _stepped("floor", first / values[1])
        raise CannotEvaluate(node.name)

    def applied(self, node: Apply) -> Any:
        """A letter that multiplies; a true f(x) gets the value of a fixed generic function."""
        values = [self.value(argument) for argument in node.arguments]
        if len(values) == 1 and node.name[0] not in "fghFGH":
            return self.variable(node.name) * values[0]
        seed = sum(ord(letter) for letter in node.name)
        return mpmath.fsum(
            mpmath.cos(value * (seed + 7 * place) / 61) for place, value in enumerate(values, 1)
        )

    def big(self, node: BigOperator) -> Any:
        """A finite sum or product over a whole index."""
        lower, upper = node.lower, node.upper
        if node.kind not in ("sum", "prod") or not isinstance(lower, Relation) or upper is None:
            raise CannotEvaluate(node.kind)
        name = lower.operands[0]
        if not isinstance(name, Symbol) or lower.operators != ("=",):
            raise CannotEvaluate("an index that is no letter")
        first, last = _whole(self.value(lower.operands[1])), _whole(self.value(upper))
        self.terms += max(0, last - first)
        if self.terms > MAX_TERMS:
            raise CannotEvaluate("a sum of too many terms")
        values = [self.with_index(name.name, index, node.body) for index in range(first, last + 1)]
        return mpmath.fsum(values) if node.kind == "sum" else mpmath.fprod(values)

    def with_index(self, name: str, index: int, body: Node) -> Any:
        outer = self.variables
        self.variables = outer | {name: mpmath.mpf(index)}
        value = self.value(body)
        self.variables = outer
        return value


def _whole(value: Any) -> int:
    if mpmath.im(value) != 0 or not mpmath.isint(mpmath.re(value)) or abs(value) > 10**9:
        raise Undefined("a bound that is no whole number")
    return int(mpmath.re(value))


def _stepped(name: str, value: Any) -> Any:
    if mpmath.im(value) != 0:
        raise CannotEvaluate("a step of a complex number")
    real = mpmath.re(value)
    nearest = mpmath.nint(real)
    if real != nearest and abs(real - nearest) < mpmath.mpf(10) ** (-mpmath.mp.dps // 2):
        return nearest
    return mpmath.floor(real) if name == "floor" else mpmath.ceil(real)


def _combinatorial(name: str, values: list[Any]) -> Any:
    if any(abs(value) > 10**7 for value in values):
        raise CannotEvaluate("a factorial too large to evaluate")
    if name == "factorial":
        return mpmath.factorial(values[0])
    if name == "double_factorial":
        return mpmath.fac2(values[0])
    return mpmath.binomial(*values)
