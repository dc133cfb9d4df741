"""One of several server processes, started by ``gateway.process.supervisor``.

It reads its settings from stdin, since others can read a command line, and answers one line of JSON on stdout
when it is ready. When the supervisor dies, however it dies, the kernel sends this process SIGTERM.
"""

from __future__ import annotations

import ctypes
import json
import logging
import os
import signal
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from verifiers.core.protocols import Readiness

_PR_SET_PDEATHSIG = 1


def main() -> None:
    # Until the server catches signals, they just end this process: there is nothing to finish.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    order = json.loads(sys.stdin.buffer.read())
    _end_with(order["supervisor"])

    from gateway.logs import configure_logs, writes_json
    from gateway.process.listen import Ports
    from gateway.process.server import run_server
    from gateway.settings import Settings
    from gateway.user_errors import Unusable

    settings = Settings(**order["settings"])
    configure_logs(settings.log_level, settings.log_format)
    try:
        run_server(settings, Ports(*order["ports"]), _tell)
    except Unusable as error:
        if writes_json(settings.log_format):
            logging.getLogger(__name__).error("%s", error)
        else:
            print(f"cascade-rewards: {error}", file=sys.stderr)
        sys.exit(error.exit_code)


def _end_with(supervisor: int) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != supervisor:  # it died before the call
        sys.exit(1)


def _tell(verifiers: Mapping[str, Readiness]) -> None:
    told = {name: {"ready": readiness.ready, "hint": readiness.hint} for name, readiness in verifiers.items()}
    print(json.dumps(told), flush=True)
