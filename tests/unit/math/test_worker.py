"""What a worker's clock charges to whom, and what the order of deciders makes of it."""

import mmap
import os
import signal
import time
from collections.abc import Callable

import pytest

from verifiers.math.conventions import DEFAULT, Conventions
from verifiers.math.workers import adjudicate as adjudication
from verifiers.math.workers.adjudicate import Decider, adjudicate
from verifiers.math.workers.cpu_clock import KernelClock, NoClock, Phase
from verifiers.math.workers.messages import Different, Equal

LIMIT_S = 0.15


def burn(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def signal_that_ends(work: Callable[[KernelClock], object]) -> int | None:
    """Run the work in a fork with a clock of its own; the signal that killed it, if one did."""
    pid = os.fork()
    if pid == 0:
        for number in (signal.SIGPROF, signal.SIGVTALRM):
            signal.signal(number, signal.SIG_DFL)
        try:
            work(KernelClock(LIMIT_S, {}, lambda decider, cost_s: None))
        finally:
            os._exit(0)
    status = os.waitpid(pid, 0)[1]
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else None


pytestmark = pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")


def test_a_reference_that_is_too_slow_dies_of_the_virtual_timer() -> None:
    assert signal_that_ends(lambda clock: clock.reference("a", lambda: burn(9))) == signal.SIGVTALRM


def test_a_reference_that_keeps_the_kernel_busy_dies_too() -> None:
    def fill_pages_again_and_again() -> None:
        while True:
            mmap.mmap(-1, 1 << 26, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | mmap.MAP_POPULATE)

    ended_by = signal_that_ends(lambda clock: clock.reference("a", fill_pages_again_and_again))
    assert ended_by in (signal.SIGXCPU, signal.SIGVTALRM)


def test_an_answer_that_is_too_slow_dies_of_the_profiling_timer() -> None:
    assert signal_that_ends(lambda clock: clock.answer("a", lambda: burn(9))) == signal.SIGPROF


def test_code_that_never_returns_to_the_interpreter_dies_too() -> None:
    assert signal_that_ends(lambda clock: clock.answer("a", lambda: pow(3, 10**9))) == signal.SIGPROF


def test_all_deciders_share_one_limit_for_the_answer() -> None:
    def work(clock: KernelClock) -> None:
        clock.answer("a", lambda: burn(0.7 * LIMIT_S))
        clock.answer("b", lambda: burn(0.7 * LIMIT_S))

    assert signal_that_ends(work) == signal.SIGPROF


def test_what_the_reference_costs_alone_is_free_for_the_answer() -> None:
    def work(clock: KernelClock) -> None:
        clock.reference("a", lambda: burn(0.7 * LIMIT_S))
        clock.answer("a", lambda: burn(1.4 * LIMIT_S))

    assert signal_that_ends(work) is None


def test_time_between_the_phases_is_nobodys() -> None:
    def work(clock: KernelClock) -> None:
        clock.answer("a", lambda: None)
        burn(3 * LIMIT_S)

    assert signal_that_ends(work) is None


def test_a_proven_reference_is_not_tried_again() -> None:
    tried: list[str] = []
    clock = KernelClock(LIMIT_S, {"a": 0.0}, lambda decider, cost_s: None)
    clock.reference("a", lambda: tried.append("a"))
    clock.reference("b", lambda: tried.append("b"))
    assert tried == ["b"]


def test_an_exception_leaves_the_phase_that_it_came_from() -> None:
    clock = KernelClock(LIMIT_S, {}, lambda decider, cost_s: None)
    with pytest.raises(MemoryError):
        clock.reference("a", _out_of_memory)
    assert clock.phase is Phase.REFERENCE


def _out_of_memory() -> None:
    raise MemoryError


def _no_opinion(reference: str, answer: str, conventions: Conventions) -> None:
    return None


def _too_deep(reference: str, answer: str, conventions: Conventions) -> None:
    raise RecursionError


def _yes(reference: str, answer: str, conventions: Conventions) -> Equal:
    return Equal("yes")


def _no(reference: str, answer: str, conventions: Conventions) -> Different:
    return Different("no")


def _fine(reference: str, conventions: Conventions) -> None:
    return None


@pytest.mark.parametrize(
    ("deciders", "decided_by"),
    [
        ([_yes, _no], "yes"),
        ([_no, _yes], "no"),
        ([_no_opinion, _yes], "yes"),
        ([_too_deep, _no], "no"),
        ([_no_opinion, _too_deep], "undecided"),
        ([], "undecided"),
    ],
)
def test_the_first_opinion_decides(
    monkeypatch: pytest.MonkeyPatch,
    deciders: list[Callable[[str, str, Conventions], Equal | Different | None]],
    decided_by: str,
) -> None:
    given = [Decider(str(number), _fine, decide) for number, decide in enumerate(deciders)]
    monkeypatch.setattr(adjudication, "DECIDERS", given)
    assert adjudicate("1", "1", DEFAULT, NoClock()).decided_by == decided_by


def test_what_nobody_can_decide_is_not_paid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adjudication, "DECIDERS", ())
    assert isinstance(adjudicate("1", "1", DEFAULT, NoClock()), Different)
