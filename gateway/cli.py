"""The command line: ``cascade-rewards``, or ``python -m gateway``.

Commands are functions in ``gateway.commands``, whose modules import little; a command's own imports happen
when it runs, so that ``--help`` is quick. This module imports nothing: from its first line on, Ctrl-C ends in
an exit code.
"""

from __future__ import annotations

import os
import sys

from gateway.user_errors import Exit


def main() -> None:
    try:
        _open_output()
        from gateway.commands.application import application

        application()
    except KeyboardInterrupt:
        sys.exit(Exit.STOPPED)


def _open_output() -> None:
    """Where the caller closed standard output or error (``>&-``), what is printed goes nowhere."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - open until the end
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - open until the end
