"""What runs in a forked worker: one task after another, each under the kernel's limits.

A worker holds nothing that outlives it. It leaves by itself after enough samples, after a limit of
memory, or when the libraries' caches have grown, and dies with the nursery or the pool.
"""

import ctypes
import os
import resource
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import msgspec

from verifiers.math.conventions import Conventions
from verifiers.math.errors import UnusableReference
from verifiers.math.workers.cpu_clock import Clock, KernelClock, Phase
from verifiers.math.workers.messages import (
    LENGTH,
    Answered,
    BadReference,
    Different,
    Equal,
    Failed,
    FromWorker,
    Limit,
    Outcome,
    Proven,
    Task,
    WorkerSettings,
    frame,
)

Adjudicate = Callable[[str, str, Conventions, Clock], Equal | Different]

PR_SET_PDEATHSIG = 1
STACK_BYTES = 256 << 20
RECURSION_LIMIT = 3000
GROWTH_THAT_RETIRES = 8  # a worker leaves when it grew by an eighth of the memory limit


def become_worker(
    connection: socket.socket, settings: WorkerSettings, adjudicate: Adjudicate, nursery_pid: int
) -> None:
    """Bind this fresh fork to its limits and to its nursery's life, and serve until told to stop."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != nursery_pid:
        return
    for number in (signal.SIGVTALRM, signal.SIGPROF, signal.SIGXCPU, signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    _prefer_us_when_memory_is_short()
    _bound_stack()
    _bound_memory(settings.memory_limit_bytes)
    _Worker(connection, settings, adjudicate).serve()


def _prefer_us_when_memory_is_short() -> None:
    """A worker can be run again; the service that it works for cannot."""
    try:
        Path("/proc/self/oom_score_adj").write_text("500")
    except OSError:
        return  # a sandboxed /proc: the machine then chooses by size alone


def _bound_stack() -> None:
    """Deep nesting must end in RecursionError, so the C stack outlasts the interpreter's limit."""
    hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
    soft = STACK_BYTES if hard == resource.RLIM_INFINITY else min(STACK_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_STACK, (soft, hard))
    sys.setrecursionlimit(RECURSION_LIMIT)


def refuse_narrow_memory(limit_bytes: int) -> None:
    """Before any worker is made. Raises RuntimeError where the machine's limit would pass for a sample's."""
    needed = _memory_with(limit_bytes)
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard not in (resource.RLIM_INFINITY, -1) and hard < needed:
        raise RuntimeError(
            f"this process may map {hard >> 20} MiB (ulimit -v), a math worker needs {needed >> 20}: "
            "raise the one or lower math_memory_limit_mb"
        )


def _memory_with(limit_bytes: int) -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize() + limit_bytes + limit_bytes // GROWTH_THAT_RETIRES


def _bound_memory(limit_bytes: int) -> None:
    """Address space: what the fork has, what it may grow before it leaves, and a sample's own limit."""
    allowed = _memory_with(limit_bytes)
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class _Worker:
    """Serves one connection."""

    def __init__(self, connection: socket.socket, settings: WorkerSettings, adjudicate: Adjudicate) -> None:
        self._connection = connection
        self._settings = settings
        self._adjudicate = adjudicate
        self._decode = msgspec.msgpack.Decoder(Task).decode
        self._served = 0
        self._kib_at_start = _peak_kib()

    def serve(self) -> None:
        """Until the pool closes its end, or this worker has had its time."""
        while body := self._receive():
            reply = self._handle(self._decode(body))
            self._send(reply)
            if isinstance(reply, Failed) or reply.leaving:
                return

    def _handle(self, task: Task) -> Answered | Failed:
        self._served += 1
        request = task.request
        clock = KernelClock(self._settings.cpu_limit_s, task.proven, self._tell_proven)
        try:
            decision = self._adjudicate(request.reference, request.answer, request.conventions, clock)
        except MemoryError:
            return self._answered(_memory_outcome(clock.phase), leaving=True)
        except UnusableReference as error:
            return self._answered(BadReference(str(error)), leaving=self._has_had_its_time())
        except Exception:  # noqa: BLE001  the boundary: a bug of ours travels to the service's log
            return Failed(traceback.format_exc())
        return self._answered(decision, leaving=self._has_had_its_time())

    def _answered(self, outcome: Outcome, *, leaving: bool) -> Answered:
        return Answered(outcome, leaving, time.process_time())

    def _has_had_its_time(self) -> bool:
        grown_bytes = (_peak_kib() - self._kib_at_start) * 1024
        return (
            self._served >= self._settings.samples_per_worker
            or grown_bytes * GROWTH_THAT_RETIRES > self._settings.memory_limit_bytes
        )

    def _tell_proven(self, decider: str, cost_s: float) -> None:
        self._send(Proven(decider, cost_s))

    def _send(self, message: FromWorker) -> None:
        self._connection.sendall(frame(message))

    def _receive(self) -> bytes:
        """The next frame's body; empty when the pool has closed its end."""
        header = self._receive_exactly(LENGTH.size)
        return self._receive_exactly(LENGTH.unpack(header)[0]) if header else b""

    def _receive_exactly(self, size: int) -> bytes:
        received = bytearray()
        while len(received) < size:
            chunk = self._connection.recv(size - len(received))
            if not chunk:
                return b""
            received += chunk
        return bytes(received)


def _peak_kib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _memory_outcome(phase: Phase) -> Outcome:
    if phase is Phase.REFERENCE:
        return BadReference("the reference alone needs more memory than the limit")
    return Limit("memory_limit")
