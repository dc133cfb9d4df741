"""Units of measurement: what a written unit is worth in base units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

_METRE, _GRAM, _SECOND = "m", "g", "s"
_MILE, _INCH, _POUND = Fraction("1609.344"), Fraction("0.0254"), Fraction("453.59237")

_LENGTHS: dict[str, Fraction] = {
    "m metre metres meter meters": Fraction(1),
    "km kilometre kilometres kilometer kilometers kms": Fraction(1000),
    "dm decimetre decimeter decimeters decimetres": Fraction(1, 10),
    "cm centimetre centimetres centimeter centimeters cms": Fraction(1, 100),
    "mm millimetre millimetres millimeter millimeters": Fraction(1, 1000),
    "nm nanometer nanometers": Fraction(1, 10**9),
    "mile miles mi": _MILE,
    "yard yards yd yds": _INCH * 36,
    "foot feet ft": _INCH * 12,
    "inch inches in in.": _INCH,
}
_MASSES: dict[str, Fraction] = {
    "g gram grams gm": Fraction(1),
    "kg kilogram kilograms kgs": Fraction(1000),
    "mg milligram milligrams": Fraction(1, 1000),
    "ton tons tonne tonnes": Fraction(10**6),
    "lb lbs pound pounds": _POUND,
    "oz ounce ounces": _POUND / 16,
}
_TIMES: dict[str, Fraction] = {
    "s sec secs second seconds": Fraction(1),
    "ms millisecond milliseconds": Fraction(1, 1000),
    "min mins minute minutes": Fraction(60),
    "h hr hrs hour hours": Fraction(3600),
    "day days": Fraction(86400),
    "week weeks": Fraction(604800),
    "month months": Fraction(2629746),
    "year years yr yrs": Fraction(31556952),
}
_VOLUMES: dict[str, Fraction] = {
    "l liter liters litre litres": Fraction(1, 1000),
    "ml milliliter milliliters millilitre millilitres": Fraction(1, 10**6),
    "gallon gallons gal": Fraction("0.003785411784"),
    "quart quarts": Fraction("0.003785411784") / 4,
    "pint pints": Fraction("0.003785411784") / 8,
    "cup cups": Fraction("0.003785411784") / 16,
}
_OTHERS: dict[str, tuple[Fraction, str]] = {
    "dollar dollars usd bucks": (Fraction(1), "$"),
    "cent cents ¢": (Fraction(1, 100), "$"),
    "euro euros eur": (Fraction(1), "€"),
    "yuan rmb": (Fraction(1), "¥"),
    "rupee rupees": (Fraction(1), "₹"),
    "gbp": (Fraction(1), "£"),
    "degree degrees deg": (Fraction(1), "°"),
    "rad radian radians": (Fraction(1), "rad"),
    "percent percentage pct": (Fraction(1), "%"),
    "joule joules": (Fraction(1), "J"),
    "newton newtons": (Fraction(1), "N"),
    "watt watts": (Fraction(1), "W"),
    "volt volts": (Fraction(1), "V"),
    "hz hertz": (Fraction(1), "Hz"),
    "mol moles": (Fraction(1), "mol"),
    "dozen dozens": (Fraction(12), "piece"),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit: its factor to base units, and the base units' exponents."""

    scale: Fraction
    dimension: tuple[tuple[str, int], ...]


def _table() -> dict[str, tuple[Fraction, str, int]]:
    table: dict[str, tuple[Fraction, str, int]] = {}
    for units, base, power in (
        (_LENGTHS, _METRE, 1),
        (_MASSES, _GRAM, 1),
        (_TIMES, _SECOND, 1),
        (_VOLUMES, _METRE, 3),
    ):
        for names, scale in units.items():
            table |= dict.fromkeys(names.split(), (scale, base, power))
    for names, (scale, base) in _OTHERS.items():
        table |= dict.fromkeys(names.split(), (scale, base, 1))
    return table


UNITS = _table()
SYMBOLS = {"$": "$", "€": "€", "£": "£", "¥": "¥", "₹": "₹", "%": "%", "°": "°"}
UNIT_WORDS = frozenset(name for name in UNITS if len(name) > 1) | {
    "mph",
    "kph",
    "kmh",
    "sq",
    "square",
    "cubic",
}
UNIT_LETTERS = frozenset("mgshlL")
"""Single letters that may be a unit when they follow a number and the other side is a plain number."""

_FACTOR = re.compile(r"(/)|([A-Za-z.]+|[$€£¥₹%°¢])(?:\^?(-?\d))?")
POWERS = frozenset({"squared", "cubed"})
MULTIPLIERS = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
NO_UNITS = frozenset(
    {
        "not", "no", "wrong", "incorrect", "false", "never", "plus", "minus", "times",
        "over", "divided", "squared", "cubed", "factorial", "half", "halves", "third", "thirds",
        "quarter", "quarters", "fourth", "fourths", "fifth", "fifths", "tenth", "tenths", "hundredth",
        "hundredths", "but", "except", "or",
    }
)  # fmt: skip
"""Words after a number that say something about its value: they are never overlooked as labels."""
_SIGNS = {
    "per cent": "%",
    "percent": "%",
    "percentage": "%",
    "pct": "%",
    "degrees": "°",
    "degree": "°",
    "deg": "°",
}
_SHORTHANDS = {"mph": "mi/h", "kph": "km/h", "kmh": "km/h"}


def canonical_unit(unit: str) -> str:
    """The signs % and ° for their words; any other unit as written."""
    return _SIGNS.get(unit.lower(), unit)


@lru_cache(maxsize=1024)
def measure(unit: str) -> Measure | None:
    """The measure of a unit as written ("km/h", "square feet"); None for a mere label ("apples")."""
    text = " " + " ".join(_SHORTHANDS.get(word, word) for word in unit.split()) + " "
    text = re.sub(r"\b(?:square|sq\.?) ([A-Za-z]+)", r"\1^2", text)
    text = re.sub(r"\bcubic ([A-Za-z]+)", r"\1^3", text)
    text = text.replace(" squared", "^2").replace(" cubed", "^3")
    for per in (" per ", " an ", " a "):
        text = text.replace(per, "/")
    scale, exponents, sign = Fraction(1), dict[str, int](), 1
    for slash, name, power in _FACTOR.findall(text):
        if slash:
            sign = -1
            continue
        found = _look_up(name)
        if found is None:
            return None
        exponent = sign * int(power or 1)
        scale *= found[0] ** exponent
        exponents[found[1]] = exponents.get(found[1], 0) + found[2] * exponent
    return Measure(scale, tuple(sorted((base, power) for base, power in exponents.items() if power)))


def _look_up(name: str) -> tuple[Fraction, str, int] | None:
    if name in SYMBOLS:
        return Fraction(1), SYMBOLS[name], 1
    return UNITS.get(name.lower()) or UNITS.get(name.lower().rstrip("."))
