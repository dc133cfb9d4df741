"""What the pool, the nursery and the workers say to each other, and how it is framed.

Everything is msgpack with closed types: nothing received can name code to run.
"""

import struct
from typing import Literal

import msgspec

from verifiers.math.conventions import Conventions

LENGTH = struct.Struct("<I")


class Message(msgspec.Struct, frozen=True, tag=True):
    """Base of all messages: immutable, hashable, named on the wire by its class."""


class Request(Message, frozen=True):
    """One question: does `answer` say the same as `reference` under `conventions`?"""

    reference: str
    answer: str
    conventions: Conventions


class Equal(Message, frozen=True):
    """The answer is right; `decided_by` names the decider."""

    decided_by: str
    note: str = ""


class Different(Message, frozen=True):
    """The answer is not right, or (`decided_by="undecided"`) nothing shows that it is."""

    decided_by: str
    note: str = ""


class Limit(Message, frozen=True):
    """The answer's own evaluation reached a limit."""

    which: Literal["time_limit", "memory_limit"]


class Crash(Message, frozen=True):
    """The answer kills every fresh worker, while the same reference passes with another answer."""

    how: str


class BadReference(Message, frozen=True):
    """The reference by itself cannot be used."""

    message: str


Outcome = Equal | Different | Limit | Crash | BadReference


class Task(Message, frozen=True):
    """A request, and what its reference alone is known to cost: CPU seconds by decider."""

    request: Request
    proven: dict[str, float]


class Proven(Message, frozen=True):
    """The reference passed `decider` alone, for `cost_s` CPU seconds."""

    decider: str
    cost_s: float


class Answered(Message, frozen=True):
    """The outcome of the task; a worker that says `leaving` exits after it.

    `cpu_s`: what the worker has used in all its life, so that the next sample's use can be told apart.
    """

    outcome: Outcome
    leaving: bool
    cpu_s: float


class Failed(Message, frozen=True):
    """A decider of ours raised; the worker exits after this."""

    traceback: str


FromWorker = Proven | Answered | Failed


class Fork(Message, frozen=True):
    """Pool to nursery, with the worker's socket attached: fork a worker called `ticket`."""

    ticket: int


class Kill(Message, frozen=True):
    """Pool to nursery, which alone knows that the process id is still that worker's."""

    ticket: int


ToNursery = Fork | Kill


class Ready(Message, frozen=True):
    """Nursery to pool: everything is imported and warm."""


class Born(Message, frozen=True):
    """Worker `ticket` runs as `pid`."""

    ticket: int
    pid: int


class Unborn(Message, frozen=True):
    """Worker `ticket` could not be forked."""

    ticket: int
    why: str


class Died(Message, frozen=True):
    """Worker `ticket` is reaped: its wait status, and the CPU seconds of its whole life."""

    ticket: int
    status: int
    cpu_s: float


FromNursery = Ready | Born | Unborn | Died


class WorkerSettings(Message, frozen=True):
    """What the nursery is told at its start: each worker's limits, and which module decides in it.

    `adjudicator` has `warm_up()` and `adjudicate(reference, answer, conventions, clock)`.
    """

    cpu_limit_s: float
    memory_limit_bytes: int
    samples_per_worker: int
    adjudicator: str


def frame(message: Message) -> bytes:
    """Length-prefixed msgpack, for the stream between pool and worker."""
    body = msgspec.msgpack.encode(message)
    return LENGTH.pack(len(body)) + body
