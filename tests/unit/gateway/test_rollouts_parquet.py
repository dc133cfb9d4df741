"""Rows of Parquet: as lines would give them, and nothing that JSON has not."""

from __future__ import annotations

import datetime
import decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gateway.grading.field_map import parse_field_map
from gateway.grading.rollouts import Rollouts
from gateway.grading.row import RowReader
from gateway.items import Item, Malformed
from gateway.sample_hash import canonical_json
from gateway.user_errors import Unusable
from trainer_client.contract import Sample

GOOD = {"verifier": "echo", "response": "a", "reference": {"answer": "a"}}
PRICE = decimal.Decimal("1.50")
DAY = datetime.date(2024, 5, 1)
FOREIGN = [PRICE, DAY, datetime.datetime(2024, 5, 1, 12), b"raw", float("nan"), float("inf")]


def read(tmp_path: Path, *rows: dict[str, Any], maps: tuple[str, ...] = ()) -> list[Item]:
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.Table.from_pylist(list(rows)), path)
    reader = RowReader(field_map=parse_field_map(maps), verifier="echo")
    return [row.item for row in Rollouts((str(path),), reader)]


def test_parquet_reads_like_lines(tmp_path: Path) -> None:
    rows = [GOOD | {"id": None, "metadata": {"k": 1}}, GOOD | {"id": "2", "metadata": {"other": "x"}}]
    without_null = {name: value for name, value in rows[0].items() if value is not None}
    assert read(tmp_path, *rows) == [RowReader().read_row(row) for row in (without_null, rows[1])]


def test_a_null_response_is_a_bad_row(tmp_path: Path) -> None:
    _, item = read(tmp_path, GOOD, GOOD | {"response": None})
    assert isinstance(item, Malformed)
    assert item.field == "response"


@pytest.mark.parametrize("value", FOREIGN)
@pytest.mark.parametrize("field", ["reference.answer", "metadata.from.0"])
def test_what_json_has_not_is_named_where_a_sample_needs_it(
    tmp_path: Path, value: object, field: str
) -> None:
    needing = {"reference": {"answer": value}} if field.startswith("ref") else {"metadata": {"from": [value]}}
    (item,) = read(tmp_path, GOOD | needing | {"id": "7"})
    assert isinstance(item, Malformed)
    assert (item.field, item.id) == (field, "7")
    assert "str(COLUMN)" in item.message
    assert canonical_json(item)


@pytest.mark.parametrize("value", FOREIGN[:4])
def test_text_is_never_made_of_something_else_unasked(tmp_path: Path, value: object) -> None:
    (item,) = read(tmp_path, GOOD | {"response": value, "metadata": {"day": DAY}})
    assert isinstance(item, Malformed)
    assert (item.field, item.metadata) == ("response", {})


@pytest.mark.parametrize("value", FOREIGN)
def test_a_column_that_is_not_read_may_hold_anything(tmp_path: Path, value: object) -> None:
    (item,) = read(tmp_path, GOOD | {"output": "b", "other": value}, maps=("response=output",))
    assert isinstance(item, Sample)


@pytest.mark.parametrize(
    ("value", "text"), [(PRICE, "1.50"), (DAY, "2024-05-01"), ("π".encode(), "π"), (7, "7")]
)
def test_text_is_made_where_it_is_asked_for(tmp_path: Path, value: object, text: str) -> None:
    (item,) = read(tmp_path, GOOD | {"gold": value}, maps=("reference.answer=str(gold)",))
    assert isinstance(item, Sample)
    assert item.reference == {"answer": text}


def test_bytes_that_are_no_text_are_a_bad_row(tmp_path: Path) -> None:
    (item,) = read(tmp_path, GOOD | {"gold": b"\xff"}, maps=("reference.answer=str(gold)",))
    assert isinstance(item, Malformed)
    assert item.field == "reference.answer"


def test_a_file_that_is_broken_within_names_itself_and_the_row(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    rows = [GOOD | {"id": str(number)} for number in range(1000)]
    pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=500, compression="snappy")
    offset = pq.ParquetFile(path).metadata.row_group(1).column(0).data_page_offset
    content = bytearray(path.read_bytes())
    content[offset : offset + 60] = b"\xff" * 60
    path.write_bytes(content)
    with pytest.raises(Unusable, match=r"rows\.parquet: the rows from \d+ on cannot be read"):
        list(Rollouts((str(path),), RowReader()))
