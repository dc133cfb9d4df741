"""Who asks, for those who share workers out: requests take turns, however many samples each brings."""

from __future__ import annotations

from collections.abc import Hashable
from contextvars import ContextVar

ASKER: ContextVar[Hashable] = ContextVar("asker", default=None)
"""Set for each task that judges, by whoever started it. Only equality counts."""
