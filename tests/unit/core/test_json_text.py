"""JSON is read strictly, and whatever is not JSON says where."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers.core.json_text import Malformed, read_json
from verifiers.core.json_values import NotJson, as_json, canonical

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | TEXTS
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=20,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('{"a": 1,}', "line 1, column 9"),
        ("[1,\n 2,\n]", "line 3, column 1"),
        ("{'a': 1}", "line 1, column 2"),
        ('{"a": 1} {"b": 2}', "line 1, column 10"),
        ("// note\n{}", "line 1, column 1"),
        ('{"a": 1, "b": 2, "a": 3}', "the name 'a' twice"),
        ("[NaN]", "NaN is no JSON"),
        ("-Infinity", "-Infinity is no JSON"),
        ('{"a": [0, 1e400]}', "$.a[1]"),
        ("9" * 400, "no double holds"),
        ("9" * 9000, "no double holds"),
        ('["\\ud800"]', "$[0]"),
        ('{"\\udc00": 1}', "surrogate"),
        ("[" * 65 + "]" * 65, "64 levels"),
        ("[" * 100_000, "64 levels"),
        ("", "line 1, column 1"),
        ("True", "line 1, column 1"),
    ],
)
def test_what_is_no_json_says_where(text: str, where: str) -> None:
    with pytest.raises(Malformed) as raised:
        read_json(text)
    assert where in str(raised.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.0", 1),
        ("-0.0", 0),
        ("1e2", 100),
        ("1.5", 1.5),
        ('"\\ud83d\\ude00"', "😀"),
        ("[[]]", [[]]),
        (" null ", None),
    ],
)
def test_json_is_read(text: str, value: Any) -> None:
    assert read_json(text) == value
    assert type(read_json(text)) is type(as_json(value))


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (1, 1.0, True),
        (True, 1, False),
        ("1", 1, False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ([1, 2], [2, 1], False),
        (0, False, False),
        (None, False, False),
        (0.1, 0.1, True),
        (10**20, 1e20, False),
    ],
)
def test_equal_values_share_their_canonical_text(one: Any, other: Any, equal: bool) -> None:
    assert (canonical(as_json(one)) == canonical(as_json(other))) == equal


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ({"a": [float("inf")]}, "$.a[0]"),
        ({"a b": {1: 2}}, "$['a b']"),
        ({"x": {1, 2}}, "$.x"),
        (float("nan"), "$"),
    ],
)
def test_a_value_that_is_no_json_is_refused_at_its_path(value: Any, where: str) -> None:
    with pytest.raises(NotJson) as raised:
        as_json(value)
    assert raised.value.where.startswith(where)


@given(VALUES)
def test_what_was_written_as_json_is_read_back(value: Any) -> None:
    assert read_json(json.dumps(value)) == value


@given(VALUES)
def test_a_large_value_is_named_briefly(value: Any) -> None:
    if isinstance(value, list | dict):
        assert len(repr(as_json(value))) < 40
