"""What a body may cost: its size, the time it takes to arrive, and its share of the bytes in flight."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.types import Receive

from gateway.http.errors import ClientGone, ErrorCode, HttpError
from gateway.room import Share


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpLimits:
    """Bounds of one process; the settings have the defaults, those that are fixed stand here.

    ``body_timeout_s`` is for a whole body to arrive, ``write_timeout_s`` for a reader of a stream to take
    its next chunk. ``max_values`` bounds what the careful look at a body may cost.
    """

    max_body_bytes: int
    max_samples: int
    body_timeout_s: float
    max_timeout_s: float
    max_values: int = 4_000_000
    write_timeout_s: float = 60.0


async def read_body(receive: Receive, declared: bytes | None, limits: HttpLimits, share: Share) -> bytes:
    """The whole body, refused as early as its size is known: before a byte is read where it was declared.

    Raises ``HttpError`` (too_large, request_timeout, malformed length), ``NotAdmitted`` and
    ``ClientGone``.
    """
    if declared is not None:
        size = _declared_size(declared)
        _check_size(size, limits)
        share.cover(size)
    try:
        async with asyncio.timeout(limits.body_timeout_s):
            return await _read(receive, limits, share)
    except TimeoutError:
        raise HttpError(
            ErrorCode.REQUEST_TIMEOUT,
            f"the body did not arrive within {limits.body_timeout_s:g} s",
            headers=((b"connection", b"close"),),
        ) from None


async def _read(receive: Receive, limits: HttpLimits, share: Share) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        _check_size(size, limits)
        share.cover(size)
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
