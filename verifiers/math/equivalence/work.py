"""A budget of work for the cheap tier, which runs on the service's event loop.

Every single operation is bounded by itself, but an answer may ask for hundreds of large ones, or a list for
each pair of its members. So operations are counted, and a comparison that has spent its budget goes to a
worker. Counted, not timed: equal samples must take equal ways.
"""

from __future__ import annotations

import math
import threading


class TooMuchWork(Exception):  # noqa: N818 - no finding about the answer, so no MathError: nobody may read it as one
    """The cheap tier's budget is spent. Only the entry points of ``compare`` catch it."""


CHEAP_BUDGET = 20_000.0
"""Units of about a third of a microsecond. The largest number that is ever computed costs half of it."""

UNBOUNDED = math.inf


class _Work(threading.local):
    left = UNBOUNDED


_work = _Work()


def allow(units: float) -> None:
    """Sets the budget of this thread."""
    _work.left = units


def spend(units: int) -> None:
    """Raises TooMuchWork when the budget is spent."""
    _work.left -= units
    if _work.left < 0:
        raise TooMuchWork


def spend_on_number(size: int) -> None:
    """For arithmetic on numbers of ``size`` bits: reducing a fraction of them is quadratic."""
    spend(1 + (size >> 9) ** 2)
