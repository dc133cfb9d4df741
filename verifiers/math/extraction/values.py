r"""What a plain number is worth, and whether a second number only tells the first once more.

"42, i.e. 42.0" and "1/2 or 0.5" state one value in two forms; "41 or 42" states two. Only short numbers in
digits are read here, so nothing that a response writes can cost more than a look.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from verifiers.math.extraction.spans import formulas

SIGNIFICANT: Final = re.compile(r"\d|\\(?:frac|sqrt|pi|infty|emptyset)|[π∞∅]")
_WHOLE_NUMBER: Final = re.compile(r"[\s*$(~-]*\d[\d,]*[\s*$).!?]*")
_WRITTEN: Final = re.compile(
    r"(?P<sign>[-−]?)(?:\\[dt]?frac\{(?P<upper>\d{1,20})\}\{(?P<lower>\d{1,20})\}"
    r"|(?P<whole>\d{1,3}(?:,\d{3}){1,6}|\d{1,20})?(?:\.(?P<places>\d{1,20}))?(?:/(?P<under>\d{1,20}))?)"
    r"(?P<percent>\s?\\?%)?"
)
_AROUND: Final = " \t\n$*()[]~≈,;:!?"


def has_value(text: str) -> bool:
    """Whether a text holds a number or a formula."""
    return SIGNIFICANT.search(text) is not None or bool(formulas(text))


def is_number(text: str) -> bool:
    """Whether a text is one whole number and nothing else."""
    return _WHOLE_NUMBER.fullmatch(text) is not None


def is_other_form(stated: str, added: str) -> bool | None:
    """Whether ``added`` is the stated number in another form or rounded; None if one is no plain number."""
    first, second = _worth(stated), _worth(added)
    if first is None or second is None:
        return None
    return first[0] == second[0] or (
        second[1] > 0 and abs(first[0] - second[0]) < Fraction(1, 10 ** second[1])
    )


def _worth(text: str) -> tuple[Fraction, int] | None:
    """The value of a plain number and its decimal places."""
    written = text[:80].strip(_AROUND).rstrip(".").removeprefix("\\(").removesuffix("\\").strip(_AROUND)
    match = _WRITTEN.fullmatch(written)
    if match is None or len(text) > 80 or not any(character.isdigit() for character in written):
        return None
    upper = match["upper"] or (match["whole"] or "0").replace(",", "") + (match["places"] or "")
    places = len(match["places"] or "")
    lower = int(match["lower"] or match["under"] or "1") * 10**places * (100 if match["percent"] else 1)
    if lower == 0:
        return None
    value = Fraction(int(upper), lower)
    return (-value if match["sign"] else value), places + 2 * bool(match["percent"])


__all__ = ["SIGNIFICANT", "has_value", "is_number", "is_other_form"]
