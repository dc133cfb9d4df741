"""One request's way from items to verdicts. Whatever fails, every item gets one, by the deadline.

Verdicts that need no waiting are reached right here, without a task; the others run as tasks.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any

from gateway.items import Item, Malformed
from trainer_client.contract import Verdict
from verifiers.core.base import unscored
from verifiers.core.decode import shortened
from verifiers.core.errors import DeadlineExceeded, InternalFault, InvalidSample, Unscored
from verifiers.core.protocols import Pending, Verifier

# How long judging may hold the event loop before other requests get their turn.
SLICE_S = 0.005

log = logging.getLogger(__name__)


class Request:
    """Items and, by position, their verdicts: ``None`` until ``fill`` has come to them."""

    def __init__(self, items: Sequence[Item], verifiers: Mapping[str, Verifier]) -> None:
        self.items = items
        self.verdicts: list[Any] = [None] * len(items)
        self._verifiers = verifiers
        self._tasks: dict[asyncio.Task[Verdict], int] = {}
        self._done: asyncio.Queue[asyncio.Task[Verdict] | None] = asyncio.Queue()

    async def fill(self, timeout_s: float) -> AsyncGenerator[Sequence[int], None]:
        """Judges all within the time, and yields the positions as their verdicts are there."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        timer = loop.call_at(deadline, self._done.put_nowait, None)
        try:
            position = 0
            while position < len(self.items):
                filled, position = self._begin(position)
                yield filled
                if position < len(self.items):
                    await asyncio.sleep(0)
                    if loop.time() > deadline:
                        self.verdicts[position:] = map(self._late, self.items[position:])
                        yield range(position, len(self.items))
                        break
            while self._tasks:
                yield await self._collect()
        finally:
            timer.cancel()
            for task in self._tasks:
                task.cancel()
            if self._tasks:
                await asyncio.wait(self._tasks)

    def _begin(self, position: int) -> tuple[Sequence[int], int]:
        """Judges from ``position`` on for one slice of time; what must wait becomes a task."""
        items, verdicts = self.items, self.verdicts
        filled: list[int] = []
        slice_ends = time.perf_counter() + SLICE_S
        while position < len(items):
            begun = self._begin_one(items[position])
            if isinstance(begun, Verdict):
                verdicts[position] = begun
                filled.append(position)
            else:
                task = asyncio.ensure_future(begun())
                task.add_done_callback(self._done.put_nowait)
                self._tasks[task] = position
            position += 1
            if time.perf_counter() > slice_ends:
                break
        return filled, position

    def _begin_one(self, item: Item) -> Verdict | Pending:
        if isinstance(item, Malformed):
            return unscored(item.as_sample(), InvalidSample(item.message, item.field))
        verifier = self._verifiers.get(item.verifier)
        if verifier is None:
            message = (
                f"no verifier named {shortened(item.verifier)!r}; there are: {', '.join(self._verifiers)}"
            )
            return unscored(item, InvalidSample(message, "verifier"))
        try:
            return verifier.begin(item)
        except Exception as error:  # noqa: BLE001 - a verifier that breaks its promise costs its own sample alone
            return self._defect(item, error)

    async def _collect(self) -> Sequence[int]:
        """Waits for the next finished task and takes all that are; at the deadline, gives up on the rest."""
        filled: list[int] = []
        task = await self._done.get()
        while task is not None:
            index = self._tasks.pop(task)
            self.verdicts[index] = self._outcome(self.items[index], task)
            filled.append(index)
            if self._done.empty():
                return filled
            task = self._done.get_nowait()
        late = dict(self._tasks)
        self._tasks.clear()
        for unfinished, index in late.items():
            if unfinished.done():
                self.verdicts[index] = self._outcome(self.items[index], unfinished)
            else:
                unfinished.cancel()
                self.verdicts[index] = self._late(self.items[index])
            filled.append(index)
        return filled

    def _outcome(self, item: Item, task: asyncio.Task[Verdict]) -> Verdict:
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        return task.result() if error is None else self._defect(item, error)

    def _defect(self, item: Item, error: BaseException) -> Verdict:
        log.error("a verifier failed to give a verdict", exc_info=error)
        return self._unscored(item, InternalFault(f"{type(error).__name__}: {error}"))

    def _late(self, item: Item) -> Verdict:
        return self._unscored(
            item, DeadlineExceeded("the request's time ran out before a verdict was reached")
        )

    def _unscored(self, item: Item, error: Unscored) -> Verdict:
        verifier = self._verifiers.get(item.verifier)
        sample = item.as_sample() if isinstance(item, Malformed) else item
        return unscored(sample, error, verifier.version if verifier else "")
