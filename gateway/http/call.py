"""One HTTP call: who asks, under which id, until when. Read once from the headers."""

from __future__ import annotations

import itertools
import re
import secrets
from dataclasses import dataclass

from starlette.types import Scope

from gateway.http.errors import ErrorCode, HttpError

SCOPE_KEY = "cascade.call"
TIMEOUT_HEADER = "Cascade-Timeout-Ms"
_TIMEOUT_KEY = TIMEOUT_HEADER.lower().encode()
_SANE_ID = re.compile(rb"[\x21-\x7e]{1,128}").fullmatch
_JSON_TYPE = re.compile(rb"application/(?:[a-z0-9.+-]+\+)?json").fullmatch
_UTF8 = frozenset({b"utf-8", b"utf8", b"us-ascii"})
_PROCESS = secrets.token_hex(6)
_NUMBERS = itertools.count(1)


@dataclass(slots=True)
class Call:
    """``tenant`` is the name of the caller's API key, empty where none are set."""

    headers: dict[bytes, bytes]
    request_id: str
    tenant: str = ""


def open_call(scope: Scope) -> Call:
    """Keeps the caller's request id when it is sane, else makes one."""
    headers = dict(scope["headers"])
    asked = headers.get(b"x-request-id")
    request_id = asked.decode("ascii") if asked is not None and _SANE_ID(asked) else new_request_id()
    call = Call(headers, request_id)
    scope[SCOPE_KEY] = call
    return call


def new_request_id() -> str:
    return f"{_PROCESS}-{next(_NUMBERS):x}"


def timeout_s(call: Call, most: float) -> float | None:
    """The caller's time limit. Raises ``HttpError`` naming the header when it is no positive integer."""
    asked = call.headers.get(_TIMEOUT_KEY)
    if asked is None:
        return None
    milliseconds = int(asked) if asked.isdigit() and len(asked) <= 12 else 0
    if not 0 < milliseconds <= most * 1000:
        raise HttpError(
            ErrorCode.INVALID_REQUEST,
            f"{TIMEOUT_HEADER} must be a whole number of milliseconds from 1 to {most * 1000:.0f}",
            TIMEOUT_HEADER,
        )
    return milliseconds / 1000


def check_media_type(call: Call) -> None:
    """Raises ``HttpError`` (unsupported_media_type) unless the body is plain JSON, or says nothing."""
    encoding = call.headers.get(b"content-encoding", b"identity").strip().lower()
    if encoding not in (b"identity", b""):
        raise HttpError(
            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
            f"Content-Encoding {encoding.decode('latin-1')} is not taken; send the body as it is",
            "Content-Encoding",
            ((b"accept-encoding", b"identity"),),
        )
    declared = call.headers.get(b"content-type")
    if declared is None or declared == b"application/json":
        return
    media_type, _, parameters = declared.lower().partition(b";")
    charset = parameters.partition(b"charset=")[2].split(b";")[0].strip(b" \"'")
    if not _JSON_TYPE(media_type.strip()) or (charset and charset not in _UTF8):
        raise HttpError(
            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
            "the body must be JSON in UTF-8, sent with Content-Type: application/json",
            "Content-Type",
        )
