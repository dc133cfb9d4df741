"""A text taken apart: the quantity that it names, the parameter that it declares, and what it says of them.

A probability with its event, a family of solutions with its integers and an identity "for all x" say a value
with words around it that no grammar of values has. The names of two sides must not contradict each other,
and parameters are bound: their letter is free, their domain is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from verifiers.math.notation.respelling import respelled

_LONGEST = 400
_DRESS = re.compile(r"\\(?:left|right)(?![A-Za-z])\s?")
_WORD = r"\\(?:text|mathrm|operatorname|textrm|mbox)\s?"
_GAP = r"(?:\s|\\[,;: ]|\\q?quad(?![A-Za-z])|~){0,4}"
_INSIDE = r"(?:[^()\[\]=]|\([^()=]*\)|\[[^\[\]=]*\])*"
_EVENT = r"(?:[^()\[\]]|\([^()]*\))*"
_VECTOR = r"\\(?:vec|overrightarrow|mathbf|boldsymbol)\s?(?:\{\s?[A-Za-z]{1,2}\s?\}|[A-Za-z])"
_EXTREME = rf"(?:\\max|\\min|{_WORD}\{{\s?(?:max|min|lcm|gcd|LCM|GCD|hcf|HCF)\s?\}})"
_D = r"(?:d|\\partial|\\(?:mathrm|text)\s?\{\s?d\s?\})"
_ORDER = r"(?:\^\{?\d\}?)?"
_NAMES = (
    rf"(?:P|\\Pr|Pr|\\mathbb\s?\{{?P\}}?|{_WORD}\{{P(?:r)?\}})\s?(?:\\left)?\({_EVENT}\)",
    rf"(?:E|Var|Cov|\\mathbb\s?\{{?E\}}?|{_WORD}\{{(?:E|Var|Cov)\}})\s?(?:\\left)?[(\[]{_INSIDE}[)\]]",
    rf"[a-zA-Z]\s?\^\s?\{{\s?-1\s?\}}\s?\({_INSIDE}\)",
    rf"\(\s?[a-zA-Z]\s?(?:\\circ|°)\s?[a-zA-Z]\s?\)\s?\({_INSIDE}\)",
    rf"\\d?frac\s?\{{\s?{_D}{_ORDER}\s?[a-zA-Z]\s?\}}\s?\{{\s?{_D}\s?[a-z]{_ORDER}\s?\}}",
    rf"{_D}{_ORDER}\s?[a-zA-Z]\s?/\s?{_D}\s?[a-z]{_ORDER}(?![A-Za-z])",
    rf"(?:\||\\lvert|\\\||\\lVert)\s?{_VECTOR}\s?(?:\||\\rvert|\\\||\\rVert)",
    r"(?:\\\||\\lVert)\s?[a-z]\s?(?:\\\||\\rVert)",
    rf"{_VECTOR}\s?(?:\\cdot|\*)\s?{_VECTOR}",
    rf"{_EXTREME}\s?\([^()=,]{{1,40}}\)",
    rf"(?:[a-zA-Z](?:\([a-z]\))?\s?_\s?\{{?\s?)?{_EXTREME}\s?\}}?",
    r"m\s?\\angle\s?\{?[A-Z]{1,3}\}?",
    rf"{_WORD}\{{\s?(?:[Aa]rea|[Vv]olume|[Pp]erimeter|[Dd]istance|[Ll]ength)\s?\}}\s?\(\s?[A-Z]{{1,6}}\s?\)",
    r"\\int(?!\s?_)[^=]{1,80}d\s?[a-z]",
)
_NAMED = re.compile(rf"({'|'.join(_NAMES)})\s?(?:\\right\))?\s?=\s?(?=\S)")
_SAID = (
    r"(?:(?:the|final|correct|our|required|maximum|minimum|max|min|greatest|least|largest|smallest|possible|"
    r"total|answer|value|result|solution|probability|area|volume|perimeter|sum|product|remainder)\s?)+"
)
_ANNOUNCED = re.compile(
    rf"(?:{_WORD}\{{\s?{_SAID}of\s?\}}{_GAP}[A-Za-z](?:\([a-z]\))?{_GAP}(?={_WORD}\{{\s?is\s?\}}))?"
    rf"{_WORD}\{{\s?(?:is|{_SAID}(?:\sis\s?:?|:)|answer\s?:)\s?\}}\s?(?=\S)(.*)$"
    rf"|{_WORD}\{{\s?(?:{_SAID}is|answer:)\s?(-?[\w./%]+)\s?\}}$",
    re.IGNORECASE,
)
_SIGN = r"(?:\s?[\^_]\s?\{?\s?(?P<sign>[+*]|>0)\s?\}?)?"
_DOMAINS = rf"(?:\\mathbb\s?\{{?\s?(?P<set>[ZRNQC])\s?\}}?|(?P<plain>[ZRN])){_SIGN}"
_MEMBER = rf"(?P<letter>[A-Za-z]){_GAP}\\in{_GAP}{_DOMAINS}"
_IN_WORDS = (
    rf"(?:{_WORD}\{{\s?,?\s?(?:where|for|with)\s?\}}{_GAP})?(?P<who>[a-z]){_GAP}"
    rf"{_WORD}\{{\s?(?:is\s)?(?:an\s|any\s)integers?\s?\}}"
    rf"|{_WORD}\{{\s?for\s(?:any\s|all\s|some\s|an\s)?integers?\s?\}}{_GAP}(?P<whom>[a-z])"
)
_LEAD = rf"(?:{_WORD}\{{\s?,?\s?(?:where|for|with)\s?(?:all\s|any\s|some\s)?\}}{_GAP})?"
_DECLARED = re.compile(
    rf"(?:,|\s|\\quad|\\[,;: ]|(?=\\text)){{1,6}}"
    rf"(?:\(?{_GAP}{_LEAD}{_MEMBER}{_GAP}\)?|\(?{_GAP}(?:{_IN_WORDS}){_GAP}\)?)$"
)
_BODY = r"(?P<body>[^|{}:]*(?:\{[^{}]*\}[^|{}:]*)*?)"
_BUILDER = re.compile(
    rf"\\\{{\s?(?:[a-z]\s?(?:\||:|\\mid)\s?)?{_BODY}\s?(?:\||:|\\mid|,)\s?{_MEMBER}\s?\\\}}"
)
_FOR_ALL = re.compile(
    rf"{_GAP},?{_GAP}(?:{_WORD}\{{\s?for\s(?:all|any|every)\s(?:real\s)?(?:numbers?\s)?\}}{_GAP}[a-z]"
    rf"(?:{_GAP}\\in{_GAP}\\mathbb\s?\{{?\s?R\s?\}}?)?"
    rf"|\\forall{_GAP}[a-z](?:{_GAP}\\in{_GAP}\\mathbb\s?\{{?\s?R\s?\}}?)?)"
    rf"(?={_GAP}$|{_GAP}{_WORD}\{{\s?or\s?\}})"
)
_IDENTICAL = re.compile(r"(?:(?<=^)|(?<=or\s\})|(?<=,\s))([a-zA-Z]\([a-z]\))\s?\\equiv(?![A-Za-z])")
_PLAIN = re.compile(
    r"(?!\(1\))(?:[-+*^.,!\d\s(){}]|/(?=[\d({\\])|[xyzabn](?![A-Za-z])"
    r"|\\(?:d?frac|sqrt|pi|sin|cos|tan|ln|log|cdot|times|theta)(?![A-Za-z]))*"
)
"""Mere arithmetic, of which no rule says anything: most answers are spared the rules."""
_CONDITION = re.compile(r"[<>]|\\(?:leq?|geq?|neq?|lt|gt|in)(?![A-Za-z])|\\(?:leqslant|geqslant|equiv|pmod)")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says: `text` is the value, said of `name`, for all `letter` of `domain`."""

    text: str
    name: str = ""
    letter: str = ""
    domain: str = ""
    is_set: bool = False
    """The braces of a set builder: all of its values, which one bare value is not."""


def reading(text: str) -> Reading:
    """The text taken apart, and spelled as the grammar spells."""
    if is_plain(text):
        return Reading(text)
    name = letter = domain = ""
    bare = _FOR_ALL.sub("", _DRESS.sub("", text))
    if "mod" not in bare:
        bare = _IDENTICAL.sub(r"\1 =", bare)
    is_set = _BUILDER.fullmatch(bare) is not None
    bare, letter, domain = _undeclared(bare)
    found = _NAMED.match(bare)
    if found is not None:
        name, bare = re.sub(r"\s", "", found[1]), bare[found.end() :]
    announced = _ANNOUNCED.match(bare)
    if announced is not None:
        value = announced[1] or announced[2]
        said = " ".join(re.findall(r"[a-z]+", bare[: bare.rfind(value)].lower()))
        name, bare = name or said, value
    return Reading(respelled(bare.strip()), name, letter, domain, is_set and bool(domain))


def is_plain(text: str) -> bool:
    """Mere arithmetic, or too long for the rules: there is no other reading. Linear in the text."""
    return len(text) > _LONGEST or _PLAIN.fullmatch(text) is not None


def agree(one: Reading, other: Reading) -> bool:
    """Whether two readings may say the same: of one thing, over one domain."""
    if one.name and other.name and one.name != other.name:
        return False
    for named, plain in ((one, other), (other, one)):
        if named.name and not plain.name and "=" in plain.text:
            return False
    if one.domain == other.domain:
        return True
    declaring, silent = (one, other) if one.domain else (other, one)
    if silent.domain or declaring.is_set:
        return False
    return declaring.domain == "Z" or (declaring.domain == "R" and declaring.letter in "Cc")


def _undeclared(text: str) -> tuple[str, str, str]:
    """The text without the declaration of its parameter at the end, the parameter and its domain."""
    builder = _BUILDER.fullmatch(text)
    found = builder or _DECLARED.search(text)
    if found is None:
        return text, "", ""
    body = builder["body"] if builder is not None else text[: found.start()]
    parts = found.groupdict()
    letter = parts["letter"] or parts.get("who") or parts.get("whom") or ""
    domain = parts["set"] or parts["plain"] or "Z"
    if parts["sign"]:
        domain = "positive Z" if domain in ("N", "Z") else domain + parts["sign"]
    of_unknown = domain[0] != "R" and (letter not in "klmnKN" or _CONDITION.search(body))
    occurs = re.search(rf"(?<![A-Za-z\\]){letter}|(?<=\\pi){letter}", body)
    if not body.strip() or of_unknown or not occurs:
        return text, "", ""
    return body.strip().rstrip(","), letter, domain
