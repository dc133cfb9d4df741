"""Compares verdicts with what a file expects of them: ``metadata.expected`` with status, reason or reward."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from trainer_client.contract import Verdict
from verifiers.core.decode import unknown_name

SHOWN = 20
_KEYS = ("status", "reason", "reward")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """``place`` is file and line; both sides hold the keys that were expected."""

    place: str
    id: str | None
    expected: Mapping[str, Any]
    got: Mapping[str, Any]


@dataclass(slots=True)
class Agreement:
    """How many verdicts are as expected; ``first`` holds the first that are not.

    ``unclear`` says of the first rows whose expectation nobody can check what is wrong with it.
    """

    compared: int = 0
    agreed: int = 0
    unscored_as_expected: int = 0
    first: list[Disagreement] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)

    @property
    def disagreed(self) -> int:
        return self.compared - self.agreed

    def add(self, place: str, verdict: Verdict) -> None:
        asked = verdict.metadata.get("expected")
        if asked is None:
            return
        if (trouble := _trouble(asked)) and len(self.unclear) < SHOWN:
            self.unclear.append(f"{place}: {trouble}")
        expected = {key: asked[key] for key in _KEYS if key in asked} if isinstance(asked, Mapping) else {}
        if expected:
            self._compare(place, verdict, expected)

    def _compare(self, place: str, verdict: Verdict, expected: Mapping[str, Any]) -> None:
        got = {key: getattr(verdict, key) for key in expected}
        self.compared += 1
        if all(_equal(got[key], value) for key, value in expected.items()):
            self.agreed += 1
            self.unscored_as_expected += verdict.reward is None
        elif len(self.first) < SHOWN:
            self.first.append(Disagreement(place, verdict.id, expected, got))


def _trouble(asked: Any) -> str:
    if not isinstance(asked, Mapping):
        return f"metadata.expected is no object; it may hold {', '.join(_KEYS)}"
    unknown = sorted(str(key) for key in asked.keys() - set(_KEYS))
    return f"metadata.expected: {unknown_name(unknown[0], _KEYS)}" if unknown else ""


def _equal(got: Any, expected: Any) -> bool:
    if isinstance(got, float) and isinstance(expected, int | float):
        return math.isclose(got, expected, abs_tol=1e-9)
    return bool(got == expected)
