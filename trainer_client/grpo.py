"""Group arithmetic of GRPO: the one implementation, used by the trainer and by the gateway's groups.

Formulas: A_i = (r_i - mean(r)) / (std(r) + eps) over the scored members of a group (DeepSeekMath, and
Nemotron-Cascade section 4.1). Unscored members (``None``) take no part in mean and deviation and get no
advantage: an outage must not look like a bad response.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Deviation(StrEnum):
    """What the centred reward is divided by.

    ``bessel``: the sample deviation (n - 1), as TRL, verl and OpenRLHF have it. ``population``: n.
    ``none``: nothing, as Dr.GRPO has it.
    """

    BESSEL = "bessel"
    POPULATION = "population"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class GroupAdvantages:
    """Advantages of one group, by position. ``keep`` is false when the group teaches nothing."""

    advantages: tuple[float | None, ...]
    loss_mask: tuple[int, ...]
    keep: bool


def group_advantages(
    rewards: Sequence[float | None],
    *,
    std: Deviation = Deviation.BESSEL,
    eps: float = 1e-6,
    min_group: int = 2,
) -> GroupAdvantages:
    """Normalises the rewards of one prompt's responses.

    A group whose rewards are all equal, or with fewer than ``min_group`` scored members, has advantages of
    exactly 0 and ``keep`` false: a tiny eps would blow rounding noise up into a gradient.

    Raises ``ValueError`` for a negative eps, a min_group below 1 or a reward that is not finite.
    """
    if eps < 0 or min_group < 1:
        raise ValueError("eps must not be negative, and min_group must be at least 1")
    scored = [reward for reward in rewards if reward is not None]
    if not all(math.isfinite(reward) for reward in scored):
        raise ValueError("rewards must be finite numbers, or None where there is no score")
    mask = tuple(int(reward is not None) for reward in rewards)
    if len(scored) < max(min_group, 1) or min(scored) == max(scored):
        flat = tuple(None if reward is None else 0.0 for reward in rewards)
        return GroupAdvantages(flat, mask, keep=False)
    mean = math.fsum(scored) / len(scored)
    scale = 1.0 if std is Deviation.NONE else _deviation(scored, mean, std) + eps
    advantages = tuple(None if reward is None else (reward - mean) / scale for reward in rewards)
    return GroupAdvantages(advantages, mask, keep=True)


def _deviation(scored: Sequence[float], mean: float, std: Deviation) -> float:
    """Scaled by the largest distance, so that no square over- or underflows; at least the smallest number."""
    distances = [reward - mean for reward in scored]
    largest = max(map(abs, distances))
    freedom = len(scored) - 1 if std is Deviation.BESSEL else len(scored)
    spread = math.sqrt(math.fsum((distance / largest) ** 2 for distance in distances) / freedom)
    return largest * spread
