"""The duplex call: frames of samples in, frames of verdicts out, each verdict as soon as it is known.

    client ──frames──▶ reader ──▶ one task per frame that must wait ──▶ ready ──▶ writer ──frames──▶ client

While too many samples are unanswered nothing more is read, so HTTP/2's flow control holds the client back.
A frame's bytes are in flight until all of its samples are answered; one that finds no room waits for that.
What was taken is answered before the stream ends, also when it ends with an error, unless nobody reads it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass

import grpc

from gateway.items import Item
from gateway.room import Share
from gateway.rpc.call import Call, GrpcLimits, Refused, as_refused
from gateway.rpc.codec import items_from, message_from, write_verdicts
from gateway.service import Chunk, NotAdmitted, Service
from trainer_client.wire import rewards_pb2 as wire
from trainer_client.wire.json_fields import WireError

# Verdicts that are ready together go out together, up to this many a frame, and up to these bytes: clients
# take messages of 4 MiB unless told otherwise.
MAX_FRAME = 512
MAX_FRAME_BYTES = 1 << 20


log = logging.getLogger(__name__)


class _Unread(Exception):  # noqa: N818 - an event, not a fault
    """The client took no verdicts for too long: what it holds is wanted by others."""


@dataclass(slots=True)
class _Taken:
    """A frame in work: its bytes are given back with the last of its samples."""

    first_index: int
    size: int
    unanswered: int


class VerdictStream:
    """One VerifyStream call. ``run`` returns or raises ``Refused`` when all that was taken is answered."""

    def __init__(self, service: Service, call: Call, limits: GrpcLimits, share: Share) -> None:
        self._service = service
        self._call = call
        self._limits = limits
        self._share = share
        self._ready: deque[tuple[_Taken, Chunk]] = deque()
        self._unanswered = 0
        self._wake_writer = asyncio.Event()
        self._wake_reader = asyncio.Event()
        self._ended = False
        self._stopping = False
        self._reader: asyncio.Task[None] | None = None
        self._reading = False
        self._refused: Refused | None = None
        self._gone = False

    async def run(self) -> None:
        try:
            async with asyncio.TaskGroup() as tasks:
                self._reader = tasks.create_task(self._read_frames(tasks))
                await self._write_frames()
        except* _Unread:
            self._refused = Refused(grpc.StatusCode.ABORTED, "nobody reads the verdicts of this stream")
        except* grpc.aio.InternalError as failed:  # gRPC's own: a frame did not go out, its client has left
            log.debug("a stream ends: %s", failed.exceptions[0])
            self._gone = True
        finally:
            self._ready.clear()
        if self._gone:
            raise asyncio.CancelledError
        if self._refused is not None:
            raise as_refused(self._refused)

    def stop(self) -> None:
        """Reads no further; what was taken is still answered."""
        self._stopping = True
        self._wake_reader.set()
        if self._reader is not None and self._reading:
            self._reader.cancel()

    async def _read_frames(self, tasks: asyncio.TaskGroup) -> None:
        try:
            next_index = 0
            while (data := await self._next_frame()) is not None:
                await self._find_room(len(data))
                frame = message_from(wire.SampleFrame, data)
                if frame.first_index != next_index:
                    raise WireError(
                        f"is {frame.first_index}, but {next_index} samples were sent before", "first_index"
                    )
                items = items_from(frame.samples, self._limits)
                if items:
                    await self._take(items, _Taken(next_index, len(data), len(items)), tasks)
                else:
                    self._share.give_back(len(data))
                next_index += len(items)
        except Exception as error:  # noqa: BLE001 - the boundary: taken samples are answered first
            self._refused = as_refused(error)
        finally:
            self._ended = True
            self._wake_writer.set()

    async def _next_frame(self) -> bytes | None:
        """``None`` when the client has sent all. Raises ``Refused`` when the server stops."""
        while self._unanswered >= self._limits.max_stream_samples and not self._stopping:
            await self._answered()
        if self._stopping:
            raise _stopping()
        self._reading = True
        try:
            data = await self._call.context.read()
        except asyncio.CancelledError:
            if self._stopping:
                raise _stopping() from None
            raise
        finally:
            self._reading = False
        return None if data is grpc.aio.EOF else data

    async def _find_room(self, size: int) -> None:
        """Raises ``NotAdmitted`` when others fill the room, and ``Refused`` when the server stops."""
        while True:
            try:
                return self._share.add(size)
            except NotAdmitted:
                # While verdicts are on their way there is something to wait for.
                if not self._unanswered:
                    raise
            await self._answered()
            if self._stopping:
                raise _stopping()

    async def _take(self, items: list[Item], taken: _Taken, tasks: asyncio.TaskGroup) -> None:
        while True:
            verdicts = self._service.stream(
                items,
                timeout_s=self._call.timeout_s(),
                tenant=self._call.tenant,
                request_id=self._call.request_id,
            )
            try:
                chunk = await anext(verdicts)
                break
            except NotAdmitted:
                # While verdicts are on their way there is something to wait for.
                if not self._unanswered:
                    raise
                await self._answered()
        self._unanswered += len(items)
        self._put(taken, chunk)
        rest = self._pump(taken, verdicts)
        if len(chunk) == len(items):
            await rest
        else:
            tasks.create_task(rest)

    async def _pump(self, taken: _Taken, verdicts: AsyncGenerator[Chunk, None]) -> None:
        async with aclosing(verdicts):
            async for chunk in verdicts:
                self._put(taken, chunk)

    def _put(self, taken: _Taken, chunk: Chunk) -> None:
        for start in range(0, len(chunk), MAX_FRAME):
            self._ready.append((taken, chunk[start : start + MAX_FRAME]))
            self._wake_writer.set()

    async def _answered(self) -> None:
        """Waits until more verdicts have gone out, or the server stops."""
        self._wake_reader.clear()
        await self._wake_reader.wait()

    async def _write_frames(self) -> None:
        while True:
            await self._wake_writer.wait()
            self._wake_writer.clear()
            while self._ready:
                await self._write_frame()
            if self._ended and not self._unanswered:
                return

    def _next_verdicts(self) -> tuple[bytes, list[tuple[_Taken, int]]]:
        """A frame of what is ready, and how many verdicts of which frames are in it."""
        frame = wire.VerdictFrame()
        written: list[tuple[_Taken, int]] = []
        while self._ready and len(frame.indices) + len(self._ready[0][1]) <= MAX_FRAME:
            taken, chunk = self._ready.popleft()
            before = len(frame.indices)
            frame.indices.extend([taken.first_index + index for index, _ in chunk])
            write_verdicts(frame.verdicts, [verdict for _, verdict in chunk])
            if frame.ByteSize() > MAX_FRAME_BYTES and len(frame.indices) > 1:
                del frame.indices[before:], frame.verdicts[before:]
                half = len(chunk) if before else len(chunk) // 2
                self._ready.extendleft((taken, part) for part in (chunk[half:], chunk[:half]) if part)
                if before:
                    break
            else:
                written.append((taken, len(chunk)))
        return frame.SerializeToString(), written

    async def _write_frame(self) -> None:
        data, written = self._next_verdicts()
        try:
            async with asyncio.timeout(self._limits.write_timeout_s):
                await self._call.context.write(data)
        except TimeoutError:
            raise _Unread from None
        for taken, count in written:
            self._unanswered -= count
            taken.unanswered -= count
            if not taken.unanswered:
                self._share.give_back(taken.size)
        self._wake_reader.set()


class OpenStreams:
    """The streams of a server, so that it can end them: their clients need not ever do so."""

    def __init__(self) -> None:
        self._streams: set[VerdictStream] = set()
        self._stopping = False

    @contextmanager
    def opened(self, stream: VerdictStream) -> Iterator[VerdictStream]:
        self._streams.add(stream)
        if self._stopping:
            stream.stop()
        try:
            yield stream
        finally:
            self._streams.discard(stream)

    def stop(self) -> None:
        self._stopping = True
        for stream in self._streams:
            stream.stop()


def _stopping() -> Refused:
    return Refused(grpc.StatusCode.UNAVAILABLE, "this server is stopping; call again", retry_after_s=1.0)
