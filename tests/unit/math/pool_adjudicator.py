"""An adjudicator that misbehaves on command: it is what the pool's tests load into their workers.

The answer (or the reference) is the command. Otherwise texts are compared as they are.
"""

import os
import signal
import time
from pathlib import Path

from verifiers.math.conventions import Conventions
from verifiers.math.errors import UnusableReference
from verifiers.math.workers.cpu_clock import Clock
from verifiers.math.workers.messages import Different, Equal


def warm_up() -> None:
    """Nothing to warm."""


def adjudicate(reference: str, answer: str, conventions: Conventions, clock: Clock) -> Equal | Different:
    """Obey the reference, then the answer, each on its own account."""
    clock.reference("echo", lambda: _obey(reference))
    clock.answer("echo", lambda: _obey(answer))
    return (Equal if reference == answer else Different)("echo", str(os.getpid()))


def _obey(command: str) -> None:
    match command.split(maxsplit=1):
        case ["hang", *_]:
            while True:
                pass
        case ["hang_in_c", *_]:
            pow(3, 10**9)
        case ["crash", *_]:
            os.kill(os.getpid(), signal.SIGSEGV)
        case ["exit", *_]:
            os._exit(3)
        case ["eat_memory", *_]:
            _eat_memory()
        case ["raise", *_]:
            raise LookupError("a bug of ours")
        case ["unusable", *_]:
            raise UnusableReference("it means nothing")
        case ["burn", seconds]:
            _burn(float(seconds))
        case ["killed", rest]:
            _die_from_outside(rest)
        case ["stopped_once", path]:
            if _count(path) == 1:
                os.kill(os.getpid(), signal.SIGSTOP)


def _burn(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def _eat_memory() -> None:
    eaten = []
    while True:
        eaten.append(bytes(1 << 24))  # mapped and never touched: no CPU time that could run out first


def _die_from_outside(rest: str) -> None:
    """`SIGNAL TIMES PATH`: killed so often, as by somebody else, and then left alone."""
    name, times, path = rest.split()
    if _count(path) <= int(times):
        os.kill(os.getpid(), signal.Signals[name])


def _count(path: str) -> int:
    """How often this was called, over all workers."""
    with Path(path).open("a+") as record:
        record.write(".")
        return record.tell()
