r"""Words that are part of a value: "minus 2", "6 times 7", "at least 2", "half of 2".

Where a sign says the same, the words give way to it: "minus 2" is ``-2``. Where none does, the number
alone is not what is stated, so the words stay with it, and the comparison sees them.
"""

from __future__ import annotations

import re
from typing import Final

_BLANKS: Final = re.compile(r"[ \t]{2,}")
_NEXT: Final = r"(?=[$(*]{0,3}(?:\\\(\s?)?(?:\\?\$)?(?:\.?\d|\\[dt]?frac|\\sqrt|\\pi\b))"
"""A number follows."""
_LAST: Final = r"(?<=[\d)}$*%])"
"""A number stands before."""
_PLAIN: Final = r"[$(*]{0,2}(\d{1,20}(?:\.\d{1,20})?)[$)*]{0,2}(?![\w^]|\s?[-+*/]\s?\d|[.,]\d)"
_OPENING: Final = (
    r"(^|[:,=(*$]\s?"
    r"|\b(?:is|are|was|be|equals?|to|or|and|of|by|at|from|a|get|gives|exactly|about|answer|change)\s)"
)
"""A value begins behind this, and no number stands before it."""
_COUNT: Final = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundred|thousand)"

_SIGNS: Final = (
    (
        re.compile(rf"\b(?:the\s+)?(?:positive\s+|principal\s+)?square\s+root\s+of\s+{_PLAIN}", re.I),
        r"\\sqrt{\1}",
    ),
    (re.compile(rf"\b(?:the\s+)?cub(?:e|ic)\s+root\s+of\s+{_PLAIN}", re.I), r"\\sqrt[3]{\1}"),
    (re.compile(rf"{_LAST}\s(?:times|multiplied\s+by)\s+{_NEXT}", re.I), r" \\times "),
    (re.compile(rf"{_LAST}\sdivided\s+by\s+{_NEXT}", re.I), " / "),
    (re.compile(rf"{_LAST}\sover\s+{_PLAIN}(?=\W*$)", re.I), r"/\1"),
    (re.compile(rf"{_LAST}\s(?:raised\s+)?to\s+the\s+power\s+(?:of\s+)?{_PLAIN}", re.I), r"^{\1}"),
    (
        re.compile(rf"{_LAST}\s(?:raised\s+)?to\s+the\s+(\d{{1,9}})(?:st|nd|rd|th)\s+power\b", re.I),
        r"^{\1}",
    ),
    (re.compile(rf"{_LAST}\s(?:squared|to\s+the\s+second\s+power)\b", re.I), "^2"),
    (re.compile(rf"{_LAST}\scubed\b", re.I), "^3"),
    (re.compile(rf"{_LAST}\splus\s+{_NEXT}", re.I), " + "),
    (re.compile(rf"{_LAST}\sminus\s+{_NEXT}", re.I), " - "),
    (re.compile(rf"{_LAST}\smodulo\s+(\d{{1,20}})", re.I), r" \\pmod{\1}"),
    (re.compile(r"(?<=\d)\s\(?(?:in\s+)?base[\s-](\d{1,2})\b\)?", re.I), r"_{\1}"),
    (re.compile(rf"\btwice\s+{_NEXT}", re.I), r"2 \\times "),
    (re.compile(rf"{_OPENING}(?:minus|negative)\s+{_NEXT}", re.I), r"\1-"),
    (re.compile(r"(?<![\w$)}\]])([-−])(\\?\$)(?=\s?\.?\d)"), r"\2\1"),
)
"""What is said and the sign for it, in the order in which they are put; the last is a debt in dollars."""

_THAN: Final = r"(?:greater|more|less|fewer|larger|smaller|higher|lower|bigger|longer|shorter|older|younger)"
_COMPARED: Final = (
    rf"(?:{_THAN}\s+than(?:\s+or\s+equal\s+to)?|at\s+(?:the\s+)?(?:least|most)|over|above|below|under|beyond"
    r"|exceed(?:s|ing)?)"
)
_FUNCTION: Final = (
    r"(?:(?:roots?|square|cube|power|half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|eighths?|tenths?"
    r"|multiples?|factors?|divisors?|reciprocal|inverse|opposite|negative|negation|log|logarithm|sine|cosine"
    r"|tangent|absolute\s+value|complement|double|triple|per\s?cent|factorial|floor|ceiling|fraction)\s+of"
    r"|(?<=\d\s)remainder|(?<=log\s)base|double|triple|half|twice|thrice|modulo"
    r"|times|plus|minus|(?:divided|multiplied)\s+by)"
)
_BEFORE: Final = re.compile(
    rf"(?<![\w-])(?:{_COMPARED}|{_FUNCTION})(?:\s+(?:the|about|exactly|number))?[\s$(*\\]*$", re.I
)
_COMPARED_BEFORE: Final = re.compile(rf"(?<![\w-]){_COMPARED}(?:\s+(?:about|exactly))?[\s$(*\\]*$", re.I)
_AFTER: Final = re.compile(
    rf"[\s*]{{0,3}}(?:or\s+(?:{_THAN}|above|below|at\s+(?:least|most))|{_THAN}\s+than\s+\S{{0,3}}?\d[\d.,]{{0,40}}"
    rf"|times\s+(?:the|an?|that|its|{_COUNT}|\d|\$)(?!\w)|plus|minus|(?:divided|multiplied)\s+by"
    r"|to\s+the\s+(?:\w{1,20}\s+)?power|raised\s+to|squared|cubed|factorial|modulo"
    rf"|less\s+(?:\d{{1,20}}|{_COUNT})"
    r"|(?:third|fifth|sixth|seventh|eighth|ninth|tenth|hundredth|thousandth|millionth)s"
    r"|and\s+(?:a|an|one|two|three)[\s-](?:half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|eighths?))(?!\w)",
    re.I,
)
_REACH: Final = 48
"""Characters before and behind a number in which words may belong to it."""


def in_signs(clause: str) -> str:
    """A clause with signs for the words that say them."""
    clause = _BLANKS.sub(" ", clause)
    for said, sign in _SIGNS:
        clause = said.sub(sign, clause)
    return clause


def is_compared(clause: str, start: int) -> bool:
    """Whether the number that starts here is one that another is measured against: "less than 50"."""
    return _COMPARED_BEFORE.search(clause[max(0, start - _REACH) : start]) is not None


def with_words(clause: str, start: int, end: int) -> str | None:
    """A number with the words around it that change it, or None without any."""
    before = _BEFORE.search(clause[max(0, start - _REACH) : start])
    behind = _AFTER.match(clause, end)
    if before is None and behind is None:
        return None
    begin = max(0, start - _REACH) + before.start() if before else start
    return clause[begin : end + _REACH if behind else end].strip(" *$()\\")


__all__ = ["in_signs", "is_compared", "with_words"]
