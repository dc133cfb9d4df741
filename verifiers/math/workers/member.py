"""One live worker as the pool sees it: its socket, the job that it holds, its timer."""

import asyncio
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import msgspec

from verifiers.core.fault import WorkerEnd
from verifiers.math.workers.messages import LENGTH, FromWorker, Outcome, Request, Task, frame

RECEIVE_BYTES = 65536
_numbers = count()
Hear = Callable[["Member", FromWorker], None]
_decode = msgspec.msgpack.Decoder(FromWorker).decode


@dataclass(eq=False)
class Job:
    """A request on its way to an outcome, over as many workers as that takes."""

    request: Request
    future: asyncio.Future[Outcome]
    ends: list[WorkerEnd] = field(default_factory=list)
    is_control: bool = False
    control_passed: bool = False
    is_long: bool = False
    """It ran past its slice once: at most `workers - reserve` of its kind run at a time."""
    preempted: bool = False
    """It was killed to make room, so it waits again, behind those that wait already."""
    number: int = field(default_factory=lambda: next(_numbers))
    since: float = field(default_factory=time.perf_counter)
    """When it last began to wait."""
    waited_s: float = 0.0
    """How long it waited for workers, all in all."""

    @property
    def abandoned(self) -> bool:
        """Its caller no longer waits."""
        return self.future.done()


class Member:
    """Reads frames as they come and hands them to the pool; the nursery tells when the worker is dead."""

    def __init__(self, ticket: int, connection: socket.socket, hear: Hear) -> None:
        self.ticket = ticket
        self.pid: int | None = None
        self.job: Job | None = None
        self.leaving = False
        self.used_cpu_s = 0.0
        self.timer: asyncio.TimerHandle | None = None
        self._connection = connection
        self._hear = hear
        self._buffer = bytearray()
        self._loop = asyncio.get_running_loop()
        self._unsent = b""
        self._reading = True
        connection.setblocking(False)
        self._loop.add_reader(connection.fileno(), self.drain)

    def give(self, job: Job, task: Task) -> None:
        """Send the task at once; what the socket does not take follows when it can."""
        self.job = job
        self._unsent = frame(task)
        self._send_more()
        if self._unsent:
            self._loop.add_writer(self._connection.fileno(), self._send_more)

    def take_job(self) -> Job | None:
        """Part from the job, and from the timer that watched it."""
        job, self.job = self.job, None
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        return job

    def drain(self) -> None:
        """Hear everything that has arrived."""
        if self._connection.fileno() < 0:
            return
        try:
            while chunk := self._connection.recv(RECEIVE_BYTES):
                self._buffer += chunk
                if len(chunk) < RECEIVE_BYTES:
                    break
            if not chunk:
                self._stop_reading()
        except BlockingIOError:
            pass
        except ConnectionError:
            self._stop_reading()
        self._hear_frames()

    def close(self) -> None:
        """Our end; a worker that lives leaves when it reads on."""
        if self._connection.fileno() < 0:
            return
        self._stop_reading()
        self._loop.remove_writer(self._connection.fileno())
        self._connection.close()

    def _stop_reading(self) -> None:
        """End of file would otherwise be readable for ever."""
        if self._reading:
            self._reading = False
            self._loop.remove_reader(self._connection.fileno())

    def _hear_frames(self) -> None:
        while len(self._buffer) >= LENGTH.size:
            end = LENGTH.size + LENGTH.unpack_from(self._buffer)[0]
            if len(self._buffer) < end:
                return
            body = bytes(self._buffer[LENGTH.size : end])
            del self._buffer[:end]
            self._hear(self, _decode(body))

    def _send_more(self) -> None:
        try:
            sent = self._connection.send(self._unsent)
        except BlockingIOError:
            return
        except ConnectionError:
            sent = len(self._unsent)  # dead: the nursery is about to say so
        self._unsent = self._unsent[sent:]
        if not self._unsent:
            self._loop.remove_writer(self._connection.fileno())


@dataclass(frozen=True, slots=True)
class Progress:
    """How long a process has run, and how long it was kept waiting for a processor, in seconds."""

    ran_s: float
    waited_s: float


def progress_of(pid: int) -> Progress | None:
    """None where the kernel does not tell, or the process is gone."""
    try:
        ran_ns, waited_ns, _ = Path(f"/proc/{pid}/schedstat").read_text().split()
    except (OSError, ValueError):
        return None
    return Progress(int(ran_ns) / 1e9, int(waited_ns) / 1e9)
