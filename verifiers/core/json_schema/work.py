"""What one validation may cost, counted and not timed, so that equal values end equally.

Only patterns are timed, by the CPU time of their thread: nobody counts the steps of a regular expression.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any, Final

from verifiers.core.json_schema.patterns import search
from verifiers.core.json_values import canonical

STEPS: Final = 10_000
STEPS_FOR_A_CHAR: Final = 0.125
PATTERN_SECONDS: Final = 0.05
PATTERN_SECONDS_FOR_A_CHAR: Final = 5e-7


class TooMuchWork(Exception):  # noqa: N818 - an outcome, not an error of the caller's code
    """A validation met its limit; the message says which."""


class Work:
    """The account of one validation, for a value whose text had ``chars`` characters.

    Holds what the validation finds out once: validators of subschemas, the members of an ``enum``.
    """

    def __init__(self, chars: int) -> None:
        self.children: dict[tuple[int, int], tuple[Any, Any]] = {}
        self._resolved: dict[tuple[int, str], tuple[Any, Any]] = {}
        self._members: dict[int, tuple[frozenset[str], str]] = {}
        self._steps = self._most = round(STEPS + STEPS_FOR_A_CHAR * chars)
        self._seconds = PATTERN_SECONDS + PATTERN_SECONDS_FOR_A_CHAR * chars

    def spend(self, steps: int) -> None:
        self._steps -= steps
        if self._steps < 0:
            raise TooMuchWork(f"checking it against the schema takes more than {self._most} steps")

    def matches(self, pattern: str, text: str) -> bool:
        """Whether a pattern is found in a text."""
        found, spent = search(pattern, text, self._seconds)
        self._seconds -= spent
        if found is None:
            raise TooMuchWork(f"patterns of the schema take too long on it, the last is {pattern[:80]!r}")
        return found

    def resolved(self, resolver: Any, reference: str) -> Any:
        """Where a ``$ref`` leads from a place in the schema."""
        found = self._resolved.get((id(resolver), reference))
        if found is None:  # kept with the resolver, so that its id is nobody else's
            found = self._resolved[id(resolver), reference] = resolver.lookup(reference), resolver
        return found[0]

    def members(self, values: list[Any]) -> tuple[frozenset[str], str]:
        """The canonical texts of an ``enum``, and what to call them. It must live as long as this does."""
        found = self._members.get(id(values))
        if found is None:
            texts = [canonical(value) for value in values]
            shown = ", ".join(text[:40] for text in texts[:20]) + ("…" if len(texts) > 20 else "")
            found = self._members[id(values)] = frozenset(texts), shown
        return found


WORK: ContextVar[Work] = ContextVar("work")
"""Set while a value is validated. The library's keywords are plain functions that cannot be handed it."""
