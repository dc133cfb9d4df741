"""Other spellings of what the parser reads: a second reading of a text that the first one did not settle.

Each rule turns one custom (combinations, residues, units in italics, bases, systems) into the spelling that
the grammar knows. A rule says the same in other signs and never guesses: what it does not match whole stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from verifiers.math.notation.units import measure

_LONGEST = 400
"""Characters: no answer that needs another spelling is longer."""
_BLANK = re.compile(r"\\(?:left|right)(?![A-Za-z])|(?<!\\)\\[,;: ](?=\s|[^,])|\\q?quad(?![A-Za-z])|~")
_WORD = r"\\(?:text|mathrm|operatorname|textrm|mbox|rm|mathbf)\s?"
_COUNT = r"(?:\{\s?(\w+(?:[+-]\w+)?)\s?\}|(\w))"
_USUAL = frozenset(
    [
        "m/s",
        "m/s^2",
        "m/s^{2}",
        "km/h",
        "km/s",
        "cm/s",
        "mi/h",
        "ft/s",
        "ft/s^2",
        "g/cm^3",
        "kg/m^3",
        "g/mL",
        "km/min",
        "m/min",
    ]
)
_SMALL = r"\d{1,6}"
_SIMPLE = r"[^()\[\],;]{1,40}"

Replacement = str | Callable[[re.Match[str]], str]


def respelled(text: str) -> str:
    """The text as the grammar spells it; the text itself where no rule says anything."""
    if len(text) > _LONGEST:
        return text
    blank = " ".join(_BLANK.sub(" ", text).split())
    changed = blank
    for pattern, replacement in _RULES:
        changed = pattern.sub(replacement, changed)
    return text if changed == blank else " ".join(changed.split())


def _binomial(found: re.Match[str]) -> str:
    top, bottom = (part for part in found.groups() if part is not None)
    return f"\\binom{{{top}}}{{{bottom}}}"


def _measured(found: re.Match[str]) -> str:
    """10 m/s^2 in italics. Letters are variables, so only the units that everybody writes so are units."""
    unit = re.sub(r"[{}]", "", found[2])
    return f"{found[1]}\\text{{ {unit}}}" if unit in _USUAL else found[0]


def _quotient_of_units(found: re.Match[str]) -> str:
    top, bottom = (re.sub(_WORD + r"|[{}\s]", "", part) for part in found.group(2, 3))
    unit = f"{top}/{bottom}"
    upright = any(command in found[0] for command in ("\\text", "\\mathrm", "\\rm"))
    known = measure(unit) is not None if upright else unit in _USUAL
    return f"{found[1]}\\text{{ {unit}}}" if known else found[0]


def _hexadecimal(found: re.Match[str]) -> str:
    return f"\\text{{hexadecimal {' '.join(found[1].upper())}}}"


def _cells(found: re.Match[str]) -> str:
    rows = re.findall(r"\[([^\[\]]*)\]", found[1])
    return "\\begin{pmatrix}" + "\\\\".join(row.replace(",", "&") for row in rows) + "\\end{pmatrix}"


def _unit_vectors(found: re.Match[str]) -> str:
    parts = re.findall(r"([+-]?[^+-]*?)" + _UNIT_VECTOR, found[0])
    letters = [letter for _, letter in parts]
    if letters not in (["i", "j"], ["i", "j", "k"]):
        return found[0]
    coefficients = [sign.replace(" ", "") for sign, _ in parts]
    return "(" + ",".join(c + "1" if c in ("", "+", "-") else c for c in coefficients) + ")"


def _cases(found: re.Match[str]) -> str:
    """Without the words, commas and full stops between a value and its condition."""
    body = re.sub(_WORD + r"\{\s?(?:if|for|when|where)\s?\}", " ", found[1])
    body = re.sub(r"\s*[,;.]\s*(?=&|\\\\|$)", " ", body)
    return "\\begin{cases}" + body + "\\end{cases}"


def _union_of_intervals(found: re.Match[str]) -> str:
    """Intervals in a list are their union, where each one can be nothing else."""
    pieces = re.findall(_INTERVAL, found[0])
    sure = all("\\infty" in piece or "[" in piece or "]" in piece for piece in pieces)
    return "\\cup ".join(pieces) if sure else found[0]


def _numerals(found: re.Match[str]) -> str:
    """Statements chosen by Roman numerals, in their order."""
    named = sorted(set(re.findall("[IVX]+", found[0])), key=_ROMAN.index)
    return "\\text{statements " + " and ".join(named) + "}" if set(named) <= set(_ROMAN) else found[0]


_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
_UNIT_VECTOR = r"\\(?:mathbf|hat|vec|boldsymbol|bm|hat\{\\mathbf|hat\\mathbf)\s?\{?\s?([ijk])\s?\}{0,2}"
_INTERVAL = r"[(\[][^()\[\],]{1,40},[^()\[\],]{1,40}[)\]]"
_NUMERAL = r"(?:\\text\s?\{\s?)?(?:I|II|III|IV|V|VI|VII|VIII)(?:\s?\})?"
_NEXT = rf"\s?(?:,\s?(?:and\s)?|(?:{_WORD}\{{\s?)?and(?:\s?\}})?\s?)"
_NUMBER = (
    r"-?\d[\d.,]*(?:\s?(?:\*|\\times|\\cdot)\s?10\s?\^\s?(?:\{\s?-?\d+\s?\}|\d))?|\\d?frac\{\d+\}\{\d+\}"
)
_LETTERS = r"[A-Za-z]{1,3}"
_PART = _LETTERS + r"(?:\^(?:\{?-?\d\}?))?"
_UPRIGHT = rf"(?:{_WORD})?\{{?\s?{_PART}\s?\}}?(?:\^\{{?\d\}}?)?"
_ARTICLE = r"(?:an?|the|on(?=\s[a-z]+day\b))"
_ABOUT = r"(?:about|approximately|approx\.?|roughly)"
_PRONOUN = r"(?:it|they|he|she|we)\s(?:is|does|are|do|can|will|has)"
_CHINESE = {
    "平方厘米": "cm^2", "平方米": "m^2", "平方千米": "km^2", "立方厘米": "cm^3", "立方米": "m^3",
    "厘米": "cm",
    "毫米": "mm", "分米": "dm", "千米": "km", "公里": "km", "米": "m", "千克": "kg", "公斤": "kg", "克": "g",
    "小时": "h", "分钟": "minutes", "秒": "s", "元": "yuan", "度": "degrees", "升": "L", "毫升": "mL",
}  # fmt: skip

_SPELLINGS: tuple[tuple[str, Replacement], ...] = (
    # dress
    (r"^\\framebox\s?\{([^{}]*)\}$", r"\1"),
    (r"\{?\\rm\s?\{?\s?([A-Za-z]{1,6})\s?\}?(?=$|[\s^/])", r"\\mathrm{\1}"),
    (r"\\not\s?=", r"\\neq "),
    (r"\+/-", r"\\pm "),
    # residues
    (rf"\(?\s?(?:\\mod|{_WORD}\{{\s?\(?\s?mod\s?\}}|(?<![A-Za-z\\])mod)\s?\{{?\s?({_SMALL})\s?\}}?\s?\)?$",
     r"\\pmod{\1}"),
    (rf"\(?\s?{_WORD}\{{\s?\(?\s?mod\s?({_SMALL})\s?\)?\s?\}}\s?\)?$", r"\\pmod{\1}"),
    # combinations and factorials
    (rf"(?<![A-Za-z\\])(?:C|\\binom|{_WORD}\{{C\}})\s?\(\s?(\w+(?:[+-]\w+)?)\s?,\s?(\w+)\s?\)", _binomial),
    (rf"(?<![A-Za-z\\0-9}}])(?:C|{_WORD}\{{C\}})\s?_{_COUNT}\s?\^{_COUNT}", _binomial),
    (rf"(?<![\w)}}])(?:\{{\}})?\s?[_^]{_COUNT}\s?(?:C|{_WORD}\{{C\}})\s?_{_COUNT}", _binomial),
    (r"(?<![\w.])(\d{1,4})\s?C\s?(\d{1,4})(?![\w.])", _binomial),
    (r"\\Gamma\s?\((\w+(?:[+-]\w+)?)\)", r"((\1)-1)!"),
    (rf"(?:{_WORD}\{{\s?cis\s?\}}|\\cis)\s?(?:\(([^()]*)\)|([^()+]*)$)",
     lambda found: "(\\cos({0})+i\\sin({0}))".format(found[1] or found[2])),
    # units
    (r"sq\.\s?ft\.?", "square feet"),
    (r"sq\.\s?(?=[a-z])", "square "),
    (r"(?<=\d)\s?(" + "|".join(sorted(_CHINESE, key=len, reverse=True)) + ")$",
     lambda found: f"\\text{{ {_CHINESE[found[1]]}}}"),
    (rf"^({_NUMBER})\s?({_PART}(?:/{_PART})+)$", _measured),
    (rf"^({_NUMBER})\s?\\d?frac\s?\{{({_UPRIGHT})\}}\s?\{{({_UPRIGHT})\}}$", _quotient_of_units),
    (r"(hours?|feet|foot|minutes?|pounds?|yards?|days?|weeks?|years?)\s(?:and)\s(?=\d)", r"\1 "),
    # bases
    (r"^\((\d+)\)\s?_\s?\{?(\d{1,2})\}?$", r"\1_{\2}"),
    (rf"^(\d+)\s?(?:{_WORD}\{{\s?)?\(?\s?base\s?\}}?\s?(\d{{1,2}})\s?\)?\s?\}}?$", r"\1_{\2}"),
    (rf"^(?:{_WORD}\{{)?\(?((?=\d*[A-Fa-f])[0-9A-Fa-f]{{2,16}})\)?\}}?\s?_\s?\{{?16\}}?$",
     _hexadecimal),
    # sets
    (r"^\[([^\[\](),]+),([^\[\](),]+)\[$", r"[\1,\2)"),
    (r"^(\\mathbb\s?\{?\s?R\s?\}?)\s?-\s?(?=\\\{)", r"\1\\setminus "),
    (rf"(?i)^(?:{_WORD}\{{)?\s?all real numbers except\s?(?:for\s?)?\}}?\s?(-?[\d./]+)\s?\}}?$",
     r"\\mathbb{R}\\setminus \\{\1\\}"),
    (rf"(?i)^(?:{_WORD}\{{)?\s?(?:all|any) real\s?\}}?\s?[a-z]\s?\}}?$", r"\\mathbb{R}"),
    (r"^\\\{\s?[a-z]\s?\\in\s?\\mathbb\s?\{?R\}?\s?\\\}$", r"\\mathbb{R}"),
    (r"^[a-z]\s?\\in\s?\\(?:emptyset|varnothing)$", r"\\emptyset"),
    (r"\\\}\s?\\cup\s?\\\{", ","),
    (rf"^{_INTERVAL}(?:\s?(?:,|{_WORD}\{{\s?or\s?\}}|\bor\b)\s?{_INTERVAL})+$", _union_of_intervals),
    # points, vectors, matrices, systems
    (r"^([(\[])([^()\[\]]*)[)\]]\s?\^\s?\{?\s?(?:T|\\top|\\mathrm\{T\}|\\intercal)\s?\}?$",
     lambda found: "\\begin{pmatrix}" + found[2].replace(",", "\\\\") + "\\end{pmatrix}"),
    (r"^\\begin\{[pb]matrix\}([^\\]*)\\end\{[pb]matrix\}\s?\^\s?\{?\s?(?:T|\\top)\s?\}?$",
     lambda found: "\\begin{pmatrix}" + found[1].replace("&", "\\\\") + "\\end{pmatrix}"),
    (r"^\[((?:\s?\[[^\[\]]*\]\s?,?)+)\]$", _cells),
    (rf"^[^a-zA-Z\\]*{_UNIT_VECTOR}(?:\s?[+-][^a-zA-Z\\+-]*{_UNIT_VECTOR}){{1,2}}$", _unit_vectors),
    (r"^(?:\\\{\s?)?\\begin\{array\}\{[lcr]\}((?:[^&])*)\\end\{array\}$", r"\\begin{cases}\1\\end{cases}"),
    (r"\\begin\{cases\}(.*)\\end\{cases\}", _cases),
    # words
    (rf"(?i)^(?:{_WORD}\{{)?\s?{_ABOUT}\s?\}}?\s?(?=\$?-?[\d\\])([^{{}}]*)\}}?$",
     r"\1"),
    (rf"^{_NUMERAL}(?:{_NEXT}{_NUMERAL}){{1,7}}$", _numerals),
    (rf"^{_WORD}\{{[IVX]{{1,4}}(?:(?:,\s?(?:and\s)?|\sand\s|\s)[IVX]{{1,4}}){{1,7}}(?:\sonly)?\}}$",
     _numerals),
    (rf"(?i)^(?:{_WORD}\{{)?\s?(yes),\s?{_PRONOUN}\.?\s?\}}?$", r"\\text{\1}"),
    (rf"(?i)^(?:{_WORD}\{{)?\s?(no),\s?{_PRONOUN}(?:\snot|n't)\.?\s?\}}?$",
     r"\\text{\1}"),
    (rf"(?i)^(?:{_WORD}\{{)?\s?{_ARTICLE}\s(?=[a-z]{{3}})([a-z ]+)\}}?$", r"\\text{\1}"),
)  # fmt: skip
_RULES = tuple((re.compile(pattern), replacement) for pattern, replacement in _SPELLINGS)
