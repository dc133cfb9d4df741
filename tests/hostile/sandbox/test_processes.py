# ruff: noqa: E501 - attacks are programs, some of them in one line
"""Trees of processes: bombs, daemons, signals, ways to end."""

import pytest

from sandbox.interface import Limit
from sandbox.local import LocalSandbox
from tests.hostile.sandbox.attacks import at_most, run, text

BOMBS = {
    "fork": ("python", "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass"),
    "many that sleep": (
        "python",
        "import os, time\nfor _ in range(70):\n    if not os.fork(): time.sleep(5)\ntime.sleep(5)",
    ),
    "shell": ("bash", "bomb() { bomb | bomb & }; bomb; sleep 5"),
    "sessions": (
        "python",
        "import os, time\nfor _ in range(70):\n    if not os.fork():\n        os.setsid(); time.sleep(5)\ntime.sleep(5)",
    ),
}


@pytest.mark.parametrize("bomb", BOMBS)
async def test_a_process_bomb_ends_with_the_limit_of_processes(sandbox: LocalSandbox, bomb: str) -> None:
    language, source = BOMBS[bomb]
    with at_most(3):
        ended = await run(sandbox, source, language=language)
    assert ended.limit is Limit.PROCESSES


async def test_a_bomb_of_threads_ends_with_the_limit_of_processes(sandbox: LocalSandbox) -> None:
    """Threads are counted as processes are. One who gives up at the first refusal may have ended before."""
    source = """
import threading, time
try:
    for _ in range(500): threading.Thread(target=time.sleep, args=(2,), daemon=True).start()
except RuntimeError: time.sleep(2)
"""
    ended = await run(sandbox, source)
    assert ended.limit is Limit.PROCESSES


async def test_threads_of_several_processes_are_counted_together(sandbox: LocalSandbox) -> None:
    source = """
import os, threading, time
os.fork(), os.fork()
for _ in range(17): threading.Thread(target=time.sleep, args=(2,), daemon=True).start()
time.sleep(2)
"""
    assert (await run(sandbox, source)).limit is Limit.PROCESSES


async def test_zombies_that_nobody_waits_for_count_as_processes(sandbox: LocalSandbox) -> None:
    source = "import os, time\nfor _ in range(200):\n    if not os.fork(): os._exit(0)\ntime.sleep(2)"
    ended = await run(sandbox, source)
    assert ended.limit is Limit.PROCESSES or b"BlockingIOError" in ended.stderr


async def test_a_few_processes_are_no_bomb(sandbox: LocalSandbox) -> None:
    source = "import os\nfor _ in range(30):\n    if not os.fork(): os._exit(0)\nfor _ in range(30): os.wait()\nprint('done')"
    ended = await run(sandbox, source)
    assert (text(ended), ended.limit) == ("done", None)


async def test_a_daemon_ends_with_its_run(sandbox: LocalSandbox) -> None:
    source = """
import os, signal, time
if not os.fork():
    os.setsid()
    for number in range(1, 32):
        try: signal.signal(number, signal.SIG_IGN)
        except OSError: pass
    if not os.fork():
        for second in range(50):
            open('alive', 'a').write('.'); time.sleep(0.02)
    os._exit(0)
print('left')
"""
    with at_most(1.5):
        assert text(await run(sandbox, source)) == "left"
    assert text(await run(sandbox, "import os, time\ntime.sleep(0.1); print(os.listdir('/tmp'))")) == "[]"


async def test_a_daemon_that_holds_the_output_open_holds_up_nobody(sandbox: LocalSandbox) -> None:
    source = "import os, time\nif not os.fork():\n    os.setsid(); time.sleep(60)\nprint('left', flush=True); os._exit(5)"
    with at_most(1.5):
        ended = await run(sandbox, source)
    assert (ended.exit_code, text(ended), ended.limit) == (5, "left", None)


async def test_no_descriptor_is_ever_in_flight(sandbox: LocalSandbox) -> None:
    """It would hold the output open with no process, and be counted for all runs of one user."""
    source = """
import array, errno, socket
a, b = socket.socketpair()
try:
    a.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [0, 1, 2, a.fileno(), b.fileno()]))])
    print('sent')
except OSError as error: print(errno.errorcode[error.errno])
"""
    with at_most(1.5):
        assert text(await run(sandbox, source)) == "ENOSYS"


@pytest.mark.parametrize("target", [-1, 0, 1])
async def test_kill_reaches_nobody_outside(sandbox: LocalSandbox, target: int) -> None:
    source = f"import os\ntry: os.kill({target}, 9)\nexcept ProcessLookupError: pass\nprint('here')"
    ended = await run(sandbox, source)
    assert (text(ended), ended.exit_code) == ("here", 0)


async def test_no_number_of_a_process_reaches_another_one(sandbox: LocalSandbox) -> None:
    source = """
import os
reached = []
for pid in range(2, 40000):
    try: os.kill(pid, 0)
    except ProcessLookupError: continue
    except PermissionError: pass
    reached.append(pid)
print(reached)
"""
    assert text(await run(sandbox, source)) == "[]"


async def test_a_process_that_kills_its_parent_is_not_lost(sandbox: LocalSandbox) -> None:
    source = "import os, time\nif not os.fork():\n    os.kill(os.getppid(), 9); os._exit(0)\ntime.sleep(0.1); print('here')"
    assert text(await run(sandbox, source)) == "here"


@pytest.mark.parametrize("status", [0, 1, 2, 42, 125, 127, 137, 255])
async def test_an_exit_status_is_told_as_it_is(sandbox: LocalSandbox, status: int) -> None:
    ended = await run(sandbox, f"import os; os._exit({status})")
    assert (ended.exit_code, ended.signal, ended.limit) == (status, None, None)


SIGNALS = {
    "a null pointer": ("int main(){ *(volatile int *)0 = 1; }", {11}),
    "a division by zero": ("int main(int n, char **a){ volatile int z = 0; return n / z; }", {8}),
    "an illegal instruction": ("int main(){ __builtin_trap(); }", {4, 5}),
    "abort": (
        "#include <stdlib.h>\nint main(){ abort(); }",
        {6, 11},
    ),  # as process 1, its own SIGABRT does not reach it
    "endless recursion": (
        "int f(volatile int n){ volatile char a[4096]; a[0] = n; return f(n + 1) + a[0]; } int main(){ return f(0); }",
        {9, 11},
    ),
}


@pytest.mark.parametrize("crash", SIGNALS)
async def test_a_crash_is_told_by_its_signal(sandbox: LocalSandbox, crash: str) -> None:
    source, signals = SIGNALS[crash]
    ended = await run(sandbox, source, language="c")
    assert ended.exit_code is None
    assert ended.signal in signals


async def test_a_python_that_recurses_for_ever_ends_by_itself_or_by_its_memory(sandbox: LocalSandbox) -> None:
    source = "import sys\nsys.setrecursionlimit(10**9)\ndef f(n): return f(n + 1) + 1\nf(0)"
    ended = await run(sandbox, source, cpu_s=3)
    assert not ended.succeeded


async def test_exec_of_a_program_that_ends_well_is_that_program(sandbox: LocalSandbox) -> None:
    ended = await run(sandbox, "import os\nprint('before', flush=True)\nos.execv('/bin/true', ['true'])")
    assert (ended.exit_code, text(ended)) == (0, "before")


async def test_a_constructor_that_exits_leaves_no_output(sandbox: LocalSandbox) -> None:
    source = """
#include <stdio.h>
#include <stdlib.h>
__attribute__((constructor)) static void leave(void) { _Exit(0); }
int main() { puts("42"); }
"""
    ended = await run(sandbox, source, language="c")
    assert (ended.exit_code, ended.stdout) == (0, b"")


async def test_exit_functions_threads_and_finalizers_end_within_the_run(sandbox: LocalSandbox) -> None:
    source = """
import atexit, threading, time
class Last:
    def __del__(self): time.sleep(60)
last = Last()
atexit.register(time.sleep, 60)
threading.Thread(target=time.sleep, args=(60,)).start()
print('main is done', flush=True)
"""
    with at_most(4):
        ended = await run(sandbox, source, wall_s=1)
    assert (ended.limit, text(ended)) == (Limit.TIME, "main is done")


async def test_a_thousand_short_processes_leave_the_next_run_alone(sandbox: LocalSandbox) -> None:
    ended = await run(
        sandbox, "for i in {1..300}; do /bin/true & done; wait; echo done", language="bash", cpu_s=3, wall_s=9
    )
    assert text(ended) == "done" or ended.limit is Limit.PROCESSES
