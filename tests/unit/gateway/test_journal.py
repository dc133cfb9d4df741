"""The journal records every verdict, and whatever happens to it happens to no verdict."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from gateway import journal as module
from gateway.items import Item, Malformed
from gateway.journal import SCHEMA_VERSION, Journal
from gateway.sample_hash import sample_hash
from gateway.service import Service
from gateway.user_errors import Unusable
from tests.unit.gateway.verdicts import EchoVerifier, failed, passed, unscored
from trainer_client.contract import Sample, Timing, Verdict

SAMPLE = Sample(verifier="echo", response="a", reference={"answer": "a"}, run_id="run", group_id="g", id="1")


def observe(journal: Journal, items: Sequence[Item], verdicts: Sequence[Verdict]) -> None:
    journal.observed(items, verdicts, seconds=0.5, tenant="alice", request_id="req")


def rows(path: Path) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute("SELECT * FROM verdicts ORDER BY rowid")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


def test_a_verdict_is_recorded_with_all_that_is_asked_of_it_later(path: Path) -> None:
    journal = Journal(path)
    verdict = passed(id="1", group_id="g", components={"c": 1.0}, flags=("odd",), timing=Timing(2.0, 3.0))
    observe(journal, [SAMPLE], [verdict])
    journal.close()
    (row,) = rows(path)
    assert row.pop("time") > 1.7e9
    assert row == {
        "request_id": "req",
        "request_seconds": 0.5,
        "tenant": "alice",
        "run_id": "run",
        "group_id": "g",
        "sample_id": "1",
        "sample_hash": sample_hash(SAMPLE),
        "verifier": "echo",
        "version": "1",
        "status": "scored",
        "reason": "correct",
        "reward": 1.0,
        "components": '{"c":1.0}',
        "flags": '["odd"]',
        "queue_ms": 2.0,
        "run_ms": 3.0,
        "sample": None,
        "verdict": None,
    }


def test_samples_and_whole_verdicts_are_kept_when_asked_for(path: Path) -> None:
    journal = Journal(path, keep_samples=True)
    observe(journal, [SAMPLE], [passed()])
    journal.close()
    (row,) = rows(path)
    assert json.loads(row["sample"])["response"] == "a"
    assert json.loads(row["verdict"])["reason"] == "correct"


def test_an_unscored_verdict_has_no_reward_and_a_bad_item_a_hash(path: Path) -> None:
    journal = Journal(path)
    observe(journal, [SAMPLE, Malformed(message="no JSON")], [unscored(), unscored()])
    journal.close()
    assert [row["reward"] for row in rows(path)] == [None, None]
    assert all(len(row["sample_hash"]) == 64 for row in rows(path))


async def test_the_service_tells_the_journal(path: Path) -> None:
    journal = Journal(path)
    service = Service({"echo": EchoVerifier()}, observers=[journal])
    await service.verify_many([SAMPLE, Malformed(message="bad")], tenant="bob", request_id="r1")
    journal.close()
    assert [(row["tenant"], row["request_id"], row["reason"]) for row in rows(path)] == [
        ("bob", "r1", "correct"),
        ("bob", "r1", "invalid_sample"),
    ]


def test_a_second_run_appends(path: Path) -> None:
    for _ in range(2):
        journal = Journal(path)
        observe(journal, [SAMPLE], [passed()])
        journal.close()
    assert len(rows(path)) == 2


def test_closing_twice_is_harmless(path: Path) -> None:
    journal = Journal(path)
    journal.close()
    journal.close()


def test_the_schema_has_a_version_and_indexes_for_its_questions(path: Path) -> None:
    Journal(path).close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        for question in ("time > 0", "run_id = 'r'", "verifier = 'v' AND time > 0"):
            plan = connection.execute(
                f"EXPLAIN QUERY PLAN SELECT * FROM verdicts WHERE {question}"
            ).fetchall()
            assert "USING INDEX" in plan[0][3]


def test_only_its_owner_may_read_it(path: Path) -> None:
    Journal(path).close()
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600


def test_what_does_not_fit_is_dropped_and_counted_and_said_once(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    writing, go_on = threading.Event(), threading.Event()

    def held_up(*_: Any) -> None:
        writing.set()
        go_on.wait(30)

    monkeypatch.setattr(Journal, "_write", held_up)
    journal = Journal(path, max_waiting=2)
    observe(journal, [SAMPLE, SAMPLE], [passed(), failed()])
    writing.wait(30)
    for _ in range(3):
        observe(journal, [SAMPLE], [passed()])
    assert journal.dropped == 3
    assert len(caplog.records) == 1
    go_on.set()
    journal.close()


def test_too_much_text_waiting_is_dropped_as_well(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(Journal, "_write", lambda *_: go_on.wait(30))
    journal = Journal(path, max_waiting_chars=10)
    large = Sample(verifier="echo", response="x" * 11)
    observe(journal, [large], [passed()])
    observe(journal, [large], [passed()])
    assert journal.dropped == 1
    go_on.set()
    journal.close()


def test_a_disk_that_fails_loses_entries_and_nothing_else(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    whole = module._records
    fail = iter([True, True, False])

    def records(*arguments: Any) -> Any:
        if next(fail):
            raise sqlite3.OperationalError("disk I/O error")
        return whole(*arguments)

    monkeypatch.setattr(module, "_records", records)
    journal = Journal(path)
    for _ in range(3):
        observe(journal, [SAMPLE], [passed()])
    journal.close()
    assert journal.dropped == 2
    assert len(rows(path)) == 1
    assert [record.message for record in caplog.records if "disk I/O error" in record.message]
    assert len(caplog.records) == 2


def test_half_a_request_is_never_recorded(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(path)
    observe(journal, [SAMPLE, SAMPLE], [passed()])
    journal.close()
    assert journal.dropped == 2
    assert rows(path) == []


@pytest.mark.parametrize("content", [b"this is no database at all, only text " * 10, b"\x00" * 5000])
def test_a_file_of_something_else_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(Unusable, match="name another file"):
        Journal(path)
    assert path.read_bytes() == content


def test_another_database_is_refused_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE mine (x)")
    with pytest.raises(Unusable, match="something else"):
        Journal(path)


def test_a_newer_journal_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(Unusable, match="newer"):
        Journal(path)


def test_a_directory_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="cannot be used"):
        Journal(tmp_path / "none" / "journal.sqlite")


WRITER = """
import sys
from pathlib import Path
from gateway.journal import Journal
from tests.unit.gateway.test_journal import SAMPLE, observe
from tests.unit.gateway.verdicts import passed
journal = Journal(Path(sys.argv[1]))
for _ in range(50):
    observe(journal, [SAMPLE] * 4, [passed()] * 4)
journal.close()
sys.exit(journal.dropped)
"""


def test_several_processes_write_one_file(path: Path) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path)]) for _ in range(3)]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    assert len(rows(path)) == 3 * 50 * 4
