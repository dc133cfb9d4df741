"""What the stand-ins share: their one boundary from errors to the answers that their clients understand.

A client of theirs knows no verdict, so unscored is an answer without a result. What is ours (no sandbox, no
place, no time, a fault) is always 504: verl asks again on that status alone, and Open-R1 on any but 200.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, NoReturn, TypeVar

from starlette.types import Receive, Scope, Send

from gateway.http.call import SCOPE_KEY
from gateway.http.encoding import encode_json
from gateway.http.endpoints import Endpoint
from gateway.http.errors import STATUS, ClientGone, ErrorCode, HttpError, printable
from gateway.http.frame import as_http_error
from gateway.http.respond import send_body
from trainer_client.contract import Reason, Verdict

T = TypeVar("T")

_OURS = frozenset({ErrorCode.OVERLOADED, ErrorCode.INTERNAL, ErrorCode.UNAVAILABLE, ErrorCode.NOT_DONE})
_CALLERS = frozenset({Reason.INVALID_SAMPLE, Reason.BAD_REFERENCE, Reason.LANGUAGE_UNAVAILABLE})


class StandIn(Endpoint[T]):
    """An endpoint whose errors have the peer's shape: ``error_key`` is where its clients look for the
    message, ``statuses`` those that it answers in the place of ours.
    """

    error_key: ClassVar[str]
    statuses: ClassVar[Mapping[ErrorCode, int]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except ClientGone:
            raise
        except Exception as error:  # noqa: BLE001 - the boundary of these calls, as the frame is of all others
            refusal = as_http_error(error, scope[SCOPE_KEY])
            told = f"{refusal.field}: {refusal.message}" if refusal.field else refusal.message
            body = encode_json({self.error_key: printable(told)})
            await send_body(send, body, status=self._status(refusal.code), headers=refusal.headers)

    def _status(self, code: ErrorCode) -> int:
        if code in _OURS:
            return STATUS[ErrorCode.NOT_DONE]
        return self.statuses.get(code, STATUS[code])


def check_scored(verdict: Verdict) -> None:
    """Raises ``HttpError`` for an unscored one: its reason says whether to ask again is of use."""
    if verdict.reason.is_scored:
        return
    message = f"unscored ({verdict.reason.value}): {verdict.detail.get('message', '')}"
    if verdict.reason not in _CALLERS:
        raise HttpError(ErrorCode.NOT_DONE, message)
    raise HttpError(ErrorCode.INVALID_REQUEST, message, str(verdict.detail.get("field", "")))


def no_language(asked: str, known: Sequence[str]) -> NoReturn:
    """Raises ``HttpError``."""
    message = f"{asked[:40]!r} cannot be run here; these can: {', '.join(known)}"
    raise HttpError(ErrorCode.INVALID_REQUEST, message, "language")
