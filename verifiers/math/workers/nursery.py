"""The fork server: imports sympy and the deciders once, then forks a warm worker on request.

It runs as a process of its own (`python -c`, never multiprocessing), single-threaded, so that a fork
is safe and costs milliseconds. It alone knows which process ids are still its workers', so it also
does the killing and the reaping. It ends, workers first, when the pool's end of its socket closes or
the pool's process is gone.
"""

import gc
import os
import select
import signal
import socket
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module

import msgspec

from verifiers.math.workers.messages import (
    Born,
    Died,
    Fork,
    FromNursery,
    Kill,
    Ready,
    ToNursery,
    Unborn,
    WorkerSettings,
)
from verifiers.math.workers.worker import Adjudicate, become_worker, refuse_narrow_memory

MESSAGE_BYTES = 4096
PARENT_CHECK_MS = 1000
IGNORED = (signal.SIGINT, signal.SIGHUP, signal.SIGPIPE)


def main(control_fd: int, pool_pid: int, encoded_settings: bytes) -> None:
    """The process's whole life."""
    for number in IGNORED:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    settings = msgspec.msgpack.decode(encoded_settings, type=WorkerSettings)
    adjudicator = import_module(settings.adjudicator)
    adjudicator.warm_up()
    refuse_narrow_memory(settings.memory_limit_bytes)
    gc.collect()
    gc.freeze()
    control = socket.socket(fileno=control_fd)
    _Nursery(control, pool_pid, settings, adjudicator.adjudicate).serve()


class _PoolGoneError(Exception):
    """Nobody is left to work for."""


@dataclass
class _Nursery:
    control: socket.socket
    pool_pid: int
    settings: WorkerSettings
    adjudicate: Adjudicate
    pids: dict[int, int] = field(default_factory=dict)
    """Process id by ticket, of workers not yet reaped."""

    def serve(self) -> None:
        wake_read, wake_write = socket.socketpair()
        wake_write.setblocking(False)
        wake_read.setblocking(False)
        signal.set_wakeup_fd(wake_write.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, stack: None)
        poller = select.poll()
        poller.register(self.control, select.POLLIN)
        poller.register(wake_read, select.POLLIN)
        try:
            self._tell(Ready())
            while True:
                ready = [fd for fd, _ in poller.poll(PARENT_CHECK_MS)]
                if os.getppid() != self.pool_pid:
                    raise _PoolGoneError
                if wake_read.fileno() in ready:
                    wake_read.recv(MESSAGE_BYTES)
                    self._reap()
                if self.control.fileno() in ready:
                    self._obey()
        except (_PoolGoneError, ConnectionError):
            self._end_all()

    def _obey(self) -> None:
        body, fds, _, _ = socket.recv_fds(self.control, MESSAGE_BYTES, 1)
        if not body:
            raise _PoolGoneError
        message: ToNursery = msgspec.msgpack.decode(body, type=ToNursery)
        match message:
            case Fork(ticket):
                with socket.socket(fileno=fds[0]) as connection:
                    self._fork(ticket, connection)
            case Kill(ticket):
                if ticket in self.pids:
                    os.kill(self.pids[ticket], signal.SIGKILL)

    def _fork(self, ticket: int, connection: socket.socket) -> None:
        nursery_pid = os.getpid()
        try:
            pid = os.fork()
        except OSError as error:
            self._tell(Unborn(ticket, str(error)))
            return
        if pid == 0:
            self._live_as_worker(connection, nursery_pid)
        self.pids[ticket] = pid
        self._tell(Born(ticket, pid))

    def _live_as_worker(self, connection: socket.socket, nursery_pid: int) -> None:
        """In the child: never returns into the nursery's loop, whatever happens."""
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            self.control.close()
            become_worker(connection, self.settings, self.adjudicate, nursery_pid)
            status = 0
        except ConnectionError:
            status = 0  # the pool closed its end, which is a worker's usual end
        except BaseException:
            traceback.print_exc()
            raise
        finally:
            with suppress(OSError):  # whoever read it may be gone
                sys.stderr.flush()
            os._exit(status)

    def _reap(self) -> None:
        while self.pids:
            pid, status, usage = os.wait4(-1, os.WNOHANG)
            if pid == 0:
                return
            ticket = next(ticket for ticket, known in self.pids.items() if known == pid)
            del self.pids[ticket]
            self._tell(Died(ticket, status, usage.ru_utime + usage.ru_stime))

    def _tell(self, message: FromNursery) -> None:
        self.control.sendall(msgspec.msgpack.encode(message))

    def _end_all(self) -> None:
        for pid in self.pids.values():
            os.kill(pid, signal.SIGKILL)
        for _ in self.pids:
            os.wait()
