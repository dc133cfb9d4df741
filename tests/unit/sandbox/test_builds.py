"""Compiled once for equal programs, kept within bounds, and never kept for want of time or memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable

import pytest

from sandbox.builds import NUMPY, PLAIN, REFEREE, Builder, prepare
from sandbox.interface import MIB, Build, Case, Limit, Limits, Outcome, Program, SandboxFault
from sandbox.languages import LANGUAGES, language_named
from sandbox.wire import KEEP, Mode, PartKind, Prepared

Answer = Callable[[Prepared, Case], Outcome]


def made(size: int = 10) -> Answer:
    return lambda prepared, case: Outcome(exit_code=0, files={case.collect[0]: b"x" * size})


def failing(**outcome: object) -> Answer:
    return lambda prepared, case: Outcome(**{"exit_code": 1, "stderr": b"error: x", **outcome})  # type: ignore[arg-type]


class Compiler:
    """Stands where the jails are; counts what is asked of it."""

    def __init__(self, answer: Answer, *, cache_mb: int = 1) -> None:
        self.answer = answer
        self.runs: list[tuple[Prepared, Case, Limits]] = []
        self.may_end = asyncio.Event()
        self.may_end.set()
        self.builder = Builder(self.run, cache_mb=cache_mb)

    async def run(self, prepared: Prepared, case: Case, limits: Limits, owner: Hashable) -> Outcome:
        self.runs.append((prepared, case, limits))
        await self.may_end.wait()
        return self.answer(prepared, case)

    async def build(self, program: Program) -> Build:
        language = language_named(program.language)
        assert language is not None
        return await self.builder.build(program, language, None)


def program(source: str = "int main;", language: str = "c", **files: bytes) -> Program:
    return Program(language=language, source=source, files=files)


async def test_a_language_without_a_compiler_is_left_as_it_is() -> None:
    compiler = Compiler(made())
    build = await compiler.build(program(language="python"))
    assert (build, compiler.runs) == (Build(program(language="python")), [])


async def test_equal_programs_are_compiled_once() -> None:
    compiler = Compiler(made())
    builds = [await compiler.build(program()) for _ in range(3)]
    assert [build.artifact for build in builds] == [b"x" * 10] * 3
    assert len(compiler.runs) == 1


async def test_so_they_are_when_asked_for_at_the_same_time() -> None:
    compiler = Compiler(made())
    compiler.may_end.clear()
    asked = [asyncio.create_task(compiler.build(program())) for _ in range(5)]
    await asyncio.sleep(0)
    compiler.may_end.set()
    assert len({(await task).artifact for task in asked}) == 1
    assert len(compiler.runs) == 1


@pytest.mark.parametrize(
    "other",
    [program("int main ;"), program(language="cpp"), program(a=b""), program(a=b"1"), program(b=b"")],
)
async def test_whatever_differs_is_another_program(other: Program) -> None:
    compiler = Compiler(made())
    await compiler.build(program())
    await compiler.build(other)
    assert len(compiler.runs) == 2


async def test_names_and_contents_of_files_are_not_taken_for_each_other() -> None:
    compiler = Compiler(made())
    await compiler.build(program(a=b"bc"))
    await compiler.build(program(ab=b"c"))
    assert len(compiler.runs) == 2


async def test_one_who_leaves_does_not_take_it_from_the_others() -> None:
    compiler = Compiler(made())
    compiler.may_end.clear()
    first, second = (asyncio.create_task(compiler.build(program())) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    compiler.may_end.set()
    assert (await second).artifact
    assert len(compiler.runs) == 1


async def test_an_error_of_ours_reaches_all_who_wait_and_is_tried_again() -> None:
    compiler = Compiler(made())

    def broken(prepared: Prepared, case: Case) -> Outcome:
        raise SandboxFault("gone")

    compiler.answer = broken
    for _ in range(2):
        with pytest.raises(SandboxFault):
            await compiler.build(program())
    compiler.answer = made()
    assert (await compiler.build(program())).artifact


async def test_what_does_not_compile_is_kept_too() -> None:
    compiler = Compiler(failing())
    builds = [await compiler.build(program()) for _ in range(2)]
    assert [build.failure and build.failure.stderr for build in builds] == [b"error: x"] * 2
    assert len(compiler.runs) == 1


@pytest.mark.parametrize("limit", Limit)
async def test_a_failure_by_a_limit_is_not_kept(limit: Limit) -> None:
    compiler = Compiler(failing(exit_code=None, signal=9, limit=limit))
    for _ in range(2):
        assert (await compiler.build(program())).failure is not None
    assert len(compiler.runs) == 2


async def test_a_compiler_that_ends_well_without_an_artifact_has_failed() -> None:
    compiler = Compiler(lambda prepared, case: Outcome(exit_code=0))
    assert (await compiler.build(program())).failure == Outcome(exit_code=0)


def kept(compiler: Compiler) -> int:
    """Bytes that the cache really holds."""
    builds = compiler.builder._kept.values()
    failures = [build.failure for build in builds if build.failure]
    files = [data for build in builds for data in build.program.files.values()]
    return (
        sum(len(build.artifact) + len(build.program.source) for build in builds)
        + sum(len(failure.stdout) + len(failure.stderr) for failure in failures)
        + sum(map(len, files))
    )


@pytest.mark.parametrize(
    ("answer", "files"),
    [
        (made(100_000), {}),
        (failing(stderr=b"e" * 65_536), {}),
        (failing(stdout=b"o" * 100_000), {}),
        (made(), {"data": b"d" * 100_000}),
    ],
    ids=["artifacts", "errors", "output of compilers", "files"],
)
async def test_the_cache_is_bounded(answer: Answer, files: dict[str, bytes]) -> None:
    compiler = Compiler(answer)
    for number in range(40):
        await compiler.build(program(f"int main{number};", **files))
    assert 0 < kept(compiler) <= MIB


async def test_the_least_recently_used_goes_first() -> None:
    compiler = Compiler(made(400_000))
    for source in ("a", "b", "a", "c", "a"):
        await compiler.build(program(source))
    assert len(compiler.runs) == 3
    await compiler.build(program("b"))
    assert len(compiler.runs) == 4


async def test_a_compiler_runs_under_its_languages_limits_with_the_programs_files() -> None:
    compiler = Compiler(made())
    await compiler.build(program("int main;", **{"x.h": b"//"}))
    prepared, case, limits = compiler.runs[0]
    assert prepared.files == {"x.h": b"//", "main.c": b"int main;"}
    assert case.collect == ["main"]
    assert limits == LANGUAGES["c"].build_limits


# ---- how it is started


def prepared(build: Build, mode: Mode = Mode.PROGRAM, runs: int = 1) -> Prepared:
    return prepare(build, Limits(), mode, runs)


@pytest.mark.parametrize(("source", "zygote"), [("print()", PLAIN), ("import numpy", NUMPY)])
def test_python_is_cloned_from_a_warm_interpreter(source: str, zygote: int) -> None:
    (part,) = prepared(Build(program(source, "python"))).parts
    assert (part.kind, part.zygote, part.image) == (PartKind.ZYGOTE, zygote, source.encode())


def test_an_examiner_gets_nothing_of_the_program() -> None:
    candidate, examiner = prepared(Build(program("x = 1", "python")), Mode.CANDIDATE).parts
    assert (candidate.mode, examiner.mode, examiner.zygote) == (Mode.CANDIDATE, Mode.REFEREE, REFEREE)
    assert examiner.image.strip() == b""


def test_a_longer_program_that_runs_often_is_kept_as_compiled() -> None:
    build = Build(program("x = 1\n" * 100, "python"))
    assert [prepared(build, runs=runs).parts[0].mode & KEEP for runs in (1, 2)] == [0, KEEP]


@pytest.mark.parametrize("source", ["", "\0M", "\0Mc\0\0"])
def test_no_source_is_taken_for_a_compiled_program(source: str) -> None:
    image = prepared(Build(program(source, "python"))).parts[0].image
    assert image
    assert not image.startswith(b"\0")


def test_a_compiled_program_is_started_from_memory() -> None:
    result = prepared(Build(program(), artifact=b"\x7fELF"))
    assert [(part.kind, part.image, part.argv) for part in result.parts] == [
        (PartKind.IMAGE, b"\x7fELF", ["main"])
    ]
    assert result.files == {}


def test_a_script_lies_in_the_work_directory() -> None:
    result = prepared(Build(program("echo", "bash")))
    assert result.files == {"main.sh": b"echo"}
    assert result.parts[0].argv == ["/bin/bash", "main.sh"]


def test_a_runtime_that_reserves_memory_is_not_bounded_in_it() -> None:
    bounded = {name: prepared(Build(program("x", name), artifact=b"x")).bounded_data for name in LANGUAGES}
    assert {name for name, value in bounded.items() if not value} == {"java", "javascript", "go"}
