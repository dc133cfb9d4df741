# ruff: noqa: E501 - attacks are programs, some of them in one line
"""Hundreds of hostile runs one after the other: the launcher neither grows nor slows down."""

import time
from pathlib import Path

import psutil
import pytest

from sandbox.interface import Case, Limits, Program
from sandbox.local import LocalSandbox
from sandbox.walls.bubblewrap import WalledConnection
from tests.hostile.sandbox.attacks import at_most, run, text

HOSTILE = {
    "files": "import os\nfor i in range(20): open(f'f{i}', 'w').write('x')",
    "a daemon": "import os, time\nif not os.fork(): os.setsid(); time.sleep(60)",
    "a crash": "import ctypes; ctypes.string_at(0)",
    "a flood": "import os\nwhile True: os.write(1, b'x' * 65536)",
    "closed streams": "import os; os.closerange(0, 256)",
    "no program": "def f(:",
}


def launcher_of(sandbox: LocalSandbox) -> psutil.Process:
    connection = sandbox.pool._jails[0]._connection
    assert isinstance(connection, WalledConnection)
    inside = psutil.Process(connection.process.pid).children(recursive=True)
    named = {process.pid: process for process in inside if process.name() == "launcher"}
    # the one that carries its end, it, and the spawner of executables: parent, child and grandchild
    return next(
        process
        for process in named.values()
        if process.ppid() in named and named[process.ppid()].ppid() not in named
    )


def is_alive(process: psutil.Process) -> bool:
    """Its parent waits for it only when it next has something to do."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def kill_and_see_dead(process: psutil.Process) -> None:
    """One that still takes an order as it dies costs a repeated run, and rightly."""
    process.kill()
    while is_alive(process):
        time.sleep(0.001)


@pytest.mark.parametrize("attack", HOSTILE)
async def test_fifty_of_a_kind_leave_no_descriptor_process_or_mount(
    watched: LocalSandbox, attack: str
) -> None:
    launcher = launcher_of(watched)

    def held() -> tuple[int, int, int]:
        mounts = Path(f"/proc/{launcher.pid}/mountinfo").read_text().count("\n")
        return launcher.num_fds(), len(launcher.children(recursive=True)), mounts

    await run(watched, "pass")
    before = held()
    limits = Limits(cpu_s=1, memory_mb=128, output_bytes=100_000)
    build = await watched.build(Program(language="python", source=HOSTILE[attack]), limits)
    async for _ in watched.run(build, [Case()] * 50, limits):
        pass
    await run(watched, "pass")
    assert held() == before


async def test_its_memory_does_not_grow(watched: LocalSandbox) -> None:
    launcher, limits = launcher_of(watched), Limits(cpu_s=1, memory_mb=128, output_bytes=1 << 20)
    build = await watched.build(
        Program(
            language="python", source="import os\nos.write(2, b'x' * 500000); os.write(1, b'x' * 500000)"
        ),
        limits,
    )
    sizes = []
    for _ in range(2):
        async for _ in watched.run(build, [Case(stdin=b"x" * 300_000)] * 60, limits):
            pass
        sizes.append(launcher.memory_info().rss)
    assert sizes[1] - sizes[0] < 1 << 20


SLOW_TO_END = {
    "many mappings": r"""
#include <sys/mman.h>
#include <unistd.h>
int main(void) {
  char *p = mmap(0, 65000ul * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (int i = 0; i < 64000; i += 2) mprotect(p + i * 4096ul, 4096, PROT_READ);
  for (int i = 0; i < 40; i++) if (!fork()) pause();
  pause();
}
""",
    "many files": r"""
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
int main(void) {
  char name[32];
  for (int i = 0; i < 16000; i++) { sprintf(name, "f%d", i); close(open(name, O_CREAT | O_WRONLY, 0600)); }
  pause();
}
""",
    "deep folders": r"""
#include <sys/stat.h>
#include <unistd.h>
int main(void) { for (int i = 0; i < 15000; i++) { mkdir("d", 0700); chdir("d"); } pause(); }
""",
    "processes that start processes": r"""
#include <signal.h>
#include <unistd.h>
int main(void) { signal(SIGCHLD, SIG_IGN); for (int i = 0; i < 40; i++) if (!fork()) for (;;) if (fork() > 0) _exit(0); pause(); }
""",
    "exec again and again": r"""
#include <unistd.h>
int main(int n, char **a) { execl("/proc/self/exe", "x", NULL); }
""",
}


@pytest.mark.parametrize("way", SLOW_TO_END)
async def test_a_run_that_is_slow_to_end_holds_up_the_next_for_a_moment_only(
    sandbox: LocalSandbox, way: str
) -> None:
    ended = await run(
        sandbox, SLOW_TO_END[way], language="c", cpu_s=0.5, wall_s=0.6, memory_mb=512, processes=60
    )
    start = time.monotonic()
    await run(sandbox, "pass")
    assert not ended.succeeded
    assert time.monotonic() - start < 1
    assert ended.wall_s < 3


async def test_a_helper_that_is_killed_from_outside_is_replaced(watched: LocalSandbox) -> None:
    for child in launcher_of(watched).children():
        kill_and_see_dead(child)
    assert text(await run(watched, "print(1)")) == "1"


async def test_a_launcher_that_is_killed_loses_nothing(watched: LocalSandbox) -> None:
    launcher_of(watched).kill()
    with at_most(5):
        assert text(await run(watched, "print(1)")) == "1"
    watched.pool.counters.lost_and_rerun = 0
