"""How transports tell how they answered, so that somebody may count it."""

from __future__ import annotations

from collections.abc import Callable

CountAnswer = Callable[[str, int | str], None]
"""Is told the transport and the status of each request, once; an HTTP status is a number."""


def count_nothing(transport: str, status: int | str) -> None:
    """For whoever keeps no count."""
