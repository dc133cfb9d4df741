"""Answers that are words: read before mathematics is tried, so that "Evelyn" is no product of letters.

Digits that are letters and times of day are read here too, for the same reason.
"""

from __future__ import annotations

import re

from verifiers.math.notation import vocabulary as words_of
from verifiers.math.notation.ast import Based, Clock, Constant, Negate, Node, Text
from verifiers.math.notation.number_words import read_number_words
from verifiers.math.notation.units import UNIT_WORDS

_WORDS = re.compile(r"[^\W\d_]+(?:[ '.,-]+[^\W\d_]+)*\.?")
_TEXT = re.compile(
    r"\\(?:text|mbox|textbf|textit|textrm|textnormal|mathrm|operatorname|mathbf)\s?\{([^{}\\$]*)\}"
)
_TIME = re.compile(
    r"(\d{1,2})(?:(?::|\.)(\d{2}))?(?::(\d{2}))?\s?(?:\\ |\\,|~|\s)*(?:([aApP])\.?\s?[mM]\.?)"
    r"|(\d{1,2}):(\d{2})(?::(\d{2}))?"
)
_DIGITS = re.compile(r"(?=\d*[A-Z])([\dA-Z]{2,})_\s?\{?\s?(\d\d)\s?\}?")
"""Digits beyond nine are capitals: 2A_{16} is no product."""
_MEANINGS: dict[str, Node] = {
    **dict.fromkeys(
        ("all real numbers", "all reals", "any real number", "the real numbers", "real numbers",
         "the set of real numbers", "the set of all real numbers", "every real number"),
        Constant("reals"),
    ),
    **dict.fromkeys(
        ("no solution", "no solutions", "no real solution", "no real solutions", "no solution exists",
         "there is no solution", "there are no solutions", "there are no real solutions", "empty set",
         "the empty set", "none exist", "no such numbers exist"),
        Constant("empty"),
    ),
    **dict.fromkeys(
        ("dne", "does not exist", "the limit does not exist", "limit does not exist", "undefined"),
        Text("does not exist"),
    ),
    "infinity": Constant("infinity"),
    "positive infinity": Constant("infinity"),
    "negative infinity": Negate(Constant("infinity")),
    "minus infinity": Negate(Constant("infinity")),
}  # fmt: skip
"""Phrases that say what mathematics has a sign or a custom for."""
_KNOWN = frozenset(words_of.FUNCTIONS) | frozenset(words_of.CONSTANTS) | words_of.GREEK | {"union", "cup"}


def read_phrase(text: str) -> Node | None:
    """The node of an answer in words, or of a time of day; None when mathematics must be tried."""
    plain = _TEXT.sub(lambda found: f" {found[1]} ", text.removeprefix("\\boxed")) if "\\" in text else text
    based = _DIGITS.fullmatch(plain.strip())
    if based is not None:
        return _digits(based[1], int(based[2]))
    plain = " ".join(plain.strip("{} ").split())
    if plain[:1].isdigit():
        return _time(plain)
    if _WORDS.fullmatch(plain) is None:
        return None
    runs = re.findall(r"[^\W\d_]+", plain)
    lower = " ".join(run.lower() for run in runs)
    meaning = _MEANINGS.get(lower) or read_number_words(lower)
    if meaning is not None:
        return meaning
    if runs[0].lower() in ("a", "an", "the") and len(runs) > 1 and runs[0] != "A":
        runs = runs[1:]
    if any(_is_plain_word(run) for run in runs) and not _has_list_of_letters(runs):
        return Text(" ".join(run.lower() for run in runs))
    return None


def _digits(digits: str, base: int) -> Based | None:
    beyond = any(int(digit, 36) >= base for digit in digits) or not 11 <= base <= 36
    return None if beyond else Based(digits, base)


def _is_plain_word(run: str) -> bool:
    if not run.isascii():
        return True
    if (
        run in _KNOWN
        or run.lower() in words_of.CONNECTIVES
        or run.startswith(("sin", "cos", "tan", "log", "sqrt"))
    ):
        return False
    return len(run) > 3 or run.lower() in words_of.ANSWER_WORDS or run.lower() in UNIT_WORDS


def _has_list_of_letters(runs: list[str]) -> bool:
    """`x and y`, `A or B`: letters with connectives, no words."""
    return all(len(run) == 1 or run.lower() in words_of.CONNECTIVES for run in runs)


def _time(plain: str) -> Clock | None:
    """A time of day: with a.m. or p.m., or with a zero that no ratio would have (08:34, 12:00)."""
    found = _TIME.fullmatch(plain)
    if found is None:
        return None
    if found[4]:
        hours, minutes, seconds, half = int(found[1]), found[2], found[3], found[4].lower()
        if not 1 <= hours <= 12:
            return None
        return _clock(hours % 12 + 12 * (half == "p"), minutes, seconds)
    if not (found[5].startswith("0") or found[6].startswith("0") or found[7]):
        return None
    return _clock(int(found[5]), found[6], found[7])


def _clock(hours: int, minutes: str | None, seconds: str | None) -> Clock | None:
    minute, second = int(minutes or 0), int(seconds or 0)
    if hours > 24 or minute > 59 or second > 59:
        return None
    return Clock(hours * 3600 + minute * 60 + second)
