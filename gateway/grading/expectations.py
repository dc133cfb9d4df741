"""Compares verdicts with what a file expects of them: ``metadata.expected`` with status, reason or reward."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from trainer_client.contract import Verdict

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Disagreement:
    """``place`` is file and line; both sides hold the keys that were expected."""

    place: str
    id: str | None
    expected: Mapping[str, Any]
    got: Mapping[str, Any]


@dataclass(slots=True)
class Agreement:
    """How many verdicts are as expected; ``first`` holds the first that are not."""

    compared: int = 0
    agreed: int = 0
    unscored_as_expected: int = 0
    first: list[Disagreement] = field(default_factory=list)

    @property
    def disagreed(self) -> int:
        return self.compared - self.agreed

    def add(self, place: str, verdict: Verdict) -> None:
        expected = _expected(verdict)
        if not expected:
            return
        got = {key: getattr(verdict, key) for key in expected}
        self.compared += 1
        if all(_equal(got[key], value) for key, value in expected.items()):
            self.agreed += 1
            self.unscored_as_expected += verdict.reward is None
        elif len(self.first) < SHOWN:
            self.first.append(Disagreement(place, verdict.id, expected, got))


def _expected(verdict: Verdict) -> dict[str, Any]:
    expected = verdict.metadata.get("expected")
    if not isinstance(expected, Mapping):
        return {}
    return {key: expected[key] for key in ("status", "reason", "reward") if key in expected}


def _equal(got: Any, expected: Any) -> bool:
    if isinstance(got, float) and isinstance(expected, int | float):
        return math.isclose(got, expected, abs_tol=1e-9)
    return bool(got == expected)
