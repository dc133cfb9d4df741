"""Group advantages: the formulas of the trainers, and unscored members that never count as 0."""

from __future__ import annotations

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer_client.grpo import Deviation, group_advantages

rewards_lists = st.lists(st.none() | st.floats(-10, 10), max_size=16)


def test_one_right_of_two_pairs_gives_the_published_value() -> None:
    scores = group_advantages([1, 0, 0, 1], eps=0.0)
    assert scores.advantages == pytest.approx((0.8660254, -0.8660254, -0.8660254, 0.8660254))
    assert scores.keep


def test_the_population_deviation_gives_one() -> None:
    scores = group_advantages([1, 0, 0, 1], eps=0.0, std=Deviation.POPULATION)
    assert scores.advantages == (1.0, -1.0, -1.0, 1.0)


def test_without_a_deviation_rewards_are_only_centred() -> None:
    assert group_advantages([1, 0, 0, 1], std=Deviation.NONE).advantages == (0.5, -0.5, -0.5, 0.5)


@pytest.mark.parametrize("rewards", [[1.0, 1.0, 1.0], [0.1] * 7, [0.0, -0.0], [5.0], [None, 3.0]])
def test_a_group_without_variance_has_advantages_of_exactly_zero(rewards: list[float | None]) -> None:
    scores = group_advantages(rewards)
    assert all(advantage in (None, 0.0) for advantage in scores.advantages)
    assert not scores.keep


def test_an_unscored_member_changes_nothing_for_the_others() -> None:
    with_outage = group_advantages([1.0, None, 0.0, 0.0])
    without = group_advantages([1.0, 0.0, 0.0])
    assert [a for a in with_outage.advantages if a is not None] == list(without.advantages)
    assert with_outage.advantages[1] is None
    assert with_outage.loss_mask == (1, 0, 1, 1)


def test_an_empty_group_and_one_of_outages_teach_nothing() -> None:
    assert not group_advantages([]).keep
    assert group_advantages([None, None]).advantages == (None, None)


def test_fewer_scored_than_min_group_are_not_kept() -> None:
    assert not group_advantages([1.0, 0.0, None], min_group=3).keep


@pytest.mark.parametrize("bad", [[math.nan, 1.0], [math.inf, 0.0]])
def test_rewards_that_are_not_finite_are_refused(bad: list[float]) -> None:
    with pytest.raises(ValueError, match="finite"):
        group_advantages(bad)


@pytest.mark.parametrize("rewards", [[0.0, 1e-200], [0.0, 1e200], [-1e300, 1e300], [5e-324, 0.0]])
def test_rewards_of_any_size_have_finite_advantages(rewards: list[float]) -> None:
    scores = group_advantages(rewards, eps=0.0)
    assert all(advantage is not None and math.isfinite(advantage) for advantage in scores.advantages)


@given(rewards_lists)
def test_positions_and_masks_follow_the_rewards(rewards: list[float | None]) -> None:
    scores = group_advantages(rewards)
    assert len(scores.advantages) == len(scores.loss_mask) == len(rewards)
    for reward, advantage, mask in zip(rewards, scores.advantages, scores.loss_mask, strict=True):
        assert (reward is None) == (advantage is None) == (mask == 0)


@given(st.lists(st.integers(0, 1).map(float), min_size=2, max_size=16))
def test_advantages_agree_with_the_textbook(rewards: list[float]) -> None:
    scores = group_advantages(rewards, eps=1e-6)
    if len(set(rewards)) == 1:
        return
    mean, deviation = statistics.mean(rewards), statistics.stdev(rewards)
    assert scores.advantages == pytest.approx([(r - mean) / (deviation + 1e-6) for r in rewards])
