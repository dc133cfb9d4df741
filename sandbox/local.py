"""The sandbox of one server process: a wall, its jails, builds, and what is installed inside."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Hashable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import PurePosixPath

from sandbox.builds import Builder, prepare
from sandbox.guest.codec import encode
from sandbox.interface import (
    MIB,
    Build,
    Case,
    LanguageUnavailable,
    Limits,
    Outcome,
    Program,
    SandboxError,
    SandboxUnavailable,
)
from sandbox.languages import LANGUAGES, SHELL, Language, language_named, source_name
from sandbox.pool import JailPool
from sandbox.walls.base import Wall
from sandbox.wire import Mode, Part, PartKind, Prepared

_PROBE_LIMITS = Limits(cpu_s=5, memory_mb=256)
_PROBE = 'for tool in "$@"; do command -v "$tool" >/dev/null 2>&1 && echo "$tool"; done; exit 0'
LARGEST_NAME = 200
MOST_FILES = 1000
MOST_WORDS = 256
MOST_WORD_CHARS = 16_384
MOST_SECONDS = 86_400
PAGE = 4096


class LocalSandbox:
    """``Sandbox`` behind a wall of this machine; ``jails`` runs at a time. Each user starts and closes it."""

    def __init__(self, wall: Wall, *, jails: int, python: str = "python3", cache_mb: int = 256) -> None:
        self.wall = wall
        self.pool = JailPool(wall, jails=jails)
        self._python = python
        self._builder = Builder(self._run_one, cache_mb=cache_mb)
        self._tools: frozenset[str] | None = None
        self._users = 0
        self._changing = asyncio.Lock()

    @property
    def trouble(self) -> str:
        return self.pool.trouble

    @property
    def memory(self) -> str:
        """What keeps the memory limit: ``cgroup v1``, ``cgroup v2``, or ``watched``, which is approximate."""
        return self.pool.memory

    async def start(self) -> None:
        async with self._changing:
            self._users += 1
            if self._users == 1:
                await self.pool.start()
                try:
                    await self._look_for_tools()
                except SandboxError as error:
                    self.pool.trouble = error.message

    async def close(self) -> None:
        async with self._changing:
            self._users -= 1
            if self._users == 0:
                await self.pool.close()

    def unavailable(self, language: str) -> str | None:
        known = language_named(language)
        if known is None:
            return f"there is no language {language!r}; there are: {', '.join(LANGUAGES)}"
        there = self._tools
        missing = [] if there is None else [tool for tool in self._needed(known) if tool not in there]
        if not missing:
            return None
        needs = f"{known.name} needs {', '.join(missing)} in the sandbox ({self.wall.name})"
        return f"{needs}: install {known.packages}"

    async def build(self, program: Program, limits: Limits, *, owner: Hashable = None) -> Build:
        language = await self._language(program)
        _check_files(program.files, limits, source_name(language, program.source))
        return await self._builder.build(program, language, owner)

    async def run(
        self, build: Build, cases: Sequence[Case], limits: Limits, *, owner: Hashable = None
    ) -> AsyncGenerator[tuple[int, Outcome], None]:
        language = await self._language(build.program)
        _check_limits(limits)
        for case in cases:
            _check_case(case)
            if case.files:
                own = source_name(language, build.program.source)
                _check_files({**build.program.files, **case.files}, limits, own)
        mode = _mode(cases)
        granted = replace(
            limits,
            processes=limits.processes + language.extra_processes,
            disk_mb=limits.disk_mb + _own_mb(build),  # what is ours lies in the work directory too
        )
        prepared = prepare(build, granted, mode, len(cases))
        payloads = [_payloads(case) for case in cases]
        async with aclosing(self.pool.run(prepared, cases, payloads, granted, owner)) as outcomes:
            async for index, outcome in outcomes:
                yield index, _explained(outcome, mode)

    async def _run_one(self, prepared: Prepared, case: Case, limits: Limits, owner: Hashable) -> Outcome:
        async with aclosing(self.pool.run(prepared, [case], [(b"", b"")], limits, owner)) as outcomes:
            async for _, outcome in outcomes:
                return outcome
        raise SandboxUnavailable("the sandbox was closed")

    async def _look_for_tools(self) -> None:
        """Inside, for a container's system is another than ours. Where the start had no jail, later."""
        if self.trouble or self._tools is not None:
            return
        tools = sorted({tool for language in LANGUAGES.values() for tool in self._needed(language)})
        probe = Prepared(
            parts=[Part(kind=PartKind.COMMAND, argv=[SHELL, "-c", _PROBE, "probe", *tools])], files={}
        )
        outcome = await self._run_one(probe, Case(), _PROBE_LIMITS, None)
        self._tools = frozenset(outcome.stdout.decode().split())

    def _needed(self, language: Language) -> Sequence[str]:
        return [self._python if tool == "python3" else tool for tool in language.tools]

    async def _language(self, program: Program) -> Language:
        if self.trouble:
            raise SandboxUnavailable(self.trouble)
        await self._look_for_tools()
        if why := self.unavailable(program.language):
            raise LanguageUnavailable(why)
        language = language_named(program.language)
        assert language is not None
        return language


def _mode(cases: Sequence[Case]) -> Mode:
    """All cases of a run are of one kind."""
    if any(case.examination for case in cases):
        return Mode.CANDIDATE
    return Mode.CALL if any(case.call for case in cases) else Mode.PROGRAM


def _payloads(case: Case) -> tuple[bytes, bytes]:
    """What the program's process and the examiner's are told besides the program."""
    if case.examination is not None:
        told = case.examination
        text = json.dumps(
            {"preamble": told.preamble, "statements": list(told.statements), "entry_point": told.entry_point}
        )
        return b"", text.encode("utf-8", "surrogatepass")
    if case.call is not None:
        call = case.call
        return encode(
            {"entry_point": call.entry_point, "args": list(call.args), "kwargs": dict(call.kwargs)}
        ), b""
    return b"".join(argument.encode() + b"\0" for argument in case.arguments), b""


def _explained(outcome: Outcome, mode: Mode) -> Outcome:
    """A Python child that could not compile its source says so in the place of a result."""
    if mode is not Mode.CANDIDATE:
        return _with_compile_failure(outcome)
    if outcome.under_test is None:
        return outcome
    return replace(outcome, under_test=_with_compile_failure(outcome.under_test))


def _with_compile_failure(outcome: Outcome) -> Outcome:
    failed = outcome.result == b"C" and outcome.exit_code == 1
    return replace(outcome, result=b"", compile_failed=True) if failed else outcome


def _check_files(files: Mapping[str, bytes], limits: Limits, own: str = "") -> None:
    """``own``: the name of the program's source. Raises ``ValueError`` for files that no run can be given."""
    names = {PurePosixPath(name) for name in files}
    for name in files:
        path = PurePosixPath(name)
        plain = path.parts and not path.is_absolute() and ".." not in path.parts and str(path) == name
        if not plain or not name.isprintable() or len(name.encode("utf-8", "replace")) > LARGEST_NAME:
            raise ValueError(f"{name[:80]!r} is no relative path below the work directory")
        if any(str(parent) == own or parent in names for parent in path.parents):
            raise ValueError(f"{name[:80]!r} lies in what is a file itself")
    if len(files) > MOST_FILES:
        raise ValueError(
            f"{len(files)} files are too many; at most {MOST_FILES} are put into a work directory"
        )
    if sum(-(-len(data) // PAGE) * PAGE for data in files.values()) > limits.disk_mb * MIB // 2:
        raise ValueError(f"the files are larger than half of the work directory ({limits.disk_mb} MiB)")


def _own_mb(build: Build) -> int:
    return (len(build.artifact) + 4 * len(build.program.source)) // MIB + 1


def _check_case(case: Case) -> None:
    """Raises ``ValueError`` for words that no program can be given."""
    words = [*case.arguments, *case.collect]
    if (
        len(words) > MOST_WORDS
        or sum(map(len, words)) > MOST_WORD_CHARS
        or any("\0" in word or not _encodes(word) for word in words)
    ):
        most = f"at most {MOST_WORDS}, of {MOST_WORD_CHARS} characters together"
        raise ValueError(f"arguments are text without zeros, and {most}")


def _check_limits(limits: Limits) -> None:
    """Raises ``ValueError`` for what is no positive number, or beyond all use."""
    seconds = (limits.cpu_s, limits.wall_limit_s)
    whole = (limits.memory_mb, limits.output_bytes, limits.disk_mb, limits.processes)
    if not all(0 < value <= MOST_SECONDS for value in seconds) or not all(0 < n < 1 << 31 for n in whole):
        raise ValueError(f"limits are positive, and times at most {MOST_SECONDS} s")


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
