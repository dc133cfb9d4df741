"""What the rest of the house knows of the sandbox: programs and limits go in, outcomes come out.

A program's failure is an outcome, ours is an exception:

    SandboxError
    ├── SandboxUnavailable     no wall can be built here; the message says what to install
    ├── LanguageUnavailable    its compiler or interpreter is not installed in the jail
    ├── SandboxBusy            too many runs are waiting; try again later
    └── SandboxFault           the jail broke again and again under the same run

An outcome says nothing about right or wrong. Expected outputs, checkers and verdicts have no place here.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from sandbox.guest.codec import CodecError, decode

MIB = 2**20


class SandboxError(Exception):
    """Base of what is not the program's doing. ``message`` is fit for a user."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class SandboxUnavailable(SandboxError):  # noqa: N818 - it names a state
    pass


class LanguageUnavailable(SandboxError):  # noqa: N818 - the same
    pass


class SandboxBusy(SandboxError):  # noqa: N818 - the same
    pass


class SandboxFault(SandboxError):  # noqa: N818 - the same
    pass


class Limit(StrEnum):
    """What a run was ended by, or failed at."""

    TIME = "time"
    MEMORY = "memory"
    OUTPUT = "output"
    PROCESSES = "processes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Of one run. ``cpu_s`` counts the processor time of all its processes; ``wall_s`` is the backstop for
    those that sleep, by default twice that and a second more; time spent waiting for a busy machine is not
    counted in it. ``memory_mb`` and ``disk_mb`` are MiB, of all processes and of all files together.
    ``output_bytes`` bounds stdout and what a call returns, each; stderr is cut, never a failure by itself.
    """

    cpu_s: float = 10.0
    wall_s: float | None = None
    memory_mb: int = 1024
    output_bytes: int = 16 * MIB
    disk_mb: int = 64
    processes: int = 64

    @property
    def wall_limit_s(self) -> float:
        return 2 * self.cpu_s + 1 if self.wall_s is None else self.wall_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """``files`` lie in the work directory of every run, by relative path."""

    language: str
    source: str
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Python only: the program is loaded as a module and ``entry_point`` called with plain values.

    ``entry_point`` is a function, ``Class.method`` (of an instance made without arguments), or the method of
    a class ``Solution``.
    """

    entry_point: str
    args: Sequence[Any] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """Python only: tests run in a second jail, where the program under test is a proxy.

    ``preamble`` is trusted source that runs first there (imports, helpers, the problem's own definitions);
    then each of ``statements`` (a block of source, such as one assert) runs and is reported by itself.
    ``entry_point``, where given, is bound to the program's object of that name even if the preamble has one;
    other names that the tests use and nobody defines are looked for in the program.
    """

    statements: Sequence[str]
    preamble: str = ""
    entry_point: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One run of a program: as a program by itself, or for a call, or under examination.

    ``files`` are added to those of the program; ``collect`` are relative paths of files to bring back.
    """

    stdin: bytes = b""
    arguments: Sequence[str] = ()
    call: Call | None = None
    examination: Examination | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    collect: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one run did. Exactly one of ``exit_code`` and ``signal`` is set.

    ``limit`` is the limit that it met, also where it went on or ended by itself afterwards. Times are seconds
    of the run's processes; ``memory_mb`` is their peak. ``stdout`` ends at the output limit, ``stderr`` keeps
    its last 64 KiB. ``result`` is what a call returned, in the encoding of ``sandbox.guest.codec``, or the
    report of an examination (JSON); empty when the run never came so far. ``under_test`` is, for an
    examination, what the program under test did meanwhile; the other fields are then the examiner's.
    ``compile_failed``: Python source that does not compile. ``watched``: no control group kept the memory
    limit, so memory was looked at from time to time.
    """

    exit_code: int | None = None
    signal: int | None = None
    limit: Limit | None = None
    cpu_s: float = 0.0
    wall_s: float = 0.0
    memory_mb: float = 0.0
    stdout: bytes = b""
    stderr: bytes = b""
    result: bytes = b""
    files: Mapping[str, bytes] = field(default_factory=dict)
    under_test: Outcome | None = None
    compile_failed: bool = False
    watched: bool = False
    queue_s: float = 0.0

    @property
    def succeeded(self) -> bool:
        return self.exit_code == 0 and self.limit is None


@dataclass(frozen=True, slots=True)
class Returned:
    """A call's result, as plain builtins; ``sandbox.guest.codec`` says what is made of other types."""

    value: Any


@dataclass(frozen=True, slots=True)
class NotReturned:
    """Why a call has no result: what it raised, or that it is no plain data, or that it never came back."""

    why: str


def read_call(outcome: Outcome) -> Returned | NotReturned:
    """Safe on hostile bytes; linear in them."""
    if not outcome.result:
        return NotReturned("the process ended before the function returned")
    try:
        came = decode(outcome.result)
    except CodecError as error:
        return NotReturned(f"what came back is no plain data: {error}")
    match came:
        case {"returned": value}:
            return Returned(value)
        case {"raised": {"type": kind, "message": message}}:
            return NotReturned(f"{kind}: {message}")
        case {"unsupported": kind}:
            return NotReturned(f"what it returned is no plain data: {kind}")
    return NotReturned("what came back is no result")


@dataclass(frozen=True, slots=True)
class Build:
    """A program that can be run again and again. ``failure``: what the compiler did, when it failed."""

    program: Program
    artifact: bytes = b""
    failure: Outcome | None = None


class Sandbox(Protocol):
    """Runs on the event loop that it was started on. ``start`` never raises: ``trouble`` says why it failed.

    It may have several users, each of whom starts and closes it.
    """

    @property
    def trouble(self) -> str:
        """Why nothing can be run here and what to do about it; empty when all is well."""

    async def start(self) -> None: ...

    async def close(self) -> None: ...

    def unavailable(self, language: str) -> str | None:
        """Why programs of this language cannot be run here, with what to do; ``None`` when they can."""

    async def build(self, program: Program, limits: Limits, *, owner: Hashable = None) -> Build:
        """Compiles what needs it, in the sandbox, once for equal programs and within limits of its language.

        Raises ``SandboxError``, and ``ValueError`` for files that no run could be given. A failure of the
        compiler is a ``Build`` with ``failure``.
        """

    def run(
        self, build: Build, cases: Sequence[Case], limits: Limits, *, owner: Hashable = None
    ) -> AsyncGenerator[tuple[int, Outcome], None]:
        """Outcomes with the position of their case, as each ends. To leave the iterator ends all that runs.

        ``owner`` is for fairness: owners take turns, whoever asks for more. Raises ``SandboxError``, and
        ``ValueError`` for files, arguments or limits that no run could be given.
        """
