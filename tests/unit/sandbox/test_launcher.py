"""The native parts: built as they must be to run inside any wall."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path

import pytest

from sandbox.walls import base

ELF_HEAD = struct.Struct("<16sHHIQQQIHHHHHH")
PROGRAM_HEAD = struct.Struct("<IIQQQQQQ")
INTERPRETER, STACK = 3, 0x6474E551
EXECUTABLE, SHARED = 2, 3
LAUNCHER, LIBRARY = base.BUILT / "launcher", base.BUILT / "zygote.so"


def read_elf(path: Path) -> tuple[int, dict[int, int]]:
    """Its type, and the flags of its segments by their kind."""
    data = path.read_bytes()
    head = ELF_HEAD.unpack_from(data)
    assert head[0].startswith(b"\x7fELF\x02\x01")
    at, size, count = head[5], head[9], head[10]
    segments = [PROGRAM_HEAD.unpack_from(data, at + size * number) for number in range(count)]
    return head[1], {segment[0]: segment[1] for segment in segments}


def test_the_launcher_is_static_so_that_any_image_can_run_it() -> None:
    kind, segments = read_elf(LAUNCHER)
    assert kind == EXECUTABLE
    assert INTERPRETER not in segments


def test_the_zygotes_library_is_one() -> None:
    assert read_elf(LIBRARY)[0] == SHARED


@pytest.mark.parametrize("path", [LAUNCHER, LIBRARY], ids=lambda path: path.name)
def test_no_stack_is_executable(path: Path) -> None:
    assert not read_elf(path)[1][STACK] & 1


def test_what_is_built_is_what_the_sources_say() -> None:
    """Else tests are of another launcher: run `make setup-dev`, or `make -C sandbox/launcher`."""
    assert subprocess.run(["make", "-q", "-C", str(base.BUILT.parent)], check=False).returncode == 0


def test_every_source_is_built() -> None:
    """A file that the Makefile does not name would be in no launcher, and nobody would notice."""
    named = set((base.BUILT.parent / "Makefile").read_text().split())
    assert {path.name for path in base.BUILT.parent.glob("*.[ch]")} <= named


def test_the_compiler_has_nothing_to_warn_of(tmp_path: Path) -> None:
    sources = sorted(base.BUILT.parent.glob("*.c"))
    command = ["cc", "-std=gnu11", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", *map(str, sources)]
    subprocess.run(command, check=True, cwd=tmp_path)


def test_a_launcher_that_is_not_built_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "BUILT", Path("/nonexistent"))
    assert "make setup" in base.launcher_trouble()


def test_all_that_goes_inside_is_there() -> None:
    assert base.launcher_trouble() == ""
    inside = {Path(place).name for _, place, _ in base.parts_inside()}
    assert {"launcher", "zygote.so", "zygote.py", "program.py", "jobs.py"} <= inside


FORBIDDEN = (
    "ptrace process_vm_readv mount unshare setns bpf io_uring_setup keyctl add_key userfaultfd "
    "perf_event_open shmget mq_open memfd_create init_module kexec_load sendmsg sendmmsg rt_sigqueueinfo "
    "rt_tgsigqueueinfo pidfd_send_signal sched_setaffinity setpriority fsync flock"
)


@pytest.mark.parametrize("call", FORBIDDEN.split())
def test_no_call_that_reaches_beyond_a_process_is_allowed(call: str) -> None:
    text = (base.BUILT.parent / "allowed_calls.h").read_text()
    assert f"SYS_{call}," not in text.split()
