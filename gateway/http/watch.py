"""Ends the work of a client that has gone. Costs a timer for those that stay and are served at once."""

from __future__ import annotations

import asyncio
from types import TracebackType

from starlette.types import Receive

from gateway.http.errors import ClientGone

# Work that takes less than this is finished whether anybody waits for it or not.
WATCH_AFTER_S = 0.1


class DisconnectWatch:
    """Frames the work for one request, whose body has been read whole.

    When the client hangs up meanwhile, the current task is cancelled and ``ClientGone`` leaves the frame.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._gone = False
        self._watcher: asyncio.Task[None] | None = None

    def __enter__(self) -> DisconnectWatch:
        task = asyncio.current_task()
        assert task is not None
        self._task = task
        self._timer = asyncio.get_running_loop().call_later(WATCH_AFTER_S, self._begin)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        if self._watcher is not None:
            self._watcher.cancel()
        if self._gone and self._task.uncancel() == 0 and isinstance(error, asyncio.CancelledError):
            raise ClientGone from None

    def _begin(self) -> None:
        self._watcher = asyncio.get_running_loop().create_task(self._watch())

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            continue
        self._gone = True
        self._task.cancel()
