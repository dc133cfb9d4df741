"""Somebody kills the symbolic pool's processes: verdicts still come, and nothing is left behind."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.unit.math.test_pool import asked, new_pool
from verifiers.math.workers.messages import Different, Equal, Limit
from verifiers.math.workers.pool import SymbolicPool

GUARD_S = 60


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(GUARD_S):
        while not condition():  # noqa: ASYNC110  other processes' states have no event to wait for
            await asyncio.sleep(0.005)


def kill_hard(pid: int) -> None:
    """As `kill -9`; the pool may not have heard yet that the process is dead already."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def is_gone(pid: int) -> bool:
    """Dead, and reaped by whoever inherited it (a machine without an init keeps zombies of orphans)."""
    try:
        return (
            psutil.Process(pid).status() == psutil.STATUS_ZOMBIE and psutil.Process(pid).ppid() != os.getpid()
        )
    except psutil.NoSuchProcess:
        return True


async def kill_the_worker_of(pool: SymbolicPool, times: int) -> None:
    """As `kill -9` on whichever worker is busy; waits until the pool has noticed each."""
    for _ in range(times):
        await until(lambda: pool.busy == 1)
        lost = pool.counters.lost_and_rerun
        for pid in pool.worker_pids:
            kill_hard(pid)
        await until(lambda lost=lost: pool.counters.lost_and_rerun > lost)  # type: ignore[misc]


async def test_a_sample_outlives_twenty_kills_of_its_worker() -> None:
    async with new_pool(workers=1, cpu_limit_s=5.0) as pool:
        verdict = asyncio.ensure_future(pool.decide(asked("burn 0.5")))
        await kill_the_worker_of(pool, 20)
        assert isinstance(await verdict, Different)


async def test_a_sample_outlives_twenty_kills_of_the_nursery() -> None:
    async with new_pool(workers=1, cpu_limit_s=5.0) as pool:
        verdict = asyncio.ensure_future(pool.decide(asked("burn 0.3")))
        for attempt in range(20):
            await until(lambda: pool.nursery_pid is not None)
            if attempt % 2:
                await until(lambda: pool.busy == 1)
            nursery = pool.nursery_pid
            assert nursery is not None
            kill_hard(nursery)
            await until(lambda nursery=nursery: pool.nursery_pid != nursery)  # type: ignore[misc]
        assert isinstance(await verdict, Different)


async def test_a_stopped_nursery_is_not_needed_by_the_workers_that_live() -> None:
    async with new_pool(workers=2) as pool:
        await until(lambda: len(pool.worker_pids) == 3)
        assert pool.nursery_pid is not None
        os.kill(pool.nursery_pid, signal.SIGSTOP)
        assert isinstance(await pool.decide(asked("1")), Equal)


async def test_every_sample_gets_its_verdict_while_workers_are_killed_at_random() -> None:
    async with new_pool(workers=2, cpu_limit_s=5.0) as pool:
        answers = [asyncio.ensure_future(pool.decide(asked("burn 0.02"))) for _ in range(60)]
        for _ in range(40):  # bounded: on a busy machine kills could come faster than any sample ends
            for pid in pool.worker_pids[:1]:
                kill_hard(pid)
            await asyncio.sleep(0.03)
        assert all(isinstance(outcome, Different) for outcome in await asyncio.gather(*answers))
        assert pool.counters.lost_and_rerun > 0


async def test_short_samples_pass_while_hostile_ones_hang() -> None:
    """Half of the workers is theirs: twenty hangs ahead of it cost a short sample slices, not limits."""
    async with new_pool(workers=2, cpu_limit_s=3.0) as pool:
        hostile = [asyncio.ensure_future(pool.decide(asked("hang"))) for _ in range(20)]
        await until(lambda: pool.counters.preempted >= 1 or pool.busy == 2)
        short = [asyncio.ensure_future(pool.decide(asked("1"))) for _ in range(50)]
        assert all(isinstance(outcome, Equal) for outcome in await asyncio.gather(*short))
        assert sum(task.done() for task in hostile) <= 4
        for task in hostile:
            task.cancel()
        await asyncio.wait(hostile)


async def test_preempted_samples_still_get_their_verdict() -> None:
    async with new_pool(workers=2, cpu_limit_s=0.5) as pool:
        hostile = [pool.decide(asked("hang")) for _ in range(6)]
        short = [pool.decide(asked("1")) for _ in range(20)]
        outcomes = await asyncio.gather(*hostile, *short)
        assert outcomes[:6] == [Limit("time_limit")] * 6
        assert all(isinstance(outcome, Equal) for outcome in outcomes[6:])


async def test_nothing_is_left_after_close() -> None:
    async with new_pool(workers=2, cpu_limit_s=60.0) as pool:
        hung = [asyncio.ensure_future(pool.decide(asked("hang"))) for _ in range(2)]
        await until(lambda: pool.busy == 2)
        pids = [*pool.worker_pids, pool.nursery_pid]
    await asyncio.gather(*hung, return_exceptions=True)
    assert not any(psutil.pid_exists(pid) for pid in pids if pid is not None)


PARENT = """
import asyncio
from tests.unit.math.test_pool import asked, new_pool

async def main():
    async with new_pool(workers=2, cpu_limit_s=60.0) as pool:
        hung = [asyncio.ensure_future(pool.decide(asked("hang"))) for _ in range(2)]
        while pool.busy < 2:
            await asyncio.sleep(0.01)
        print(pool.nursery_pid, *pool.worker_pids, flush=True)
        await asyncio.wait(hung)

asyncio.run(main())
"""


@pytest.mark.parametrize("victim", ["parent", "nursery_and_parent"])
def test_nothing_is_left_after_a_kill_of_the_parent(victim: str) -> None:
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, cwd=root
    ) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        parent.kill()
        if victim == "nursery_and_parent":
            os.kill(pids[0], signal.SIGKILL)
    assert len(pids) >= 3
    deadline = time.monotonic() + GUARD_S
    while not all(map(is_gone, pids)):
        assert time.monotonic() < deadline, [pid for pid in pids if not is_gone(pid)]
        time.sleep(0.01)
