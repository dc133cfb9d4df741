"""Recipes: what a training stage asks of its verifier, pinned (Nemotron-Cascade, sections 4.2 to 4.6).

A recipe names a verifier, pins options that a caller must not override by accident, and leaves the group
arithmetic to ``trainer_client.grpo``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from verifiers.core.errors import InvalidSample


@dataclass(frozen=True, slots=True)
class Recipe:
    """``pins`` are options of the verifier that the recipe sets for every sample."""

    name: str
    verifier: str
    pins: Mapping[str, Any]

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
    )
}
