# ruff: noqa: E501 - attacks are programs, some of them in one line
"""Runs at the same time in another jail, for the same user of the machine, see and feel nothing of each other."""

import asyncio

import pytest

from sandbox.interface import Case, Limit, Limits, Program
from sandbox.local import LocalSandbox
from tests.hostile.sandbox.attacks import CALLS, on_x86_64, run, text

ATTACKS = {
    "signals to all": "while True:\n    for t in (-1, 0, 1):\n        try: os.kill(t, 9)\n        except OSError: pass",
    "a fork bomb": "while True:\n    try: os.fork()\n    except OSError: pass",
    "all its memory": "b = []\nwhile True: b.append(bytes(1 << 20))",
    "a flood of output": "while True: os.write(1, b'x' * 4096)",
    "a full disk": "f = open('x', 'wb')\nwhile True:\n    try: f.write(bytes(1 << 20))\n    except OSError: break\ntime.sleep(9)",
    "locks on all it sees": "import fcntl\nfor p in ('/usr/bin/env', '/usr/bin/python3', '/dev/null', '/usr'): fcntl.flock(os.open(p, 0), 2)\ntime.sleep(9)",
    "pipes that hold all a user may have": (
        "import fcntl\nk = []\nfor i in range(63):\n    k.append(os.pipe())\n    try: fcntl.fcntl(k[-1][1], 1031, 1 << 20)\n    except OSError: pass\n"
        "k += [os.pipe() for _ in range(50)]\ntime.sleep(9)"
    ),
    "descriptors in flight": (
        "import array, socket\na, b = socket.socketpair()\ntry:\n    while True: a.sendmsg([b'x'], [(1, 1, array.array('i', [0] * 200))])\n"
        "except OSError: pass\ntime.sleep(9)"
    ),
    "the priority of a user": "os.setpriority(os.PRIO_USER, 0, 19)\ntime.sleep(9)",
    "pending signals": "import signal\nsignal.pthread_sigmask(0, [40])\nos.fork(), os.fork()\ntry:\n    for _ in range(300): os.kill(os.getpid(), 40)\nexcept OSError: pass\ntime.sleep(9)",
}  # fmt: skip

VICTIM = """
import fcntl, os, socket, sys
r, w = os.pipe()
pipes = [fcntl.fcntl(fd, 1032) for fd in (w, 0, 1)]
a, b = socket.socketpair()
a.send(b'x')
children = []
for _ in range(40):
    pid = os.fork()
    if not pid: os.read(r, 1); os._exit(0)
    children.append(pid)
os.write(w, bytes(40))
for pid in children: os.waitpid(pid, 0)
fcntl.lockf(os.open('mine', os.O_CREAT | os.O_RDWR), fcntl.LOCK_EX | fcntl.LOCK_NB)
fcntl.flock(os.open('/usr/bin/env', 0), fcntl.LOCK_EX | fcntl.LOCK_NB)
b = bytearray(64 << 20)
open('full', 'wb').write(bytes(20 << 20))
print(pipes, os.getpriority(os.PRIO_PROCESS, 0), sorted(os.listdir('.')), sys.stdin.read())
"""


@pytest.mark.parametrize("attack", ATTACKS)
async def test_a_neighbour_ends_as_if_it_were_alone(
    sandbox: LocalSandbox, neighbour: LocalSandbox, attack: str
) -> None:
    alone = await run(neighbour, VICTIM, stdin=b"mine", cpu_s=3, wall_s=20)
    attacking = asyncio.create_task(run(sandbox, f"import os, time\n{ATTACKS[attack]}", cpu_s=2, wall_s=0.6))
    await asyncio.sleep(0.2)
    together = await run(neighbour, VICTIM, stdin=b"mine", cpu_s=3, wall_s=20)
    await attacking
    assert (together.stdout, together.exit_code, together.limit) == (alone.stdout, 0, None), together.stderr


async def test_a_compilation_ends_as_if_it_were_alone(sandbox: LocalSandbox, neighbour: LocalSandbox) -> None:
    attacking = asyncio.create_task(run(sandbox, "import os\n" + ATTACKS["a fork bomb"], cpu_s=2, wall_s=1))
    await asyncio.sleep(0.1)
    source = f'#include <stdio.h>\nint main(){{ puts("{id(attacking)}"); }}'
    assert text(await run(neighbour, source, language="c")) == str(id(attacking))
    await attacking


async def test_processes_of_a_neighbour_are_not_listed(
    sandbox: LocalSandbox, neighbour: LocalSandbox
) -> None:
    waiting = asyncio.create_task(run(neighbour, "import time; time.sleep(0.4)"))
    await asyncio.sleep(0.1)
    seen = text(
        await run(
            sandbox,
            "import os\nprint([n for n in os.listdir('/proc') if n.isdigit() and n != os.readlink('/proc/self')])",
        )
    )
    assert seen == "[]"
    await waiting


OWN_ONLY = """
import os
seen = []
for pid in range(1, 3000):
    if str(pid) == os.readlink('/proc/self'): continue
    for name in ('environ', 'mem', 'maps', 'cmdline', 'status', 'root', 'cwd', 'exe', 'fd', 'ns/pid', 'task', 'stat'):
        try: os.stat(f'/proc/{pid}/{name}'); seen.append((pid, name))
        except OSError: pass
print(seen)
"""


async def test_the_launcher_and_its_helpers_cannot_be_looked_at(sandbox: LocalSandbox) -> None:
    assert text(await run(sandbox, OWN_ONLY)) == "[]"


async def test_a_compiled_program_cannot_look_at_them_either(sandbox: LocalSandbox) -> None:
    source = "cd /proc; for n in [0-9]*; do [ $n = $$ ] || [ $(readlink self) = $n ] || echo $n; done; cat 1/environ 2/environ 3/environ 2>/dev/null"
    seen = text(await run(sandbox, source, language="bash"))
    assert "PATH" not in seen


@on_x86_64
async def test_memory_of_another_process_cannot_be_read_by_number(sandbox: LocalSandbox) -> None:
    source = (
        CALLS
        + """
import struct
room = ctypes.create_string_buffer(8)
local = struct.pack('QQ', ctypes.addressof(room), 8)
print({call(310, pid, local, 1, local, 1, 0) for pid in range(1, 200)} | {call(101, 16, pid, 0, 0) for pid in range(1, 200)})
"""
    )
    assert text(await run(sandbox, source)) == "{'ENOSYS'}"


async def test_a_run_that_is_left_by_its_caller_frees_its_jail_at_once(sandbox: LocalSandbox) -> None:
    build = await sandbox.build(Program(language="python", source="while True: pass"), Limits())
    runs = sandbox.run(build, [Case()] * 20, Limits(cpu_s=10))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await anext(runs)
    await runs.aclose()
    async with asyncio.timeout(1.5):
        assert text(await run(sandbox, "print(1)")) == "1"


async def test_two_owners_take_turns(sandbox: LocalSandbox) -> None:
    """Whoever asks for a hundred slow runs holds up another's single one for a few of his at most."""
    limits = Limits(cpu_s=1)
    slow = await sandbox.build(Program(language="python", source="import time; time.sleep(0.05)"), limits)

    async def flood() -> None:
        async for _ in sandbox.run(slow, [Case()] * 60, limits, owner="greedy"):
            pass

    flooding = asyncio.create_task(flood())
    await asyncio.sleep(0.2)
    quick = await sandbox.build(Program(language="python", source="print(1)"), limits)
    async with asyncio.timeout(1.5):
        async for _, ended in sandbox.run(quick, [Case()], limits, owner="modest"):
            assert ended.limit is not Limit.TIME
    flooding.cancel()
    await asyncio.gather(flooding, return_exceptions=True)
