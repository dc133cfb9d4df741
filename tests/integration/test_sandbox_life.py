"""From start to close: users, losses, walls that cannot be built, and that nothing is left behind."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
import uvloop

import sandbox
from sandbox.cgroups import PREFIX
from sandbox.interface import (
    Case,
    LanguageUnavailable,
    Limits,
    Outcome,
    Program,
    SandboxFault,
    SandboxUnavailable,
)
from sandbox.local import LocalSandbox
from sandbox.walls.base import Connection, WallError
from sandbox.walls.bubblewrap import BubblewrapWall
from tests.sandboxes import SHORT, outcome, outcomes, started

SLEEP = "import time\ntime.sleep(0.3)\nprint(input())"
FOR_EVER = "import time; time.sleep(600)"


def new_sandbox(jails: int = 2, **options: Any) -> LocalSandbox:
    return LocalSandbox(BubblewrapWall(), jails=jails, **options)


async def works(box: LocalSandbox) -> bool:
    return (await outcome(box, "print('works')")).stdout == b"works\n"


# ---- users


async def test_each_user_starts_and_closes_it_and_the_last_one_ends_it() -> None:
    box = new_sandbox()
    await box.start()
    await box.start()
    await box.close()
    assert await works(box)
    await box.close()
    with pytest.raises(SandboxUnavailable):
        await works(box)


async def test_users_who_start_it_at_the_same_time_can_all_use_it_at_once() -> None:
    box = new_sandbox()

    async def use() -> bool:
        await box.start()
        try:
            return await works(box)
        finally:
            await box.close()

    assert await asyncio.gather(*(use() for _ in range(4))) == [True] * 4


async def test_it_can_be_started_again() -> None:
    box = new_sandbox()
    for _ in range(2):
        await box.start()
        assert await works(box)
        await box.close()


async def test_who_waits_when_it_is_closed_is_told() -> None:
    box = new_sandbox()
    await box.start()
    running = asyncio.create_task(outcomes(box, FOR_EVER, [Case()] * 5, limits=Limits(wall_s=600)))
    await asyncio.sleep(0.5)
    assert box.pool.busy == 2
    await box.close()
    async with asyncio.timeout(10):
        with pytest.raises(SandboxUnavailable, match="closed"):
            await running


async def test_one_who_waits_for_a_compiler_when_it_is_closed_is_told() -> None:
    box = new_sandbox()
    await box.start()
    source = "#include <iostream>\nint main() { std::cout << 1; }"
    building = asyncio.create_task(box.build(Program(language="cpp", source=source), SHORT))
    await asyncio.sleep(0.1)
    await box.close()
    async with asyncio.timeout(10):
        with pytest.raises(SandboxUnavailable):
            await building


# ---- losses


def below_us(chosen: Callable[[psutil.Process], bool]) -> list[psutil.Process]:
    found = []
    for process in psutil.Process().children(recursive=True):
        try:
            if chosen(process):
                found.append(process)
        except psutil.NoSuchProcess:  # it ended while we looked
            continue
    return found


def is_bwrap(process: psutil.Process) -> bool:
    return process.name() == "bwrap"


def is_launcher(process: psutil.Process) -> bool:
    return process.name() == "launcher"


def is_zygote(process: psutil.Process) -> bool:
    """Not one of its clones, which are each the first process of a namespace."""
    return process.name().startswith("python") and not is_first(process)


def is_run(process: psutil.Process) -> bool:
    return process.name().startswith("python") and is_first(process)


def is_program(process: psutil.Process) -> bool:
    """Of any kind: an interpreter's clone, or an executable such as the control run is."""
    return process.name() not in ("bwrap", "launcher") and is_first(process)


def is_first(process: psutil.Process) -> bool:
    status = Path(f"/proc/{process.pid}/status").read_text()
    return status.partition("NSpid:")[2].partition("\n")[0].split()[-1] == "1"


@pytest.mark.parametrize("chosen", [is_run, is_launcher, is_bwrap])
async def test_nothing_is_lost_when_a_part_is_killed_in_the_middle(
    chosen: Callable[[psutil.Process], bool],
) -> None:
    async with started(jails=2) as box:
        cases = [Case(stdin=b"%d" % n) for n in range(4)]
        running = asyncio.create_task(outcomes(box, SLEEP, cases))
        async with asyncio.timeout(10):
            while len(below_us(is_run)) < 2:  # noqa: ASYNC110 - what happens elsewhere gives no event
                await asyncio.sleep(0.01)
        for victim in below_us(chosen):
            with suppress(psutil.NoSuchProcess):  # it ended with the one before
                victim.kill()
        runs = await running
        assert [run.stdout for run in runs] == [b"%d\n" % n for n in range(4)]
        assert all(run.succeeded for run in runs)
        counters = box.pool.counters
        assert counters.lost_and_rerun >= 2
        assert counters.runs == 4 + 1  # and the look for tools
        assert (counters.restarts > 0) == (chosen is not is_run)


async def test_a_killed_zygote_is_replaced_and_costs_nobody_anything() -> None:
    async with started(jails=1) as box:
        assert await works(box)
        for _ in range(3):
            (victim,) = below_us(is_zygote)
            victim.kill()
            assert await works(box)
        assert box.pool.counters.restarts == 0


async def test_a_run_whose_jail_is_lost_every_time_ends_with_an_error_of_ours() -> None:
    async with started(jails=1) as box:

        async def kill_each() -> None:
            while True:
                await asyncio.sleep(0.01)
                for victim in below_us(is_program):
                    with suppress(psutil.NoSuchProcess):
                        victim.kill()

        killing = asyncio.create_task(kill_each())
        try:
            with pytest.raises(SandboxFault, match=r"lost \d+ times"):
                await outcome(box, FOR_EVER)
        finally:
            killing.cancel()
        assert await works(box)


def forget_cached_files() -> None:
    """So that the compiler's are read anew, on the jail's account; a container may not be allowed to."""
    with suppress(OSError):
        Path("/proc/sys/vm/drop_caches").write_text("3")


async def test_files_that_a_compiler_left_cached_hold_up_no_later_run() -> None:
    async with started(jails=1) as box:
        forget_cached_files()
        source = "#include <iostream>\nint main() { std::cout << 7; }"
        assert (await outcome(box, source, language="cpp")).stdout == b"7"
        await works(box)  # which may wait for memory to come back, once
        waited = time.monotonic()
        for _ in range(10):
            assert await works(box)
        assert time.monotonic() - waited < 3  # ten waits of half a second would be five


# ---- what is left


def lives(pid: int) -> bool:
    """Not one that has ended and that process 1, whoever that is here, has not waited for."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def open_files() -> list[str]:
    names = []
    for fd in os.listdir("/proc/self/fd"):
        try:
            names.append(os.readlink(f"/proc/self/fd/{fd}"))
        except FileNotFoundError:  # the one that lists them
            continue
    return sorted(name.partition("[")[0] for name in names)


def groups() -> list[Path]:
    return [path for path in Path("/sys/fs/cgroup").glob(f"**/{PREFIX}{os.getpid()}-*") if path.is_dir()]


async def use_and_close(how: str) -> list[int]:
    box = new_sandbox()
    await box.start()
    pids = [process.pid for process in psutil.Process().children(recursive=True)]
    running = asyncio.create_task(outcomes(box, FOR_EVER, [Case()] * 3, limits=Limits(wall_s=600)))
    if how == "idle":
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        daemon = "import os, time\nif not os.fork():\n    os.setsid()\n    time.sleep(600)"
        assert (await outcome(box, daemon)).succeeded
        assert (await outcome(box, "int main(void) { return 0; }", language="c")).succeeded
    else:
        await asyncio.sleep(0.4)
    if how == "killed":
        for victim in below_us(is_bwrap):
            victim.kill()
        await asyncio.sleep(0.05)
    pids += [process.pid for process in psutil.Process().children(recursive=True)]
    await box.close()
    await asyncio.gather(running, return_exceptions=True)
    return pids


@pytest.mark.parametrize("how", ["idle", "running", "killed"])
async def test_closed_leaves_no_process_no_descriptor_no_group(how: str) -> None:
    gc.collect()
    before = (open_files(), groups())
    others = {
        process.pid for process in psutil.Process().children(recursive=True)
    }  # of other tests' sandboxes
    pids = set(await use_and_close(how)) - others
    assert len(pids) >= 6
    gone_by = time.monotonic() + 5
    while alive := [pid for pid in pids if lives(pid)]:
        assert time.monotonic() < gone_by, alive
        await asyncio.sleep(0.02)  # those that were killed inside end a little after their wall
    gc.collect()
    assert (open_files(), groups()) == before


OWNER = """
import asyncio, os
from tests.integration.test_sandbox_life import FOR_EVER, new_sandbox
from sandbox.interface import Case, Limits, Program

async def main():
    box = new_sandbox()
    await box.start()
    build = await box.build(Program(language="python", source=FOR_EVER), Limits())
    print("running", flush=True)
    async for _ in box.run(build, [Case()] * 4, Limits(wall_s=600)): pass

asyncio.run(main())
"""


def test_all_ends_with_its_owner_even_when_it_is_killed() -> None:
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", OWNER], cwd=root, stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"running\n"
        time.sleep(0.4)
        pids = [process.pid for process in psutil.Process(owner.pid).children(recursive=True)]
        assert len(pids) >= 6
        owner.send_signal(signal.SIGKILL)
    gone_by = time.monotonic() + 10
    while any(_runs(pid) for pid in pids):
        assert time.monotonic() < gone_by
        time.sleep(0.02)


def _runs(pid: int) -> bool:
    """A zombie waits for whoever adopted it, which is not our affair."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


# ---- walls and interpreters


@pytest.fixture
def public_path() -> Iterator[Path]:
    """A folder that other users of the machine can read, as they cannot read pytest's."""
    with tempfile.TemporaryDirectory() as path:
        Path(path).chmod(0o755)
        yield Path(path)


async def trouble_of(box: LocalSandbox) -> str:
    """``start`` never raises; what is asked for then does, with the same words."""
    await box.start()
    try:
        told = box.trouble
        with pytest.raises(SandboxUnavailable) as raised:
            await works(box)
        assert raised.value.message == told
        return told
    finally:
        await box.close()


async def test_without_bubblewrap_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "apt install bubblewrap" in await trouble_of(new_sandbox())


async def test_where_bubblewrap_may_not_make_namespaces_it_says_where_to_look(
    monkeypatch: pytest.MonkeyPatch, public_path: Path
) -> None:
    """As on a machine without unprivileged user namespaces."""
    refusing = public_path / "bwrap"
    refusing.write_text("#!/bin/sh\necho 'bwrap: No permissions to create a new namespace' >&2\nexit 1\n")
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", f"{public_path}:{os.environ['PATH']}")
    assert "docs/sandbox.md" in await trouble_of(new_sandbox())


class LateWall(BubblewrapWall):
    """Falls at first, as one whose engine is not up yet."""

    opened = 0

    async def open(self, number: int) -> Connection:
        self.opened += 1
        if self.opened <= 2:
            raise WallError("not yet")
        return await super().open(number)


async def test_a_wall_that_comes_up_later_is_used_with_all_its_languages() -> None:
    box = LocalSandbox(LateWall(), jails=1)
    await box.start()
    assert box.trouble == "not yet"
    async with asyncio.timeout(20):
        while box.trouble:  # noqa: ASYNC110 - a state, not an event
            await asyncio.sleep(0.05)
        assert await works(box)
    assert box.unavailable("bash") is None
    await box.close()


async def test_an_interpreter_can_be_named_by_its_path() -> None:
    python = "/usr/bin/python3"
    box = LocalSandbox(BubblewrapWall(python=python), jails=1, python=python)
    await box.start()
    assert (await outcome(box, "import sys; print(sys.executable)")).stdout.decode().strip() == python
    await box.close()


async def test_without_its_interpreter_python_is_unavailable_and_nothing_else() -> None:
    box = LocalSandbox(BubblewrapWall(python="python9"), jails=1, python="python9")
    await box.start()
    assert box.trouble == ""
    with pytest.raises(LanguageUnavailable, match="python9"):
        await works(box)
    assert (await outcome(box, "echo 1", language="bash")).stdout == b"1\n"
    await box.close()


# ---- loops and users of the machine


async def _life() -> list[Outcome]:
    async with started(jails=2) as box:
        echo = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())"
        return await outcomes(box, echo, [Case(stdin=b"x" * size) for size in (0, 10, 3_000_000)])


@pytest.mark.parametrize("run", [asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
def test_it_runs_on_either_loop(run: Callable[[Coroutine[Any, Any, list[Outcome]]], list[Outcome]]) -> None:
    assert [len(outcome.stdout) for outcome in run(_life())] == [0, 10, 3_000_000]


SYSTEM_PYTHONS = [f"/usr/bin/python3.{minor}" for minor in (13, 12, 11)]
STRANGER = """
import asyncio, json, os
from sandbox.interface import Case, Limits, Program
from sandbox.local import LocalSandbox
from sandbox.walls.bubblewrap import BubblewrapWall

async def main():
    box = LocalSandbox(BubblewrapWall(), jails=1)
    await box.start()
    assert not box.trouble, box.trouble
    source = "import os; print(os.getuid(), os.getpid(), sum(n.isdigit() for n in os.listdir('/proc')))"
    build = await box.build(Program(language="python", source=source), Limits())
    runs = [run async for _, run in box.run(build, [Case()] * 2, Limits(memory_mb=256))]
    grow = Program(language="python", source="x = []\\nwhile True: x.append(bytearray(2**20))")
    build = await box.build(grow, Limits())
    hungry = [run async for _, run in box.run(build, [Case()], Limits(memory_mb=100))]
    await box.close()
    print(json.dumps([os.getuid(), box.memory, [run.stdout.decode() for run in runs], hungry[0].limit]))

asyncio.run(main())
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="who is not root already has run all of the above as himself")
def test_it_needs_no_root(public_path: Path) -> None:
    """As a user of the machine who has nothing; with the system's Python, for he may not reach ours."""
    python = next(filter(os.path.exists, SYSTEM_PYTHONS), "")
    assert python, f"none of {SYSTEM_PYTHONS} is there"
    own = Path(sandbox.__file__).parent
    shutil.copytree(own, public_path / "sandbox", ignore=shutil.ignore_patterns("__pycache__"))
    become = ["setpriv", "--reuid", "12345", "--regid", "12345", "--clear-groups", "--no-new-privs"]
    ran = subprocess.run(
        [*become, python, "-c", STRANGER],
        cwd=public_path,
        env={"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == '[12345, "watched", ["1000 1 1\\n", "1000 1 1\\n"], "memory"]\n'
