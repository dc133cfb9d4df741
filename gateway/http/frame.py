"""What surrounds every call: request id, API key, and the one boundary that turns errors into responses.

Plain ASGI: a middleware of request and response objects would cost more than the judging of a sample.
"""

from __future__ import annotations

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.answers import CountAnswer
from gateway.api_keys import ApiKeys, MissingKey, WrongKey
from gateway.http.basic import BASIC_PATHS, as_bearer
from gateway.http.call import Call, open_call
from gateway.http.errors import ClientGone, ErrorCode, HttpError, overloaded
from gateway.http.respond import send_error
from gateway.service import NotAdmitted

log = logging.getLogger(__name__)

# Probes carry no key, and the documentation holds nothing that is not public.
FREE_PATHS = frozenset({"/healthz", "/readyz", "/docs", "/openapi.json", "/v1/ping"})

BAD_REQUEST = 400
CLIENT_GONE = 499  # sent to nobody: what proxies count for a client that hung up before its answer


class Frame:
    def __init__(self, app: ASGIApp, api_keys: ApiKeys | None, count_answer: CountAnswer) -> None:
        self._app = app
        self._api_keys = api_keys
        self._count_answer = count_answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        call = open_call(scope)
        started = False

        async def send_with_id(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._note(call, scope, message["status"])
                message["headers"] = [*message["headers"], (b"x-request-id", call.request_id.encode())]
            await send(message)

        try:
            self._authenticate(call, scope["path"])
            await self._app(scope, receive, send_with_id)
        except ClientGone:
            if not started:
                self._note(call, scope, CLIENT_GONE)
        except Exception as error:
            if started:
                raise  # half an answer is out: the server closes the connection, and the client sees it
            await send_error(send_with_id, as_http_error(error, call), call.request_id)

    def _note(self, call: Call, scope: Scope, status: int) -> None:
        self._count_answer("http", status)
        if status >= BAD_REQUEST:
            log.debug("request %s: %s %s is %d", call.request_id, scope["method"], scope["path"], status)

    def _authenticate(self, call: Call, path: str) -> None:
        if self._api_keys is None or path in FREE_PATHS:
            return
        sent = call.headers.get(b"authorization")
        try:
            call.tenant = self._api_keys.tenant(as_bearer(sent) if path in BASIC_PATHS else sent)
        except MissingKey:
            raise HttpError(
                ErrorCode.UNAUTHENTICATED,
                "an API key is needed: send it as Authorization: Bearer KEY",
                headers=((b"www-authenticate", b"Bearer"),),
            ) from None
        except WrongKey:
            raise HttpError(ErrorCode.FORBIDDEN, "this API key is not known here") from None


def as_http_error(error: Exception, call: Call) -> HttpError:
    """What a caller is told of whatever went wrong; of our own faults no more than that there was one."""
    if isinstance(error, HttpError):
        return error
    if isinstance(error, NotAdmitted):
        return overloaded(error.message, error.retry_after_s)
    log.error("request %s failed", call.request_id, exc_info=error)
    return HttpError(ErrorCode.INTERNAL, "a fault of the service; its log says more under the request id")
