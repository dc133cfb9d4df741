"""What the fork server and its workers write to their stderr, which may be a traceback that quotes a sample.

Until the fork server is ready there is no sample, and what it writes says why it cannot start. Afterwards
the text is logged at level debug alone; that there was some, always.
"""

from __future__ import annotations

import asyncio
import logging
import os
from io import FileIO

from verifiers.core.seldom import Seldom

MOST_KEPT = 8192
RECEIVE_BYTES = 65536

log = logging.getLogger(__name__)
_noticed = Seldom(60.0)


class LastWords:
    """Reads a pipe's end on the running event loop, and closes it."""

    def __init__(self, pipe: FileIO) -> None:
        self._pipe = pipe
        self._started = False
        self._kept = b""
        self._loop = asyncio.get_running_loop()
        os.set_blocking(pipe.fileno(), False)
        self._loop.add_reader(pipe.fileno(), self.drain)

    @property
    def text(self) -> str:
        """What was written before the start was over, from the end back."""
        return self._kept.decode(errors="replace").strip()

    def started(self) -> None:
        """The fork server is ready: from now on it may quote samples."""
        self.drain()
        if self._kept:
            log.warning("the fork server says, while it starts: %s", self.text)
        self._kept = b""
        self._started = True

    def drain(self) -> None:
        """Reads what is there."""
        while not self._pipe.closed:
            try:
                chunk = os.read(self._pipe.fileno(), RECEIVE_BYTES)
            except BlockingIOError:
                return
            if not chunk:
                self._loop.remove_reader(self._pipe.fileno())
                self._pipe.close()
            elif self._started:
                _note(chunk)
            else:
                self._kept = (self._kept + chunk)[-MOST_KEPT:]

    def close(self) -> None:
        self.drain()
        if not self._pipe.closed:
            self._loop.remove_reader(self._pipe.fileno())
            self._pipe.close()


def _note(chunk: bytes) -> None:
    log.debug("a math worker wrote: %s", chunk.decode(errors="replace").strip())
    if not log.isEnabledFor(logging.DEBUG) and _noticed.due():
        log.warning("a math worker wrote to its stderr; log_level debug tells what")
