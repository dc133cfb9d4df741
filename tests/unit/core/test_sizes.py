"""Large samples are told from small ones."""

from __future__ import annotations

from typing import Any

import pytest

from verifiers.core.sizes import is_larger


@pytest.mark.parametrize(
    ("value", "larger"),
    [
        ({"a": 1}, False),
        ({"a": "x" * 101}, True),
        ({"x" * 101: 1}, True),
        ([0] * 30, True),
        ([[[[]]]], False),
        ({"a": {"b": ["x" * 60, "y" * 60]}}, True),
    ],
)
def test_a_value_is_larger_than_a_hundred_characters_or_not(value: Any, larger: bool) -> None:
    assert is_larger(value, 100) == larger
