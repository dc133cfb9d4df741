"""The order in which waiting jobs run."""

import asyncio

from verifiers.math.conventions import DEFAULT
from verifiers.math.workers.lanes import Lanes
from verifiers.math.workers.member import Job
from verifiers.math.workers.messages import Request


async def job(*, is_long: bool = False) -> Job:
    return Job(Request("1", "1", DEFAULT), asyncio.get_running_loop().create_future(), is_long=is_long)


async def test_short_jobs_run_first_come_first_served() -> None:
    lanes, jobs = Lanes(), [await job() for _ in range(5)]
    for each in jobs:
        lanes.add(each)
    assert [lanes.next(long_has_share=True) for _ in range(6)] == [*jobs, None]


async def test_long_jobs_run_before_short_ones_up_to_their_share() -> None:
    lanes, short, long = Lanes(), await job(), await job(is_long=True)
    lanes.add(short)
    lanes.add(long)
    assert lanes.next(long_has_share=True) is long


async def test_long_jobs_beyond_their_share_let_short_ones_pass() -> None:
    lanes, short, long = Lanes(), await job(), await job(is_long=True)
    lanes.add(long)
    lanes.add(short)
    assert [lanes.next(long_has_share=False) for _ in range(2)] == [short, long]


async def test_a_job_that_lost_its_worker_is_next() -> None:
    lanes, waiting, lost = Lanes(), await job(), await job()
    lanes.add(waiting)
    lanes.add_first(lost)
    assert lanes.next(long_has_share=True) is lost


async def test_a_removed_job_does_not_run_and_removing_it_again_is_harmless() -> None:
    lanes, gone = Lanes(), await job()
    lanes.add(gone)
    lanes.remove(gone)
    lanes.remove(gone)
    assert len(lanes) == 0
    assert lanes.next(long_has_share=True) is None
