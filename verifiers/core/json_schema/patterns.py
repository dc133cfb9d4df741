r"""Patterns of a schema: ECMA-262's regular expressions, run by the ``regex`` library, which can be stopped.

Three things differ between the two and are made good: ``$`` is the very end (Python's also stands before a
last line feed), ``\d`` and ``\w`` are ASCII, ``\k<name>`` is a reference. A bracket in a class is itself.
"""

from __future__ import annotations

import functools
import time
from typing import Final

import regex

_TRIALS: Final = ("", "a" * 300 + "!", "0" * 300 + "!", " " * 300 + "!", "a1-b2.c3 " * 40, "ab" * 150 + "\n")
_TRIAL_SECONDS: Final = 0.05
_PARTS: Final = regex.compile(r"\\k<(\w+)>|(\\.)|(\[\^?\]?(?:\\.|[^\]\\])*+\])|(\$)", regex.DOTALL)


class UnusablePattern(ValueError):  # noqa: N818 - what a pattern is
    """A pattern that cannot be read, or is slow by itself."""


@functools.lru_cache(maxsize=4096)
def compile_pattern(pattern: str) -> regex.Pattern[str]:
    """Raises ``UnusablePattern``."""
    by_property = r"\p{" in pattern or r"\P{" in pattern  # these are none where the pattern is ASCII
    try:
        return regex.compile(_translated(pattern), 0 if by_property else regex.ASCII)
    except (regex.error, RecursionError, OverflowError) as error:
        raise UnusablePattern(f"the pattern {pattern[:80]!r} cannot be read: {error}") from error


def search(pattern: str, text: str, seconds: float) -> tuple[bool | None, float]:
    """Whether a pattern is found, ``None`` where that takes more than ``seconds`` of this thread's CPU time,
    and the time it took. The library counts the time of all threads: it is asked again while some is left.
    """
    compiled, started = compile_pattern(pattern), time.thread_time()
    while (spent := time.thread_time() - started) < seconds:
        try:
            found = compiled.search(text, timeout=seconds - spent) is not None
        except TimeoutError:
            continue
        return found, time.thread_time() - started
    return None, spent


def check_pattern(pattern: str) -> None:
    """Raises ``UnusablePattern`` for one that is slow even on short and simple texts."""
    for text in _TRIALS:
        found, _ = search(pattern, text, _TRIAL_SECONDS)
        if found is None:
            raise UnusablePattern(f"the pattern {pattern[:80]!r} takes too long on {text[:4]!r}…")


def _translated(pattern: str) -> str:
    return _PARTS.sub(_part, pattern)


def _part(part: regex.Match[str]) -> str:
    if part[1]:
        return f"(?P={part[1]})"
    if part[4]:
        return r"\Z"
    return part[2] or part[3][0] + _escaped(part[3][1:-1]) + "]"


def _escaped(members: str) -> str:
    """Of a class, without its brackets: what Python may read as operations on sets."""
    return regex.sub(
        r"(\\.)|([\[&|~])", lambda found: found[1] or "\\" + found[2], members, flags=regex.DOTALL
    )
