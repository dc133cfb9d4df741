"""What a call's result is equal to."""

from __future__ import annotations

import time
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers.code.checkers import Checker, Floats, Tokens, Unordered
from verifiers.code.checkers.case_insensitive import CaseInsensitive
from verifiers.code.checkers.exact import Exact
from verifiers.code.comparing import MOST_LEVELS, compare_values
from verifiers.core.errors import BadReference

NAN, INF = float("nan"), float("inf")
ANY_LEVEL = Unordered(of="tokens")

EQUAL: list[tuple[Any, Any, Checker]] = [
    (1, True, Tokens()),
    (1.0, 1, Tokens()),
    ([1, [2, "x"]], (1, (2, "x")), Tokens()),
    (0.3, 0.1 + 0.2, Tokens()),
    (0.0, 1e-17, Tokens()),
    ([NAN, INF, -INF], [NAN, INF, -INF], Tokens()),
    ({"1": "a", "true": 2, "null": 3}, {1: "a", "true": 2, None: 3}, Tokens()),
    ({"1.5": [1]}, {1.5: (1,)}, Tokens()),
    ({"b": 1, "a": 2}, {"a": 2, "b": 1}, Tokens()),
    (None, None, Tokens()),
    (10**4000, 10**4000, Tokens()),
    (2.0, 2.4, Floats(absolute=0.5)),
    (2, 2.4, Floats(absolute=0.5)),
    ([[1, 2], [3]], [[3], [1, 2]], Unordered()),
    ([1, 2, 2], (2, 1, 2), Unordered()),
    ([1, 2], {2, 1}, Unordered()),
    ([[1, 2], [3, 4]], [(4, 3), {1, 2}], ANY_LEVEL),
    (["a", 1, None, 1.0, {"k": [1]}], [1, 1.0, {"k": (1,)}, None, "a"], Unordered()),
    (["Yes"], ["yES"], CaseInsensitive()),
    (1.0, 1.0, Exact()),
]

DIFFERENT: list[tuple[Any, Any, Checker]] = [
    (1, 2, Tokens()),
    (1, "1", Tokens()),
    (1, None, Tokens()),
    (0, None, Tokens()),
    ("a", b"a", Tokens()),
    ([1, 2], [1], Tokens()),
    ([1, 2], [2, 1], Tokens()),
    ([1, 2], {1, 2}, Tokens()),
    ([], {}, Tokens()),
    ([], "", Tokens()),
    (NAN, 1.0, Tokens()),
    (1.0, NAN, Tokens()),
    (INF, 1e308, Tokens()),
    (1.0, 1.0 + 1e-8, Tokens()),
    (1, 1.0 + 1e-12, Tokens()),
    (10**400, 1e308, Tokens()),
    ({"1": 1}, {1: 1, "1": 1}, Tokens()),
    ({"a": 1}, {"b": 1}, Tokens()),
    ({"a": 1}, {("a",): 1}, Tokens()),
    ({"a": [1]}, {"a": [2]}, Tokens()),
    ({"1": 1}, {True: 1}, Tokens()),
    (0.3, 0.1 + 0.2, Exact()),
    (1.0, NAN, Floats(absolute=1e6)),
    (1.0, INF, Floats(absolute=1e6)),
    (10**400, 1.0, Floats(absolute=1e6)),
    (1000000, 1000001, Floats(relative=1e-5, exact_integers=True)),
    (10**18 + 1, 1e18, Floats(relative=1e-5, exact_integers=True)),
    (4, range(2**64), Tokens()),
    (4, Decimal("sNaN"), Tokens()),
    ([4], [Fraction(2**16000, 3)], Unordered()),
    ([1, 1, 2], [1, 2, 2], Unordered()),
    ([[1, 2]], [[2, 1]], Unordered()),
    ([[1, 2]], [{1, 2}], Unordered()),
    ([1, 2], "12", Unordered()),
    (["1"], [1], Unordered()),
    (["1,1"], ["1", "1"], Unordered()),
    ([["1:a"]], [["a", "1"]], ANY_LEVEL),
    ("Yes", "yes", Tokens()),
]

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@pytest.mark.parametrize(("expected", "actual", "checker"), EQUAL)
def test_equal(expected: Any, actual: Any, checker: Checker) -> None:
    assert compare_values(expected, actual, checker).accepted


@pytest.mark.parametrize(("expected", "actual", "checker"), DIFFERENT)
def test_different(expected: Any, actual: Any, checker: Checker) -> None:
    judged = compare_values(expected, actual, checker)
    assert not judged.accepted
    assert judged.message.startswith("result")


@given(PLAIN)
def test_every_plain_value_equals_itself(value: Any) -> None:
    assert compare_values(value, value).accepted
    assert compare_values([value], (value,), ANY_LEVEL).accepted


@given(PLAIN, PLAIN)
def test_no_value_makes_it_raise(expected: Any, actual: Any) -> None:
    compare_values(expected, actual)
    compare_values([expected], [actual], ANY_LEVEL)


@given(st.lists(PLAIN, max_size=5), st.randoms())
def test_unordered_means_any_order(values: list[Any], random: Any) -> None:
    shuffled = random.sample(values, len(values))
    assert compare_values(values, shuffled, Unordered()).accepted


def nested(depth: int, kind: type[list[Any]] | type[tuple[Any, ...]]) -> Any:
    value: Any = kind([1])
    for _ in range(depth):
        value = kind([value])
    return value


def test_deep_results_are_compared_without_recursion() -> None:
    deep = nested(50_000, list)
    assert compare_values(deep, nested(50_000, tuple)).accepted
    assert not compare_values(deep, nested(50_001, tuple)).accepted
    assert not compare_values([[1]], deep).accepted


def test_a_result_too_deep_to_be_unordered_is_wrong() -> None:
    deep = nested(MOST_LEVELS + 1, list)
    assert not compare_values(
        [[1], *[2] * (MOST_LEVELS + 9)], [deep, *[2] * (MOST_LEVELS + 9)], Unordered()
    ).accepted
    with pytest.raises(BadReference):
        compare_values(deep, deep, Unordered())


def test_integers_that_hash_alike_take_no_time() -> None:
    modulus = 2**61 - 1
    started = time.process_time()
    alike = [modulus * factor for factor in range(50_000)]
    assert not compare_values(list(range(50_000)), alike, Unordered()).accepted
    assert time.process_time() - started < 2


def test_a_result_larger_than_expected_is_refused_before_it_is_read() -> None:
    started = time.process_time()
    assert not compare_values([[1]], [list(range(2_000_000))], Unordered()).accepted
    assert time.process_time() - started < 0.5


def test_the_message_says_where_and_stays_short() -> None:
    judged = compare_values({"rows": [[1, 2], [3, 4]]}, {"rows": [[1, 2], [3, 5]]})
    assert judged.message == "result['rows'][1][1]: expected 4, got 5"
    assert len(compare_values("a" * 10**6, "b" * 10**6).message) < 300
    assert "an integer of" in compare_values(0, 10**5000).message
