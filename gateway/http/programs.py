"""One program, run once in the sandbox, for the calls that do only that: ``/v1/run`` and the stand-ins.

What the program does is an outcome; whatever kept it from running is an ``HttpError``. Names and arguments
are looked at here, since they are the caller's and not the program's.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import PurePosixPath

from gateway.http.errors import ErrorCode, HttpError, overloaded
from sandbox.interface import (
    MIB,
    Build,
    Case,
    LanguageUnavailable,
    Limits,
    Outcome,
    Program,
    Sandbox,
    SandboxBusy,
    SandboxError,
    SandboxUnavailable,
)

log = logging.getLogger(__name__)

WAIT_S = 300.0
"""For a run whose caller states no time."""

MOST_RUN_LIMITS = Limits(cpu_s=60, wall_s=180, memory_mb=4096, disk_mb=512, processes=256)
"""What a caller may ask for; 16 MiB of output."""

MOST_FILES = 1000
MOST_ARGUMENTS = 256
MOST_ARGUMENT_BYTES = 64 * 1024
MOST_NAME_BYTES = 200
_PAGE = 4096


@dataclass(frozen=True, slots=True)
class Ran:
    """``outcome`` is ``None`` exactly when the compiler refused the program; ``build.failure`` says why."""

    build: Build
    outcome: Outcome | None

    @property
    def compiled(self) -> bool:
        """Whether there is a compiler for its language, which took the program."""
        return bool(self.build.artifact)


async def run_program(
    sandbox: Sandbox, program: Program, case: Case, limits: Limits, *, timeout_s: float | None
) -> Ran:
    """Raises ``HttpError``. Leaving ends the run."""
    _check(program, case, limits)
    try:
        async with asyncio.timeout(WAIT_S if timeout_s is None else timeout_s):
            return await _run(sandbox, program, case, limits)
    except TimeoutError:
        message = "the request's time ran out before the program had ended; send it again"
        raise HttpError(ErrorCode.NOT_DONE, message) from None
    except SandboxError as error:
        raise _refusal(error) from error
    except ValueError as error:  # of a file's name, or of their size
        raise HttpError(ErrorCode.INVALID_REQUEST, str(error), "files") from error


async def _run(sandbox: Sandbox, program: Program, case: Case, limits: Limits) -> Ran:
    owner = object()  # each request takes its own turns
    build = await sandbox.build(program, limits, owner=owner)
    if build.failure is not None:
        return Ran(build, None)
    async with aclosing(sandbox.run(build, [case], limits, owner=owner)) as outcomes:
        async for _, outcome in outcomes:
            return Ran(build, outcome)
    raise SandboxUnavailable("the sandbox was closed")


def _refusal(error: SandboxError) -> HttpError:
    if isinstance(error, SandboxBusy):
        return overloaded(error.message, 1.0)
    if isinstance(error, LanguageUnavailable):
        return HttpError(ErrorCode.INVALID_REQUEST, error.message, "language")
    if isinstance(error, SandboxUnavailable):
        return HttpError(ErrorCode.UNAVAILABLE, error.message)
    log.error("a program could not be run: %s", error.message)
    return HttpError(ErrorCode.INTERNAL, error.message)


def _check(program: Program, case: Case, limits: Limits) -> None:
    files = {**program.files, **case.files}
    _check_names(files, "files")
    _check_names(case.collect, "collect")
    _check_arguments(case.arguments)
    for name in files.keys() & {str(folder) for file in files for folder in PurePosixPath(file).parents}:
        raise _invalid(f"{name[:80]!r} cannot be a file and a folder", "files")
    # Each file takes whole pages of the work directory.
    size = sum(-(-len(data) // _PAGE) * _PAGE + _PAGE for data in files.values())
    if size > limits.disk_mb * MIB // 2:
        raise _invalid(f"the files take more than half of the work directory ({limits.disk_mb} MiB)", "files")


def _check_names(names: Collection[str], field: str) -> None:
    if len(names) > MOST_FILES:
        raise _invalid(f"{len(names)} files, at most {MOST_FILES} are taken", field)
    for name in names:
        parts = name.split("/")
        plain = not ({"", ".", ".."} & set(parts)) and "\0" not in name
        if not plain or len(name.encode()) > MOST_NAME_BYTES:
            raise _invalid(
                f"{name[:80]!r} must be a plain relative path of at most {MOST_NAME_BYTES} bytes", field
            )


def _check_arguments(arguments: Sequence[str]) -> None:
    size = sum(len(argument.encode()) + 1 for argument in arguments)
    if len(arguments) > MOST_ARGUMENTS or size > MOST_ARGUMENT_BYTES:
        raise _invalid(
            f"at most {MOST_ARGUMENTS} arguments of {MOST_ARGUMENT_BYTES} bytes together are taken",
            "arguments",
        )
    if any("\0" in argument for argument in arguments):
        raise _invalid("an argument cannot hold a NUL character", "arguments")


def _invalid(message: str, field: str) -> HttpError:
    return HttpError(ErrorCode.INVALID_REQUEST, message, field)


def as_text(data: bytes) -> str:
    """What is no UTF-8 is replaced."""
    return data.decode("utf-8", "replace")
