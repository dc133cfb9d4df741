"""Groups: from a call under a recipe to samples, and from verdicts to rewards and advantages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

from trainer_client.contract import GroupsCall, Sample, ScoredGroup, Status, Thinking, Verdict
from trainer_client.grpo import Deviation, group_advantages
from verifiers.core.decode import decode
from verifiers.core.errors import InvalidSample
from verifiers.recipes import PREFERENCE, RECIPES, add_preference


class Arithmetic(msgspec.Struct, frozen=True, kw_only=True):
    """The options of a groups call that are the gateway's own; the others are the verifier's."""

    std: Deviation = Deviation.BESSEL
    eps: Annotated[float, msgspec.Meta(ge=0)] = 1e-6
    min_group: Annotated[int, msgspec.Meta(ge=1)] = 2
    thinking: Thinking = Thinking.AUTO


class WithPreference(Arithmetic, frozen=True, kw_only=True):
    """``preference``: ``auto`` asks the reward model where one is configured, ``model`` always."""

    preference: Literal["auto", "model", "none"] = "auto"


@dataclass(frozen=True, slots=True)
class Plan:
    """The samples of all groups in a row, and how their rewards are made and normalised."""

    samples: list[Sample]
    arithmetic: Arithmetic

    def weighs_preference(self, configured: bool) -> bool:
        wanted = self.arithmetic.preference if isinstance(self.arithmetic, WithPreference) else "none"
        return wanted == "model" or (wanted == "auto" and configured)

    def preference_samples(self, verdicts: Sequence[Verdict]) -> list[Sample]:
        """What the reward model is asked: every response that the rule has scored."""
        return [
            Sample(
                verifier=PREFERENCE,
                prompt=sample.prompt,
                response=sample.response,
                group_id=sample.group_id,
                thinking=sample.thinking,
            )
            for sample, verdict in zip(self.samples, verdicts, strict=True)
            if verdict.status is Status.SCORED
        ]

    def combine(
        self, call: GroupsCall, verdicts: Sequence[Verdict], preferences: Sequence[Verdict]
    ) -> list[Verdict]:
        """Verdicts with the preferences of ``preference_samples``, group by group."""
        answers = iter(preferences)
        asked = [next(answers) if verdict.status is Status.SCORED else None for verdict in verdicts]
        combined: list[Verdict] = []
        for part in _parts(call):
            combined += add_preference(
                verdicts[part], asked[part], std=self.arithmetic.std, eps=self.arithmetic.eps
            )
        return combined


def group_samples(call: GroupsCall) -> Plan:
    """Raises ``InvalidSample`` for an unknown recipe or options that it refuses."""
    recipe = RECIPES.get(call.recipe)
    if recipe is None:
        raise InvalidSample(f"no recipe named {call.recipe!r}; there are: {', '.join(RECIPES)}", "recipe")
    own_type = WithPreference if recipe.weighs_preference else Arithmetic
    own = set(own_type.__struct_fields__)
    arithmetic = decode(
        own_type, {key: value for key, value in call.options.items() if key in own}, "options"
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


def score_groups(call: GroupsCall, verdicts: Sequence[Verdict], arithmetic: Arithmetic) -> list[ScoredGroup]:
    """``verdicts`` are those of all groups in a row."""
    return [
        _score_group(group.group_id, verdicts[part], arithmetic)
        for group, part in zip(call.groups, _parts(call), strict=True)
    ]


def _parts(call: GroupsCall) -> Iterator[slice]:
    """Where each group's responses stand in the row of all."""
    start = 0
    for group in call.groups:
        yield slice(start, start + len(group.responses))
        start += len(group.responses)


def _score_group(group_id: str, verdicts: Sequence[Verdict], arithmetic: Arithmetic) -> ScoredGroup:
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
