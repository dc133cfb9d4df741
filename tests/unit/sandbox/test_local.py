"""What a sandbox refuses before any jail sees it, and what it says of a wall that comes and goes."""

from __future__ import annotations

import pytest

from sandbox.interface import (
    Build,
    Call,
    Case,
    Examination,
    Limits,
    Outcome,
    Program,
    SandboxUnavailable,
)
from sandbox.local import LARGEST_NAME, LocalSandbox, _check_files, _explained, _mode
from sandbox.walls.base import Connection, WallError
from sandbox.wire import Mode

SMALL = Limits(disk_mb=1)
WRONG_NAMES = {
    "empty": "",
    "here": ".",
    "above": "..",
    "traversal": "../x",
    "traversal inside": "a/../../x",
    "traversal at the end": "a/..",
    "absolute": "/etc/passwd",
    "two slashes": "//x",
    "zero": "a\0b",
    "too long": "x" * (LARGEST_NAME + 1),
    "too long in bytes": "ä" * (LARGEST_NAME // 2 + 1),
    "a folder": "a/",
    "no UTF-8": "a\udc80",
    "a line's end": "a\nb",
    "in two ways": "a//b",
}


@pytest.mark.parametrize("name", WRONG_NAMES.values(), ids=WRONG_NAMES.keys())
def test_a_name_that_is_no_plain_relative_path_is_refused(name: str) -> None:
    with pytest.raises(ValueError):
        _check_files({name: b""}, SMALL)


@pytest.mark.parametrize("name", ["a", "a/b/c.txt", "..a", "a..", "ä ö", "-rf", "x" * LARGEST_NAME])
def test_other_names_are_taken(name: str) -> None:
    _check_files({name: b""}, SMALL)


@pytest.mark.parametrize(
    "files",
    [
        {"a": b"x" * 2**19 + b"x"},
        {"a": b"x" * 2**18, "b": b"x" * 2**18, "c": b"x"},
        {f"{number}": b"x" for number in range(200)},
        {f"{number}": b"" for number in range(20_000)},
        {"a": b"", "a/b": b""},
        {"main.py/b": b""},
    ],
    ids=["one is too large", "together too large", "pages", "too many", "in a file", "in the source"],
)
def test_files_that_the_work_directory_cannot_hold_are_refused(files: dict[str, bytes]) -> None:
    """A launcher that cannot put them gives up; each of these would cost twenty jails."""
    with pytest.raises(ValueError):
        _check_files(files, SMALL, "main.py")


class NoWall:
    name = "a wall"

    def trouble(self) -> str:
        return "install it"

    async def open(self, number: int) -> Connection:
        raise WallError("it fell")

    async def kill(self, connection: Connection) -> None:
        raise AssertionError("there is none")

    async def close(self) -> None:
        pass


def sandbox_without_jails() -> LocalSandbox:
    return LocalSandbox(NoWall(), jails=1)


async def test_before_its_start_it_says_so() -> None:
    with pytest.raises(SandboxUnavailable, match="not started"):
        await sandbox_without_jails().build(Program(language="python", source=""), SMALL)


async def test_what_is_missing_is_told_with_what_to_do() -> None:
    sandbox = sandbox_without_jails()
    await sandbox.start()
    assert sandbox.trouble == "install it"
    with pytest.raises(SandboxUnavailable, match="install it"):
        await sandbox.build(Program(language="python", source=""), SMALL)
    await sandbox.close()


def test_an_unknown_language_is_told_with_those_that_are_known() -> None:
    told = sandbox_without_jails().unavailable("cobol")
    assert told is not None
    assert "'cobol'" in told
    assert "python, c, cpp" in told


@pytest.mark.parametrize(
    ("case", "mode"),
    [
        (Case(), Mode.PROGRAM),
        (Case(call=Call(entry_point="f")), Mode.CALL),
        (Case(examination=Examination(statements=["assert f()"])), Mode.CANDIDATE),
    ],
)
def test_the_kind_of_its_cases_decides_how_a_program_is_run(case: Case, mode: Mode) -> None:
    assert _mode([case]) == mode


@pytest.mark.parametrize("mode", [Mode.PROGRAM, Mode.CALL])
def test_source_that_does_not_compile_is_told_apart_from_a_result(mode: Mode) -> None:
    outcome = _explained(Outcome(exit_code=1, result=b"C", stderr=b"SyntaxError"), mode)
    assert (outcome.compile_failed, outcome.result) == (True, b"")


def test_so_it_is_for_a_program_under_examination() -> None:
    report = Outcome(exit_code=0, result=b"{}", under_test=Outcome(exit_code=1, result=b"C"))
    outcome = _explained(report, Mode.CANDIDATE)
    assert not outcome.compile_failed
    assert outcome.result == b"{}"
    assert outcome.under_test is not None
    assert outcome.under_test.compile_failed


def test_a_build_that_is_only_a_source_has_no_artifact() -> None:
    assert Build(Program(language="python", source="")).artifact == b""
