"""A referee and a program in two processes joined by a socket pair, as in the jails but without the walls."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

from sandbox.guest.candidate import serve
from sandbox.guest.referee import examine

Peer = Callable[[socket.socket], object]
FRESH = """
import socket, sys
from sandbox.guest.candidate import serve
serve(sys.stdin.read(), socket.socket(fileno=int(sys.argv[1])))
"""


def judge(
    program: str,
    statements: str | Sequence[str],
    preamble: str = "",
    entry_point: str | None = None,
    *,
    peer: Peer | None = None,
    fresh: bool = False,
) -> dict[str, Any]:
    """The report. ``peer`` takes the program's place; ``fresh`` starts an interpreter that shares no memory
    with the tests."""
    examination = {
        "statements": [statements] if isinstance(statements, str) else list(statements),
        "preamble": preamble,
        "entry_point": entry_point,
    }
    ours, theirs = socket.socketpair()
    with ours:
        if fresh:
            under_test = _interpreter(program, theirs)
        else:
            under_test = _forked(lambda: (peer or (lambda link: serve(program, link)))(theirs), ours)
        theirs.close()
        try:
            return _examined(examination, ours)
        finally:
            os.kill(under_test, signal.SIGKILL)
            os.waitpid(under_test, 0)


def kinds(*args: Any, **kwargs: Any) -> list[str]:
    return [result["kind"] for result in judge(*args, **kwargs)["results"]]


def _examined(examination: dict[str, Any], connection: socket.socket) -> dict[str, Any]:
    reader, writer = os.pipe()
    referee = _forked(lambda: os.write(writer, json.dumps(examine(examination, connection)).encode()))
    os.close(writer)
    with os.fdopen(reader, "rb") as report:
        data = report.read()
    os.waitpid(referee, 0)
    return dict(json.loads(data))


def _forked(work: Callable[[], object], *close: socket.socket) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        for connection in close:
            connection.close()
        null = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        work()
    finally:
        os._exit(0)


def _interpreter(program: str, connection: socket.socket) -> int:
    fd = connection.fileno()
    process = subprocess.Popen(
        [sys.executable, "-c", FRESH, str(fd)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, pass_fds=[fd], text=True,
    )  # fmt: skip
    assert process.stdin is not None
    with process.stdin as stdin:
        stdin.write(program)
    process.returncode = 0  # waited for by its number, as the forked are
    return process.pid
