"""One gRPC call: who asks, under which id, until when; and how it is refused.

``Refused`` is raised anywhere below the frame, which ends the call with its status; nothing else does.
"""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import grpc

from gateway.answers import CountAnswer
from gateway.api_keys import ApiKeys, MissingKey, WrongKey
from gateway.service import NotAdmitted
from trainer_client.wire.json_fields import WireError
from trainer_client.wire.status_details import METADATA_KEY, retry_details
from verifiers.core.errors import InvalidSample

log = logging.getLogger(__name__)

Request = TypeVar("Request")
Answer = TypeVar("Answer")
Context = Any  # grpc.aio.ServicerContext, which has no types

REQUEST_ID = "x-request-id"


@dataclass(frozen=True, slots=True, kw_only=True)
class GrpcLimits:
    """Bounds of one process; the settings have the defaults, what is fixed stands here.

    ``max_stream_samples`` are those of one stream that are read and not yet answered, ``write_timeout_s`` is
    for its reader to take the next verdicts.
    """

    max_message_bytes: int
    max_samples: int
    max_timeout_s: float
    max_stream_samples: int = 4_096
    write_timeout_s: float = 60.0


class Refused(Exception):  # noqa: N818 - an answer to the caller, not a fault
    """A call that ends with a status. ``retry_after_s`` says that it may be sent again, and when."""

    def __init__(self, code: grpc.StatusCode, message: str, retry_after_s: float | None = None) -> None:
        super().__init__(code, message, retry_after_s)
        self.code = code
        self.message = message
        self.retry_after_s = retry_after_s

    def trailing_metadata(self) -> tuple[tuple[str, bytes], ...]:
        """The wait is spread over half its length again, so that those refused do not return as one."""
        if self.retry_after_s is None:
            return ()
        wait = self.retry_after_s * random.uniform(1.0, 1.5)  # noqa: S311 - jitter, no secret
        return ((METADATA_KEY, retry_details(self.code.value[0], self.message, wait)),)


@dataclass(frozen=True, slots=True)
class Call:
    """``tenant`` is the name of the caller's API key, empty where none are set."""

    context: Context
    request_id: str
    tenant: str
    max_timeout_s: float

    def timeout_s(self) -> float | None:
        """What is left until the caller's deadline, less what it takes for the verdicts to arrive."""
        left: float | None = self.context.time_remaining()
        if left is None:
            return None
        return min(max(left - min(0.25, 0.1 * left), 0.0), self.max_timeout_s)


def open_call(context: Context, keys: ApiKeys | None, limits: GrpcLimits) -> Call:
    """Raises ``Refused`` for a missing or a wrong key. Keeps the caller's request id when it is sane."""
    metadata = dict(context.invocation_metadata() or ())
    request_id = _sane(metadata.get(REQUEST_ID)) or secrets.token_hex(8)
    context.set_trailing_metadata(((REQUEST_ID, request_id),))
    tenant = "" if keys is None else _tenant(keys, metadata.get("authorization"))
    return Call(context, request_id, tenant, limits.max_timeout_s)


def _sane(request_id: str | bytes | None) -> str | None:
    """A request id fit for logs, else ``None``."""
    if not isinstance(request_id, str) or len(request_id) > 128 or " " in request_id:
        return None
    return request_id if request_id.isascii() and request_id.isprintable() else None


def _tenant(keys: ApiKeys, authorization: str | bytes | None) -> str:
    sent = authorization.encode() if isinstance(authorization, str) else authorization
    try:
        return keys.tenant(sent)
    except MissingKey:
        message = "send an API key in the metadata: authorization: Bearer <key>"
        raise Refused(grpc.StatusCode.UNAUTHENTICATED, message) from None
    except WrongKey:
        raise Refused(grpc.StatusCode.PERMISSION_DENIED, "this API key is not known here") from None


Method = Callable[[Request, Context], Awaitable[Answer]]


def framed(method: Method[Request, Answer], count_answer: CountAnswer) -> Method[Request, Answer]:
    """The boundary of every method: what was raised below becomes the call's status.

    gRPC keeps what ``abort`` raises, and with it this frame, in a cycle: nothing here holds the request.
    """

    async def call(request: Request, context: Context) -> Answer:
        attempt = method(request, context)
        del request
        try:
            answer = await attempt
            count_answer("grpc", "OK")
            return answer
        except asyncio.CancelledError:
            count_answer("grpc", "CANCELLED")
            raise
        except Exception as error:  # noqa: BLE001 - the boundary: every fault becomes a status
            refused = as_refused(error)
        count_answer("grpc", refused.code.name)
        known = tuple(context.trailing_metadata() or ())
        log.debug("request %s: %s", dict(known).get(REQUEST_ID, "without an id"), refused.code.name)
        sent = refused.trailing_metadata() + known
        await context.abort(refused.code, refused.message, sent)
        raise AssertionError("abort raises")

    return call


def as_refused(error: BaseException) -> Refused:
    """The status that an error becomes. What is not meant for the caller is logged and called internal.

    Always a new error: the traceback of the old one holds what the failed call held.
    """
    match error:
        case Refused():
            return Refused(error.code, error.message, error.retry_after_s)
        case NotAdmitted():
            return Refused(grpc.StatusCode.UNAVAILABLE, error.message, error.retry_after_s)
        case WireError():
            return Refused(grpc.StatusCode.INVALID_ARGUMENT, str(error))
        case InvalidSample():
            message = f"{error.field}: {error.message}" if error.field else error.message
            return Refused(grpc.StatusCode.INVALID_ARGUMENT, message)
    log.error("a call failed", exc_info=error)
    return Refused(grpc.StatusCode.INTERNAL, f"a defect of the service: {type(error).__name__}")
