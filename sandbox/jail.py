"""One launcher behind its wall, as an object: programs in, outcomes out, and an error when it is gone."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import OrderedDict
from contextlib import suppress

from sandbox import wire
from sandbox.interface import Case, Limits
from sandbox.walls.base import Connection, Wall, WallError
from sandbox.wire import Frame, Prepared

START_WITHIN_S = 30.0

log = logging.getLogger(__name__)


class JailGone(Exception):  # noqa: N818 - an event; whoever waits runs its case again elsewhere
    """The launcher ended: it was killed, its wall fell, or it met a defect."""


class Jail:
    """``open`` before use. Runs are done one after the other, in the order in which they were sent."""

    def __init__(self, wall: Wall, number: int) -> None:
        self._wall = wall
        self._number = number
        self._connection: Connection | None = None
        self._reading: asyncio.Task[None] | None = None
        self._waiting: OrderedDict[int, asyncio.Future[bytes]] = OrderedDict()
        self._program: Prepared | None = None
        self._last_run = 0
        self._why_gone = ""
        self.memory = ""
        """What keeps the memory limit: a kind of control group, or ``watched``."""

    @property
    def alive(self) -> bool:
        return self._connection is not None and self._reading is not None and not self._reading.done()

    async def open(self) -> None:
        """Raises ``WallError``."""
        await self.close()
        self._program = None
        self._connection = await self._wall.open(self._number)
        try:
            async with asyncio.timeout(START_WITHIN_S):
                kind, payload = await self._read_frame()
        except (asyncio.IncompleteReadError, ConnectionError, TimeoutError) as error:
            await self._end()
            raise WallError(f"the launcher did not start behind {self._wall.name}: {_why(error)}") from error
        if kind != Frame.READY:
            await self._end()
            raise WallError(
                f"the launcher did not start behind {self._wall.name}: {payload.decode(errors='replace')}"
            )
        self.memory = json.loads(payload)["memory"]
        self._reading = asyncio.create_task(self._read())

    async def close(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            with suppress(asyncio.CancelledError):
                await self._reading
            self._reading = None
        await self._end()

    def send(
        self,
        prepared: Prepared,
        case: Case,
        payloads: tuple[bytes, bytes],
        limits: Limits,
        *,
        alone: bool = False,
    ) -> asyncio.Future[bytes]:
        """Queues a run; the future gets the outcome's frame, for ``wire.read_outcome``, or ``JailGone``."""
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        future.add_done_callback(_seen)
        if not self.alive or self._connection is None:
            future.set_exception(JailGone(self._why_gone))
            return future
        frames = b""
        if prepared is not self._program:
            frames = wire.program_frame(prepared)
            self._program = prepared
        self._last_run += 1
        self._waiting[self._last_run] = future
        self._connection.writer.write(
            frames + wire.run_frame(self._last_run, case, payloads, limits, prepared, alone)
        )
        return future

    def cancel_all(self) -> None:
        """Ends what runs and what waits; their futures get outcomes that say so."""
        if self._waiting and self.alive and self._connection is not None:
            self._connection.writer.write(wire.cancel_frame(self._last_run))

    async def _read_frame(self) -> tuple[int, bytes]:
        assert self._connection is not None
        reader = self._connection.reader
        kind, size = wire.read_head(await reader.readexactly(wire.HEAD_BYTES))
        if size > wire.LARGEST_FRAME:
            raise ConnectionError(f"a frame of {size} bytes")
        return kind, await reader.readexactly(size)

    async def _read(self) -> None:
        try:
            while True:
                kind, payload = await self._read_frame()
                if kind == Frame.OUTCOME:
                    future = self._waiting.pop(wire.outcome_number(payload), None)
                    if future is not None and not future.done():
                        future.set_result(payload)
                elif kind == Frame.FATAL:
                    self._why_gone = payload.decode(errors="replace")
                    log.error("a launcher gave up: %s", self._why_gone)
        except (asyncio.IncompleteReadError, ConnectionError, wire.BadFrame) as error:
            self._why_gone = self._why_gone or _why(error)
        finally:
            self._fail_waiting()

    def _fail_waiting(self) -> None:
        while self._waiting:
            _, future = self._waiting.popitem(last=False)
            if not future.done():
                future.set_exception(JailGone(self._why_gone))

    async def _end(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await self._wall.kill(connection)


def _why(error: Exception) -> str:
    if isinstance(error, asyncio.IncompleteReadError):
        return "it ended; its stderr says why, docs/sandbox.md what to do"
    return str(error) or type(error).__name__


def _seen(future: asyncio.Future[bytes]) -> None:
    """Whoever wanted it may have left; then nobody looks at what became of it."""
    if not future.cancelled():
        future.exception()
