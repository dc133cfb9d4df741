"""Calls are equal by name and typed arguments, each as often as it is made."""

from __future__ import annotations

from typing import Any

import pytest

from verifiers.core.json_values import as_json
from verifiers.tools.calls import Call
from verifiers.tools.matching import Order, differences


def called(*arguments: Any, name: str = "f") -> list[Call]:
    return [Call(name, as_json(each)) for each in arguments]


@pytest.mark.parametrize(
    ("expected", "made", "equal"),
    [
        ({"a": 1}, {"a": 1.0}, True),
        ({"a": 1}, {"a": "1"}, False),
        ({"a": 1}, {"a": True}, False),
        ({"a": None}, {}, False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": [1, 2]}, {"a": [2, 1]}, False),
        ({"a": {"b": [{"c": 1}]}}, {"a": {"b": [{"c": 1}]}}, True),
        ({"a": "Oslo"}, {"a": "oslo"}, False),
        ({"a": "Oslo"}, {"a": "Oslo "}, False),
        ({"a": "é"}, {"a": "\u00e9"}, True),
        ({}, {"a": 1}, False),
    ],
)
def test_arguments_are_equal_or_not(expected: Any, made: Any, equal: bool) -> None:
    assert (not differences(called(expected), called(made), "any")) == equal


A, B = {"a": 1}, {"a": 2}


@pytest.mark.parametrize(
    ("expected", "made", "order", "told"),
    [
        ([A, B], [B, A], "any", None),
        ([A, B], [B, A], "strict", "another order"),
        ([A, B], [A, B], "strict", None),
        ([A, A], [A], "any", 'missing: f({"a":1})'),
        ([A], [A, A], "any", 'not expected: f({"a":1})'),
        ([], [A], "any", "not expected"),
        ([A], [], "any", "missing"),
        ([A], [B], "any", "f: arguments.a: 2, expected 1"),
        ([{"a": {"b": [1, 2]}}], [{"a": {"b": [1, 3]}}], "any", "arguments.a.b[1]: 3, expected 2"),
        ([{"a": 1}], [{"b": 1}], "any", "'a' is missing"),
    ],
)
def test_what_differs_is_told(expected: list[Any], made: list[Any], order: Order, told: str | None) -> None:
    found = differences(called(*expected), called(*made), order)
    assert (told is None) == (found == [])
    assert told is None or told in found[0]


def test_another_tool_is_another_call() -> None:
    found = differences(called(A), called(A, name="g"), "any")
    assert found == ['missing: f({"a":1})', 'not expected: g({"a":1})']


def test_at_most_ten_differences_are_told() -> None:
    assert len(differences([], called(*({"a": at} for at in range(50))), "any")) == 10
