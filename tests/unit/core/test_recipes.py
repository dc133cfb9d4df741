"""A recipe's pins hold, and contradicting them is an error that says what to do."""

from __future__ import annotations

import math
import statistics

import pytest

from trainer_client.contract import Reason, Status, Verdict
from verifiers.core.errors import InvalidSample
from verifiers.recipes import RECIPES, add_preference


def test_pins_are_added_to_what_the_caller_asked() -> None:
    assert RECIPES["math_rl"].options({"units": "require"}) == {
        "units": "require",
        "extract": "boxed",
        "code_switching": -1.0,
    }


def test_repeating_a_pin_is_allowed() -> None:
    assert RECIPES["math_rl"].options({"extract": "boxed"})["extract"] == "boxed"


def test_contradicting_a_pin_names_the_option() -> None:
    with pytest.raises(InvalidSample) as caught:
        RECIPES["math_rl"].options({"extract": "any"})
    assert caught.value.field == "options.extract"


def scored(reward: float, reason: Reason = Reason.CORRECT) -> Verdict:
    return Verdict(verifier="rule", version="1", status=Status.SCORED, reason=reason, reward=reward)


def unscored(reason: Reason) -> Verdict:
    return Verdict(
        verifier="rule",
        version="1",
        status=Status.UNSCORED,
        reason=reason,
        reward=None,
        detail={"message": "x"},
    )


def test_preference_adds_the_sigmoid_of_its_z_score_where_the_rule_holds() -> None:
    rules = [scored(1.0), scored(0.0, Reason.CONSTRAINT_FAILED), scored(1.0)]
    scores = [0.3, -2.0, 1.4]
    combined = add_preference(rules, [scored(score, Reason.PREFERENCE) for score in scores], eps=0.0)
    mean, deviation = statistics.mean(scores), statistics.stdev(scores)
    by_hand = [1 + 1 / (1 + math.exp(-(score - mean) / deviation)) for score in scores]
    assert [verdict.reward for verdict in combined] == pytest.approx([by_hand[0], 0.0, by_hand[2]], abs=1e-12)
    assert combined[0].components["rule"] == 1.0
    assert combined[1].components["preference"] == -2.0


def test_equal_preferences_add_one_half() -> None:
    combined = add_preference([scored(1.0)] * 2, [scored(0.7, Reason.PREFERENCE)] * 2)
    assert [verdict.reward for verdict in combined] == [1.5, 1.5]


def test_a_model_that_is_down_costs_only_those_that_hold() -> None:
    rules = [scored(1.0), scored(0.0, Reason.CONSTRAINT_FAILED)]
    held, failed = add_preference(rules, [unscored(Reason.MODEL_UNAVAILABLE)] * 2)
    assert (held.status, held.reason, held.reward) == (Status.UNSCORED, Reason.MODEL_UNAVAILABLE, None)
    assert held.detail["preference"] == {"message": "x"}
    assert (failed.status, failed.reward) == (Status.SCORED, 0.0)


def test_an_unscored_rule_stays_as_it_is_and_out_of_the_mean() -> None:
    rules = [unscored(Reason.BAD_REFERENCE), scored(1.0), scored(1.0)]
    preferences = [None, scored(1.0, Reason.PREFERENCE), scored(3.0, Reason.PREFERENCE)]
    bad, low, high = add_preference(rules, preferences, eps=0.0)
    assert bad is rules[0]
    assert (low.components["z"], high.components["z"]) == pytest.approx((-math.sqrt(0.5), math.sqrt(0.5)))


def test_the_combined_reward_does_not_overflow() -> None:
    combined = add_preference([scored(1.0)] * 2, [scored(v, Reason.PREFERENCE) for v in (-1e300, 1e300)])
    assert all(1.0 < (verdict.reward or 0.0) < 2.0 for verdict in combined)
