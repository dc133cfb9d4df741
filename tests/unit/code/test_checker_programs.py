"""How the verdict of a checker program is read."""

from __future__ import annotations

import pickle

import pytest

from sandbox.interface import Limit, Outcome
from verifiers.code.checkers import CheckerFailed, CheckerProgram, Judged, read_verdict
from verifiers.code.checkers.program import Style
from verifiers.core.errors import BadReference

READ: list[tuple[Style, Outcome, bool, float]] = [
    ("testlib", Outcome(exit_code=0, stderr=b"ok 3 numbers"), True, 1.0),
    ("testlib", Outcome(exit_code=1, stderr=b"wrong answer 1st words differ"), False, 0.0),
    ("testlib", Outcome(exit_code=2), False, 0.0),
    ("testlib", Outcome(exit_code=4), False, 0.0),
    ("testlib", Outcome(exit_code=8), False, 0.0),
    ("testlib", Outcome(exit_code=7, stderr=b"points 0.25 not bad"), False, 0.25),
    ("testlib", Outcome(exit_code=7, stderr=b"points 40"), False, 0.4),
    ("testlib", Outcome(exit_code=7, stderr=b"points 1"), True, 1.0),
    ("open_r1", Outcome(exit_code=0, stdout=b"1\n"), True, 1.0),
    ("open_r1", Outcome(exit_code=0, stdout=b"100"), True, 1.0),
    ("open_r1", Outcome(exit_code=0, stdout=b"0\n"), False, 0.0),
    ("open_r1", Outcome(exit_code=0, stdout=b"0.5\n"), False, 0.5),
    ("open_r1", Outcome(exit_code=0, stdout=b"checking\n1\n"), True, 1.0),
]

NO_VERDICT: list[tuple[Style, Outcome]] = [
    ("testlib", Outcome(exit_code=3, stderr=b"FAIL the answer is broken")),
    ("testlib", Outcome(exit_code=42)),
    ("testlib", Outcome(exit_code=7, stderr=b"points nan")),
    ("testlib", Outcome(exit_code=7, stderr=b"points -1")),
    ("testlib", Outcome(exit_code=7)),
    ("testlib", Outcome(signal=11)),
    ("testlib", Outcome(exit_code=0, limit=Limit.TIME)),
    ("open_r1", Outcome(exit_code=1, stderr=b"Traceback: ValueError")),
    ("open_r1", Outcome(exit_code=0, stdout=b"")),
    ("open_r1", Outcome(exit_code=0, stdout=b"yes")),
    ("open_r1", Outcome(exit_code=0, stdout=b"50")),
    ("open_r1", Outcome(exit_code=0, stdout=b"inf")),
]


@pytest.mark.parametrize(("style", "outcome", "accepted", "score"), READ)
def test_a_verdict_is_read(style: Style, outcome: Outcome, accepted: bool, score: float) -> None:
    judged = read_verdict(style, outcome)
    assert (judged.accepted, judged.score) == (accepted, score)
    assert judged.accepted or judged.message


@pytest.mark.parametrize(("style", "outcome"), NO_VERDICT)
def test_a_checker_that_reached_no_verdict_blames_no_response(style: Style, outcome: Outcome) -> None:
    with pytest.raises(CheckerFailed) as failed:
        read_verdict(style, outcome)
    assert isinstance(failed.value, BadReference)
    assert pickle.loads(pickle.dumps(failed.value)).message == failed.value.message


def test_each_style_gets_its_files_in_its_own_order() -> None:
    testlib = CheckerProgram(style="testlib", language="cpp", source="x")
    assert testlib.arguments == ("input.txt", "output.txt", "answer.txt")
    open_r1 = CheckerProgram(style="open_r1", language="python", source="x")
    assert open_r1.arguments == ("input.txt", "answer.txt", "output.txt")


def test_its_files_hold_what_the_names_say() -> None:
    checker = CheckerProgram(style="testlib", language="cpp", source="x")
    files = checker.files(b"given", "expected", b"\xffactual")
    assert files == {"input.txt": b"given", "answer.txt": b"expected", "output.txt": b"\xffactual"}


def test_a_judgement_without_points_is_all_or_nothing() -> None:
    assert Judged(True).score == 1.0
    assert Judged(False, "no").score == 0.0
