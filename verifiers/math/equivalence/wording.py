"""Answers as texts: sentences that no parser reads, and references that break off."""

from __future__ import annotations

import re

from verifiers.math.conventions import Conventions
from verifiers.math.notation.vocabulary import FUNCTIONS

_LOOSE_BLANK = re.compile(r"(?<![A-Za-z0-9.])\s|\s(?![A-Za-z0-9.])")
_WORD = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{3,}")
_TEXT = re.compile(r"\\(?:text|mbox|textbf|textit|textrm|mathrm)\s?\{([^{}]*)\}")
_DRESS = re.compile(r"[\s{}]")
_NO_WORDS = frozenset(FUNCTIONS)
_OPEN_END = re.compile(
    r"(?:(?<!\^)(?<!\^[{\s])(?<!\^\{\d)[-+*]|[/^_=<>(\[,]|\\(?:d?frac|tfrac|sqrt|cdot|times|div|pm|cup|cap|in|leq?|geq?|left|sin|cos|tan|log|ln)"
    r"|\\(?:left|big)?\s?[(\[])\s*\}*"
)
_ONE_ARGUMENT = re.compile(r"\\[dt]?frac\s?\{[^{}]*\}\s*")


def is_sentence(text: str) -> bool:
    """Whether a text speaks: three words at least that are no names of functions."""
    return sum(word not in _NO_WORDS for word in _WORD.findall(unwrapped(text))) >= 3


def same_text(left: str, right: str, conventions: Conventions) -> bool:
    """Whether two texts say the same letter by letter; capitals are overlooked where both are words."""
    if squeezed(left) == squeezed(right):
        return True
    if conventions.letter_case == "require":
        return False
    both = (left, right)
    if not (all(map(is_sentence, both)) or all(map(_is_prose, both))):
        return False
    one, other = (_DRESS.sub("", unwrapped(text)).casefold() for text in both)
    return one == other


def concludes(text: str, sentence: str) -> bool:
    """Whether a text ends in a sentence, word by word, that begins where one may begin."""
    if not is_sentence(sentence) or not text.rstrip().endswith(sentence):
        return False
    before = text.rstrip()[: -len(sentence)].rstrip(" \t*_")
    return not before or before.endswith(("\n", ". ", ".", "!", "?"))


def squeezed(text: str) -> str:
    """The text without blanks that mean nothing."""
    return _LOOSE_BLANK.sub("", text)


def breaks_off(text: str) -> bool:
    """Whether a text ends where something must follow: an operator, a bracket, a command's argument."""
    tail = text[-12:]
    found = any(_OPEN_END.fullmatch(tail, start) for start in range(len(tail)))
    return found or _ONE_ARGUMENT.fullmatch(text) is not None or _opens_more(text)


def _opens_more(text: str) -> bool:
    """Whether round or square brackets open that never close; mixed ends are half-open intervals."""
    return sum(map(text.count, "([")) > sum(map(text.count, ")]"))


def _is_prose(text: str) -> bool:
    return len(text) > 3 and not any(character in "\\=+*/^_<>|" for character in text)


def unwrapped(text: str) -> str:
    """The words of \\text{…} as words."""
    return _TEXT.sub(lambda found: f" {found[1]} ", text) if "\\" in text else text
