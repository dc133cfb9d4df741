"""What the bare parts of a test cost in a process as large as a warm interpreter of ours.

Usage: /usr/bin/python3 -I code_bare.py GUEST_PARENT LIBRARY MODULE…
Each line on stdin asks for a measurement, "STEP COUNT", and gets a line of JSON: the seconds of every
repetition. Each of ``STEPS`` does what the one before it does, and more. "unshare 1" has to come before
"namespace", "filter 1" puts everything after it behind the filter; "size 1" tells the resident KiB.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress

SOURCE = b"print(int(input()) * 2)\n"
CLONE_NEWPID = 0x20000000
CLONE_NEWUSER = 0x10000000
SYS_CLONE = {"x86_64": 56, "aarch64": 220}[os.uname().machine]
SYS_CAPSET = {"x86_64": 126, "aarch64": 91}[os.uname().machine]
PR_SET_NO_NEW_PRIVS = 38
LIBC = ctypes.CDLL(None, use_errno=True)


def main(guest_parent: str, library: str, modules: list[str]) -> None:
    sys.path.insert(0, guest_parent)
    with suppress(ImportError):
        importlib.import_module("guest.program")
    for name in modules:
        with suppress(ImportError):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        step, count = line.split()
        if step == "size":
            print(resident_kib(), flush=True)
            continue
        if step == "unshare":
            own_user_namespace()
        if step == "filter":
            load_filter(library)
        print(json.dumps([seconds_of(STEPS[step]) for _ in range(int(count))]), flush=True)


def resident_kib() -> int:
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))


def seconds_of(step: Callable[[], None]) -> float:
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


def fork_and_wait() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def with_pipes() -> None:
    attend(os.fork, lambda: None)


def with_program() -> None:
    attend(os.fork, run_program)


def with_namespace() -> None:
    attend(clone, run_program)


def with_limits() -> None:
    attend(clone, limited_program)


def attend(start: Callable[[], int], child: Callable[[], None]) -> None:
    """A child with three pipes: its input is written, what it prints is read to the end."""
    pipes = [os.pipe() for _ in range(3)]
    os.write(pipes[0][1], b"21\n")
    pid = start()
    if pid == 0:
        for number, (reading, writing) in enumerate(pipes):
            os.dup2(writing if number else reading, number)
        for ends in pipes:
            for end in ends:
                os.close(end)
        child()
        os._exit(0)
    (input_reading, input_writing), *outputs = pipes
    os.close(input_reading)
    os.close(input_writing)
    said = b""
    for reading, writing in outputs:
        os.close(writing)
        while part := os.read(reading, 1 << 16):
            said = part
        os.close(reading)
    _, status = os.waitpid(pid, 0)
    if status:
        raise SystemExit(f"a child ended with {status}: {said!r}")


def run_program() -> None:
    exec(compile(SOURCE, "main.py", "exec"), {"__name__": "__main__"})
    sys.stdout.flush()


def limited_program() -> None:
    """What a child of ours does to itself before the program runs, but for the filter."""
    os.setsid()
    for what, value in LIMITS:
        resource.setrlimit(what, (value, value))
    os.closerange(7, 256)
    LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    LIBC.syscall(SYS_CAPSET, HEAD, NOTHING)
    run_program()


LIMITS = (
    (resource.RLIMIT_FSIZE, 1 << 26),
    (resource.RLIMIT_DATA, 5 << 30),
    (resource.RLIMIT_NOFILE, 256),
    (resource.RLIMIT_CORE, 0),
    (resource.RLIMIT_MEMLOCK, 0),
    (resource.RLIMIT_MSGQUEUE, 0),
)
HEAD = (ctypes.c_uint32 * 2)(0x20080522, 0)
NOTHING = (ctypes.c_uint32 * 6)()


def clone() -> int:
    pid: int = LIBC.syscall(SYS_CLONE, CLONE_NEWPID | signal.SIGCHLD, 0, 0, 0, 0)
    if pid < 0:
        raise OSError(ctypes.get_errno(), "clone into a PID namespace")
    return pid


def own_user_namespace() -> None:
    """Where to clone into PID namespaces is allowed."""
    if LIBC.unshare(CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "no user namespace")


def load_filter(library: str) -> None:
    LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if ctypes.CDLL(library).jail_filter_system_calls():
        raise SystemExit("the filter cannot be loaded")


STEPS: dict[str, Callable[[], None]] = {
    "unshare": lambda: None,
    "filter": lambda: None,
    "fork": fork_and_wait,
    "pipes": with_pipes,
    "program": with_program,
    "namespace": with_namespace,
    "limits": with_limits,
}

if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
