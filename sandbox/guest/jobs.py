"""What a warm interpreter's children can do besides running a program. The numbers are the supervisor's."""

from __future__ import annotations

import json
import os
import socket
import sys
from typing import Any, NoReturn

from .call import run_call
from .candidate import serve
from .program import FD_PAYLOAD, FD_PEER, FD_PROGRAM, FD_RESULT, compile_program, leave, read_whole
from .referee import examine

CALL, CANDIDATE, REFEREE = 1, 2, 3


def call() -> NoReturn:
    """Calls one function of the program and sends back what it returned."""
    code = compile_program(read_whole(FD_PROGRAM))
    result = run_call(code, read_whole(FD_PAYLOAD))
    _send_result(result)
    leave(0)


def candidate() -> NoReturn:
    """Keeps the program and does what the examiner asks of it."""
    code = compile_program(read_whole(FD_PROGRAM))
    serve(code, socket.socket(fileno=FD_PEER))
    leave(0)


def referee() -> NoReturn:
    """Examines the program behind the peer."""
    examination: dict[str, Any] = json.loads(read_whole(FD_PAYLOAD))
    report = examine(examination, socket.socket(fileno=FD_PEER))
    _send_result(json.dumps(report).encode())
    sys.stdout.flush()
    os._exit(0)


def _send_result(result: bytes) -> None:
    view = memoryview(result)
    while view:
        view = view[os.write(FD_RESULT, view) :]


MODES: dict[int, Any] = {CALL: call, CANDIDATE: candidate, REFEREE: referee}
