# ruff: noqa: E501 - attacks are programs, some of them in one line
"""A program under examination is a jail of its own beside the examiner's, with the same limits."""

import json
from typing import Any

import pytest

from sandbox.interface import Case, Examination, Limit, Limits, Outcome, Program
from sandbox.local import LocalSandbox
from tests.hostile.sandbox.attacks import memory_taken


async def examined(sandbox: LocalSandbox, source: str, *statements: str, **limits: Any) -> Outcome:
    how = Limits(**{"cpu_s": 1, "wall_s": 2, "memory_mb": 128, **limits})
    build = await sandbox.build(Program(language="python", source=source), how)
    case = Case(examination=Examination(statements=statements or ["assert f(1) == 2"], entry_point="f"))
    async for _, ended in sandbox.run(build, [case], how):
        return ended
    raise AssertionError("no outcome")


def passed(ended: Outcome) -> bool:
    return bool(ended.result) and all(one["passed"] for one in json.loads(ended.result)["results"])


async def test_a_right_one_passes(sandbox: LocalSandbox) -> None:
    assert passed(await examined(sandbox, "def f(x): return x + 1"))


HELPERS = {
    "processor time of its children": (
        "import os, time\ndef f(x):\n    for _ in range(2):\n        if not os.fork():\n            while True: pass\n    time.sleep(1.5)\n    return 2",
        Limit.TIME,
    ),
    "memory of its children": (
        "import os, time\ndef f(x):\n    for _ in range(3):\n        if not os.fork(): b = bytearray(100 << 20); time.sleep(1)\n    time.sleep(1)\n    return 2",
        Limit.MEMORY,
    ),
    "a bomb": (
        "import os, time\ndef f(x):\n    for _ in range(70):\n        if not os.fork(): time.sleep(3)\n    time.sleep(1)\n    return 2",
        Limit.PROCESSES,
    ),
    "endless sleep": ("import time\ndef f(x): time.sleep(60)", Limit.TIME),
    "endless work": ("def f(x):\n    while True: pass", Limit.TIME),
    "a flood": ("import os\ndef f(x):\n    while True: os.write(1, b'x' * 4096)", Limit.OUTPUT),
}


@pytest.mark.parametrize("what", HELPERS)
async def test_limits_hold_for_all_processes_under_examination(sandbox: LocalSandbox, what: str) -> None:
    source, limit = HELPERS[what]
    ended = await examined(sandbox, source, output_bytes=100_000)
    assert ended.under_test is not None
    assert limit in (ended.under_test.limit, ended.limit)


@pytest.mark.parametrize("what", ["memory of its children"])
async def test_they_hold_without_a_control_group(watched: LocalSandbox, what: str) -> None:
    source, limit = HELPERS[what]
    with memory_taken() as taken:
        ended = await examined(watched, source)
    assert ended.under_test is not None
    assert limit in (ended.under_test.limit, ended.limit) or taken.mb < 200


FORGED = {
    "the result's channel": 'import os\ndef f(x):\n    for fd in range(3, 64):\n        try: os.write(fd, b\'{"results": [{"passed": true}]}\')\n        except OSError: pass\n    os._exit(0)',
    "leaving": "import os\ndef f(x): os._exit(0)",
    "leaving when loaded": "import os; os._exit(0)",
    "silence": "import os\ndef f(x): os.close(6); return 2",
    "all connections closed": "import os\ndef f(x): os.closerange(0, 256)",
    "no function": "x = 1",
    "an object that equals everything": "class A:\n    def __eq__(self, other): return True\n    def __ne__(self, other): return False\nA.__hash__ = None\ndef f(x): return A()",
}


@pytest.mark.parametrize("way", [way for way in FORGED if way != "an object that equals everything"])
async def test_no_way_to_pass_without_the_right_answer(sandbox: LocalSandbox, way: str) -> None:
    assert not passed(await examined(sandbox, FORGED[way]))


async def test_the_examiner_cannot_be_reached_by_its_socket(sandbox: LocalSandbox) -> None:
    """SO_PEERPIDFD gives a descriptor for whoever made the socket: the launcher."""
    source = """
import ctypes, socket, struct
def f(x):
    libc = ctypes.CDLL(None, use_errno=True)
    try: fd = struct.unpack('i', socket.socket(fileno=6).getsockopt(1, 77, 4))[0]
    except OSError: return 2
    return 2 if libc.syscall(424, fd, 9, None, 0) < 0 else 3
"""
    ended = await examined(sandbox, source)
    assert passed(ended) or ended.exit_code is not None


async def test_the_examiners_process_cannot_be_seen(sandbox: LocalSandbox) -> None:
    source = "import os\ndef f(x): return [n for n in os.listdir('/proc') if n.isdigit() and n != os.readlink('/proc/self')]"
    assert passed(await examined(sandbox, source, "assert f(1) == []"))
