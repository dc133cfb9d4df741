"""From a verdict of the ``code`` verifier to SandboxFusion's ``EvalResult``, test by test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.http.stand_ins.fusion_schema import (
    CommandRunResult,
    CommandStatus,
    EvalResult,
    EvalTestCase,
    RunCodeResponse,
    RunCodeStatus,
    SubmitRequest,
)
from trainer_client.contract import Reason, Verdict

_ENDED_WELL = frozenset({Reason.CORRECT, Reason.WRONG_ANSWER})


def eval_result(asked: SubmitRequest, verdict: Verdict) -> EvalResult:
    """Of a scored verdict. One that is not accepted has a failed test at least: clients count them."""
    accepted = verdict.reward == 1.0
    return EvalResult(
        id=asked.id,
        accepted=accepted,
        extracted_code=verdict.extracted or "",
        tests=_tests(verdict, accepted=accepted),
        extra={"reason": verdict.reason.value, "reward": verdict.reward, "flags": list(verdict.flags)},
    )


def _tests(verdict: Verdict, *, accepted: bool) -> list[EvalTestCase]:
    listed = [_test(one) for one in verdict.detail.get("tests", [])]
    if not listed and not accepted:
        return [EvalTestCase(passed=False, exec_info=_without_run(verdict))]
    return listed + _unlisted(verdict, listed, accepted=accepted)


def _unlisted(verdict: Verdict, listed: list[EvalTestCase], *, accepted: bool) -> list[EvalTestCase]:
    """A verdict lists its first tests and counts the others; so many of them passed, whichever they were."""
    ran = int(verdict.detail.get("ran", len(listed)))
    fraction = verdict.components.get("fraction")
    total = ran - (not accepted) if fraction is None else round(fraction * ran)
    passed = total - sum(test.passed for test in listed)
    info = RunCodeResponse(status=RunCodeStatus.SUCCESS, message="counted, not listed")
    failed = RunCodeResponse(status=RunCodeStatus.FAILED, message="counted, not listed")
    return [
        EvalTestCase(passed=index < passed, exec_info=info if index < passed else failed)
        for index in range(ran - len(listed))
    ]


def _test(told: Mapping[str, Any]) -> EvalTestCase:
    reason = Reason(told["verdict"])
    well = reason in _ENDED_WELL
    run = CommandRunResult(
        status=_command_status(reason),
        execution_time=told["wall_ms"] / 1e3 if "wall_ms" in told else None,
        return_code=None if reason is Reason.TIME_LIMIT else int(not well),
        stdout=told.get("stdout", ""),
        stderr="" if well else told.get("message", ""),
    )
    status = RunCodeStatus.SUCCESS if well else RunCodeStatus.FAILED
    response = RunCodeResponse(status=status, message=told.get("message", ""), run_result=run)
    return EvalTestCase(passed=reason is Reason.CORRECT, exec_info=response)


def _without_run(verdict: Verdict) -> RunCodeResponse:
    """No test was run: nothing was handed in, or it did not compile."""
    message = str(verdict.detail.get("message", verdict.reason.value))
    refused = CommandRunResult(
        status=CommandStatus.FINISHED, return_code=1, stdout="", stderr=message, execution_time=None
    )
    compile_result = refused if verdict.reason is Reason.COMPILE_ERROR else None
    return RunCodeResponse(status=RunCodeStatus.FAILED, message=message, compile_result=compile_result)


def _command_status(reason: Reason) -> CommandStatus:
    return CommandStatus.TIME_LIMIT_EXCEEDED if reason is Reason.TIME_LIMIT else CommandStatus.FINISHED
