"""What a body may cost: its size, the time it takes to arrive, and the bytes of all bodies together."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.types import Receive

from gateway.http.errors import ClientGone, ErrorCode, HttpError, overloaded

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpLimits:
    """Bounds of one process. ``max_bytes_in_flight`` counts bodies from arrival until their answer is sent.

    ``body_timeout_s`` is for a whole body to arrive, ``write_timeout_s`` for a reader of a stream to take
    its next chunk.
    """

    max_body_bytes: int = 64 * MIB
    max_bytes_in_flight: int = 256 * MIB
    max_samples: int = 10_000
    max_values: int = 4_000_000
    body_timeout_s: float = 30.0
    write_timeout_s: float = 60.0
    max_timeout_s: float = 86_400.0


class ByteBudget:
    """Bytes of the bodies that are held at the moment."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held = 0

    @property
    def held(self) -> int:
        return self._held

    @contextmanager
    def reservation(self) -> Iterator[Reservation]:
        """Gives back at the end what was taken meanwhile."""
        reservation = Reservation(self)
        try:
            yield reservation
        finally:
            self._held -= reservation.size

    def take(self, size: int) -> None:
        """Raises ``HttpError`` (overloaded). A lone body is taken whatever its size, or it never could be."""
        if self._held and self._held + size > self._limit:
            raise overloaded("too many bytes of other requests are in flight; send this one again later", 1.0)
        self._held += size


class Reservation:
    """One request's share of the budget."""

    def __init__(self, budget: ByteBudget) -> None:
        self._budget = budget
        self.size = 0

    def cover(self, size: int) -> None:
        """Raises the share to ``size`` bytes, if it is less."""
        if size > self.size:
            self._budget.take(size - self.size)
            self.size = size


async def read_body(
    receive: Receive, declared: bytes | None, limits: HttpLimits, reservation: Reservation
) -> bytes:
    """The whole body, refused as early as its size is known: before a byte is read where it was declared.

    Raises ``HttpError`` (too_large, overloaded, request_timeout, malformed length) and ``ClientGone``.
    """
    if declared is not None:
        size = _declared_size(declared)
        _check_size(size, limits)
        reservation.cover(size)
    try:
        async with asyncio.timeout(limits.body_timeout_s):
            return await _read(receive, limits, reservation)
    except TimeoutError:
        raise HttpError(
            ErrorCode.REQUEST_TIMEOUT,
            f"the body did not arrive within {limits.body_timeout_s:g} s",
            headers=((b"connection", b"close"),),
        ) from None


async def _read(receive: Receive, limits: HttpLimits, reservation: Reservation) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        _check_size(size, limits)
        reservation.cover(size)
        if not message.get("more_body", False):
            return b"".join([*chunks, chunk]) if chunks else chunk
        chunks.append(chunk)


def _declared_size(declared: bytes) -> int:
    if not declared.isdigit() or len(declared) > 18:
        raise HttpError(ErrorCode.INVALID_REQUEST, "Content-Length must be a whole number", "Content-Length")
    return int(declared)


def _check_size(size: int, limits: HttpLimits) -> None:
    if size <= limits.max_body_bytes:
        return
    # The rest of a body that is a little too large is read and thrown away by the server, so that the
    # client gets to the answer; a client that means to send much more is cut off.
    close = ((b"connection", b"close"),) if size > 4 * limits.max_body_bytes else ()
    raise HttpError(
        ErrorCode.TOO_LARGE,
        f"the body is larger than {limits.max_body_bytes} bytes; send smaller batches",
        headers=close,
    )
