"""A short cut for the answers that most references have: integers, decimals, fractions of integers.

Reads exactly what the parser would read; a test holds the two to each other.
"""

from __future__ import annotations

import re
from fractions import Fraction

from verifiers.math.notation.ast import Divide, Negate, Node, Number

_LITERAL = re.compile(
    r"(?P<minus>-)?\s?(?:"
    r"(?P<whole>\d{1,30})(?:\.(?P<decimals>\d{1,30}))?"
    r"|\\[dt]?frac\s?\{(?P<top>\d{1,30})\}\s?\{(?P<bottom>\d{1,30})\}"
    r")"
)


def read_literal(cleaned: str) -> Node | None:
    """The node of a plain literal; None for anything else."""
    found = _LITERAL.fullmatch(cleaned)
    if found is None or not cleaned.isascii():
        return None
    minus, whole, decimals, top, bottom = found.groups()
    node: Node
    if top is not None:
        node = Divide(Number(Fraction(int(top))), Number(Fraction(int(bottom))))
    elif decimals is None:
        node = Number(Fraction(int(whole)))
    else:
        node = Number(Fraction(int(whole + decimals), 10 ** len(decimals)), len(decimals))
    return Negate(node) if minus else node
