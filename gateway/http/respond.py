"""Whole responses, straight to the server: no response object in between."""

from __future__ import annotations

from starlette.types import Send

from gateway.http.errors import HttpError, error_body

JSON = b"application/json"
NDJSON = b"application/x-ndjson"

Headers = tuple[tuple[bytes, bytes], ...]


async def send_body(
    send: Send, body: bytes, *, status: int = 200, media_type: bytes = JSON, headers: Headers = ()
) -> None:
    sent = [(b"content-type", media_type), (b"content-length", b"%d" % len(body)), *headers]
    await send({"type": "http.response.start", "status": status, "headers": sent})
    await send({"type": "http.response.body", "body": body})


async def send_error(send: Send, error: HttpError, request_id: str) -> None:
    body = error_body(error, request_id)
    await send_body(send, body, status=error.status, headers=error.headers)
