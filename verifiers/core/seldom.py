"""For what may happen thousands of times a second, and is to be logged all the same."""

from __future__ import annotations

import time


class Seldom:
    """Says yes at most once in ``interval_s``, and counts how often it said no."""

    def __init__(self, interval_s: float) -> None:
        self._interval_s = interval_s
        self._next = 0.0
        self._declined = 0

    def due(self) -> bool:
        now = time.monotonic()
        if now < self._next:
            self._declined += 1
            return False
        self._next = now + self._interval_s
        return True

    def left_out(self) -> int:
        """How often it said no since this was last asked."""
        declined, self._declined = self._declined, 0
        return declined
