"""Ends a run in order when the machine asks for it: SIGTERM (``docker stop``, ``scancel``) and SIGHUP."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ASKED = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def ended_as_by_interrupt() -> Iterator[None]:
    """Both then do what Ctrl-C does. A signal that is ignored (``nohup``) stays so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    found = [asked for asked in _ASKED if signal.getsignal(asked) is signal.SIG_DFL]
    for asked in found:
        signal.signal(asked, _interrupt)
    try:
        yield
    finally:
        for asked in found:
            signal.signal(asked, signal.SIG_DFL)


def _interrupt(_: int, frame: FrameType | None) -> None:
    """Not sent on as SIGINT: a shell has its background commands ignore that one."""
    handler = signal.getsignal(signal.SIGINT)
    if not callable(handler):
        raise KeyboardInterrupt
    handler(signal.SIGINT, frame)
