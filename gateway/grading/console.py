"""Tables on standard output or error, plain when piped."""

from __future__ import annotations

import sys
from typing import NoReturn

from rich.console import Console


class _Tables(Console):
    def on_broken_pipe(self) -> NoReturn:
        """A reader that has gone (``| head``) ends the command as it does everywhere else."""
        raise


def tables(*, plain_width: int, to_stderr: bool = False) -> Console:
    """``plain_width`` is that of what is no terminal."""
    piped = not (sys.stderr if to_stderr else sys.stdout).isatty()
    return _Tables(stderr=to_stderr, width=plain_width if piped else None, highlight=False)
