"""SandboxFusion's ``/run_code``, ``/submit`` and ``/v1/ping``: what verl's ``sandbox_fusion.url`` asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.types import Send

from gateway.http.encoding import encode_json
from gateway.http.limits import HttpLimits
from gateway.http.pages import Page
from gateway.http.programs import Ran, as_text, run_program
from gateway.http.respond import send_body
from gateway.http.run import limits_of
from gateway.http.stand_ins.base import StandIn, check_scored, no_language
from gateway.http.stand_ins.datasets import to_sample
from gateway.http.stand_ins.fusion_schema import (
    CommandRunResult,
    CommandStatus,
    RunCodeRequest,
    RunCodeResponse,
    RunCodeStatus,
    SubmitRequest,
    command_result,
)
from gateway.http.stand_ins.results import eval_result
from gateway.http.whole import whole
from gateway.room import Room
from gateway.service import Service
from sandbox.interface import Case, Limits, Outcome, Program, Sandbox

LANGUAGES: Mapping[str, str] = {
    "python": "python",
    "cpp": "cpp",
    "nodejs": "javascript",
    "go": "go",
    "java": "java",
    "bash": "bash",
    "rust": "rust",
    "c": "c",
}
"""Their names and ours; theirs has twenty more, which are not run here."""

PATIENCE_S = 8.0
"""verl waits 10 s longer than both of its time limits, then counts a failed test; until shortly before that
it is told to ask again.
"""


class RunCode(StandIn[RunCodeRequest]):
    error_key = "detail"

    def __init__(
        self, service: Service, limits: HttpLimits, room: Room, *, sandbox: Sandbox, most: Limits
    ) -> None:
        super().__init__(service, limits, room, whole(RunCodeRequest))
        self._sandbox = sandbox
        self._most = most

    async def answer(self, asked: RunCodeRequest, send: Send, named: dict[str, Any]) -> None:
        if asked.language not in LANGUAGES:
            no_language(asked.language, list(LANGUAGES))
        program = Program(
            language=LANGUAGES[asked.language],
            source=asked.code,
            files={name: data for name, data in asked.files.items() if data is not None},
        )
        case = Case(stdin=(asked.stdin or "").encode(), collect=asked.fetch_files)
        timeout_s = named["timeout_s"] or asked.compile_timeout + asked.run_timeout + PATIENCE_S
        ran = await run_program(self._sandbox, program, case, _limits(asked, self._most), timeout_s=timeout_s)
        await send_body(send, encode_json(_response(ran)))


class Submit(StandIn[SubmitRequest]):
    """The record becomes a ``code`` sample: its expected outputs never enter the program's jail."""

    error_key = "detail"

    def __init__(self, service: Service, limits: HttpLimits, room: Room) -> None:
        super().__init__(service, limits, room, whole(SubmitRequest))

    async def answer(self, asked: SubmitRequest, send: Send, named: dict[str, Any]) -> None:
        (verdict,) = await self.service.verify_many([to_sample(asked, LANGUAGES)], **named)
        check_scored(verdict)
        await send_body(send, encode_json(eval_result(asked, verdict)))


def ping_page() -> Page:
    return Page(lambda: (200, b'"pong"'))


def _limits(asked: RunCodeRequest, most: Limits) -> Limits:
    """Their time limit is of the wall clock; here it bounds processor time as well, and waiting for a busy
    machine does not count.
    """
    unlimited = asked.memory_limit_MB is None or asked.memory_limit_MB <= 0
    wanted = {
        "cpu_s": asked.run_timeout,
        "wall_s": asked.run_timeout,
        "memory_mb": most.memory_mb if unlimited else asked.memory_limit_MB,
    }
    fields = {"cpu_s": "run_timeout", "wall_s": "run_timeout", "memory_mb": "memory_limit_MB"}
    return limits_of(wanted, most, fields)


def _response(ran: Ran) -> RunCodeResponse:
    failure = ran.build.failure
    if failure is not None:
        return RunCodeResponse(status=RunCodeStatus.FAILED, compile_result=_result(failure))
    outcome = ran.outcome
    assert outcome is not None
    compiled = CommandRunResult(
        status=CommandStatus.FINISHED, execution_time=0.0, return_code=0, stdout="", stderr=""
    )
    return RunCodeResponse(
        status=RunCodeStatus.SUCCESS if outcome.succeeded else RunCodeStatus.FAILED,
        message=f"the run met its {outcome.limit.value} limit" if outcome.limit else "",
        compile_result=compiled if ran.compiled else None,
        run_result=_result(outcome),
        files=dict(outcome.files),
    )


def _result(outcome: Outcome) -> CommandRunResult:
    return command_result(outcome, as_text(outcome.stdout), as_text(outcome.stderr))
