"""What HTTP answers when it cannot answer with verdicts: one shape for every error.

    HttpError     raised anywhere below the frame, which turns it into a response
    ClientGone    the client hung up; there is nobody to answer

A code belongs to one status, so a client may branch on either.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus

import msgspec

MAX_MESSAGE_CHARS = 600


class ErrorCode(StrEnum):
    """Closed: a new code is a change of the interface."""

    MALFORMED_JSON = "malformed_json"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    REQUEST_TIMEOUT = "request_timeout"
    TOO_LARGE = "too_large"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    INVALID_REQUEST = "invalid_request"
    OVERLOADED = "overloaded"
    INTERNAL = "internal"
    UNAVAILABLE = "unavailable"
    NOT_DONE = "not_done"


STATUS: Mapping[ErrorCode, int] = {
    ErrorCode.MALFORMED_JSON: 400,
    ErrorCode.UNAUTHENTICATED: 401,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.METHOD_NOT_ALLOWED: 405,
    ErrorCode.REQUEST_TIMEOUT: 408,
    ErrorCode.TOO_LARGE: 413,
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: 415,
    ErrorCode.INVALID_REQUEST: 422,
    ErrorCode.OVERLOADED: 429,
    ErrorCode.INTERNAL: 500,
    ErrorCode.UNAVAILABLE: 503,
    ErrorCode.NOT_DONE: 504,
}
_CODES = {status: code for code, status in STATUS.items()}


class ClientGone(Exception):  # noqa: N818 - an event, not a fault
    """The client closed its connection before it had its answer."""


class HttpError(Exception):
    """An answer other than 200. ``field`` is the path of what to mend, ``headers`` go with the response."""

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        field: str = "",
        headers: tuple[tuple[bytes, bytes], ...] = (),
    ) -> None:
        super().__init__(code, message, field, headers)
        self.code = code
        self.message = message
        self.field = field
        self.headers = headers

    @property
    def status(self) -> int:
        return STATUS[self.code]


class ErrorDetail(msgspec.Struct, frozen=True, kw_only=True):
    code: ErrorCode
    message: str
    field: str | msgspec.UnsetType = msgspec.UNSET
    request_id: str


class ErrorBody(msgspec.Struct, frozen=True):
    error: ErrorDetail


def error_body(error: HttpError, request_id: str) -> bytes:
    detail = ErrorDetail(
        code=error.code,
        message=printable(error.message),
        field=printable(error.field) if error.field else msgspec.UNSET,
        request_id=request_id,
    )
    return msgspec.json.encode(ErrorBody(detail))


def printable(text: str) -> str:
    """Cuts what a caller sent to a length fit for a message, and replaces what UTF-8 cannot carry."""
    clipped = text if len(text) <= MAX_MESSAGE_CHARS else text[:MAX_MESSAGE_CHARS] + "…"
    return clipped.encode("utf-8", "replace").decode()


def overloaded(message: str, retry_after_s: float) -> HttpError:
    """Retry-After is spread over half its length again, so that those refused do not return as one."""
    seconds = max(1, math.ceil(retry_after_s * random.uniform(1.0, 1.5)))  # noqa: S311 - jitter, no secret
    return HttpError(ErrorCode.OVERLOADED, message, headers=((b"retry-after", b"%d" % seconds),))


def from_status(status: int, headers: Mapping[str, str] | None, method: str, path: str) -> HttpError:
    """The framework's own refusals (no such path, method not allowed) in our shape."""
    code = _CODES.get(status, ErrorCode.INVALID_REQUEST if status < 500 else ErrorCode.INTERNAL)
    messages = {
        ErrorCode.NOT_FOUND: f"there is no {path}; /docs lists what there is",
        ErrorCode.METHOD_NOT_ALLOWED: f"{path} does not take {method}; the Allow header says what it takes",
    }
    message = messages.get(code, HTTPStatus(status).phrase)
    sent = tuple((name.lower().encode(), value.encode()) for name, value in (headers or {}).items())
    return HttpError(code, message, headers=sent)
