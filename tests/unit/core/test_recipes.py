"""A recipe's pins hold, and contradicting them is an error that says what to do."""

from __future__ import annotations

import pytest

from verifiers.core.errors import InvalidSample
from verifiers.recipes import RECIPES


def test_pins_are_added_to_what_the_caller_asked() -> None:
    assert RECIPES["math_rl"].options({"units": "require"}) == {
        "units": "require",
        "extract": "boxed",
        "code_switching": -1.0,
    }


def test_repeating_a_pin_is_allowed() -> None:
    assert RECIPES["math_rl"].options({"extract": "boxed"})["extract"] == "boxed"


def test_contradicting_a_pin_names_the_option() -> None:
    with pytest.raises(InvalidSample) as caught:
        RECIPES["math_rl"].options({"extract": "any"})
    assert caught.value.field == "options.extract"
