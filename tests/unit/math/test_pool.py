"""What a request gets from the pool, whatever its answer does to the worker."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import uvloop

from verifiers.math.conventions import DEFAULT
from verifiers.math.workers.errors import DeciderError, NurseryError, PoolClosedError, QueueFullError
from verifiers.math.workers.messages import BadReference, Crash, Different, Equal, Limit, Request
from verifiers.math.workers.pool import SymbolicPool

ADJUDICATOR = "tests.unit.math.pool_adjudicator"
CPU_LIMIT_S = 0.4


def new_pool(workers: int = 2, **settings: object) -> SymbolicPool:
    defaults = {"cpu_limit_s": CPU_LIMIT_S, "memory_limit_mb": 128, "adjudicator": ADJUDICATOR}
    return SymbolicPool(workers=workers, **{**defaults, **settings})  # type: ignore[arg-type]


def asked(answer: str, reference: str = "1") -> Request:
    return Request(reference, answer, DEFAULT)


@pytest_asyncio.fixture
async def pool() -> AsyncIterator[SymbolicPool]:
    async with new_pool() as running:
        yield running


async def test_equal_texts_are_equal(pool: SymbolicPool) -> None:
    assert isinstance(await pool.decide(asked("1")), Equal)


async def test_different_texts_are_different(pool: SymbolicPool) -> None:
    assert isinstance(await pool.decide(asked("2")), Different)


async def test_every_request_gets_its_own_outcome(pool: SymbolicPool) -> None:
    requests = [asked(str(number % 7), reference=str(number % 5)) for number in range(300)]
    outcomes = await asyncio.gather(*map(pool.decide, requests))
    for request, outcome in zip(requests, outcomes, strict=True):
        assert isinstance(outcome, Equal) == (request.answer == request.reference)


@pytest.mark.parametrize("answer", ["hang", "hang_in_c"])
async def test_an_answer_that_hangs_reaches_the_time_limit(pool: SymbolicPool, answer: str) -> None:
    assert await pool.decide(asked(answer)) == Limit("time_limit")


async def test_an_answer_that_eats_memory_reaches_the_memory_limit(pool: SymbolicPool) -> None:
    assert await pool.decide(asked("eat_memory")) == Limit("memory_limit")


@pytest.mark.parametrize("reference", ["hang", "hang_in_c", "eat_memory", "crash", "unusable"])
async def test_a_reference_that_misbehaves_is_a_bad_reference(pool: SymbolicPool, reference: str) -> None:
    assert isinstance(await pool.decide(asked("1", reference)), BadReference)


async def test_an_answer_that_crashes_every_worker_is_a_crash(pool: SymbolicPool) -> None:
    assert await pool.decide(asked("crash")) == Crash("signal 11")


@pytest.mark.parametrize(("answer", "reference"), [("exit", "1"), ("1", "exit")])
async def test_a_worker_that_exits_by_itself_is_a_defect_of_ours(
    pool: SymbolicPool, answer: str, reference: str
) -> None:
    with pytest.raises(DeciderError, match="exit code 3"):
        await pool.decide(asked(answer, reference))


@pytest.mark.parametrize(
    "name", ["SIGKILL", "SIGTERM", "SIGHUP", "SIGPROF", "SIGVTALRM", "SIGALRM", "SIGUSR1"]
)
async def test_a_worker_killed_from_outside_counts_against_nobody(
    pool: SymbolicPool, tmp_path: Path, name: str
) -> None:
    text = f"killed {name} 4 {tmp_path / 'deaths'}"
    assert isinstance(await pool.decide(Request("1", text, DEFAULT)), Different)


async def test_what_a_worker_did_before_is_no_evidence_against_a_sample(tmp_path: Path) -> None:
    async with new_pool(workers=1) as pool:
        for _ in range(4):
            await pool.decide(asked(f"burn {0.5 * CPU_LIMIT_S}"))
        text = f"killed SIGPROF 1 {tmp_path / 'deaths'}"
        assert isinstance(await pool.decide(asked(text)), Different)
        assert pool.counters.lost_and_rerun == 1


async def test_a_single_crash_counts_against_nobody(pool: SymbolicPool, tmp_path: Path) -> None:
    assert isinstance(await pool.decide(asked(f"killed SIGSEGV 1 {tmp_path / 'deaths'}")), Different)


async def test_a_stopped_worker_counts_against_nobody(tmp_path: Path) -> None:
    async with new_pool(stall_after_s=0.3) as pool:
        assert isinstance(await pool.decide(asked(f"stopped_once {tmp_path / 'stops'}")), Different)
        assert pool.counters.stalled == 1


async def test_a_bug_of_ours_is_raised_and_never_an_outcome(pool: SymbolicPool) -> None:
    with pytest.raises(DeciderError, match="a bug of ours"):
        await pool.decide(asked("raise"))
    assert isinstance(await pool.decide(asked("1")), Equal)


async def test_an_answer_does_not_pay_for_its_reference(pool: SymbolicPool) -> None:
    slow = f"burn {0.7 * CPU_LIMIT_S}"
    assert isinstance(await pool.decide(asked(slow, reference=slow)), Equal)
    assert isinstance(await pool.decide(asked(f"{slow}0", reference=slow)), Different)


async def test_lone_surrogates_are_decided_too(pool: SymbolicPool) -> None:
    assert isinstance(await pool.decide(asked("\ud800")), Different)


async def test_texts_larger_than_a_socket_buffer_are_decided(pool: SymbolicPool) -> None:
    text = "é" * 1_000_000
    assert isinstance(await pool.decide(asked(text, reference=text)), Equal)


async def test_workers_are_replaced_after_their_share_of_samples() -> None:
    async with new_pool(workers=1, samples_per_worker=5) as pool:
        outcomes = [await pool.decide(asked("1", "2")) for _ in range(12)]
    pids = [outcome.note for outcome in outcomes if isinstance(outcome, Different)]
    assert len(pids) == 12
    assert max(map(pids.count, pids)) == 5


async def test_a_full_queue_refuses() -> None:
    async with new_pool(workers=1, max_queue=2) as pool:
        waiting = [asyncio.ensure_future(pool.decide(asked("hang"))) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(QueueFullError):
            await pool.decide(asked("1"))
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting)


async def test_a_cancelled_request_leaves_the_queue() -> None:
    async with new_pool(workers=1) as pool:
        first = asyncio.ensure_future(pool.decide(asked("hang")))
        second = asyncio.ensure_future(pool.decide(asked("2")))
        await asyncio.sleep(0)
        assert pool.queue_length == 1
        second.cancel()
        await asyncio.wait([second])
        assert pool.queue_length == 0
        assert await first == Limit("time_limit")


async def test_the_result_of_a_cancelled_request_goes_to_nobody() -> None:
    async with new_pool(workers=1) as pool:
        for _ in range(20):
            doomed = asyncio.ensure_future(pool.decide(asked("2", reference="2")))
            await asyncio.sleep(0)
            doomed.cancel()
            assert isinstance(await pool.decide(asked("3")), Different)


async def test_the_worker_of_a_cancelled_request_is_freed() -> None:
    async with new_pool(workers=1, cpu_limit_s=60.0) as pool:
        doomed = asyncio.ensure_future(pool.decide(asked("hang")))
        await asyncio.sleep(0)
        doomed.cancel()
        async with asyncio.timeout(20):
            assert isinstance(await pool.decide(asked("1")), Equal)


async def test_a_pool_outside_its_life_refuses() -> None:
    pool = new_pool()
    with pytest.raises(PoolClosedError):
        await pool.decide(asked("1"))
    async with pool:
        pass
    with pytest.raises(PoolClosedError):
        await pool.decide(asked("1"))


async def test_closing_fails_what_still_runs_and_waits() -> None:
    async with new_pool(workers=1, cpu_limit_s=60.0) as pool:
        tasks = [asyncio.ensure_future(pool.decide(asked("hang"))) for _ in range(3)]
        await asyncio.sleep(0)
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [PoolClosedError] * 3


async def test_a_pool_can_be_started_again(pool: SymbolicPool) -> None:
    await pool.close()
    await pool.start()
    assert isinstance(await pool.decide(asked("1")), Equal)


async def test_several_pools_live_side_by_side(pool: SymbolicPool) -> None:
    async with new_pool() as other:
        outcomes = await asyncio.gather(pool.decide(asked("1")), other.decide(asked("1")))
    assert [type(outcome) for outcome in outcomes] == [Equal, Equal]
    assert isinstance(await pool.decide(asked("1")), Equal)


async def test_an_adjudicator_that_cannot_be_imported_is_an_error_that_says_so_and_no_hang() -> None:
    with pytest.raises(NurseryError, match=r"ModuleNotFoundError: No module named .*no_such_module"):
        async with new_pool(adjudicator="tests.unit.math.no_such_module"):
            pass


async def test_why_no_worker_can_be_had_is_told_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    pool = new_pool(adjudicator="tests.unit.math.no_such_module")
    await pool.start()
    with pytest.raises(NurseryError):
        await pool.wait_ready()
    assert "no_such_module" in pool.trouble
    assert "no_such_module" in caplog.text
    await pool.close()


async def test_lost_workers_are_logged(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    async with new_pool(workers=1) as pool:
        assert isinstance(await pool.decide(asked(f"killed SIGKILL 3 {tmp_path / 'count'}")), Different)
        assert pool.counters.lost_and_rerun == 3
    assert caplog.text.count("a math worker was lost: signal 9") == 1, "seldom, however many"


async def test_a_module_in_the_folder_that_it_starts_in_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json", "msgspec"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(7)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))
    assert await _decide_once() is Equal


async def _decide_once() -> type:
    async with new_pool(workers=1) as pool:
        return type(await pool.decide(asked("1")))


def test_it_runs_under_uvloop() -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(_decide_once()) is Equal


def test_it_runs_in_the_loop_of_a_daemon_thread() -> None:
    found: list[type] = []
    thread = threading.Thread(target=lambda: found.append(asyncio.run(_decide_once())), daemon=True)
    thread.start()
    thread.join(60)
    assert found == [Equal]


def test_the_service_itself_never_imports_a_computer_algebra_system() -> None:
    script = "import sys, verifiers.math.workers.pool; sys.exit('sympy' in sys.modules)"
    root = Path(__file__).parents[3]
    assert subprocess.run([sys.executable, "-c", script], cwd=root, timeout=60, check=False).returncode == 0


FORKED = """
import os
from tests.unit.math.test_pool import Equal, _decide_once, asyncio
if os.fork() == 0:
    os._exit(0 if asyncio.run(_decide_once()) is Equal else 1)
raise SystemExit(os.waitstatus_to_exitcode(os.wait()[1]))
"""


def test_it_runs_after_a_fork_of_its_process() -> None:
    """In a process of its own, since this one may have threads."""
    root = Path(__file__).parents[3]
    assert subprocess.run([sys.executable, "-c", FORKED], cwd=root, timeout=60, check=False).returncode == 0


async def test_workers_do_not_hear_the_terminals_interrupt(pool: SymbolicPool) -> None:
    for pid in pool.worker_pids:
        os.kill(pid, signal.SIGINT)
    assert isinstance(await pool.decide(asked("1")), Equal)
    assert pool.counters.lost_and_rerun == 0
