"""What ``quick`` makes is what the class makes, in all that one can see."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, dataclass, field
from typing import Any

import pytest

from trainer_client.contract import Reason, Sample, Status, Verdict, new_sample, new_timing, new_verdict
from trainer_client.quick import quick

SCORED: dict[str, Any] = {
    "verifier": "math",
    "version": "1",
    "status": Status.SCORED,
    "reason": Reason.CORRECT,
    "reward": 1.0,
}


def test_it_makes_the_same_object() -> None:
    made = new_verdict(**SCORED, timing=new_timing(1.0, 2.0))
    assert type(made) is Verdict
    assert made == Verdict(**SCORED)
    assert repr(made) == repr(Verdict(**SCORED, timing=new_timing(1.0, 2.0)))
    assert pickle.loads(pickle.dumps(made)) == copy.deepcopy(made) == made
    assert dataclasses.replace(made, reward=0.5).reward == 0.5


def test_it_stays_frozen() -> None:
    made = new_sample(verifier="math", response="5")
    with pytest.raises(FrozenInstanceError):
        made.response = "6"  # type: ignore[misc]
    assert not hasattr(made, "__dict__")


def test_defaults_are_made_anew() -> None:
    one, other = (new_sample(verifier="math", response="5") for _ in range(2))
    assert one == other == Sample(verifier="math", response="5")
    assert one.metadata is not other.metadata


def test_the_class_checks_what_is_made() -> None:
    with pytest.raises(ValueError, match="cannot have the reward"):
        new_verdict(**SCORED | {"reward": None})


def test_the_arguments_are_those_of_the_class() -> None:
    with pytest.raises(TypeError):
        new_sample(verifier="math", response="5", responses="6")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        new_sample("math", "5")  # type: ignore[misc]
    with pytest.raises(TypeError):
        new_sample(verifier="math")  # type: ignore[call-arg]


def test_positional_fields_stay_positional() -> None:
    @dataclass(frozen=True, slots=True)
    class Point:
        x: float
        y: float = 1.0
        names: list[str] = field(default_factory=list)

    assert quick(Point)(2.0) == Point(2.0)
    assert quick(Point)(2.0, 3.0, names=["a"]) == Point(2.0, 3.0, ["a"])
