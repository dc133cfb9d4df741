"""``POST /v1/run``: a program, run as it is, for agents that use one as a tool. No tests, no reward."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from starlette.types import Receive, Scope, Send

from gateway.http.encoding import encode_json
from gateway.http.endpoints import Endpoint
from gateway.http.errors import ErrorCode, HttpError
from gateway.http.limits import HttpLimits
from gateway.http.programs import Ran, as_text, run_program
from gateway.http.respond import send_body
from gateway.http.whole import whole
from gateway.room import Room
from gateway.service import Service
from sandbox.interface import Case, Limit, Limits, Outcome, Program, Sandbox

Above0 = Meta(gt=0)


class Base64(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Bytes that are no text."""

    base64: bytes


Content = str | Base64


class RunLimits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As in ``sandbox.interface.Limits``; what is left out has its default, and each has a maximum here."""

    cpu_s: Annotated[float, Above0] | None = None
    wall_s: Annotated[float, Above0] | None = None
    memory_mb: Annotated[int, Meta(ge=16)] | None = None
    output_bytes: Annotated[int, Meta(ge=1)] | None = None
    disk_mb: Annotated[int, Meta(ge=1)] | None = None
    processes: Annotated[int, Meta(ge=1)] | None = None


class RunRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``files`` lie in the work directory of the run, by relative path; ``collect`` names those to bring
    back.
    """

    language: str
    source: str
    stdin: Content = ""
    arguments: list[str] = []
    files: dict[str, Content] = {}
    collect: list[str] = []
    limits: RunLimits = RunLimits()


class RunStatus(StrEnum):
    """How it ended, in one word. Closed."""

    SUCCESS = "success"
    RUNTIME_ERROR = "runtime_error"
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    OUTPUT_LIMIT = "output_limit"
    PROCESS_LIMIT = "process_limit"
    COMPILE_ERROR = "compile_error"


_STATUS_OF: Mapping[Limit, RunStatus] = {
    Limit.TIME: RunStatus.TIME_LIMIT,
    Limit.MEMORY: RunStatus.MEMORY_LIMIT,
    Limit.OUTPUT: RunStatus.OUTPUT_LIMIT,
    Limit.PROCESSES: RunStatus.PROCESS_LIMIT,
}


class RunOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """Of a program, or of its compiler. In a text what is no UTF-8 is replaced; then ``*_base64`` has the
    bytes.
    """

    exit_code: int | None = None
    signal: int | None = None
    limit: Limit | None = None
    cpu_s: float = 0.0
    wall_s: float = 0.0
    memory_mb: float = 0.0
    stdout: str = ""
    stderr: str = ""
    stdout_base64: bytes | None = None
    stderr_base64: bytes | None = None
    files: dict[str, Content] = {}


class RunAnswer(RunOutcome, frozen=True, kw_only=True):
    """``compile`` is what the compiler did when it refused the program, which then was not run."""

    status: RunStatus
    compile: RunOutcome | None = None


class RunProgram(Endpoint[RunRequest]):
    def __init__(
        self, service: Service, limits: HttpLimits, room: Room, *, sandbox: Sandbox, most: Limits
    ) -> None:
        super().__init__(service, limits, room, whole(RunRequest))
        self._sandbox = sandbox
        self._most = most

    async def answer(self, asked: RunRequest, send: Send, named: dict[str, Any]) -> None:
        limits = limits_of(msgspec.structs.asdict(asked.limits), self._most)
        program = Program(
            language=asked.language,
            source=asked.source,
            files={name: _bytes(content) for name, content in asked.files.items()},
        )
        case = Case(stdin=_bytes(asked.stdin), arguments=asked.arguments, collect=asked.collect)
        ran = await run_program(self._sandbox, program, case, limits, timeout_s=named["timeout_s"])
        await send_body(send, encode_json(_answer(ran)))


class Refused:
    """In the place of a call that runs programs, where anybody could make it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        raise HttpError(
            ErrorCode.FORBIDDEN,
            "programs are run for holders of an API key alone when others can connect: "
            "set CASCADE_API_KEYS=name=key, or listen on 127.0.0.1",
        )


def limits_of(
    asked: Mapping[str, Any], most: Limits, fields: Mapping[str, str] = MappingProxyType({})
) -> Limits:
    """Those asked for; of the others the defaults, if the maximum is not less.

    Raises ``HttpError`` for one above its maximum, since to run with less would blame the program; ``fields``
    are the caller's names of some.
    """
    usual = Limits()
    chosen: dict[str, Any] = {}
    for name in Limits.__dataclass_fields__:
        value = asked.get(name)
        highest = most.wall_limit_s if name == "wall_s" else getattr(most, name)
        if value is not None and value > highest:
            message = f"{value} is asked for, at most {highest} can be had here"
            raise HttpError(ErrorCode.INVALID_REQUEST, message, fields.get(name, f"limits.{name}"))
        default = getattr(usual, name)
        chosen[name] = value if value is not None or default is None else min(default, highest)
    limits = Limits(**chosen)
    return replace(limits, wall_s=min(limits.wall_limit_s, most.wall_limit_s))


def _answer(ran: Ran) -> RunAnswer:
    if ran.outcome is None:
        assert ran.build.failure is not None
        return RunAnswer(status=RunStatus.COMPILE_ERROR, compile=RunOutcome(**_fields(ran.build.failure)))
    return RunAnswer(status=status_of(ran.outcome), **_fields(ran.outcome))


def status_of(outcome: Outcome) -> RunStatus:
    if outcome.limit is not None:
        return _STATUS_OF[outcome.limit]
    if outcome.compile_failed:
        return RunStatus.COMPILE_ERROR
    return RunStatus.SUCCESS if outcome.succeeded else RunStatus.RUNTIME_ERROR


def _fields(outcome: Outcome) -> dict[str, Any]:
    return {
        "exit_code": outcome.exit_code,
        "signal": outcome.signal,
        "limit": outcome.limit,
        "cpu_s": outcome.cpu_s,
        "wall_s": outcome.wall_s,
        "memory_mb": outcome.memory_mb,
        "stdout": as_text(outcome.stdout),
        "stderr": as_text(outcome.stderr),
        "stdout_base64": None if _is_text(outcome.stdout) else outcome.stdout,
        "stderr_base64": None if _is_text(outcome.stderr) else outcome.stderr,
        "files": {name: _content(data) for name, data in outcome.files.items()},
    }


def _content(data: bytes) -> Content:
    return data.decode() if _is_text(data) else Base64(data)


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _bytes(content: Content) -> bytes:
    return content.encode() if isinstance(content, str) else content.base64
