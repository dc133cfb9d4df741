"""Recipes: what a training stage asks of its verifier, pinned (Nemotron-Cascade, sections 4.2 to 4.6).

A recipe names a verifier, pins options that a caller must not override by accident, and leaves the group
arithmetic to ``trainer_client.grpo``. One that ``weighs_preference`` adds what a reward model thinks of a
response to the rule's reward, see ``add_preference``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from trainer_client.contract import Reason, Status, Verdict
from trainer_client.grpo import Deviation, group_advantages
from verifiers.core.errors import InvalidSample

PREFERENCE = "preference"
"""The verifier whose reward is a reward model's score."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """``pins`` are options of the verifier that the recipe sets for every sample."""

    name: str
    verifier: str
    pins: Mapping[str, Any]
    weighs_preference: bool = False

    def options(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """The caller's options with the pins. Raises ``InvalidSample`` where the two contradict."""
        for option, pinned in self.pins.items():
            if asked.get(option, pinned) != pinned:
                raise InvalidSample(
                    f"the recipe {self.name} pins {option} to {pinned!r}; leave it out or call the verifier",
                    f"options.{option}",
                )
        return {**asked, **self.pins}


RECIPES: Mapping[str, Recipe] = {
    recipe.name: recipe
    for recipe in (
        # 1 for the right answer in a box, else 0; -1 for leaving the prompt's language
        Recipe(
            name="math_rl",
            verifier="math",
            pins={"extract": "boxed", "code_switching": -1.0},
        ),
        # 1 when every test passes, else 0, and 0 for leaving the prompt's language
        Recipe(
            name="code_rl",
            verifier="code",
            pins={"score": "all", "code_switching": 0.0},
        ),
        # 0 unless every constraint holds, else 1 and what the reward model adds
        Recipe(
            name="if_rl",
            verifier="instructions",
            pins={"mode": "strict", "score": "all"},
            weighs_preference=True,
        ),
    )
}


def add_preference(
    rules: Sequence[Verdict],
    preferences: Sequence[Verdict | None],
    *,
    std: Deviation = Deviation.BESSEL,
    eps: float = 1e-6,
) -> list[Verdict]:
    """Rewards of one group: rule + sigmoid(z) where the rule holds, else 0 (Nemotron-Cascade, 4.4).

    z is the preference less the mean, divided by the deviation, over the members that both have scored; 0
    where these agree or are fewer than two. A member that fails the rule is worth 0 whether or not the model
    answers; one that holds and has no preference is unscored, with the model's reason. ``None`` stands for a
    preference that nobody asked for, since the rule itself is unscored.
    """
    scores = [_score(rule, preference) for rule, preference in zip(rules, preferences, strict=True)]
    normal = group_advantages(scores, std=std, eps=eps).advantages
    return [
        _combined(rule, preference, score, z)
        for rule, preference, score, z in zip(rules, preferences, scores, normal, strict=True)
    ]


def _score(rule: Verdict, preference: Verdict | None) -> float | None:
    scored = rule.status is Status.SCORED and preference is not None
    return preference.reward if scored and preference is not None else None


def _combined(rule: Verdict, preference: Verdict | None, score: float | None, z: float | None) -> Verdict:
    if not rule.reward:
        return rule if rule.reward is None else replace(rule, components=_components(rule, score, z))
    if score is None or z is None:
        reason = Reason.MODEL_UNAVAILABLE if preference is None else preference.reason
        detail = {"rule": dict(rule.detail), "preference": dict(preference.detail) if preference else {}}
        return replace(rule, status=Status.UNSCORED, reason=reason, reward=None, detail=detail)
    return replace(rule, reward=rule.reward + _sigmoid(z), components=_components(rule, score, z))


def _components(rule: Verdict, score: float | None, z: float | None) -> Mapping[str, float]:
    added = {} if score is None or z is None else {PREFERENCE: score, "z": z, "sigmoid": _sigmoid(z)}
    return {**rule.components, "rule": rule.reward or 0.0, **added}


def _sigmoid(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-z)) if z >= 0 else math.exp(z) / (1.0 + math.exp(z))
