"""Frames between supervisor and launcher; ``launcher/wire.h`` is the other end and has the layout."""

from __future__ import annotations

import signal
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from sandbox.interface import MIB, Case, Limit, Limits, Outcome

_HEAD = struct.Struct("=II")
_PROGRAM = struct.Struct("=II")
_PART = struct.Struct("=6I")
_FILE = struct.Struct("=III")
_RUN = struct.Struct("=6Q11I4x")
_OUTCOME = struct.Struct("=QII")
_CELL = struct.Struct("=4Q6I")
_CANCEL = struct.Struct("=Q")

HEAD_BYTES = _HEAD.size
LARGEST_FRAME = 1 << 30
FILE_MODE = 0o644


class Frame(IntEnum):
    READY = 1
    FATAL = 2
    PROGRAM = 3
    RUN = 4
    CANCEL = 5
    OUTCOME = 6


class PartKind(IntEnum):
    """How a part is started: a command of the jail's system, an executable image, a clone of a zygote."""

    COMMAND = 0
    IMAGE = 1
    ZYGOTE = 2


class Mode(IntEnum):
    """What a zygote's child does; ``guest.jobs`` and ``guest.program`` know the same numbers."""

    PROGRAM = 0
    CALL = 1
    CANDIDATE = 2
    REFEREE = 3


KEEP = 16
"""Added to a mode: the launcher is to keep the program as its first run compiled it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One process tree of a run. ``zygote`` is its number in the launcher's arguments."""

    kind: PartKind
    image: bytes = b""
    zygote: int = 0
    mode: int = Mode.PROGRAM
    argv: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What a launcher is told once and runs many times. A second part examines the first."""

    parts: Sequence[Part]
    files: Mapping[str, bytes]
    bounded_data: bool = True


class BadFrame(Exception):  # noqa: N818 - what was seen
    """It was cut off, or is no outcome: the launcher that sent it is not to be believed any more."""


class Stalled(Exception):  # noqa: N818 - what was seen, nobody's fault
    """The run had four times its wall clock, and too little of a processor. To be repeated alone."""


class Cancelled(Exception):  # noqa: N818 - it was asked for
    """The run was ended because nobody wants it any more."""


class Lost(Exception):  # noqa: N818 - nobody's fault
    """To be repeated: its zygote was gone, or (``killed``) it was killed while all around it lived.

    ``memory_mb`` is its peak.
    """

    def __init__(self, memory_mb: float, killed: bool) -> None:
        super().__init__(memory_mb, killed)
        self.memory_mb = memory_mb
        self.killed = killed


def frame(kind: Frame, payload: bytes) -> bytes:
    return _HEAD.pack(kind, len(payload)) + payload


def read_head(head: bytes) -> tuple[int, int]:
    """Kind and size of what follows."""
    kind, size = _HEAD.unpack(head)
    return kind, size


def program_frame(prepared: Prepared) -> bytes:
    pieces = [_PROGRAM.pack(len(prepared.parts), len(prepared.files))]
    for part in prepared.parts:
        args = _strings(part.argv)
        pieces.append(
            _PART.pack(part.kind, part.zygote, part.mode, len(part.image), len(part.argv), len(args))
        )
        pieces += (part.image, args)
    pieces += _files(prepared.files)
    return frame(Frame.PROGRAM, b"".join(pieces))


def run_frame(
    number: int,
    case: Case,
    payloads: tuple[bytes, bytes],
    limits: Limits,
    prepared: Prepared,
    alone: bool = False,
) -> bytes:
    """``alone``: nothing else runs, so waiting for a processor is no excuse."""
    args, collect = _strings(case.arguments), _strings(case.collect)
    head = _RUN.pack(
        number,
        round(limits.cpu_s * 1e6),
        round(limits.wall_limit_s * 1e6),
        limits.memory_mb * MIB,
        limits.output_bytes,
        limits.disk_mb * MIB,
        limits.processes,
        len(case.stdin),
        len(payloads[0]),
        len(payloads[1]),
        len(case.arguments),
        len(args),
        len(case.files),
        len(case.collect),
        len(collect),
        not prepared.bounded_data,
        alone,
    )
    return frame(Frame.RUN, b"".join((head, case.stdin, *payloads, args, *_files(case.files), collect)))


def cancel_frame(number: int) -> bytes:
    """All runs up to this number."""
    return frame(Frame.CANCEL, _CANCEL.pack(number))


def outcome_number(payload: bytes) -> int:
    """Raises ``BadFrame``."""
    if len(payload) < _OUTCOME.size:
        raise BadFrame("an outcome without a head")
    number: int = _CANCEL.unpack_from(payload)[0]
    return number


def read_outcome(payload: bytes) -> Outcome:
    """Raises ``Stalled``, ``Lost``, ``Cancelled`` or ``BadFrame``."""
    try:
        return _read_outcome(payload)
    except (struct.error, UnicodeDecodeError, LookupError) as error:
        raise BadFrame(f"what came is no outcome: {error}") from error


def _read_outcome(payload: bytes) -> Outcome:
    _, cells, files = _OUTCOME.unpack_from(payload)
    if not cells:
        raise Cancelled
    at = _OUTCOME.size
    outcomes: list[Outcome] = []
    for _ in range(cells):
        outcome, at = _read_cell(payload, at)
        outcomes.append(outcome)
    found: dict[str, bytes] = {}
    for _ in range(files):
        name_size, _, size = _FILE.unpack_from(payload, at)
        at += _FILE.size
        name = payload[at : at + name_size].decode()
        found[name] = payload[at + name_size : at + name_size + size]
        at += name_size + size
    if at != len(payload):
        raise BadFrame(f"an outcome of {at} bytes came in {len(payload)}")
    return _joined(outcomes, found)


def _joined(outcomes: Sequence[Outcome], files: Mapping[str, bytes]) -> Outcome:
    """Of a program by itself; or of the examiner, with the program's own under it."""
    first = outcomes[0]
    last = outcomes[-1]
    if last is first and not files:
        return first
    return Outcome(
        exit_code=last.exit_code,
        signal=last.signal,
        limit=last.limit,
        cpu_s=last.cpu_s,
        wall_s=last.wall_s,
        memory_mb=last.memory_mb,
        stdout=last.stdout,
        stderr=last.stderr,
        result=last.result,
        files=files,
        under_test=first if last is not first else None,
    )


_LIMITS = {0: None, 1: Limit.TIME, 2: Limit.MEMORY, 3: Limit.OUTPUT, 4: Limit.PROCESSES}
_STALLED, _CANCELLED = 5, 6
_EXIT, _SIGNAL, _LOST = 0, 1, 2


def _read_cell(payload: bytes, at: int) -> tuple[Outcome, int]:
    cpu_us, wall_us, peak, _, end, code, limit, *sizes = _CELL.unpack_from(payload, at)
    if limit == _CANCELLED:
        raise Cancelled
    if limit == _STALLED:
        raise Stalled
    if end == _LOST:
        raise Lost(peak / MIB, code == signal.SIGKILL)
    if end not in (_EXIT, _SIGNAL):
        raise BadFrame(f"an end of kind {end}")
    at += _CELL.size
    streams = []
    for size in sizes:
        streams.append(payload[at : at + size])
        at += size
    outcome = Outcome(
        exit_code=code if end == _EXIT else None,
        signal=code if end == _SIGNAL else None,
        limit=_LIMITS[limit],
        cpu_s=cpu_us / 1e6,
        wall_s=wall_us / 1e6,
        memory_mb=peak / MIB,
        stdout=streams[0],
        stderr=streams[1],
        result=streams[2],
    )
    return outcome, at


def _strings(texts: Sequence[str]) -> bytes:
    return b"".join(text.encode() + b"\0" for text in texts)


def _files(files: Mapping[str, bytes]) -> list[bytes]:
    pieces: list[bytes] = []
    for name, data in files.items():
        encoded = name.encode()
        pieces += (_FILE.pack(len(encoded), FILE_MODE, len(data)), encoded, data)
    return pieces
