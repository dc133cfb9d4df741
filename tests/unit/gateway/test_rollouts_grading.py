"""Grading keeps the order, bounds what is in flight, and writes files that can be resumed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from gateway.grading import judging as grading
from gateway.grading.expectations import Agreement
from gateway.grading.graded_file import IfThere, open_graded
from gateway.grading.judging import Graded, grade_rows
from gateway.grading.rollouts import Row
from gateway.items import Malformed
from gateway.service import Service
from gateway.user_errors import Unusable
from tests.unit.gateway.verdicts import EchoVerifier, failed, passed
from trainer_client.contract import Sample, Timing

VERSIONS = {"echo": "1"}


def echo_rows(count: int, slow_every: int = 0) -> list[Row]:
    return [
        Row(
            "rows.jsonl",
            number,
            Sample(
                verifier="echo",
                response=str(number),
                reference={"answer": str(number - number % 2)},
                options={"turns": 200 if slow_every and number % slow_every == 1 else 0},
            ),
        )
        for number in range(1, count + 1)
    ]


async def graded(rows: Iterator[Row], **service: Any) -> list[Graded]:
    async with aclosing(grade_rows(Service({"echo": EchoVerifier()}, **service), rows)) as batches:
        return [one async for batch in batches for one in batch]


async def test_verdicts_come_in_order_however_slow_some_are() -> None:
    rows = echo_rows(1000, slow_every=100)
    found = await graded(iter(rows))
    assert [one.row for one in found] == rows
    assert [one.verdict.extracted for one in found] == [row.item.response for row in rows]  # type: ignore[union-attr]


async def test_what_is_in_flight_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grading, "BATCH_SAMPLES", 4)
    monkeypatch.setattr(grading, "BATCHES_IN_FLIGHT", 3)
    read = 0

    def counted() -> Iterator[Row]:
        nonlocal read
        for row in echo_rows(200, slow_every=1):
            read += 1
            yield row

    service = Service({"echo": EchoVerifier()})
    handed_out = 0
    async with aclosing(grade_rows(service, counted())) as batches:
        async for batch in batches:
            handed_out += len(batch)
            assert read - handed_out <= 3 * 4
    assert handed_out == 200


async def test_large_samples_are_read_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grading, "BATCH_CHARS", 0)
    monkeypatch.setattr(grading, "CHARS_IN_FLIGHT", 2)
    rows = echo_rows(30, slow_every=1)
    assert [one.row for one in await graded(iter(rows))] == rows


async def test_a_busy_service_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grading, "BATCH_SAMPLES", 4)
    rows = echo_rows(8, slow_every=2)
    assert [one.row for one in await graded(iter(rows), max_samples_in_flight=4)] == rows


async def test_stopping_early_leaves_nothing_running() -> None:
    service = Service({"echo": EchoVerifier()})
    async with aclosing(grade_rows(service, iter(echo_rows(1000, slow_every=1)))) as batches:
        async for _ in batches:
            break
    assert service.in_flight == 0


def write(path: Path, rows: list[Row], if_there: IfThere = IfThere.REFUSE, **flags: Any) -> None:
    with open_graded(str(path), if_there, **flags) as out:
        out.write([Graded(row, passed(timing=Timing(1, 2))) for row in rows])


def resumed(path: Path, rows: list[Row]) -> list[Graded]:
    """What is left to grade is graded as passed."""
    left = iter(rows)
    with open_graded(str(path), IfThere.RESUME) as out:
        earlier = list(out.earlier(left, VERSIONS))
        out.write([Graded(row, passed()) for row in left])
    return earlier


@pytest.mark.parametrize("cut", [0, 1, 10, -1])
def test_a_file_cut_anywhere_is_completed_to_the_same_bytes(tmp_path: Path, cut: int) -> None:
    rows = echo_rows(20)
    whole, path = tmp_path / "whole", tmp_path / "cut"
    write(whole, rows)
    path.write_bytes(whole.read_bytes()[: cut if cut < 1 else cut * 137])
    resumed(path, rows)
    assert path.read_bytes() == whole.read_bytes()


def test_what_was_graded_before_is_handed_back_with_its_rows(tmp_path: Path) -> None:
    path, rows = tmp_path / "out", echo_rows(5)
    write(path, rows[:3])
    earlier = resumed(path, rows)
    assert [one.row for one in earlier] == rows[:3]
    assert [one.verdict for one in earlier] == [passed()] * 3


def test_another_input_is_refused(tmp_path: Path) -> None:
    path, rows = tmp_path / "out", echo_rows(5)
    write(path, rows[:3])
    before = path.read_bytes()
    with pytest.raises(Unusable, match="jsonl:3 differs"):
        resumed(path, [rows[0], rows[2], *rows[2:]])
    assert path.read_bytes() == before


def test_an_input_that_lost_rows_is_refused(tmp_path: Path) -> None:
    path, rows = tmp_path / "out", echo_rows(5)
    write(path, rows)
    with pytest.raises(Unusable, match="more verdicts"):
        resumed(path, rows[:3])


def test_another_version_of_the_verifier_is_refused(tmp_path: Path) -> None:
    path, rows = tmp_path / "out", echo_rows(2)
    with open_graded(str(path), IfThere.REFUSE) as out:
        out.write([Graded(rows[0], passed(version="0"))])
    with pytest.raises(Unusable, match="echo 0"):
        resumed(path, rows)


@pytest.mark.parametrize("text", ["dear diary\n", "dear diary", "{}\n"])
def test_a_file_of_something_else_is_not_resumed(tmp_path: Path, text: str) -> None:
    path = tmp_path / "notes"
    path.write_text(text)
    with pytest.raises(Unusable, match="no file of graded samples"):
        resumed(path, echo_rows(2))
    assert path.read_text() == text


def test_a_file_that_is_there_is_replaced_only_when_told(tmp_path: Path) -> None:
    path = tmp_path / "out"
    write(path, echo_rows(5))
    with pytest.raises(Unusable, match="--resume"):
        write(path, echo_rows(1))
    write(path, echo_rows(1), IfThere.OVERWRITE)
    assert len(path.read_bytes().splitlines()) == 1


def test_an_input_is_never_written_to(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("{}\n")
    link = tmp_path / "link"
    link.symlink_to(path)
    with pytest.raises(Unusable, match="input"):
        write(link, [], IfThere.OVERWRITE, inputs=[str(path)])


def test_two_runs_do_not_write_one_file(tmp_path: Path) -> None:
    path = tmp_path / "out"
    with open_graded(str(path), IfThere.REFUSE), pytest.raises(Unusable, match="another run"):
        write(path, [], IfThere.RESUME)


def test_times_are_written_only_when_asked_for(tmp_path: Path) -> None:
    write(tmp_path / "without", echo_rows(1))
    write(tmp_path / "with", echo_rows(1), timing=True)
    assert "timing" not in json.loads((tmp_path / "without").read_text())
    assert json.loads((tmp_path / "with").read_text())["timing"] == {"queue_ms": 1, "run_ms": 2}


def test_a_bad_row_has_a_hash_like_any_other(tmp_path: Path) -> None:
    rows = [Row("rows.jsonl", 1, Malformed(message="no JSON")), *echo_rows(2)]
    write(tmp_path / "out", rows[:2])
    assert len(resumed(tmp_path / "out", rows)) == 2


@pytest.mark.parametrize(
    ("expected", "agrees"),
    [
        ({"status": "scored", "reason": "correct", "reward": 1.0}, True),
        ({"reward": 1}, True),
        ({"reward": 0.0}, False),
        ({"reward": None}, False),
        ({"status": "unscored"}, False),
        ({"reason": "wrong_answer", "reward": 1.0}, False),
    ],
)
def test_a_verdict_is_compared_with_what_is_expected(expected: dict[str, Any], agrees: bool) -> None:
    agreement = Agreement()
    agreement.add("f:1", passed(metadata={"expected": expected}))
    assert (agreement.compared, agreement.agreed) == (1, int(agrees))
    assert len(agreement.first) == int(not agrees)


@pytest.mark.parametrize(
    ("metadata", "unclear"),
    [
        ({}, []),
        ({"expected": None}, []),
        ({"expected": {}}, []),
        ({"expected": "correct"}, ["f:1: metadata.expected is no object"]),
        ({"expected": {"rewrad": 1}}, ["f:1: metadata.expected: there is no field `rewrad`"]),
    ],
)
def test_a_row_that_expects_nothing_is_not_compared(metadata: dict[str, Any], unclear: list[str]) -> None:
    agreement = Agreement()
    agreement.add("f:1", failed(metadata=metadata))
    assert (agreement.compared, [said.partition(";")[0] for said in agreement.unclear]) == (0, unclear)


def test_a_misspelt_key_beside_a_known_one_is_unclear() -> None:
    agreement = Agreement()
    agreement.add("f:1", passed(metadata={"expected": {"reward": 1.0, "raeson": "correct"}}))
    assert (agreement.compared, agreement.agreed, len(agreement.unclear)) == (1, 1, 1)


@pytest.mark.parametrize("detail", [{"value": object()}, {"value": "\ud800"}])
def test_a_verdict_that_is_no_json_costs_its_sample_alone(tmp_path: Path, detail: dict[str, Any]) -> None:
    bad, good = (Graded(row, passed()) for row in echo_rows(2))
    bad = Graded(bad.row, passed(detail=detail))
    with open_graded(str(tmp_path / "out"), IfThere.REFUSE) as out:
        written = out.write([bad, good])
    assert [one.verdict.reward for one in written] == [None, 1.0]
    lines = (tmp_path / "out").read_text().splitlines()
    assert [json.loads(line)["reason"] for line in lines] == ["internal", "correct"]
