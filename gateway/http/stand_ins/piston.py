"""Piston's ``/api/v2/execute`` and ``/api/v2/runtimes``, for its clients and for Open-R1's.

The first file that is text is the program, the others lie beside it. Any ``version`` is taken, since there is
one of each language; the answer says which.
"""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, UnsetType
from starlette.types import Receive, Scope, Send

from gateway.http.encoding import encode_json
from gateway.http.errors import ErrorCode, HttpError
from gateway.http.limits import HttpLimits
from gateway.http.programs import Ran, run_program
from gateway.http.respond import send_body
from gateway.http.run import limits_of
from gateway.http.stand_ins import open_r1
from gateway.http.stand_ins.base import StandIn
from gateway.http.stand_ins.piston_schema import (
    PistonAnswer,
    PistonRequest,
    PistonRuntime,
    PistonStage,
    stage,
)
from gateway.http.stand_ins.runtimes import UNKNOWN, Runtime, Versions, runtime_named
from gateway.http.whole import whole
from gateway.room import Room
from gateway.service import Service
from sandbox.interface import MIB, Case, Limits, Program, Sandbox

USUAL_RUN_MS = 3000.0


class Execute(StandIn[PistonRequest]):
    error_key = "message"
    statuses = {ErrorCode.INVALID_REQUEST: 400}  # noqa: RUF012 - a constant of the class

    def __init__(
        self,
        service: Service,
        limits: HttpLimits,
        room: Room,
        *,
        sandbox: Sandbox,
        most: Limits,
        versions: Versions,
    ) -> None:
        super().__init__(service, limits, room, whole(PistonRequest))
        self._sandbox = sandbox
        self._most = most
        self._versions = versions

    async def answer(self, asked: PistonRequest, send: Send, named: dict[str, Any]) -> None:
        if open_r1.wants_verdict(asked):
            answered = await open_r1.judge(self.service, asked, named)
        else:
            answered = await self._run(asked, named["timeout_s"])
        await send_body(send, encode_json(answered))

    async def _run(self, asked: PistonRequest, timeout_s: float | None) -> PistonAnswer:
        runtime = runtime_named(asked.language)
        if runtime is None or self._sandbox.unavailable(runtime.ours):
            raise _unknown(asked, runtime, self._sandbox)
        program, case = _program(asked, runtime)
        ran = await run_program(self._sandbox, program, case, _limits(asked, self._most), timeout_s=timeout_s)
        version = (await self._versions.known()).get(runtime.language, UNKNOWN)
        compiled, run = _stages(ran)
        return PistonAnswer(compile=compiled, run=run, language=runtime.language, version=version)


class Runtimes:
    """What can be run here."""

    def __init__(self, versions: Versions) -> None:
        self._versions = versions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        versions = await self._versions.known()
        told = [
            PistonRuntime(
                language=one.language,
                version=versions.get(one.language, UNKNOWN),
                aliases=list(one.aliases),
            )
            for one in self._versions.there()
        ]
        await send_body(send, encode_json(told))


def _stages(ran: Ran) -> tuple[PistonStage | UnsetType, PistonStage]:
    """Of the compiler, where there is one, and of the program."""
    if ran.outcome is None:
        assert ran.build.failure is not None
        failed = stage(ran.build.failure)
        return failed, failed
    return PistonStage() if ran.compiled else UNSET, stage(ran.outcome)


def _unknown(asked: PistonRequest, runtime: Runtime | None, sandbox: Sandbox) -> HttpError:
    """In Piston's words, and ours for what to do about it."""
    why = sandbox.unavailable(runtime.ours) if runtime else open_r1.WHY_NOT.get(asked.language)
    if runtime and sandbox.trouble:
        return HttpError(ErrorCode.UNAVAILABLE, sandbox.trouble)
    told = f"{asked.language[:40]}-{asked.version[:40]} runtime is unknown"
    return HttpError(ErrorCode.INVALID_REQUEST, f"{told}: {why}" if why else told)


def _program(asked: PistonRequest, runtime: Runtime) -> tuple[Program, Case]:
    main = next((index for index, file in enumerate(asked.files) if _is_text(file.encoding)), None)
    if main is None:
        raise HttpError(ErrorCode.INVALID_REQUEST, "files must include at least one utf8 encoded file")
    files = {
        file.name or f"file{index}.code": file.data()
        for index, file in enumerate(asked.files)
        if index != main
    }
    program = Program(language=runtime.ours, source=asked.files[main].content, files=files)
    return program, Case(stdin=(asked.stdin or "").encode(), arguments=asked.args or [])


def _is_text(encoding: str | None) -> bool:
    return encoding not in ("base64", "hex")


def _limits(asked: PistonRequest, most: Limits) -> Limits:
    """Their clock for the wall, which bounds processor time too where no ``run_cpu_time`` is stated."""
    wall_ms = _given(asked.run_timeout) or USUAL_RUN_MS
    memory = _given(asked.run_memory_limit)
    wanted = {
        "cpu_s": (_given(asked.run_cpu_time) or wall_ms) / 1e3,
        "wall_s": wall_ms / 1e3,
        "memory_mb": most.memory_mb if memory is None else max(1, round(memory / MIB)),
    }
    fields = {"cpu_s": "run_cpu_time", "wall_s": "run_timeout", "memory_mb": "run_memory_limit"}
    return limits_of(wanted, most, fields)


def _given(value: float | None) -> float | None:
    return value if value is not None and value > 0 else None
