"""Numbers in words: forty-two, one hundred and five, negative three, one half."""

from __future__ import annotations

from fractions import Fraction

from verifiers.math.notation.ast import Divide, Negate, Node, Number, integer

_UP_TO_NINETEEN = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_BY_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL = {word: value for value, word in enumerate(_UP_TO_NINETEEN)}
_TENS = {word: 10 * value for value, word in enumerate(_BY_TENS, 2)}
_LARGE = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_PARTS = {"half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4,
          "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "eighth": 8, "eighths": 8, "tenth": 10,
          "tenths": 10}  # fmt: skip
_SIGNS = frozenset({"negative", "minus"})


def read_number_words(words: str) -> Node | None:
    """The number that lower-case words name; None where they name none."""
    parts = words.split()
    if parts[0] in _SIGNS:
        inner = read_number_words(" ".join(parts[1:])) if len(parts) > 1 else None
        return None if inner is None else Negate(inner)
    if len(parts) == 2 and parts[1] in _PARTS and parts[0] in ("a", "one", *_SMALL):
        top = _SMALL.get(parts[0], 1)
        return Divide(integer(top), integer(_PARTS[parts[1]]))
    value = _whole(parts)
    return None if value is None else Number(Fraction(value))


def _whole(parts: list[str]) -> int | None:
    """Falling powers of a thousand, each with a count below a thousand."""
    total, last = 0, 10**15
    while parts:
        cut = next((place for place, word in enumerate(parts) if word in _LARGE), len(parts))
        scale = _LARGE[parts[cut]] if cut < len(parts) else 1
        count = _below_thousand(parts[:cut])
        if count is None or scale >= last:
            return None
        total, last, parts = total + count * scale, scale, parts[cut + 1 :]
    return total


def _below_thousand(parts: list[str]) -> int | None:
    hundreds = 0
    if len(parts) >= 2 and parts[1] == "hundred" and parts[0] in _SMALL:
        hundreds, parts = 100 * _SMALL[parts[0]], parts[2:]
        if parts[:1] == ["and"]:
            parts = parts[1:]
        if not parts:
            return hundreds
    if len(parts) == 1:
        small = _SMALL.get(parts[0], _TENS.get(parts[0]))
        return None if small is None else hundreds + small
    if len(parts) == 2 and parts[0] in _TENS and 0 < _SMALL.get(parts[1], 0) < 10:
        return hundreds + _TENS[parts[0]] + _SMALL[parts[1]]
    return None
