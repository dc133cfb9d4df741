"""One small examination before a warm interpreter clones itself: its clones find in place what it touched.

Both sides play against a script, in this process: what they would be sent lies in the socket beforehand.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .call import run_call
from .candidate import serve
from .codec import encode
from .loading import MODULE_NAME
from .referee import examine

_PROGRAM = (
    "class A:\n    pass\n"
    "def f(x, *more):\n    if x == 0: raise ValueError(x)\n    return A() if x == 1 else x\n"
)
_TESTS = (
    "def check(candidate):\n    assert candidate(2) == 2 and candidate([1.5]) == [1.5]\n"
    "    assert candidate('a', {1: (2,)}) == 'a'\n    try:\n        candidate(0)\n        assert False\n"
    "    except ValueError:\n        pass\n    assert candidate(1).x == 3\ncheck(f)\n"
)
_ANSWERS: list[Any] = [
    ["ok", 2], ["ok", [1.5]], ["ok", "a"], ["raise", "ValueError", [0], "0", None, None],
]  # fmt: skip
_REQUESTS: list[Any] = [
    ["look", "f"],
    ["call", "f", [2]],
    ["call", "f", [0]],
    ["call", "f", [1, [1.5], {2: (3,)}]],
]


def warm_up() -> None:
    with _nothing_left():
        run_call(_PROGRAM, encode({"entry_point": "f", "args": [2], "kwargs": {}}))
        with _script(list(map(encode, _REQUESTS))) as ours:
            serve(_PROGRAM, ours)
    examined()


def examined() -> list[str]:
    """The kinds of the results of the examination."""
    answers = [encode(answer) for answer in _ANSWERS] + [b'["ok",{"h":[1,"A"]}]', b'["ok",3]']
    tests = {"statements": [_TESTS], "preamble": "import math\n", "entry_point": "f"}
    with _nothing_left(), _script(answers) as ours:
        return [result["kind"] for result in examine(tests, ours)["results"]]


@contextmanager
def _script(messages: list[bytes]) -> Iterator[socket.socket]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for message in messages:
            theirs.sendall(len(message).to_bytes(4, "big") + message)
        theirs.shutdown(socket.SHUT_WR)
        yield ours


@contextmanager
def _nothing_left() -> Iterator[None]:
    names = ("__main__", "pytest", MODULE_NAME)
    modules = {name: sys.modules[name] for name in names if name in sys.modules}
    finders = list(sys.meta_path)
    try:
        yield
    finally:
        sys.meta_path[:] = finders
        for name in names:
            sys.modules.pop(name, None)
        sys.modules.update(modules)
