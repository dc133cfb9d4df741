"""Keywords of a reference in a text: literally, or as the regular expressions that the published checks
made of them.

A keyword that the published checks run as an expression may take exponential time, so what is more than
plain text runs under a time limit, and one that meets it is the reference's fault.
"""

from __future__ import annotations

import functools
import re
from typing import Final

import regex

from verifiers.core.errors import BadReference

TIME_LIMIT_S: Final = 0.05
_PLAIN = re.compile(r"[^\\.^$*+?{}\[\]|()]*")


def count_literal(keyword: str, text: str, lowered: str) -> int:
    """Occurrences without overlap, whatever the case. ``lowered`` is ``text.lower()``."""
    if keyword.isascii() and text.isascii():
        return lowered.count(keyword.lower())
    return len(_literal(keyword).findall(text))


def count_whole(keyword: str, text: str) -> int:
    """Occurrences as a word of its own, whatever the case; vowel signs and accents belong to the word."""
    return len(_whole(keyword).findall(text))


def count_published(keyword: str, text: str, lowered: str) -> int:
    """Matches of the keyword as an expression, whatever the case. Raises ``BadReference``."""
    if _PLAIN.fullmatch(keyword):
        return count_literal(keyword, text, lowered)
    return _bounded(keyword, text)


def has_bounded(keyword: str, text: str) -> bool:
    """Whether the keyword stands between word boundaries, as published checks have it: never where it ends
    in a mark such as that of C++ and a blank follows."""
    return bool(_between_boundaries(keyword).search(text))


def has_published_word(keyword: str, text: str) -> bool:
    """Whether the keyword as an expression stands between word boundaries. Raises ``BadReference``."""
    if _PLAIN.fullmatch(keyword):
        return has_bounded(keyword, text)
    return _bounded(rf"\b{keyword}\b", text) > 0


@functools.lru_cache(maxsize=4096)
def _literal(keyword: str) -> re.Pattern[str]:
    return re.compile(re.escape(keyword), re.IGNORECASE)


@functools.lru_cache(maxsize=4096)
def _whole(keyword: str) -> regex.Pattern[str]:
    return regex.compile(rf"(?<!\w){re.escape(keyword)}(?!\w)", regex.IGNORECASE)


@functools.lru_cache(maxsize=4096)
def _between_boundaries(keyword: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(keyword)}\b", re.IGNORECASE)


@functools.lru_cache(maxsize=1024)
def _expression(pattern: str) -> regex.Pattern[str]:
    try:
        re.compile(pattern)
        return regex.compile(pattern, regex.IGNORECASE | regex.VERSION0)
    except (re.error, regex.error, RecursionError, OverflowError) as error:
        raise BadReference(
            f"{pattern[:80]!r} is no regular expression, as which compat reads it: {error}"
        ) from error


def _bounded(pattern: str, text: str) -> int:
    try:
        return sum(1 for _ in _expression(pattern).finditer(text, timeout=TIME_LIMIT_S))
    except TimeoutError as error:
        raise BadReference(
            f"{pattern[:80]!r} takes too long as a regular expression, as which compat reads it"
        ) from error
