# ruff: noqa: E501 - attacks are programs, some of them in one line
"""How attacks are run, and what several of them need."""

from __future__ import annotations

import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest

from sandbox.interface import Case, Limits, Outcome
from sandbox.local import LocalSandbox
from tests.sandboxes import outcomes

on_x86_64 = pytest.mark.skipif(platform.machine() != "x86_64", reason="numbers of x86_64's system calls")

CALLS = """
import ctypes, errno, os
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    ctypes.set_errno(0)
    got = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments])
    return "done" if got >= 0 else  errno.errorcode[ctypes.get_errno()]
"""


async def run(
    sandbox: LocalSandbox,
    source: str,
    *,
    language: str = "python",
    stdin: bytes = b"",
    collect: tuple[str, ...] = (),
    **limits: Any,
) -> Outcome:
    case = Case(stdin=stdin, collect=collect)
    how = Limits(**{"cpu_s": 1, "wall_s": 3, "memory_mb": 128, **limits})
    return (await outcomes(sandbox, source, [case], language=language, limits=how))[0]


async def run_twice(sandbox: LocalSandbox, source: str, *, language: str = "python") -> list[Outcome]:
    """Two cases of one submission, one after the other."""
    return await outcomes(
        sandbox, source, [Case(), Case()], language=language, limits=Limits(cpu_s=1, memory_mb=128)
    )


def text(outcome: Outcome) -> str:
    return outcome.stdout.decode().strip()


def available_mb() -> int:
    with open("/proc/meminfo") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable")) // 1024


class Taken:
    mb = 0


@contextmanager
def memory_taken() -> Iterator[Taken]:
    """The most that the whole machine was short of meanwhile, in MB: roughly, for others use it too."""
    before, taken, over = available_mb(), Taken(), Event()

    def look() -> None:
        while not over.wait(0.01):
            taken.mb = max(taken.mb, before - available_mb())

    looking = Thread(target=look)
    looking.start()
    try:
        yield taken
    finally:
        over.set()
        looking.join()


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    start = time.monotonic()
    yield
    took = time.monotonic() - start
    assert took < seconds, f"it took {took:.1f} s"
