"""Wakes tasks of one event loop that wait for something. They look again by themselves, without locks."""

from __future__ import annotations

import asyncio
from collections import deque


class Bell:
    """An ``asyncio.Condition`` costs a lock at both ends, which a run of four milliseconds notices."""

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def wait(self) -> None:
        """Until it rings. Whatever was waited for may be gone by then."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        await future

    def ring(self) -> None:
        """For whoever has waited longest."""
        while self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_result(None)
                return

    def ring_for_all(self) -> None:
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()
