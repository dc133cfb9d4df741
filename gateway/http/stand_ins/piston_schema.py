"""Piston's requests and answers (API v2), field by field. Unknown fields are ignored, as theirs does."""

from __future__ import annotations

import base64
import binascii
import signal
from collections.abc import Mapping

import msgspec

from gateway.http.errors import ErrorCode, HttpError
from gateway.http.programs import as_text
from sandbox.interface import MIB, Limit, Outcome


class PistonFile(msgspec.Struct, frozen=True, kw_only=True):
    content: str
    name: str | None = None
    encoding: str | None = None

    def data(self) -> bytes:
        """Raises ``HttpError`` for what its encoding does not hold."""
        try:
            if self.encoding == "base64":
                return base64.b64decode(self.content, validate=True)
            return bytes.fromhex(self.content) if self.encoding == "hex" else self.content.encode()
        except (binascii.Error, ValueError) as error:
            raise HttpError(ErrorCode.INVALID_REQUEST, f"this is no {self.encoding}", "files") from error


class PistonRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Times in milliseconds, memory in bytes; null, 0 and -1 stand for the default."""

    language: str
    version: str
    files: list[PistonFile]
    stdin: str | None = None
    args: list[str] | None = None
    run_timeout: float | None = None
    run_cpu_time: float | None = None
    run_memory_limit: float | None = None
    compile_timeout: float | None = None
    compile_cpu_time: float | None = None
    compile_memory_limit: float | None = None


class PistonStage(msgspec.Struct, frozen=True, kw_only=True):
    """``output`` is stdout and, behind it, stderr: the order in which they were written is not known."""

    stdout: str = ""
    stderr: str = ""
    output: str = ""
    code: int | None = 0
    signal: str | None = None
    message: str | None = None
    status: str | None = None
    cpu_time: float | None = None
    wall_time: float | None = None
    memory: int | None = None


class PistonAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """``compile`` is there for languages that have a compiler. Where it failed, ``run`` is the same."""

    run: PistonStage
    compile: PistonStage | msgspec.UnsetType = msgspec.UNSET
    language: str
    version: str


class PistonRuntime(msgspec.Struct, frozen=True, kw_only=True):
    language: str
    version: str
    aliases: list[str]
    runtime: str | msgspec.UnsetType = msgspec.UNSET


def stage(outcome: Outcome) -> PistonStage:
    """One run in their words: RE an exit code, SG a signal, TO the time, OL the output."""
    stdout, stderr = as_text(outcome.stdout), as_text(outcome.stderr)
    code, killed_by, status, message = _end(outcome)
    return PistonStage(
        stdout=stdout,
        stderr=stderr,
        output=stdout + stderr,
        code=code,
        signal=killed_by,
        status=status,
        message=message,
        cpu_time=outcome.cpu_s * 1e3,
        wall_time=outcome.wall_s * 1e3,
        memory=round(outcome.memory_mb * MIB),
    )


_KILLED: Mapping[Limit, tuple[str, str]] = {
    Limit.TIME: ("TO", "Time limit exceeded"),
    Limit.OUTPUT: ("OL", "stdout length exceeded"),
}


def _end(outcome: Outcome) -> tuple[int | None, str | None, str | None, str | None]:
    """Code, signal, status, message. A run that met a limit has not ended well, whatever its code says."""
    if outcome.limit is not None and outcome.limit in _KILLED:
        return None, "SIGKILL", *_KILLED[outcome.limit]
    told = f"{outcome.limit.value} limit exceeded" if outcome.limit else None
    if outcome.exit_code is None:
        number = outcome.signal or 0
        return None, _signal_name(number), "SG", told or f"Caught fatal signal {number}"
    code = 1 if outcome.exit_code == 0 and told else outcome.exit_code
    if code == 0:
        return 0, None, None, None
    return code, None, "RE", told or f"Exited with error status {code}"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"SIG{number}"
