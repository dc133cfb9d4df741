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
    "furlong furlongs": _MILE / 8,
    "nmi": Fraction(1852),
    "micrometre micrometres micrometer micrometers": Fraction(1, 10**6),
}
_MASSES: dict[str, Fraction] = {
    "g gram grams gm": Fraction(1),
    "kg kilogram kilograms kgs": Fraction(1000),
    "mg milligram milligrams": Fraction(1, 1000),
    "ton tons tonne tonnes": Fraction(10**6),
    "lb lbs pound pounds": _POUND,
    "oz ounce ounces": _POUND / 16,
    "stone stones": _POUND * 14,
}
_TIMES: dict[str, Fraction] = {
    "s sec secs second seconds": Fraction(1),
    "ms millisecond milliseconds": Fraction(1, 1000),
    "min mins minute minutes": Fraction(60),
    "h hr hrs hour hours": Fraction(3600),
    "day days": Fraction(86400),
    "week weeks": Fraction(604800),
    "fortnight fortnights": Fraction(1209600),
    "month months": Fraction(2629746),
    "year years yr yrs": Fraction(31556952),
    "decade decades": Fraction(315569520),
    "century centuries": Fraction(3155695200),
    "nanosecond nanoseconds": Fraction(1, 10**9),
    "microsecond microseconds": Fraction(1, 10**6),
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
    "peso pesos": (Fraction(1), "peso"),
    "yen": (Fraction(1), "yen"),
    "grad grads gradian gradians gon": (Fraction(9, 10), "°"),
    "arcminute arcminutes arcmin": (Fraction(1, 60), "°"),
    "arcsecond arcseconds arcsec": (Fraction(1, 3600), "°"),
    "celsius": (Fraction(1), "°C"),
    "fahrenheit": (Fraction(1), "°F"),
    "kelvin kelvins": (Fraction(1), "K"),
    "gbp": (Fraction(1), "£"),
    "degree degrees deg": (Fraction(1), "°"),
    "rad radian radians": (Fraction(1), "rad"),
    "percent percentage pct": (Fraction(1), "%"),
    "mole moles": (Fraction(1), "mol"),
    "calorie calories": (Fraction("4.184"), "cal"),
}
_PREFIXES: dict[str, int | Fraction] = {
    "": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12,
    "m": Fraction(1, 10**3), "c": Fraction(1, 100), "n": Fraction(1, 10**9),
    "μ": Fraction(1, 10**6), "µ": Fraction(1, 10**6), "\\mu": Fraction(1, 10**6),
}  # fmt: skip
_LONG_PREFIXES: dict[str, int | Fraction] = {
    "kilo": 10**3,
    "mega": 10**6,
    "giga": 10**9,
    "milli": Fraction(1, 1000),
    "micro": Fraction(1, 10**6),
}
_SYSTEM: dict[str, tuple[str, dict[str, int]]] = {
    "N": ("newton", {"kg": 1, _METRE: 1, _SECOND: -2}),
    "J": ("joule", {"kg": 1, _METRE: 2, _SECOND: -2}),
    "W": ("watt", {"kg": 1, _METRE: 2, _SECOND: -3}),
    "Pa": ("pascal", {"kg": 1, _METRE: -1, _SECOND: -2}),
    "V": ("volt", {"kg": 1, _METRE: 2, _SECOND: -3, "A": -1}),
    "A": ("ampere", {"A": 1}),
    "C": ("coulomb", {"A": 1, _SECOND: 1}),
    "Hz": ("hertz", {_SECOND: -1}),
    "eV": ("electronvolt", {"eV": 1}),
    "mol": ("mol", {"mol": 1}),
    "m": ("", {_METRE: 1}),
    "s": ("", {_SECOND: 1}),
    "L": ("", {_METRE: 3}),
}
"""Units that are written with prefixes, where capitals count: 10 MJ is not 10 mJ."""


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


def _prefixed() -> dict[str, Measure]:
    """kJ, MHz and their kind by symbol, kilojoules by name."""
    table: dict[str, Measure] = {}
    for symbol, (name, parts) in _SYSTEM.items():
        scale, base = Fraction(1, 1000 if symbol == "L" else 1), dict(parts)
        if "kg" in base:
            base[_GRAM], scale = base.pop("kg"), Fraction(1000)
        dimension = tuple(sorted(base.items()))
        for prefix, factor in _PREFIXES.items():
            table[prefix + symbol] = Measure(scale * factor, dimension)
        for prefix, factor in ({"": 1} | _LONG_PREFIXES).items() if name else ():
            table[prefix + name] = table[prefix + name + "s"] = Measure(scale * factor, dimension)
    return table


UNITS = _table()
_PREFIXED = _prefixed()
_AREAS = {
    "acre": Fraction("4046.8564224"), "acres": Fraction("4046.8564224"),
    "hectare": Fraction(10**4), "hectares": Fraction(10**4), "ha": Fraction(10**4),
}  # fmt: skip
SYMBOLS = {"$": "$", "€": "€", "£": "£", "¥": "¥", "₹": "₹", "%": "%", "°": "°"}
_MARKS = {"'": (_INCH * 12, _METRE), "''": (_INCH, _METRE)}
"""5' 6'' is a length; behind degrees the parser makes minutes and seconds of them."""
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

_FACTOR = re.compile(r"(/)|(°[CF]|''?|\\?[A-Za-zμµ.]+|[$€£¥₹%°¢])(?:\^?(-?\d))?")
POWERS = frozenset({"squared", "cubed"})
MULTIPLIERS = {
    "dozen": 12, "dozens": 12, "score": 20, "gross": 144, "lakh": 10**5, "lakhs": 10**5, "crore": 10**7,
    "crores": 10**7, "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9,
    "trillion": 10**12,
}  # fmt: skip
NO_UNITS = frozenset(
    {
        "not", "no", "wrong", "incorrect", "false", "never", "plus", "minus", "times",
        "over", "divided", "squared", "cubed", "factorial", "half", "halves", "third", "thirds",
        "quarter", "quarters", "fourth", "fourths", "fifth", "fifths", "tenth", "tenths", "hundredth",
        "hundredths", "thousandth", "thousandths", "millionth", "millionths", "but", "except", "or",
        "more", "less", "fewer", "least", "most", "maybe", "perhaps", "probably", "impossible", "unknown",
        "point", "ten", "tens", "hundreds", "thousands", "millions", "billions", "mod", "modulo", "choose",
        "excluded", "fails", "fail", "reject", "rejected", "cannot", "nope", "undefined", "bn", "ppm", "one",
        "two", "three", "four", "five", "six", "seven", "eight", "nine", "eleven", "twelve", "hundredfold",
        "mil", "mn", "mille", "basis", "double", "doubled", "twice", "triple", "tripled", "inverse",
        "negated", "nothing", "neither", "upper", "lower", "twelfths", "instead", "rather", "than", "unless",
        "otherwise", "versus", "vs",
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
_SHORTHANDS = {"mph": "mi/h", "kph": "km/h", "kmh": "km/h", "kmph": "km/h", "knot": "nmi/h", "knots": "nmi/h"}
_GENERIC = frozenset({"unit", "units", "square", "cubic", "sq", "squared", "cubed", "total"})


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
        scale *= found.scale**exponent
        for base, times in found.dimension:
            exponents[base] = exponents.get(base, 0) + times * exponent
    return Measure(scale, tuple(sorted((base, power) for base, power in exponents.items() if power)))


def may_be_label_for(label: str, known: Measure) -> bool:
    """Whether words that are no unit may stand beside a unit: they name it ("cm long") or say "units"."""
    words = label.split()
    generic = all(word.partition("^")[0] in _GENERIC for word in words)
    return generic or any(measure(word) == known for word in words)


def _look_up(name: str) -> Measure | None:
    if name in SYMBOLS:
        return Measure(Fraction(1), ((SYMBOLS[name], 1),))
    if name in _PREFIXED:
        return _PREFIXED[name]
    if name in ("°C", "°F"):
        return Measure(Fraction(1), ((name, 1),))
    if name in _MARKS:
        return Measure(_MARKS[name][0], ((_MARKS[name][1], 1),))
    lower = name.lower()
    if lower in _AREAS:
        return Measure(_AREAS[lower], ((_METRE, 2),))
    found = UNITS.get(lower) or UNITS.get(lower.rstrip("."))
    return Measure(found[0], ((found[1], found[2]),)) if found else _PREFIXED.get(lower)
