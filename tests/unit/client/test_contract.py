"""A verdict cannot contradict itself, and the contract needs nothing but the standard library."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from trainer_client.contract import (
    SCORED_REASONS,
    UNSCORED_REASONS,
    Reason,
    Status,
    Timing,
    Verdict,
)


def verdict(**changes: Any) -> Verdict:
    fields: dict[str, Any] = {
        "verifier": "math",
        "version": "1",
        "status": Status.SCORED,
        "reason": Reason.CORRECT,
        "reward": 1.0,
    }
    return Verdict(**(fields | changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"reward": None},
        {"reward": float("nan")},
        {"reward": float("inf")},
        {"status": Status.UNSCORED},
        {"status": Status.UNSCORED, "reward": None},
        {"status": Status.UNSCORED, "reason": Reason.DEADLINE},
        {"status": Status.UNSCORED, "reason": Reason.DEADLINE, "reward": 0.0},
        {"reason": Reason.DEADLINE},
    ],
)
def test_a_contradictory_verdict_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="verdict cannot have"):
        verdict(**changes)


def test_every_reason_is_either_scored_or_unscored() -> None:
    assert frozenset(Reason) == SCORED_REASONS | UNSCORED_REASONS
    assert not SCORED_REASONS & UNSCORED_REASONS


def test_timing_is_no_part_of_equality() -> None:
    assert verdict(timing=Timing(1.0, 2.0)) == verdict()


def test_a_verdict_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        verdict().reward = 0.5  # type: ignore[misc]


def test_the_contract_imports_only_the_standard_library() -> None:
    code = (
        "import sys; before = set(sys.modules); import trainer_client.contract, trainer_client.grpo;"
        "new = {name.partition('.')[0] for name in set(sys.modules) - before};"
        "print(sorted(new - set(sys.stdlib_module_names) - {'trainer_client'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
