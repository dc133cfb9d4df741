"""Percentiles from a histogram are close to those of the sorted list."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.grading.latency import Histogram

TIMES = st.lists(st.floats(0.001, 1e6), min_size=1, max_size=200)


def filled(times: list[float]) -> Histogram:
    histogram = Histogram()
    for time in times:
        histogram.add(time)
    return histogram


@given(TIMES, st.floats(0.01, 1))
def test_a_percentile_is_within_one_percent(times: list[float], share: float) -> None:
    true = sorted(times)[math.ceil(share * len(times)) - 1]
    assert filled(times).percentile(share) == pytest.approx(true, rel=0.011)


@given(TIMES)
def test_the_maximum_is_exact(times: list[float]) -> None:
    assert filled(times).longest == max(times)


def test_nothing_measured_is_zero() -> None:
    assert Histogram().percentile(0.5) == 0.0


def test_a_time_of_zero_is_counted() -> None:
    histogram = filled([0.0, 0.0, 5.0])
    assert histogram.count == 3
    assert histogram.percentile(0.5) < 0.001
