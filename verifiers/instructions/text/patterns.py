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
from verifiers.instructions.text.view import View

TIME_LIMIT_S: Final = 0.05
_PLAIN = re.compile(r"[^\\.^$*+?{}\[\]|()]*")


def count_literal(keyword: str, view: View) -> int:
    """Occurrences without overlap, whatever the case."""
    if keyword.isascii() and view.text.isascii():
        return view.lower.count(keyword.lower())
    return len(_literal(keyword).findall(view.text))


def count_whole(keyword: str, view: View) -> int:
    """Occurrences as a word of its own, whatever the case. Vowel signs and accents belong to words,
    and underscores, which emphasise in markdown, do not."""
    if not _may_occur(keyword, view):
        return 0
    return len(_whole(keyword).findall(view.text))


def count_published(keyword: str, view: View) -> int:
    """Matches of the keyword as an expression, whatever the case. Raises ``BadReference``."""
    if _PLAIN.fullmatch(keyword):
        return count_literal(keyword, view)
    return _bounded(keyword, view.text)


def has_bounded(keyword: str, view: View) -> bool:
    """Whether the keyword stands between word boundaries, as published checks have it: never where it ends
    in a mark such as that of C++ and a blank follows."""
    return _may_occur(keyword, view) and bool(_between_boundaries(keyword).search(view.text))


def has_published_word(keyword: str, view: View) -> bool:
    """Whether the keyword as an expression stands between word boundaries. Raises ``BadReference``."""
    if _PLAIN.fullmatch(keyword):
        return has_bounded(keyword, view)
    return _bounded(rf"\b{keyword}\b", view.text) > 0


def _may_occur(keyword: str, view: View) -> bool:
    """A cheap look; where letters beyond ASCII have equals of several kinds, only the expression knows."""
    return keyword.lower() in view.lower or not (keyword.isascii() and view.text.isascii())


@functools.lru_cache(maxsize=4096)
def _literal(keyword: str) -> re.Pattern[str]:
    return re.compile(re.escape(keyword), re.IGNORECASE)


@functools.lru_cache(maxsize=4096)
def _whole(keyword: str) -> regex.Pattern[str]:
    return regex.compile(rf"(?<![^\W_]){re.escape(keyword)}(?![^\W_])", regex.IGNORECASE)


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
