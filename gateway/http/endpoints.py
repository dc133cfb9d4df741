"""The calls that judge: body in, bytes out. Plain ASGI, since they carry the load."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from starlette.types import Receive, Scope, Send

from gateway.http import bodies
from gateway.http.call import SCOPE_KEY, Call, check_media_type, timeout_s
from gateway.http.encoding import encode_batch, encode_groups, encode_lines, encode_verdict
from gateway.http.errors import ClientGone, ErrorCode, HttpError
from gateway.http.limits import HttpLimits, read_body
from gateway.http.respond import NDJSON, send_body
from gateway.http.watch import DisconnectWatch
from gateway.items import Item
from gateway.room import Room
from gateway.service import Chunk, Service
from trainer_client.contract import GroupsCall, Sample
from verifiers.core.errors import InvalidSample

T = TypeVar("T")

CAREFUL_AT_ONCE_BYTES = 32 * 1024


@dataclass(frozen=True, slots=True)
class Decoder(Generic[T]):
    """A fast way for what is in order, and a careful one that finds out what is not."""

    fast: Callable[[bytes, HttpLimits], T]
    careful: Callable[[bytes, HttpLimits], T]

    async def decode(self, body: bytes, limits: HttpLimits) -> T:
        try:
            return self.fast(body, limits)
        except bodies.NOT_IN_ORDER:
            if len(body) <= CAREFUL_AT_ONCE_BYTES:
                return self.careful(body, limits)
        # A careful look at a larger body takes long enough to matter to the other requests.
        return await asyncio.to_thread(self.careful, body, limits)


SAMPLE: Decoder[Sample] = Decoder(bodies.fast_sample, bodies.careful_sample)
BATCH: Decoder[list[Item]] = Decoder(bodies.fast_batch, bodies.careful_batch)
GROUPS: Decoder[GroupsCall] = Decoder(bodies.fast_groups, bodies.careful_groups)


class Endpoint(ABC, Generic[T]):
    """Reads and decodes a body within the limits, and hands it to ``answer``."""

    def __init__(self, service: Service, limits: HttpLimits, room: Room, decoder: Decoder[T]) -> None:
        self.service = service
        self.limits = limits
        self._room = room
        self._decoder = decoder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        call: Call = scope[SCOPE_KEY]
        check_media_type(call)
        named = {
            "timeout_s": timeout_s(call, self.limits.max_timeout_s),
            "tenant": call.tenant,
            "request_id": call.request_id,
        }
        with self._room.share() as share:
            body = await read_body(receive, call.headers.get(b"content-length"), self.limits, share)
            asked = await self._decoder.decode(body, self.limits)
            del body
            with DisconnectWatch(receive):
                await self.answer(asked, send, named)

    @abstractmethod
    async def answer(self, asked: T, send: Send, named: dict[str, Any]) -> None:
        """``named`` are the keyword arguments that every call of the service takes."""


class Verify(Endpoint[Sample]):
    async def answer(self, asked: Sample, send: Send, named: dict[str, Any]) -> None:
        verdicts = await self.service.verify_many([asked], **named)
        await send_body(send, encode_verdict(verdicts[0]))


class VerifyBatch(Endpoint[list[Item]]):
    async def answer(self, asked: list[Item], send: Send, named: dict[str, Any]) -> None:
        await send_body(send, encode_batch(await self.service.verify_many(asked, **named)))


class ScoreGroups(Endpoint[GroupsCall]):
    async def answer(self, asked: GroupsCall, send: Send, named: dict[str, Any]) -> None:
        try:
            scored = await self.service.score_groups(asked, **named)
        except InvalidSample as error:
            raise HttpError(ErrorCode.INVALID_REQUEST, error.message, error.field) from error
        await send_body(send, encode_groups(scored))


class VerifyStream(Endpoint[list[Item]]):
    """Verdicts as lines, as they are ready. The status is sent with the first, when all were admitted.

    Judging does not wait for the reader: one that reads slowly must not hold the places of other samples.
    """

    async def answer(self, asked: list[Item], send: Send, named: dict[str, Any]) -> None:
        chunks = self.service.stream(asked, **named)
        ready: asyncio.Queue[Chunk | None] = asyncio.Queue()
        ready.put_nowait(await anext(chunks, []))
        judging = asyncio.create_task(_judge(chunks, ready))
        try:
            headers = [(b"content-type", NDJSON)]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            while (chunk := await ready.get()) is not None:
                await self._send_chunk(send, chunk)
            await judging
        finally:
            judging.cancel()
            await asyncio.wait((judging,))
        await send({"type": "http.response.body", "body": b""})

    async def _send_chunk(self, send: Send, chunk: Chunk) -> None:
        """A reader that stops reading holds its verdicts; after a while it counts as gone."""
        if not chunk:
            return
        try:
            async with asyncio.timeout(self.limits.write_timeout_s):
                await send({"type": "http.response.body", "body": encode_lines(chunk), "more_body": True})
        except TimeoutError:
            raise ClientGone from None


async def _judge(chunks: AsyncGenerator[Chunk, None], ready: asyncio.Queue[Chunk | None]) -> None:
    """Puts ``None`` behind the last chunk."""
    try:
        async with aclosing(chunks):
            async for chunk in chunks:
                ready.put_nowait(chunk)
    finally:
        ready.put_nowait(None)
