"""The pool's side of the fork server: starts its process, speaks to it, notices its end.

Bound to the event loop that starts it; calls back into the pool, on that loop, and decides nothing.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
from io import FileIO
from typing import Protocol

import msgspec

from verifiers.math.workers.last_words import LastWords
from verifiers.math.workers.messages import Fork, FromNursery, Kill, Ready, ToNursery, WorkerSettings

MESSAGE_BYTES = 4096
BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from verifiers.math.workers.nursery import main; "
    "main(int(sys.argv[2]), int(sys.argv[3]), bytes.fromhex(sys.argv[4]))"
)


class NurseryListener(Protocol):
    """What the pool wants to hear."""

    def on_nursery_message(self, message: FromNursery) -> None:
        """A worker was born or died, or the nursery is ready."""

    def on_nursery_lost(self, exit_code: int) -> None:
        """The nursery ended (negative: by that signal), and all of its workers with it."""


class NurseryClient:
    """One fork server process. After `on_nursery_lost`, or `end`, make another one."""

    def __init__(self, listener: NurseryListener, settings: WorkerSettings) -> None:
        self._listener = listener
        self._warm = False
        self._loop = asyncio.get_running_loop()
        self._decode = msgspec.msgpack.Decoder(FromNursery).decode
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                self._process = _start_process(theirs, settings)
            except OSError:
                self._control.close()
                raise
        assert isinstance(self._process.stderr, FileIO), "an unbuffered pipe"
        self._words = LastWords(self._process.stderr)
        self._control.setblocking(False)
        self._loop.add_reader(self._control.fileno(), self._on_readable)

    @property
    def pid(self) -> int:
        """Of the nursery's process."""
        return self._process.pid

    @property
    def last_words(self) -> str:
        """What it wrote to its stderr, should it not have become ready."""
        return self._words.text

    def fork(self, ticket: int, worker_end: socket.socket) -> None:
        """Ask for a worker on that socket; Born or Unborn answers."""
        self._send(Fork(ticket), (worker_end.fileno(),))

    def kill(self, ticket: int) -> None:
        """Kill that worker if it lives; Died tells."""
        self._send(Kill(ticket), ())

    async def end(self, patience_s: float = 2.0) -> None:
        """Let it end its workers and exit; returns when none of them is left."""
        self._disconnect()
        if not self._warm:
            self._process.kill()  # it still imports, and has no worker yet
        try:
            await asyncio.to_thread(self._process.wait, patience_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            await asyncio.to_thread(self._process.wait)
        self._words.close()

    def _send(self, message: ToNursery, fds: tuple[int, ...]) -> None:
        """A nursery that does not read (stopped, or dead already) is killed and thereby lost."""
        try:
            socket.send_fds(self._control, [msgspec.msgpack.encode(message)], fds)
        except OSError:
            self._process.kill()

    def _on_readable(self) -> None:
        while True:
            try:
                body = self._control.recv(MESSAGE_BYTES)
            except BlockingIOError:
                return
            except ConnectionError:
                body = b""
            if not body:
                self._on_end()
                return
            message = self._decode(body)
            if isinstance(message, Ready):
                self._warm = True
                self._words.started()
            self._listener.on_nursery_message(message)

    def _on_end(self) -> None:
        """Its socket closes when it ends, so the wait is for the kernel alone."""
        self._disconnect()
        self._process.kill()
        exit_code = self._process.wait()
        self._words.close()
        self._listener.on_nursery_lost(exit_code)

    def _disconnect(self) -> None:
        if self._control.fileno() >= 0:
            self._loop.remove_reader(self._control.fileno())
            self._control.close()


def _start_process(control: socket.socket, settings: WorkerSettings) -> subprocess.Popen[bytes]:
    """Away from the terminal's signals, and with a fixed hash seed: sympy's orderings follow it."""
    return subprocess.Popen(  # noqa: S603  our own interpreter and our own code
        [
            sys.executable,
            "-P",  # a json.py in the folder that we were started in is not the one that we mean
            "-c",
            BOOT,
            json.dumps(sys.path),
            str(control.fileno()),
            str(os.getpid()),
            msgspec.msgpack.encode(settings).hex(),
        ],
        pass_fds=(control.fileno(),),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        bufsize=0,
        start_new_session=True,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
