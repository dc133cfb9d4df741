"""The file that ``grade --out`` writes: one verdict a line, in the order of the samples.

Each line carries the hash of its sample, so that a stopped run goes on where it stopped, against the same
samples only. Equal samples give equal bytes: times are left out unless asked for.
"""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import Enum, auto
from typing import IO, Any

import msgspec

from gateway.grading.judging import Graded
from gateway.grading.outputs import refuse_inputs
from gateway.grading.rollouts import Row
from gateway.sample_hash import sample_hash
from gateway.user_errors import Unusable
from gateway.verdict_json import UNSENDABLE, any_json, substitute
from trainer_client.contract import Reason, Status, Timing, Verdict

STANDARD_OUTPUT = "-"
_LINE_START = b'{"id":'


class IfThere(Enum):
    """What to do when the file exists."""

    REFUSE = auto()
    OVERWRITE = auto()
    RESUME = auto()


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A verdict as it stands in the file."""

    id: str | None = None
    group_id: str | None = None
    metadata: Mapping[str, Any]
    verifier: str
    version: str
    status: Status
    reason: Reason
    reward: float | None
    components: Mapping[str, float]
    extracted: str | None = None
    detail: Mapping[str, Any]
    flags: tuple[str, ...]
    timing: Timing | msgspec.UnsetType = msgspec.UNSET
    sample_hash: str

    def verdict(self) -> Verdict:
        """Raises ``ValueError`` when the line contradicts itself."""
        fields = {name: getattr(self, name) for name in self.__struct_fields__ if name != "sample_hash"}
        return Verdict(**fields | {"timing": self.timing or None})


_decoder = msgspec.json.Decoder(Line)


def encode_line(verdict: Verdict, hash_: str, *, timing: bool) -> bytes:
    """One line of JSON, newline included. Raises ``UNSENDABLE`` for a verdict that holds what is no JSON."""
    line = Line(
        id=verdict.id,
        group_id=verdict.group_id,
        metadata=verdict.metadata,
        verifier=verdict.verifier,
        version=verdict.version,
        status=verdict.status,
        reason=verdict.reason,
        reward=verdict.reward,
        components=verdict.components,
        extracted=verdict.extracted,
        detail=verdict.detail,
        flags=verdict.flags,
        timing=(verdict.timing or msgspec.UNSET) if timing else msgspec.UNSET,
        sample_hash=hash_,
    )
    return any_json(line) + b"\n"


class GradedFile:
    """An open file of verdicts. ``earlier`` must be read to its end before ``write``.

    What is ``replaced`` stays until there is something to put in its place.
    """

    def __init__(self, path: str, file: IO[bytes], *, timing: bool, replaced: bool = False) -> None:
        self.path = path
        self._file = file
        self._timing = timing
        self._replaced = replaced

    def earlier(self, rows: Iterator[Row], versions: Mapping[str, str]) -> Iterator[Graded]:
        """What an earlier run graded, matched with the rows it came from, which it takes from ``rows``.

        A last line that was cut off is removed. Raises ``Unusable`` when the input, the options or a
        verifier's version is not what that run had.
        """
        end = self._file.tell()
        while (line := self._file.readline()).endswith(b"\n"):
            row = next(rows, None)
            yield Graded(row, self._matched(line, row, versions)) if row else self._no_row()
            end = self._file.tell()
        if not line.startswith(_LINE_START[: len(line)]):
            raise Unusable(f"{self.path} is no file of graded samples; name another one")
        self._file.seek(end)
        self._file.truncate()

    def _matched(self, text: bytes, row: Row, versions: Mapping[str, str]) -> Verdict:
        try:
            line = _decoder.decode(text)
            verdict = line.verdict()
        except (msgspec.DecodeError, ValueError) as error:
            raise Unusable(f"{self.path} is no file of graded samples ({error}); name another one") from error
        if line.sample_hash != sample_hash(row.item):
            raise Unusable(
                f"{self.path} was graded from other samples or options: {row.place} differs; grade anew with "
                "--overwrite, or give the files and options of the first run"
            )
        if verdict.version and versions.get(verdict.verifier, verdict.version) != verdict.version:
            raise Unusable(
                f"{self.path} was graded by {verdict.verifier} {verdict.version}, and this is "
                f"{versions[verdict.verifier]}; grade anew with --overwrite"
            )
        return verdict

    def _no_row(self) -> Graded:
        raise Unusable(
            f"{self.path} holds more verdicts than there are samples now; grade anew with --overwrite"
        )

    def write(self, graded: Iterable[Graded]) -> list[Graded]:
        """What was written: a verdict that is no JSON has a substitute, as over every transport.

        Raises ``Unusable`` when the disk will not take it.
        """
        encoded = [self._encoded(one) for one in graded]
        try:
            if self._replaced:
                self._file.truncate()
                self._replaced = False
            self._file.write(b"".join(line for _, line in encoded))
            self._file.flush()
        except OSError as error:
            if isinstance(error, BrokenPipeError) and self._file is sys.stdout.buffer:
                raise
            raise Unusable(f"{self.path}: {error.strerror}; mend that and go on with --resume") from error
        return [written for written, _ in encoded]

    def _encoded(self, one: Graded) -> tuple[Graded, bytes]:
        hash_ = sample_hash(one.row.item)
        try:
            return one, encode_line(one.verdict, hash_, timing=self._timing)
        except UNSENDABLE as error:
            verdict = substitute(one.verdict, error)
            return Graded(one.row, verdict), encode_line(verdict, hash_, timing=self._timing)


@contextmanager
def open_graded(
    path: str, if_there: IfThere, *, inputs: Sequence[str] = (), timing: bool = False
) -> Iterator[GradedFile]:
    """Raises ``Unusable`` for a file that is there and may not be touched, or is an input, or is in use."""
    if path == STANDARD_OUTPUT:
        yield GradedFile("standard output", sys.stdout.buffer, timing=timing)
        return
    refuse_inputs(path, inputs)
    if if_there is IfThere.REFUSE and os.path.exists(path) and os.path.getsize(path):
        raise Unusable(f"{path} is there already; go on with it by --resume, or replace it with --overwrite")
    try:
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "r+b")
    except OSError as error:
        raise Unusable(f"{path}: {error.strerror or error}; name a file that can be written") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Unusable(f"another run is writing {path}; wait for it, or name another file") from error
        yield GradedFile(path, file, timing=timing, replaced=if_there is IfThere.OVERWRITE)
