"""How many cases of a program a jail is handed at a time."""

from __future__ import annotations

import pytest

from sandbox.interface import Case, Limits, Outcome, SandboxFault
from sandbox.job import CHUNK_S, MOST_AT_ONCE, Job
from sandbox.wire import Prepared


def job_of(cases: int) -> Job:
    return Job(None, Prepared(parts=[], files={}), [Case()] * cases, [(b"", b"")] * cases, Limits())


def after_runs_of(seconds: float, runs: int = 4) -> Job:
    job = job_of(100)
    for index in range(runs):
        job.finished(index, Outcome(exit_code=0, wall_s=seconds), 0.0)
    return job


def test_the_first_chunk_is_small_for_nobody_knows_how_long_a_run_takes() -> None:
    assert job_of(100).take() == [0, 1]


@pytest.mark.parametrize(
    ("seconds", "size"),
    [(0.0, MOST_AT_ONCE), (0.001, MOST_AT_ONCE), (CHUNK_S / 4, 4), (CHUNK_S, 1), (10.0, 1)],
)
async def test_a_chunk_is_about_as_long_as_it_may_delay_others(seconds: float, size: int) -> None:
    assert len(after_runs_of(seconds).take()) == size


async def test_cases_are_taken_in_order_and_once() -> None:
    job = job_of(37)
    taken: list[int] = []
    while job.left:
        for index in job.take():
            taken.append(index)
            job.finished(index, Outcome(exit_code=0, wall_s=0.004), 0.0)
    assert taken == list(range(37))


async def test_an_outcome_says_how_long_it_waited() -> None:
    job = job_of(1)
    job.finished(0, Outcome(exit_code=0), 1.5)
    assert job.done.get_nowait() == (0, Outcome(exit_code=0, queue_s=1.5))


async def test_a_job_that_failed_runs_no_more_and_says_why() -> None:
    job = job_of(3)
    error = SandboxFault("gone")
    job.fail(error)
    assert (job.take(), job.cancelled, job.done.get_nowait()) == ([], True, error)
