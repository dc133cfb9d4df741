"""What counts as a number in an output.

Plain decimal notation in ASCII alone: no underscore, no digits of other scripts, no hexadecimal, and neither
NaN nor infinity, so that nothing stands within a tolerance of everything. The lengths are bounded: what is
longer is text, and no exponent makes arithmetic take long.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal

MOST_DIGITS = 1000
_NUMBER = re.compile(rb"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,9})?")


def as_float(token: bytes) -> float | None:
    """``None`` for what is no number, and for numbers beyond the range of a float."""
    if len(token) > MOST_DIGITS or not _NUMBER.fullmatch(token):
        return None
    value = float(token)
    return value if math.isfinite(value) else None


def as_decimal(token: bytes) -> Decimal | None:
    if len(token) > MOST_DIGITS or not _NUMBER.fullmatch(token):
        return None
    return Decimal(token.decode("ascii"))


def is_integer(token: bytes) -> bool:
    return (
        len(token) <= MOST_DIGITS and token.lstrip(b"+-").isdigit() and _NUMBER.fullmatch(token) is not None
    )
