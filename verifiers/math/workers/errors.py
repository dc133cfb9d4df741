"""What can go wrong in the symbolic pool itself; never anybody's answer.

    PoolError
    ├── PoolClosedError       the pool is not running: start it, or use it as `async with`
    ├── QueueFullError        too many requests wait: answer `overloaded`
    ├── NurseryError    the fork server cannot start; the message says why
    └── DeciderError    a decider of ours raised: a bug, whose traceback is the message

Every one of them becomes an *unscored* verdict.
"""


class PoolError(Exception):
    """Base of everything that this pool raises by itself."""


class PoolClosedError(PoolError):
    """The pool was not started, or is closed."""


class QueueFullError(PoolError):
    """`max_queue` requests are waiting already."""


class NurseryError(PoolError):
    """The fork server exits before it is ready, again and again."""


class DeciderError(PoolError):
    """A decider raised where it must not."""
