"""One request's way from items to verdicts. Whatever fails, every item gets one, by the deadline.

Verdicts that need no waiting are reached right here, without a task; the others run as tasks.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from contextvars import copy_context
from typing import Any

from gateway.items import Item, Malformed
from trainer_client.contract import Verdict
from verifiers.core.asker import ASKER
from verifiers.core.base import unscored
from verifiers.core.decode import shortened
from verifiers.core.errors import DeadlineExceeded, InternalFault, InvalidSample, Unscored
from verifiers.core.protocols import Pending, Verifier

# How long judging may hold the event loop before other requests get their turn.
SLICE_S = 0.005

log = logging.getLogger(__name__)


class Request:
    """Items and, by position, their verdicts: ``None`` until ``advance`` has come to them."""

    def __init__(
        self,
        items: Sequence[Item],
        verifiers: Mapping[str, Verifier],
        timeout_s: float,
        stragglers: set[asyncio.Task[Verdict]],
    ) -> None:
        """``stragglers`` takes tasks that were cancelled, until they have ended."""
        self.items = items
        self._stragglers = stragglers
        self.verdicts: list[Any] = [None] * len(items)
        self._verifiers = verifiers
        self._position = 0
        self._loop = asyncio.get_running_loop()
        self._deadline = self._loop.time() + timeout_s
        self._waiting: _Waiting | None = None

    async def advance(self) -> Sequence[int] | None:
        """The positions whose verdicts are there now, as soon as there may be some; ``None`` when all are."""
        if self._position < len(self.items):
            if self._position:
                await asyncio.sleep(0)
                if self._loop.time() > self._deadline:
                    return self._give_up()
            return self._begin()
        if self._waiting is not None and self._waiting.tasks:
            return await self._collect(self._waiting)
        return None

    async def close(self) -> None:
        """Ends what still runs: nobody waits for it any more."""
        if self._waiting is not None:
            self._waiting.end()
            for task in self._waiting.tasks:
                self._abandon(task)
            if self._waiting.tasks:
                await asyncio.wait(self._waiting.tasks)

    def _begin(self) -> Sequence[int]:
        """Judges for one slice of time; what must wait becomes a task."""
        items, verdicts, position = self.items, self.verdicts, self._position
        filled: list[int] = []
        slice_ends = time.perf_counter() + SLICE_S
        while position < len(items):
            begun = self._begin_one(items[position])
            if isinstance(begun, Verdict):
                verdicts[position] = begun
                filled.append(position)
            else:
                self._waiting = self._waiting or _Waiting(self._loop, self._deadline)
                self._waiting.add(begun, position)
            position += 1
            if time.perf_counter() > slice_ends:
                break
        self._position = position
        return filled

    def _give_up(self) -> Sequence[int]:
        """The time ran out before these items' turn came."""
        late = range(self._position, len(self.items))
        self._position = len(self.items)
        for index in late:
            self.verdicts[index] = self._late(self.items[index])
        return late

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
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - a broken promise costs its sample alone
            return self._defect(item, error)

    async def _collect(self, waiting: _Waiting) -> Sequence[int]:
        """Waits for the next finished task and takes all that are; at the deadline, gives up on the rest."""
        filled: list[int] = []
        task = await waiting.done.get()
        while task is not None:
            index = waiting.tasks.pop(task)
            self.verdicts[index] = self._outcome(self.items[index], task)
            filled.append(index)
            if waiting.done.empty():
                return filled
            task = waiting.done.get_nowait()
        late = dict(waiting.tasks)
        waiting.tasks.clear()
        for unfinished, index in late.items():
            if unfinished.done():
                self.verdicts[index] = self._outcome(self.items[index], unfinished)
            else:
                self._abandon(unfinished)
                self.verdicts[index] = self._late(self.items[index])
            filled.append(index)
        return filled

    def _abandon(self, task: asyncio.Task[Verdict]) -> None:
        """Cancels it; the service waits for its end before it closes the verifiers."""
        self._stragglers.add(task)
        task.add_done_callback(self._stragglers.discard)
        task.cancel()

    def _outcome(self, item: Item, task: asyncio.Task[Verdict]) -> Verdict:
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        if error is None and not isinstance(task.result(), Verdict):
            error = TypeError(f"a verdict was promised, {type(task.result()).__name__} came")
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


class _Waiting:
    """The tasks of a request, the queue of those that are done, and ``None`` in it when its time is over."""

    def __init__(self, loop: asyncio.AbstractEventLoop, deadline: float) -> None:
        self.tasks: dict[asyncio.Task[Verdict], int] = {}
        self.done: asyncio.Queue[asyncio.Task[Verdict] | None] = asyncio.Queue()
        self._timer = loop.call_at(deadline, self.done.put_nowait, None)
        self._context = copy_context()
        self._context.run(ASKER.set, id(self))

    def add(self, pending: Pending, index: int) -> None:
        task = asyncio.create_task(_reached(pending), context=self._context)
        task.add_done_callback(self.done.put_nowait)
        self.tasks[task] = index

    def end(self) -> None:
        self._timer.cancel()


async def _reached(pending: Pending) -> Verdict:
    """In a task of its own, whatever a verifier hands back: its faults are then the task's."""
    return await pending()
