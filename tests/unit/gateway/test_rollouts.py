"""Rows from files: every form is read, nothing is lost, nothing is guessed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.grading import rollouts as module
from gateway.grading.field_map import parse_field_map
from gateway.grading.rollouts import Rollouts, Row, check_sources
from gateway.grading.row import RowReader
from gateway.http.bodies import careful_sample
from gateway.http.errors import HttpError
from gateway.items import Malformed
from gateway.sample_hash import sample_hash
from gateway.user_errors import Unusable
from tests.contract.http_rig import default_limits
from trainer_client.contract import Sample
from verifiers.recipes import RECIPES

GOOD = {"verifier": "echo", "response": "a", "reference": {"answer": "a"}}
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def lines(*rows: Any) -> bytes:
    return b"".join((row if isinstance(row, bytes) else json.dumps(row).encode()) + b"\n" for row in rows)


def read(
    tmp_path: Path, content: bytes, reader: RowReader | None = None, name: str = "rows.jsonl"
) -> list[Row]:
    path = tmp_path / name
    path.write_bytes(content)
    return list(Rollouts((str(path),), reader or RowReader()))


def sample(row: Row) -> Sample:
    assert isinstance(row.item, Sample), row.item
    return row.item


def malformed(row: Row) -> Malformed:
    assert isinstance(row.item, Malformed), row.item
    return row.item


def test_a_bad_line_keeps_its_place(tmp_path: Path) -> None:
    rows = read(tmp_path, lines(GOOD, b"{broken", GOOD))
    assert [type(row.item) for row in rows] == [Sample, Malformed, Sample]
    assert [row.line for row in rows] == [1, 2, 3]


def test_blank_lines_are_no_rows_but_count_as_lines(tmp_path: Path) -> None:
    assert [row.line for row in read(tmp_path, lines(GOOD, b"", b"  ", GOOD))] == [1, 4]


@pytest.mark.parametrize(
    "content",
    [
        lines(GOOD, GOOD).rstrip(b"\n"),
        lines(GOOD, GOOD).replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + lines(GOOD, GOOD),
        gzip.compress(lines(GOOD, GOOD)),
        gzip.compress(lines(GOOD)) + gzip.compress(lines(GOOD)),
    ],
    ids=["no last newline", "Windows", "byte order mark", "gzip", "two gzip members"],
)
def test_every_form_of_lines_is_read(tmp_path: Path, content: bytes) -> None:
    assert [sample(row).response for row in read(tmp_path, content)] == ["a", "a"]


@pytest.mark.parametrize(
    "line",
    [b"\xff", b"42", b'"text"', b"[]", b"null", b"[" * 100_000, b'{"response": "\\ud800"}', b"NaN", b"{} {}"],
)
def test_whatever_a_line_holds_becomes_an_item(tmp_path: Path, line: bytes) -> None:
    rows = read(tmp_path, lines(GOOD, line, GOOD))
    assert [type(row.item) for row in rows] == [Sample, Malformed, Sample]


@given(st.dictionaries(st.sampled_from(["verifier", "response", "options", "id", "metadata"]), JSON_VALUES))
def test_a_row_of_any_values_becomes_an_item(row: dict[str, Any]) -> None:
    assert isinstance(RowReader(options={"x": 1}).read_row(row), Sample | Malformed)


def test_a_line_too_long_is_one_bad_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_LINE_BYTES", 100)
    rows = read(tmp_path, lines(GOOD, b"x" * 1000, GOOD))
    assert [type(row.item) for row in rows] == [Sample, Malformed, Sample]
    assert [row.line for row in rows] == [1, 2, 3]


def test_a_misspelt_field_is_named(tmp_path: Path) -> None:
    (row,) = read(tmp_path, lines(GOOD | {"optons": {}}))
    assert malformed(row).field == "optons"
    assert malformed(row).verifier == "echo"


def test_a_wrong_type_is_named_by_its_path(tmp_path: Path) -> None:
    (row,) = read(tmp_path, lines(GOOD | {"response_tokens": "many", "id": "7", "metadata": {"k": 1}}))
    item = malformed(row)
    assert (item.field, item.id, item.metadata) == ("response_tokens", "7", {"k": 1})


@pytest.mark.parametrize("field", ["prompt", "response", "verifier", "reference", "options", "metadata"])
def test_a_null_where_none_belongs_is_refused_as_in_a_request(field: str) -> None:
    line = json.dumps(GOOD | {field: None}).encode()
    item = RowReader(verifier="echo").read_line(line)
    assert isinstance(item, Malformed)
    assert item.field == field
    with pytest.raises(HttpError) as refused:
        careful_sample(line, default_limits())
    assert refused.value.field == field


def test_a_null_in_somebody_elses_file_is_a_missing_field(tmp_path: Path) -> None:
    reader = RowReader(field_map=parse_field_map(["response=output"]))
    row = {"verifier": "echo", "output": "a", "reference": {"answer": "a"}, "prompt": None}
    first, second = read(tmp_path, lines(row, row | {"output": None}), reader)
    assert sample(first).prompt == ""
    assert malformed(second).field == "response"


def test_a_response_is_nothing_to_check_data_with() -> None:
    item = RowReader(needs_response=False).read_row(GOOD | {"response": None})
    assert isinstance(item, Sample)


@pytest.mark.parametrize(
    ("line", "maps"),
    [
        (b'{"verifier": "echo", "response": "5", "response": "4"}', []),
        (b'{"verifier": "echo", "response": "5", "id": "1", "reference": {}, "reference": {}}', []),
        (b'{"verifier": "echo", "output": "5", "output": "4"}', ["response=output"]),
    ],
)
def test_a_repeated_key_that_decides_is_refused(line: bytes, maps: list[str]) -> None:
    item = RowReader(field_map=parse_field_map(maps)).read_line(line)
    assert isinstance(item, Malformed)
    assert "more than once" in item.message
    assert item.verifier == "echo"


def test_a_key_may_stand_in_metadata_as_well() -> None:
    item = RowReader().read_line(json.dumps(GOOD | {"metadata": {"response": "x"}}).encode())
    assert isinstance(item, Sample)


def test_defaults_fill_in_and_a_rows_own_win() -> None:
    reader = RowReader(verifier="math", options={"a": 1, "b": 1})
    item = reader.read_row({"response": "r", "options": {"b": 2}})
    assert isinstance(item, Sample)
    assert (item.verifier, item.options) == ("math", {"a": 1, "b": 2})


def test_a_recipe_pins_its_options_and_refuses_another_value() -> None:
    reader = RowReader(recipe=RECIPES["math_rl"])
    pinned = reader.read_row({"response": "r"})
    assert isinstance(pinned, Sample)
    assert (pinned.verifier, pinned.options["extract"]) == ("math", "boxed")
    refused = reader.read_row({"response": "r", "options": {"extract": "any"}})
    assert isinstance(refused, Malformed)
    assert refused.field == "options.extract"


FOREIGN = {"completion": [{"content": "c"}], "answer": 7, "idx": 3, "a.b": "dotted", "label": None}


@pytest.mark.parametrize(
    ("maps", "field", "value"),
    [
        (["response=completion.0.content"], "response", "c"),
        (["response=a.b"], "response", "dotted"),
        (["response=a.b", "reference.answer=str(answer)"], "reference", {"answer": "7"}),
        (["response=a.b", "reference.answer=answer"], "reference", {"answer": 7}),
        (["response=a.b", "group_id=str(idx)"], "group_id", "3"),
        (["response=a.b", "metadata.from.row=idx"], "metadata", {"from": {"row": 3}}),
        (["response=a.b", "prompt=completion"], "prompt", [{"content": "c"}]),
    ],
)
def test_columns_are_mapped(maps: list[str], field: str, value: Any) -> None:
    item = RowReader(field_map=parse_field_map(maps), verifier="echo").read_row(FOREIGN)
    assert isinstance(item, Sample), item
    assert getattr(item, field) == value


def test_a_missing_column_is_a_bad_row_that_says_what_there_is() -> None:
    item = RowReader(field_map=parse_field_map(["response=output"]), verifier="echo").read_row(FOREIGN)
    assert isinstance(item, Malformed)
    assert "completion" in item.message


def test_a_field_mapped_whole_and_by_its_keys_is_a_bad_row() -> None:
    reader = RowReader(field_map=parse_field_map(["reference=answer", "reference.answer=answer"]))
    assert isinstance(reader.read_row(FOREIGN), Malformed)


@pytest.mark.parametrize("text", ["response", "=a", "response=", "answer=a", "response.x=a"])
def test_a_map_that_means_nothing_is_refused(text: str) -> None:
    with pytest.raises(Unusable, match="--map"):
        parse_field_map([text])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"[\n" + lines(GOOD).rstrip() + b"\n]", "jq"),
        (json.dumps(GOOD, indent=2).encode(), "jq"),
        (b"just\nsome text\n", "JSON Lines"),
        (b"\x28\xb5\x2f\xfd0000", "zstd"),
        (gzip.compress(lines(GOOD) * 100)[:-20], "gzip"),
        (("\ufeff" + json.dumps(GOOD)).encode("utf-16-le"), "iconv"),
        (b"PAR1 and nothing more", "Parquet"),
        (b"\x00\x01\x02" * 100, "JSON Lines"),
    ],
)
def test_a_file_of_something_else_is_refused_with_a_way_on(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(Unusable, match=says):
        read(tmp_path, content)


def test_lines_nested_too_deeply_are_bad_rows_and_no_reason_for_other_tools(tmp_path: Path) -> None:
    (row,) = read(tmp_path, lines(b'{"metadata": ' + b"[" * 5000))
    assert malformed(row).message == "nested too deeply"


def test_a_directory_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="directory"):
        check_sources([str(tmp_path)])
    with pytest.raises(Unusable, match="no file"):
        check_sources([str(tmp_path / "none.jsonl")])


def test_several_files_are_read_in_turn_with_lines_of_their_own(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).write_bytes(lines(GOOD))
    rows = list(Rollouts((str(tmp_path / "one"), str(tmp_path / "two")), RowReader()))
    assert [(Path(row.source).name, row.line) for row in rows] == [("one", 1), ("two", 1)]


def test_the_fraction_read_ends_at_one(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(lines(*[GOOD] * 200))
    rollouts = Rollouts((str(path),), RowReader())
    fractions = [rollouts.fraction_read() or 0.0 for _ in rollouts]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert rollouts.fraction_read() == 1.0


def test_a_hash_tells_samples_apart_and_forgives_spelling() -> None:
    reader = RowReader()
    plain = reader.read_row(GOOD)
    assert sample_hash(plain) == sample_hash(reader.read_row({"options": {}, **GOOD, "prompt": ""}))
    assert sample_hash(plain) != sample_hash(reader.read_row(GOOD | {"options": {"x": 1}}))
    assert len(sample_hash(plain)) == 64
