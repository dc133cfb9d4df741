"""Reads samples from the files people have: JSONL, gzipped or not, Parquet, standard input.

Nothing is lost and nothing is held: rows come one by one, a row that is no sample becomes ``Malformed`` in
its place, and a line longer than any sample could be is skipped without being read into memory.
"""

from __future__ import annotations

import gzip
import io
import os
import sys
import zlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any, Protocol

from gateway.grading.parquet import open_parquet
from gateway.grading.row import NO_OBJECT, RowReader
from gateway.items import Item, Malformed
from gateway.user_errors import Unusable

MAX_LINE_BYTES = 64 * 2**20
STANDARD_INPUT = "-"
_GZIP = b"\x1f\x8b"
_PARQUET = b"PAR1"
_ZSTD = b"\x28\xb5\x2f\xfd"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_ROWS_THAT_TELL = 50
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_WAY_TO_LINES = "turn JSON into lines: jq -c 'if type == \"array\" then .[] else . end' FILE"


@dataclass(frozen=True, slots=True)
class Row:
    """``line`` counts from 1 in its file, blank lines included, as editors do; in Parquet it is the row."""

    source: str
    line: int
    item: Item

    @property
    def place(self) -> str:
        return f"{_name(self.source)}:{self.line}"


def _name(source: str) -> str:
    return "standard input" if source == STANDARD_INPUT else printable(source)


def printable(path: str) -> str:
    """A file's name may hold bytes that are no UTF-8."""
    return path.encode("utf-8", "backslashreplace").decode()


class _Source(Protocol):
    """One open file: numbered items, and how much of it was read (0 to 1, or ``None`` when nobody knows)."""

    def __iter__(self) -> Iterator[tuple[int, Item]]: ...

    def fraction_read(self) -> float | None: ...


@dataclass(slots=True)
class Rollouts:
    """The rows of all sources, in order; iterate once, and close the iterator (``closing``).

    Raises ``Unusable`` for what cannot be read.
    """

    sources: Sequence[str]
    reader: RowReader
    _opened: int = 0
    _current: _Source | None = field(default=None)

    def __iter__(self) -> Generator[Row, None, None]:
        for source in self.sources:
            with _open(source, self.reader) as self._current:
                self._opened += 1
                rows = (Row(source, line, item) for line, item in self._current)
                first = list(islice(rows, _ROWS_THAT_TELL))
                _require_objects(first)
                yield from chain(first, rows)

    def fraction_read(self) -> float | None:
        fraction = self._current.fraction_read() if self._current else None
        return None if fraction is None else (self._opened - 1 + fraction) / len(self.sources)

    @property
    def may_block(self) -> bool:
        """Whether a row may be long in coming: from a pipe or a terminal."""
        return any(source == STANDARD_INPUT or not Path(source).is_file() for source in self.sources)


def check_sources(sources: Sequence[str]) -> None:
    """Raises ``Unusable`` for the first that is not there, before any is read."""
    for source in sources:
        path = Path(source)
        if source == STANDARD_INPUT:
            continue
        if path.is_dir():
            raise Unusable(f"{path} is a directory; name the files in it, such as {path}/*.jsonl")
        if not path.exists():
            raise Unusable(f"there is no file {path}; check the path, or use - for standard input")
    if sources.count(STANDARD_INPUT) > 1:
        raise Unusable("standard input (-) can be read once only")


def _refuse_other_text(name: str, first_line: bytes) -> None:
    if first_line.startswith(_UTF_16):
        raise Unusable(f"{name} is UTF-16 and must be UTF-8: iconv -f UTF-16 -t UTF-8 FILE > NEW_FILE")
    if first_line.strip() in (b"[", b"{"):
        raise Unusable(f"{name} is one JSON value over many lines; {_WAY_TO_LINES}")


def _require_objects(rows: Sequence[Row]) -> None:
    if not rows:
        return
    if all(isinstance(row.item, Malformed) and row.item.message.startswith(NO_OBJECT) for row in rows):
        first = rows[0]
        assert isinstance(first.item, Malformed)
        raise Unusable(
            f"{first.place}: {first.item.message}. Expected JSON Lines, one sample a line; {_WAY_TO_LINES}"
        )


@contextmanager
def _open(source: str, reader: RowReader) -> Iterator[_Source]:
    try:
        if source == STANDARD_INPUT:
            yield _open_stream(source, sys.stdin.buffer, reader, size=0)
            return
        with Path(source).open("rb") as file:
            if file.peek(4)[:4] == _PARQUET:
                yield open_parquet(printable(source), file, reader)
            else:
                yield _open_stream(source, file, reader, os.fstat(file.fileno()).st_size)
    except PermissionError as error:
        raise Unusable(f"{_name(source)}: {error.strerror}; make it readable for this user") from error
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise Unusable(f"{_name(source)} is a broken gzip file ({error}); get a whole copy of it") from error
    except OSError as error:
        raise Unusable(f"{_name(source)} cannot be read: {error.strerror or error}") from error


def _open_stream(source: str, file: Any, reader: RowReader, size: int) -> _Source:
    """``file`` is buffered binary: what it begins with decides, never its name."""
    start = file.peek(4)[:4] if hasattr(file, "peek") else b""
    if start == _PARQUET:
        raise Unusable("Parquet cannot be read from standard input; name the file instead")
    if start == _ZSTD:
        raise Unusable("zstd is not read here; unpack it on the way: zstd -dc FILE | cascade-rewards grade -")
    lines = io.BufferedReader(gzip.GzipFile(fileobj=file)) if start[:2] == _GZIP else file
    return LineRows(_name(source), lines, reader, raw=file, size=size)


@dataclass(frozen=True, slots=True)
class LineRows:
    """JSON Lines. ``raw`` is the file under a decompressor: its position is what progress is measured by."""

    name: str
    lines: Any
    reader: RowReader
    raw: Any
    size: int

    def __iter__(self) -> Iterator[tuple[int, Item]]:
        for number, line in enumerate(iter(lambda: self.lines.readline(MAX_LINE_BYTES), b""), start=1):
            if number == 1:
                line = line.removeprefix(BYTE_ORDER_MARK)
                _refuse_other_text(self.name, line)
            if len(line) == MAX_LINE_BYTES and not line.endswith(b"\n"):
                self._skip_line()
                yield number, Malformed(message=f"the line is longer than {MAX_LINE_BYTES} bytes")
            elif not line.isspace():
                yield number, self.reader.read_line(line)

    def _skip_line(self) -> None:
        while (rest := self.lines.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
            pass

    def fraction_read(self) -> float | None:
        if not self.size:
            return None
        return 1.0 if self.raw.closed else min(int(self.raw.tell()) / self.size, 1.0)
