"""Owners take turns, whoever has more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.turns import Turns

OWNERS = st.sampled_from("abc")
JOBS = st.lists(OWNERS, max_size=30)


def filled(owners: list[str]) -> Turns[tuple[str, int]]:
    turns: Turns[tuple[str, int]] = Turns()
    for number, owner in enumerate(owners):
        turns.add(owner, (owner, number))
    return turns


def taken(turns: Turns[tuple[str, int]]) -> list[tuple[str, int]]:
    return [turns.take() for _ in range(len(turns))]


@given(JOBS)
def test_every_job_is_taken_once(owners: list[str]) -> None:
    assert sorted(taken(filled(owners))) == sorted((owner, n) for n, owner in enumerate(owners))


@given(JOBS)
def test_jobs_of_one_owner_keep_their_order(owners: list[str]) -> None:
    order = taken(filled(owners))
    for owner in set(owners):
        numbers = [number for who, number in order if who == owner]
        assert numbers == sorted(numbers)


@given(JOBS)
def test_nobody_is_served_twice_while_another_waits(owners: list[str]) -> None:
    order = [owner for owner, _ in taken(filled(owners))]
    for place, owner in enumerate(order):
        later = order[place + 1 :]
        until_again = later.index(owner) if owner in later else len(later)
        assert set(later) - {owner} <= set(later[:until_again])


@given(JOBS, st.integers(2, 20))
def test_a_job_that_is_put_back_again_and_again_starves_nobody(owners: list[str], times: int) -> None:
    turns = filled(["greedy", *owners])
    served: list[str] = []
    for _ in range(times + len(owners)):
        owner, number = turns.take()
        served.append(owner)
        if owner == "greedy":
            turns.add(owner, (owner, number), first=True)
    waiting = set(owners)
    for place in range(len(served) - len(waiting)):
        if served[place] == "greedy" and "greedy" in served[place + 1 :]:
            between = served[place + 1 :].index("greedy")
            assert between <= len(waiting)


@given(st.lists(st.tuples(st.sampled_from(["add", "first", "take", "remove"]), OWNERS), max_size=60))
def test_its_length_is_the_number_of_jobs(steps: list[tuple[str, str]]) -> None:
    turns: Turns[tuple[str, int]] = Turns()
    there: set[tuple[str, int]] = set()
    for number, (step, owner) in enumerate(steps):
        if step in ("add", "first"):
            turns.add(owner, (owner, number), first=step == "first")
            there.add((owner, number))
        elif step == "take" and there:
            there.remove(turns.take())
        elif step == "remove":
            job = min(there, default=(owner, -1))
            turns.remove(job[0], job)
            there.discard(job)
        assert len(turns) == len(there)
    assert set(taken(turns)) == there


def test_one_that_was_begun_goes_before_its_owners_others() -> None:
    turns = filled(["a", "a"])
    turns.add("a", ("a", 9), first=True)
    assert taken(turns) == [("a", 9), ("a", 0), ("a", 1)]


def test_to_remove_what_was_taken_does_nothing() -> None:
    turns = filled(["a", "b"])
    job = turns.take()
    turns.remove("a", job)
    assert taken(turns) == [("b", 1)]


def test_to_take_from_nobody_is_an_error() -> None:
    with pytest.raises(IndexError):
        filled([]).take()
