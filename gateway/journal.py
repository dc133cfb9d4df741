"""A record of every verdict in an SQLite file, for the questions that come after a run.

One thread writes; verdicts wait for it in a bounded queue. The journal never slows or fails a verdict: when
the disk does not follow, entries are dropped, counted in ``dropped``, and the log says so once.
Several processes may write the same file (write-ahead log, short transactions). The schema's version is
``PRAGMA user_version``.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from gateway.items import Item, Malformed
from gateway.sample_hash import canonical_json, sample_hash
from gateway.user_errors import Unusable
from gateway.verdict_json import any_json
from trainer_client.contract import Verdict

SCHEMA_VERSION = 1
MAX_WAITING = 100_000
MAX_WAITING_CHARS = 256 * 2**20
_BUSY_S = 30.0

_SCHEMA = """
CREATE TABLE verdicts (
    time REAL NOT NULL,            -- seconds since 1970, UTC, when the request's verdicts were known
    request_id TEXT NOT NULL,
    request_seconds REAL NOT NULL,
    tenant TEXT NOT NULL,
    run_id TEXT,
    group_id TEXT,
    sample_id TEXT,
    sample_hash TEXT NOT NULL,     -- sha256 of the sample's canonical JSON
    verifier TEXT NOT NULL,
    version TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    reward REAL,                   -- null exactly when unscored
    components TEXT NOT NULL,      -- JSON object
    flags TEXT NOT NULL,           -- JSON array
    queue_ms REAL,
    run_ms REAL,
    sample TEXT,                   -- JSON, where samples are kept
    verdict TEXT                   -- JSON, where samples are kept
);
CREATE INDEX verdicts_by_time ON verdicts (time);
CREATE INDEX verdicts_by_run ON verdicts (run_id, time) WHERE run_id IS NOT NULL;
CREATE INDEX verdicts_by_verifier ON verdicts (verifier, time);
"""
_INSERT = f"INSERT INTO verdicts VALUES ({', '.join('?' * 19)})"  # noqa: S608 - placeholders only

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Request:
    """What one request leaves for the writer."""

    time: float
    items: Sequence[Item]
    verdicts: Sequence[Verdict]
    seconds: float
    tenant: str
    request_id: str
    chars: int


class Journal:
    """An observer of the service; ``close`` writes what waits. Raises ``Unusable`` for an unfit file."""

    def __init__(
        self,
        path: Path,
        *,
        keep_samples: bool = False,
        max_waiting: int = MAX_WAITING,
        max_waiting_chars: int = MAX_WAITING_CHARS,
    ) -> None:
        self.path = path
        self.dropped = 0
        self._keep_samples = keep_samples
        self._max_waiting = max_waiting
        self._max_waiting_chars = max_waiting_chars
        self._waiting = 0
        self._waiting_chars = 0
        self._count = threading.Lock()
        self._told = False
        self._queue: SimpleQueue[_Request | None] = SimpleQueue()
        prepare(path)
        self._writer = threading.Thread(target=self._write_all, name="journal", daemon=True)
        self._writer.start()

    def observed(
        self,
        items: Sequence[Item],
        verdicts: Sequence[Verdict],
        *,
        seconds: float,
        tenant: str,
        request_id: str,
    ) -> None:
        """Only puts the request in the queue; all work is the writer's."""
        chars = sum(len(item.response) for item in items if not isinstance(item, Malformed))
        request = _Request(time.time(), items, verdicts, seconds, tenant, request_id, chars)
        if self._take(request):
            self._queue.put(request)

    def refused(self, count: int) -> None:
        """What was refused has no verdict to record."""

    def close(self) -> None:
        """Writes what waits and ends the thread; may be called twice."""
        self._queue.put(None)
        self._writer.join()
        if self.dropped:
            log.error("the journal %s lost %d entries", self.path, self.dropped)

    def _take(self, request: _Request) -> bool:
        with self._count:
            full = self._waiting and (
                self._waiting + len(request.items) > self._max_waiting
                or self._waiting_chars + request.chars > self._max_waiting_chars
            )
            if not full:
                self._waiting += len(request.items)
                self._waiting_chars += request.chars
        if full:
            self._drop(len(request.items), "the disk does not keep up")
        return not full

    def _drop(self, count: int, why: object) -> None:
        with self._count:
            self.dropped += count
            first, self._told = not self._told, True
        if first:
            log.error("the journal %s loses entries: %s; verdicts are not affected", self.path, why)

    def _write_all(self) -> None:
        connection: sqlite3.Connection | None = None
        while (request := self._queue.get()) is not None:
            try:
                connection = connection or _connect(self.path)
                self._write(connection, request)
            except Exception as error:  # noqa: BLE001 - a journal that fails must not fail anything else
                self._drop(len(request.items), error)
                _give_up(connection)
                connection = None
            finally:
                with self._count:
                    self._waiting -= len(request.items)
                    self._waiting_chars -= request.chars
        _give_up(connection)

    def _write(self, connection: sqlite3.Connection, request: _Request) -> None:
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(_INSERT, _records(request, self._keep_samples))


def _records(request: _Request, keep_samples: bool) -> Iterator[tuple[Any, ...]]:
    for item, verdict in zip(request.items, request.verdicts, strict=True):
        timing = verdict.timing
        yield (
            request.time,
            request.request_id,
            request.seconds,
            request.tenant,
            None if isinstance(item, Malformed) else item.run_id,
            verdict.group_id,
            verdict.id,
            sample_hash(item),
            verdict.verifier,
            verdict.version,
            str(verdict.status),
            str(verdict.reason),
            verdict.reward,
            _json(verdict.components),
            _json(verdict.flags),
            timing.queue_ms if timing else None,
            timing.run_ms if timing else None,
            canonical_json(item).decode() if keep_samples else None,
            _json(verdict) if keep_samples else None,
        )


def _json(value: Mapping[str, Any] | Sequence[Any] | Verdict) -> str:
    return any_json(value).decode()


def prepare(path: Path) -> None:
    """Makes the file and its tables where they are missing. It is readable by its owner alone: it may hold
    samples. Raises ``Unusable``."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        with closing(_connect(path)) as connection, connection:
            connection.execute("BEGIN IMMEDIATE")
            (found,) = connection.execute("PRAGMA user_version").fetchone()
            if found > SCHEMA_VERSION:
                raise Unusable(f"the journal {path} was written by a newer version; name another file")
            if found < SCHEMA_VERSION:
                _create(connection, path)
    except (OSError, sqlite3.Error) as error:
        raise Unusable(f"the journal {path} cannot be used: {error}; name another file") from error


def _create(connection: sqlite3.Connection, path: Path) -> None:
    if connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        raise Unusable(f"{path} is a database of something else; name another file for the journal")
    for statement in _SCHEMA.split(";\n"):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _give_up(connection: sqlite3.Connection | None) -> None:
    if connection is not None:
        connection.close()
