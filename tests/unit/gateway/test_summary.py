"""The figures of a summary, against brute force and by hand."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.grading.summary import Summary, clustered_wilson, majority, pass_at_k, sensible_k, wilson
from tests.unit.gateway.verdicts import failed, passed, unscored, verdict
from trainer_client.contract import Reason, Verdict

SIZES = st.tuples(st.integers(1, 9), st.integers(0, 9), st.integers(1, 9)).filter(
    lambda sizes: sizes[1] <= sizes[0] and sizes[2] <= sizes[0]
)
CLUSTERS = st.lists(
    st.integers(1, 6).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size))),
    min_size=2,
    max_size=20,
)


def summed(*verdicts: Verdict) -> Summary:
    summary = Summary()
    for one in verdicts:
        summary.add(one)
    return summary


@given(SIZES)
def test_pass_at_k_is_the_share_of_draws_with_a_pass(sizes: tuple[int, int, int]) -> None:
    n, c, k = sizes
    draws = list(combinations([True] * c + [False] * (n - c), k))
    assert pass_at_k(n, c, k) == pytest.approx(sum(map(any, draws)) / len(draws))


@given(SIZES)
def test_pass_at_k_never_falls_with_k(sizes: tuple[int, int, int]) -> None:
    n, c, k = sizes
    assert pass_at_k(n, c, k) >= pass_at_k(n, c, max(1, k - 1))


@pytest.mark.parametrize(("n", "c", "k"), [(4, 5, 1), (4, -1, 1), (4, 1, 0), (4, 1, 5)])
def test_pass_at_k_refuses_what_has_no_meaning(n: int, c: int, k: int) -> None:
    with pytest.raises(ValueError, match="pass@k"):
        pass_at_k(n, c, k)


def test_pass_at_k_is_exact_for_large_groups() -> None:
    assert pass_at_k(4096, 1, 2048) == pytest.approx(0.5)


def test_an_unscored_sample_counts_in_no_figure() -> None:
    alone = summed(passed(group_id="a"), failed(group_id="a"))
    beside = summed(passed(group_id="a"), failed(group_id="a"), unscored(group_id="a"), unscored())
    assert beside.total.unscored == 2
    assert (beside.total.mean_reward, beside.total.pass_rate) == (0.5, 0.5)
    assert beside.pass_at == alone.pass_at
    assert beside.average_at == alone.average_at
    assert beside.majority_at == alone.majority_at
    assert beside.interval == alone.interval


def test_nothing_scored_has_no_rate_instead_of_zero() -> None:
    summary = summed(unscored(group_id="a"))
    assert summary.total.mean_reward is None
    assert summary.total.pass_rate is None
    assert summary.interval is None
    assert summary.pass_at == []
    assert summary.average_at is None
    assert summary.majority_at is None


def test_a_measure_counts_in_the_mean_and_in_no_pass_rate() -> None:
    summary = summed(verdict(Reason.SIMILARITY, 0.25), passed())
    assert summary.total.mean_reward == 0.625
    assert summary.total.pass_rate == 1.0


def test_a_penalty_is_a_fail_and_lowers_the_mean() -> None:
    summary = summed(verdict(Reason.CODE_SWITCHING, -1.0, group_id="a"), passed(group_id="a"))
    assert (summary.total.mean_reward, summary.total.pass_rate) == (0.0, 0.5)
    assert summary.average_at is not None
    assert summary.average_at.value == 0.0


def test_groups_with_too_few_scored_are_left_out_of_pass_at_k() -> None:
    summary = summed(
        *(failed(group_id="large") for _ in range(3)),
        passed(group_id="large"),
        passed(group_id="small"),
    )
    assert [(figure.k, figure.value, figure.groups) for figure in summary.pass_at] == [
        (1, (0.25 + 1) / 2, 2),
        (2, 0.5, 1),
        (4, 1.0, 1),
    ]


def test_average_at_k_weighs_groups_alike() -> None:
    summary = summed(passed(group_id="a"), *(failed(group_id="b") for _ in range(3)))
    assert summary.average_at is not None
    assert (summary.average_at.k, summary.average_at.value) == (3, 0.5)


@pytest.mark.parametrize(
    ("votes", "value"),
    [
        ([], 0.0),
        ([(3, 3), (2, 0)], 1.0),
        ([(2, 2), (3, 0)], 0.0),
        ([(2, 2), (2, 0)], 0.5),
        ([(1, 1), (1, 0), (1, 0)], 1 / 3),
    ],
)
def test_the_majority_is_the_most_given_answer_and_ties_are_expected_values(
    votes: list[tuple[int, int]], value: float
) -> None:
    assert majority(votes) == pytest.approx(value)


def test_responses_without_an_answer_do_not_vote() -> None:
    silent = verdict(Reason.NO_ANSWER, 0.0, group_id="a")
    summary = summed(silent, silent, silent, passed(group_id="a", extracted="7"))
    assert summary.majority_at is not None
    assert summary.majority_at.value == 1.0


def test_a_group_in_which_nobody_answers_fails_the_majority() -> None:
    summary = summed(verdict(Reason.NO_ANSWER, 0.0, group_id="a"))
    assert summary.majority_at is not None
    assert summary.majority_at.value == 0.0


@pytest.mark.parametrize(
    ("passes", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)],
)
def test_wilson_agrees_with_published_values(passes: int, n: int, low: float, high: float) -> None:
    interval = wilson(passes, n)
    assert (interval.low, interval.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


@given(CLUSTERS)
def test_the_interval_over_prompts_is_never_narrower_than_that_over_samples(
    clusters: list[tuple[int, int]],
) -> None:
    passes, n = (sum(column) for column in zip(*clusters, strict=True))
    naive, robust = wilson(passes, n), clustered_wilson(clusters)
    assert robust.high - robust.low >= naive.high - naive.low - 1e-12
    assert robust.low - 1e-12 <= passes / n <= robust.high + 1e-12


def test_groups_of_one_fate_count_as_one_sample_each() -> None:
    robust = clustered_wilson([(8, 8), (0, 8)] * 10)
    independent = wilson(10, 20)
    assert robust.low == pytest.approx(independent.low, abs=0.01)


def test_the_interval_over_prompts_covers_where_the_naive_one_does_not() -> None:
    draw = random.Random(20_26)
    covered = {"naive": 0, "robust": 0}
    for _ in range(400):
        clusters = []
        for _ in range(40):
            ability = draw.betavariate(0.6, 0.6)
            clusters.append((sum(draw.random() < ability for _ in range(8)), 8))
        passes = sum(cluster[0] for cluster in clusters)
        for name, interval in (("naive", wilson(passes, 320)), ("robust", clustered_wilson(clusters))):
            covered[name] += interval.low <= 0.5 <= interval.high
    assert covered["robust"] >= 0.92 * 400
    assert covered["naive"] < 0.80 * 400


def test_samples_without_a_group_are_groups_of_their_own() -> None:
    grouped = summed(passed(group_id="a"), failed(group_id="b"), passed())
    assert grouped.clustered_interval == clustered_wilson([(1, 1), (0, 1), (1, 1)])
    assert summed(passed(), failed()).clustered_interval is None


@pytest.mark.parametrize(
    ("largest", "ks"), [(0, []), (1, [1]), (4, [1, 2, 4]), (6, [1, 2, 4, 6]), (8, [1, 2, 4, 8])]
)
def test_k_runs_over_powers_of_two_and_the_largest_group(largest: int, ks: list[int]) -> None:
    assert sensible_k(largest) == ks
