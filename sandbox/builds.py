"""Compiles in the sandbox, once for equal programs, and says how what came of it is started."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import replace

from sandbox.interface import MIB, Build, Case, Limits, Outcome, Program
from sandbox.languages import (
    PYTHON,
    SHELL,
    Language,
    build_command,
    language_named,
    run_command,
    source_name,
)
from sandbox.wire import KEEP, Mode, Part, PartKind, Prepared

RunOne = Callable[[Prepared, Case, Limits, Hashable], Awaitable[Outcome]]

PLAIN, NUMPY, REFEREE, CALLS = 0, 1, 2, 3
WORTH_KEEPING_BYTES = 300
"""To compile a shorter program again takes no longer than to hand it around."""


class Builder:
    """Keeps ``cache_mb`` MiB of what compilers made; the least recently used goes first."""

    def __init__(self, run_one: RunOne, *, cache_mb: int = 256) -> None:
        self._run_one = run_one
        self._room = cache_mb * MIB
        self._kept: OrderedDict[bytes, Build] = OrderedDict()
        self._size = 0
        self._compiling: dict[bytes, asyncio.Task[Build]] = {}

    async def build(self, program: Program, language: Language, owner: Hashable) -> Build:
        """Raises ``SandboxError``."""
        if not language.build:
            return Build(program)
        key = _key(program, language)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        task = self._compiling.get(key)
        if task is None:
            task = asyncio.create_task(self._compile(program, language, owner))
            self._compiling[key] = task
            task.add_done_callback(lambda done: self._forget(key, done))
        build = await asyncio.shield(task)
        self._keep(key, build)
        return build

    def _forget(self, key: bytes, task: asyncio.Task[Build]) -> None:
        del self._compiling[key]
        if not task.cancelled():
            task.exception()  # whoever asked may have left, and then nobody looks at it

    async def _compile(self, program: Program, language: Language, owner: Hashable) -> Build:
        name = source_name(language, program.source)
        prepared = Prepared(
            parts=[Part(kind=PartKind.COMMAND, argv=[SHELL, "-c", build_command(language, program.source)])],
            files={**program.files, name: program.source.encode("utf-8", "replace")},
            bounded_data=False,
        )
        case = Case(collect=[language.artifact])
        outcome = await self._run_one(prepared, case, _build_limits(language, program), owner)
        artifact = outcome.files.get(language.artifact, b"")
        if outcome.succeeded and artifact:
            return Build(program, artifact)
        return Build(program, failure=outcome)

    def _keep(self, key: bytes, build: Build) -> None:
        """Failures too, but for those about time and memory: another run may end otherwise."""
        if key in self._kept or (build.failure is not None and build.failure.limit is not None):
            return
        self._kept[key] = build
        self._size += _size(build)
        while self._size > self._room and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            self._size -= _size(oldest)


def prepare(build: Build, limits: Limits, mode: Mode, runs: int) -> Prepared:
    """What a launcher is told about a build that is to run so many times."""
    program = build.program
    language = language_named(program.language)
    assert language is not None, "availability was checked before"
    if language.name == PYTHON:
        # a zero at its start would say that it is compiled already; further on it is refused, as it should be
        image = program.source.encode("utf-8", "replace")
        image = b"\n" + image if image[:1] in (b"", b"\0") else image
        zygote = NUMPY if "numpy" in program.source else PLAIN if mode is Mode.PROGRAM else CALLS
        keep = KEEP if runs > 1 and mode is not Mode.CANDIDATE and len(image) >= WORTH_KEEPING_BYTES else 0
        parts = [Part(kind=PartKind.ZYGOTE, image=image, zygote=zygote, mode=mode | keep)]
        if mode is Mode.CANDIDATE:
            parts.append(Part(kind=PartKind.ZYGOTE, image=b"\n", zygote=REFEREE, mode=Mode.REFEREE))
        return Prepared(parts=parts, files=program.files)
    argv = run_command(language, program, limits.memory_mb)
    if language.image:
        parts = [Part(kind=PartKind.IMAGE, image=build.artifact, argv=argv)]
        return Prepared(parts=parts, files=program.files, bounded_data=language.bounded_data)
    name, data = source_name(language, program.source), program.source.encode("utf-8", "replace")
    files = {**program.files, language.artifact or name: build.artifact or data}
    parts = [Part(kind=PartKind.COMMAND, argv=argv)]
    return Prepared(parts=parts, files=files, bounded_data=language.bounded_data)


def _build_limits(language: Language, program: Program) -> Limits:
    """The source lies in the work directory, whatever its size."""
    limits = language.build_limits
    return replace(limits, disk_mb=limits.disk_mb + 4 * len(program.source) // MIB)


def _size(build: Build) -> int:
    said = build.failure
    of_failure = 0 if said is None else len(said.stdout) + len(said.stderr)
    files = sum(map(len, build.program.files.values()))
    return len(build.artifact) + len(build.program.source) + files + of_failure + 1000


def _key(program: Program, language: Language) -> bytes:
    digest = hashlib.blake2b(f"{language.name}\0{language.build}\0".encode(), digest_size=20)
    digest.update(program.source.encode("utf-8", "surrogatepass"))
    for name, data in sorted(program.files.items()):
        digest.update(b"\0%d\0%s\0%d\0" % (len(name), name.encode(), len(data)))
        digest.update(data)
    return digest.digest()
