"""SandboxFusion's requests and answers, field by field; ScaleBox, which is made from it, has the same.

Unknown fields are ignored, as theirs does: their clients' newer versions send some.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from sandbox.interface import Limit, Outcome

Seconds = Annotated[float, Meta(gt=0)]


class RunCodeRequest(msgspec.Struct, frozen=True, kw_only=True):
    """``files``: path to base64. ``memory_limit_MB``: -1 is no limit; verl may send null."""

    code: str
    language: str
    compile_timeout: Seconds = 10.0
    run_timeout: Seconds = 10.0
    memory_limit_MB: int | None = -1  # noqa: N815 - theirs
    stdin: str | None = None
    files: dict[str, bytes | None] = {}
    fetch_files: list[str] = []


class RunCodeStatus(StrEnum):
    """``SandboxError`` is never answered: clients count it as a failed test."""

    SUCCESS = "Success"
    FAILED = "Failed"
    SANDBOX_ERROR = "SandboxError"


class CommandStatus(StrEnum):
    FINISHED = "Finished"
    ERROR = "Error"
    TIME_LIMIT_EXCEEDED = "TimeLimitExceeded"


class CommandRunResult(msgspec.Struct, frozen=True, kw_only=True):
    status: CommandStatus
    execution_time: float | None = None
    return_code: int | None = None
    stdout: str | None = None
    stderr: str | None = None


class RunCodeResponse(msgspec.Struct, frozen=True, kw_only=True):
    status: RunCodeStatus
    message: str = ""
    compile_result: CommandRunResult | None = None
    run_result: CommandRunResult | None = None
    executor_pod_name: str | None = None
    files: dict[str, bytes] = {}


class TestConfig(msgspec.Struct, frozen=True, kw_only=True):
    __test__ = False  # pytest need not collect it

    dataset_type: str | None = None
    language: str | None = None
    locale: str | None = None
    is_fewshot: bool | None = None
    compile_timeout: Seconds | None = None
    run_timeout: Seconds | None = None
    custom_extract_logic: str | None = None
    provided_data: list[dict[str, Any]] | dict[str, Any] | None = None
    extra: dict[str, Any] = {}


class SubmitRequest(msgspec.Struct, frozen=True, kw_only=True):
    """SandboxFusion wants ``dataset`` and ``id``; ScaleBox's clients leave them out."""

    completion: str
    config: TestConfig
    dataset: str = ""
    id: int | str = 0


class EvalTestCase(msgspec.Struct, frozen=True, kw_only=True):
    passed: bool
    exec_info: RunCodeResponse
    test_info: dict[str, Any] | None = None


class EvalResult(msgspec.Struct, frozen=True, kw_only=True):
    id: int | str
    accepted: bool
    extracted_code: str
    full_code: str | None = None
    test_code: str | None = None
    tests: list[EvalTestCase]
    extracted_type: str | None = None
    extra: dict[str, Any] | None = None


def command_result(outcome: Outcome, stdout: str, stderr: str) -> CommandRunResult:
    """One run in their words. A program that met a limit has not ended well, whatever its exit code says."""
    if outcome.limit is Limit.TIME:
        return CommandRunResult(
            status=CommandStatus.TIME_LIMIT_EXCEEDED,
            execution_time=outcome.wall_s,
            stdout=stdout,
            stderr=stderr,
        )
    code = -(outcome.signal or 0) if outcome.exit_code is None else outcome.exit_code
    return CommandRunResult(
        status=CommandStatus.FINISHED,
        execution_time=outcome.wall_s,
        return_code=1 if code == 0 and not outcome.succeeded else code,
        stdout=stdout,
        stderr=stderr,
    )
