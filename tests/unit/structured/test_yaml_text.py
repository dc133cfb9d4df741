"""YAML is read as data that JSON could hold, without YAML 1.1's surprises."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.core.test_json_text import VALUES
from verifiers.core.json_text import Malformed
from verifiers.core.json_values import as_json
from verifiers.structured.yaml_text import read_yaml


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 2024-01-01", {"a": "2024-01-01"}),
        ("[yes, no, on, off, y, n]", ["yes", "no", "on", "off", "y", "n"]),
        ("[true, False, NULL, ~, ]", [True, False, None, None]),
        ("[12, -3, 0o17, 0xff, 1e3, .5, 1_000, 12:30]", [12, -3, 15, 255, 1000, 0.5, "1_000", "12:30"]),
        ("a:", {"a": None}),
        ('a: "1"\nb: \'true\'', {"a": "1", "b": "true"}),
        ("no: 1\n2024: 2\nnull: 3", {"no": 1, "2024": 2, "null": 3}),
        ("a: !!str 5\nb: !!float 5\nc: ! 5", {"a": "5", "b": 5, "c": "5"}),
        ("base: &b {x: 1}\nother: *b", {"base": {"x": 1}, "other": {"x": 1}}),
        ("a: &b {x: 1}\nc:\n  <<: *b", {"a": {"x": 1}, "c": {"<<": {"x": 1}}}),
        ("a: |\n  one\n  two\nb: >\n  one\n  two\n", {"a": "one\ntwo\n", "b": "one two\n"}),
        ("--- # start\na: 1\n...\n", {"a": 1}),
        ("- 1\n-\n  - 2", [1, [2]]),
        ("just words", "just words"),
        ('{"a": [1, {"b": null}]}', {"a": [1, {"b": None}]}),
    ],
)  # fmt: skip
def test_yaml_is_read(text: str, value: Any) -> None:
    assert read_yaml(text) == as_json(value)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("a: 1\na: 2", "'a' twice in a mapping: line 2, column 1"),
        ("a: 1\n---\nb: 2", "a second document"),
        ("a: [1", "line 2, column 1"),
        ("a: b: c", "line 1, column 5"),
        ("a:\n\t- 1", "line 2, column 1"),
        ("? [1]\n: 2", "a name that is no scalar"),
        ("a: !!python/name:os.system x", "is not read"),
        ("a: !!timestamp 2024-01-01", "is not read"),
        ("a: !mine {}", "is not read"),
        ("a: !!int x", "is not what its tag says"),
        ("a: .nan", "no number of JSON"),
        ("a: 1e400", "$.a"),
        ("a: &x [*x]", "no anchor"),
        ("a: *x", "no anchor"),
        ("[" * 100, "64 levels"),
        ("- " * 100, "64 levels"),
        ("\x00", "control characters"),
        ("a: \ud800", "surrogate"),
        ("# nothing", "no document"),
    ],
)
def test_what_cannot_be_read_says_where(text: str, where: str) -> None:
    with pytest.raises(Malformed) as raised:
        read_yaml(text)
    assert where in str(raised.value)


def test_aliases_that_multiply_are_counted_before_they_are_made() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(f"a{at}: &a{at} [*a{at - 1}, *a{at - 1}]\n" for at in range(1, 40))
    with pytest.raises(Malformed, match="aliases counted each time"):
        read_yaml(bomb)


@given(VALUES)
def test_json_is_yaml(value: Any) -> None:
    assert read_yaml(json.dumps(value)) == value


@given(st.text(alphabet="ab:-[]{},&*!|>'\"#? \n%~01", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(Malformed):
        read_yaml(text)
