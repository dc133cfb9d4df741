"""What a clause adds to its statement and is no part of it: a reason, another form, a remark in passing.

"42, which is 6 times 7" states 42. A remark is put aside only when it cannot be the statement itself: "3 rows
of 14, which is 42" states 42, and "41 (or 42)" states both.
"""

from __future__ import annotations

import re
from typing import Final

from verifiers.math.extraction import words
from verifiers.math.extraction.values import has_value, is_number, is_other_form

_WHOLE_NUMBERS: Final = re.compile(r"(?:[\s*$(~,;-]|i\.e\.|\d[\d,]*|[).!?])*")
_NUMBER: Final = (
    r"(?:\$[^$\n]{1,80}\$|\\\([^\n]{1,80}?\\\)|[-−]?\\?\$?\d(?:[\d.,/]{0,40}[\d/])?(?:\s?\\?%|°)?"
    r"|\\[dt]?frac\{[^{}]{1,40}\}\{[^{}]{1,40}\})"
)
_COUNTED: Final = re.compile(
    rf"\W{{0,6}}(?:[A-Za-z]\s?=\s?)?{_NUMBER}(?:\s[^\W\d_]{{1,20}}){{0,3}}[\s*]{{0,4}}"
)
"""A number and what it counts: "42", "42 red apples"."""
_ENDING: Final = re.compile(rf"{_NUMBER}(?:\s[^\W\d_]{{1,20}}){{0,2}}[\s*]{{0,4}}$")
_OPERATORS: Final = frozenset({"+", "-", "−", "*", "/", "×", "·", "÷", "\\cdot", "\\times", "\\div", "times"})
_NUMBER_HERE: Final = re.compile(r"\d(?:[\d.,/]{0,40}\d)?")
_OR: Final = re.compile(r"[,;]?\s{1,3}\(?(?:or|i\.e\.,?|that\s+is,?)\s{1,3}", re.I)
_WHICH: Final = re.compile(
    r",?\s{1,3}which\s+(is|are|was|were|equals?|has|have|means|divides|lies|exceeds)\b", re.I
)
_WHICH_END: Final = re.compile(r"[,;]|$")
_GOES_ON: Final = re.compile(r"[:：=]|\\\[")
"""In a relative clause: it comes to a statement of its own."""
_TOLD_AGAIN: Final = re.compile(
    rf"\s{{1,3}}(?:(?:about|just|exactly|also|simply|to|out)\s+){{0,2}}(?P<value>{_NUMBER})"
    r"(?P<counted>(?:\s?(?!more\b|less\b|fewer\b|greater\b|times\b|plus\b|minus\b|divided\b)"
    r"[^\W\d_]{1,20}[²³]?){0,3})[\s.$€£¥)*!]{0,6}$",
    re.I,
)
"""Behind "which is": a value, so that the clause states this one."""
_APPOSITION: Final = re.compile(
    r",\s{1,3}(?:(?:the|an?|our|its|just|exactly)\s+(?:\w{1,20}\s+){0,2}"
    r"(?:product|sum|difference|quotient|square|cube|power|root|double|triple|half|multiple|factor|divisor"
    r"|same|smallest|largest|least|greatest|number|value)"
    r"|(?:less|more|fewer|greater|smaller|larger)\s+than)\b",
    re.I,
)
_REMARK: Final = re.compile(r"\s\(([^()]{1,200})\)[\s.,;*]{0,6}$")
_NO_REMARK: Final = re.compile(
    r"^\W*(?:or|ou|oder|i\.e|that\s+is|not)\b|\b(?:mod|modulo|base|maybe|perhaps|possibly|alternatively|vs|versus"
    r"|else|otherwise|where|when|unless|except|if|for|so|thus|hence|therefore|wrong|incorrect)\b",
    re.I,
)
"""In parentheses: another answer, a condition, or what the number is to be read with."""
_WORD: Final = re.compile(r"(?<![\\A-Za-z])[^\W\d_]{2,}")


def without_asides(clause: str) -> str:
    """A clause without what it adds to its statement."""
    clause = _without_other_form(_without_remark(clause))
    clause = _without_apposition(_without_relative(clause))
    for ending in (words.RESTATED, words.REASON):
        found = ending.search(clause)
        if found is not None:
            head, added = clause[: found.start()], clause[found.end() :]
            if has_value(head) and not _is_other_number(head, added):
                clause = head
    return clause


def _is_other_number(stated: str, added: str) -> bool:
    """Whether a number is followed by others alone, which are no other form of it."""
    last = _last_word(stated)
    same = is_other_form(last, added)
    if same is not None:
        return not same
    return is_number(last) and _WHOLE_NUMBERS.fullmatch(added) is not None


def _last_word(text: str) -> str:
    """The last word of a text; nothing where it is a part of a sum or product only."""
    found = text.rsplit(None, 2)
    return "" if not found or (len(found) > 1 and found[-2] in _OPERATORS) else found[-1]


def _without_other_form(clause: str) -> str:
    """Without "or 42.0" behind 42."""
    for found in _OR.finditer(clause, max(0, len(clause) - 80)):
        head = clause[: found.start()]
        if is_other_form(_last_word(head), clause[found.end() :]):
            return head
    return clause


def _without_remark(clause: str) -> str:
    """Without words in parentheses at the end: "42 (6 groups of 7)"."""
    found = _REMARK.search(clause, max(0, len(clause) - 220))
    if found is None or _NO_REMARK.search(found[1]) or not _has_words(found[1]):
        return clause
    head = clause[: found.start()]
    return head if _ENDING.search(head, max(0, len(head) - 160)) else clause


def _has_words(text: str) -> bool:
    return any(word.lower() not in words.MATH_WORDS for word in _WORD.findall(text))


def _without_relative(clause: str) -> str:
    """Without "which is 6 times 7" behind what is stated; "41, which is 42" states two values."""
    found = _WHICH.search(clause)
    if found is None:
        return clause
    head = _without_remark(clause[: found.start()])
    again = _TOLD_AGAIN.match(clause, found.end())
    if again is None:
        ended = _WHICH_END.search(clause, found.end())
        end = ended.start() if ended else len(clause)
        if _GOES_ON.search(clause, found.end(), end) or not (_is_said(head) or _has_one_number(head)):
            return clause
        return head + clause[end:]
    if not again["counted"] and _is_said(head) and is_other_form(_last_word(head), again["value"]) is False:
        return f"{head}, {again['value']}"
    return clause


def _without_apposition(clause: str) -> str:
    """Without "the product of 6 and 7" behind what is stated."""
    found = _APPOSITION.search(clause)
    if found is None or words.COPULA.search(clause, found.end()):
        return clause
    head = _without_remark(clause[: found.start()])
    return head if _is_said(head) else clause


def _is_said(head: str) -> bool:
    """Whether a text, or what follows its last verb, is a number with what it counts."""
    verbs = [verb.end() for verb in words.COPULA.finditer(head)]
    return _COUNTED.fullmatch(words.FILLER.sub("", head[verbs[-1] if verbs else 0 :].lstrip())) is not None


def _has_one_number(head: str) -> bool:
    return len(_NUMBER_HERE.findall(head)) == 1


__all__ = ["without_asides"]
