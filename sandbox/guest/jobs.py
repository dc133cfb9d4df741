"""What a warm interpreter's children can do besides running a program. The numbers are the supervisor's."""

from __future__ import annotations

import json
import os
import socket
import sys
from typing import Any, NoReturn

from .call import run_call
from .candidate import serve
from .program import (
    FD_PAYLOAD,
    FD_PEER,
    FD_PROGRAM,
    FD_RESULT,
    leave,
    load_program,
    read_whole,
    status_of,
    write_whole,
)
from .referee import examine

CALL, CANDIDATE, REFEREE = 1, 2, 3


def call(keep: bool) -> NoReturn:
    """Calls one function of the program and sends back what it returned."""
    code = load_program(keep)
    payload = read_whole(FD_PAYLOAD)
    os.closerange(FD_PROGRAM, FD_RESULT)  # other calls share these files, and what could be done to them
    leave(status_of(lambda: write_whole(FD_RESULT, run_call(code, payload))))


def candidate(keep: bool) -> NoReturn:
    """Keeps the program and does what the examiner asks of it."""
    code = load_program(keep)
    os.closerange(FD_PROGRAM, FD_PEER)
    leave(status_of(lambda: serve(code, socket.socket(fileno=FD_PEER))))


def referee(keep: bool) -> NoReturn:
    """Examines the program behind the peer."""
    examination: dict[str, Any] = json.loads(read_whole(FD_PAYLOAD))
    report = examine(examination, socket.socket(fileno=FD_PEER))
    write_whole(FD_RESULT, json.dumps(report).encode())
    sys.stdout.flush()
    os._exit(0)


MODES: dict[int, Any] = {CALL: call, CANDIDATE: candidate, REFEREE: referee}
