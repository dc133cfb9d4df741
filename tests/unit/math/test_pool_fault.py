"""Whose fault the end of a worker is: the whole table."""

from signal import SIGABRT, SIGBUS, SIGILL, SIGKILL, SIGPROF, SIGSEGV, SIGTERM, SIGVTALRM, SIGXCPU

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers.core.fault import Ruling, WorkerEnd, rule

LIMIT_S = 2.0


def killed(number: int, *, cpu_s: float = 2.01, control: bool = False) -> WorkerEnd:
    return WorkerEnd(signal=number, cpu_s=cpu_s, during_control=control)


def exited(code: int, *, control: bool = False) -> WorkerEnd:
    return WorkerEnd(exit_code=code, cpu_s=0.1, during_control=control)


def short_of_memory(*, control: bool = False) -> WorkerEnd:
    return WorkerEnd(out_of_memory=True, during_control=control)


UNKNOWN = WorkerEnd()

TABLE = [
    ([], False, Ruling.RUN_AGAIN),
    ([killed(SIGPROF)], False, Ruling.TIME_LIMIT),
    ([killed(SIGVTALRM)], False, Ruling.BAD_REFERENCE),
    ([killed(SIGXCPU)], False, Ruling.BAD_REFERENCE),
    ([killed(SIGXCPU, cpu_s=0.1)], False, Ruling.RUN_AGAIN),
    ([killed(SIGPROF, cpu_s=0.1)], False, Ruling.RUN_AGAIN),
    ([killed(SIGVTALRM, cpu_s=0.1)], False, Ruling.RUN_AGAIN),
    ([killed(SIGKILL)] * 50, False, Ruling.RUN_AGAIN),
    ([killed(SIGTERM)] * 50, False, Ruling.RUN_AGAIN),
    ([UNKNOWN] * 50, False, Ruling.RUN_AGAIN),
    ([killed(SIGKILL), UNKNOWN, killed(SIGPROF)], False, Ruling.TIME_LIMIT),
    ([killed(SIGSEGV)], False, Ruling.RUN_AGAIN),
    ([killed(SIGSEGV), killed(SIGKILL)], False, Ruling.RUN_AGAIN),
    ([killed(SIGSEGV), killed(SIGABRT)], False, Ruling.RUN_CONTROL),
    ([killed(SIGBUS), killed(SIGILL)], False, Ruling.RUN_CONTROL),
    ([exited(1)], False, Ruling.RUN_AGAIN),
    ([exited(1), exited(0)], False, Ruling.DEFECT),
    ([killed(SIGSEGV), exited(1)], False, Ruling.RUN_AGAIN),
    ([killed(SIGSEGV)] * 2 + [exited(1, control=True)], False, Ruling.RUN_CONTROL),
    ([killed(SIGSEGV)] * 2 + [exited(1, control=True)] * 2, False, Ruling.DEFECT),
    ([short_of_memory()], False, Ruling.RUN_AGAIN),
    ([short_of_memory()] * 2, False, Ruling.RUN_CONTROL),
    ([short_of_memory()] * 2, True, Ruling.MEMORY_LIMIT),
    ([short_of_memory()] * 2 + [short_of_memory(control=True)], False, Ruling.BAD_REFERENCE),
    ([killed(SIGSEGV), killed(SIGSEGV)], True, Ruling.CRASHED),
    ([killed(SIGSEGV)] * 2 + [killed(SIGSEGV, control=True)], False, Ruling.BAD_REFERENCE),
    ([killed(SIGSEGV)] * 2 + [killed(SIGPROF, control=True)], False, Ruling.BAD_REFERENCE),
    ([killed(SIGSEGV)] * 2 + [killed(SIGKILL, control=True)], False, Ruling.RUN_CONTROL),
]


@pytest.mark.parametrize(("ends", "control_passed", "ruling"), TABLE)
def test_the_ruling_follows_from_the_ends(
    ends: list[WorkerEnd], control_passed: bool, ruling: Ruling
) -> None:
    assert rule(ends, control_passed=control_passed, cpu_limit_s=LIMIT_S) is ruling


@given(st.lists(st.sampled_from([killed(SIGKILL), killed(SIGTERM), UNKNOWN, killed(SIGPROF, cpu_s=1.0)])))
def test_ends_from_outside_never_count_however_many(ends: list[WorkerEnd]) -> None:
    assert rule(ends, control_passed=False, cpu_limit_s=LIMIT_S) is Ruling.RUN_AGAIN
