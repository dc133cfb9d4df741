"""Signs that stand above a name and raise it to no power: R^+, z^*, 0^-, Ca^{2+}."""

from __future__ import annotations

from verifiers.math.errors import ParseError
from verifiers.math.notation.ast import (
    Call,
    Constant,
    Interval,
    Negate,
    Node,
    SetOf,
    SetOperation,
    Symbol,
    Text,
    integer,
)

SIGNS = {"+": "plus", "-": "minus", "*": "star"}
_INFINITY = Constant("infinity")
_POSITIVE = Interval(integer(0), _INFINITY, False, False)
_NOT_NEGATIVE = Interval(integer(0), _INFINITY, True, False)
_NEGATIVE = Interval(Negate(_INFINITY), integer(0), False, False)
_NOT_POSITIVE = Interval(Negate(_INFINITY), integer(0), False, True)
_NOT_ZERO = SetOperation("difference", (Constant("reals"), SetOf((integer(0),))))
_COUNTING = Constant("positive integers")
_WHOLE = Constant("whole numbers")
_PARTS: dict[tuple[str, str], Node] = {
    ("reals", "+"): _POSITIVE, ("reals", ">0"): _POSITIVE, ("reals_+", "*"): _POSITIVE,
    ("reals", ">=0"): _NOT_NEGATIVE, ("reals_0", "+"): _NOT_NEGATIVE,
    ("reals", "-"): _NEGATIVE, ("reals", "<0"): _NEGATIVE, ("reals_-", "*"): _NEGATIVE,
    ("reals", "<=0"): _NOT_POSITIVE, ("reals_0", "-"): _NOT_POSITIVE,
    ("reals", "*"): _NOT_ZERO, ("rationals", "*"): Constant("nonzero rationals"),
    ("complexes", "*"): Constant("nonzero complexes"),
    ("integers", "+"): _COUNTING, ("integers", ">0"): _COUNTING, ("integers", ">=1"): _COUNTING,
    ("naturals", "*"): _COUNTING, ("naturals", "+"): _COUNTING, ("naturals", ">0"): _COUNTING,
    ("naturals", ">=1"): _COUNTING, ("integers_+", "*"): _COUNTING,
    ("integers", ">=0"): _WHOLE, ("naturals", "0"): _WHOLE, ("integers_0", "+"): _WHOLE,
    ("integers", "-"): Constant("negative integers"), ("integers", "<0"): Constant("negative integers"),
    ("rationals", "+"): Constant("positive rationals"), ("rationals", ">0"): Constant("positive rationals"),
}  # fmt: skip
"""Parts of the number sets by what is written above or below their letter."""


def part_of_set(node: Node, mark: str) -> Node | None:
    """The part of a number set that a sign or a condition beside its letter means."""
    return _PARTS.get((node.name, mark)) if isinstance(node, Constant | Symbol) else None


def is_number_set(node: Node) -> bool:
    """Whether a sign above a node can be no exponent."""
    return isinstance(node, Constant | Symbol) and any((node.name, sign) in _PARTS for sign in SIGNS)


def signed_above(base: Node, charge: str, sign: str) -> Node:
    """A name with a sign above it. Raises ParseError for a charge on anything but a name."""
    part = part_of_set(base, sign) if not charge else None
    if part is not None:
        return part
    if isinstance(base, Text):
        return Text(" ".join(filter(None, (base.words, charge, SIGNS[sign]))))
    if isinstance(base, Symbol | Constant):
        return Symbol(f"{base.name}^{charge}{sign}")
    if charge:
        raise ParseError("a charge on no name")
    return Call(SIGNS[sign], (base,))
