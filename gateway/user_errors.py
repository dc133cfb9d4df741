"""What a command tells its user when it cannot go on, and how it exits.

    Unusable     the input or a flag cannot be used; exit 2
    Stopped      the user stopped it; exit 130

Exit codes of all commands: 0 well, 1 problems were found, 2 unusable input, 3 some samples unscored, and 141
where the reader of standard output went away (128 + SIGPIPE, as a shell tells it).
"""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    WELL = 0
    PROBLEMS = 1
    UNUSABLE = 2
    UNSCORED = 3
    STOPPED = 130
    OUTPUT_LEFT = 141


class Unusable(Exception):  # noqa: N818 - it says what the user's input is, and is no defect
    """The message says what is wrong and what to do next; it is all that the user sees."""

    exit_code = Exit.UNUSABLE


class Stopped(Unusable):
    """The user pressed Ctrl-C; the message says how to go on."""

    exit_code = Exit.STOPPED
