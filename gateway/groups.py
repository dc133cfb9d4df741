"""Groups: from a call under a recipe to samples, and from verdicts to rewards and advantages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import msgspec

from trainer_client.contract import GroupsCall, Sample, ScoredGroup, Thinking, Verdict
from trainer_client.grpo import Deviation, group_advantages
from verifiers.core.decode import decode
from verifiers.core.errors import InvalidSample
from verifiers.recipes import RECIPES


class Arithmetic(msgspec.Struct, frozen=True, kw_only=True):
    """The options of a groups call that are the gateway's own; the others are the verifier's."""

    std: Deviation = Deviation.BESSEL
    eps: Annotated[float, msgspec.Meta(ge=0)] = 1e-6
    min_group: Annotated[int, msgspec.Meta(ge=1)] = 2
    thinking: Thinking = Thinking.AUTO


@dataclass(frozen=True, slots=True)
class Plan:
    """The samples of all groups in a row, and how their rewards are normalised."""

    samples: list[Sample]
    arithmetic: Arithmetic


def group_samples(call: GroupsCall) -> Plan:
    """Raises ``InvalidSample`` for an unknown recipe or options that it refuses."""
    recipe = RECIPES.get(call.recipe)
    if recipe is None:
        raise InvalidSample(f"no recipe named {call.recipe!r}; there are: {', '.join(RECIPES)}", "recipe")
    own = set(Arithmetic.__struct_fields__)
    arithmetic = decode(
        Arithmetic, {key: value for key, value in call.options.items() if key in own}, "options"
    )
    options = recipe.options({key: value for key, value in call.options.items() if key not in own})
    samples = [
        Sample(
            verifier=recipe.verifier,
            prompt=group.prompt,
            response=response,
            reference=group.reference,
            options=options,
            group_id=group.group_id,
            thinking=arithmetic.thinking,
        )
        for group in call.groups
        for response in group.responses
    ]
    return Plan(samples, arithmetic)


def score_group(group_id: str, verdicts: Sequence[Verdict], arithmetic: Arithmetic) -> ScoredGroup:
    rewards = [verdict.reward for verdict in verdicts]
    scores = group_advantages(rewards, std=arithmetic.std, eps=arithmetic.eps, min_group=arithmetic.min_group)
    return ScoredGroup(
        group_id=group_id,
        verdicts=verdicts,
        rewards=rewards,
        advantages=scores.advantages,
        loss_mask=scores.loss_mask,
        keep=scores.keep,
    )
