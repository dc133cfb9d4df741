"""Checkers that are programs: what they are, how they are started, and how their verdict is read.

They run in a jail of their own; here is only what they say there.

- ``testlib``: ``checker input output answer``; the exit code decides: 0 accepted, 1 wrong, 2 presentation,
  4 and 8 (text left over, unexpected end) wrong, 3 the checker or the answer file is at fault, 7 a part of
  the points, written on stderr as ``points 0.5``. The codes are those of ``testlib.h``.
- ``open_r1``: ``checker input answer output``, Open-R1's Codeforces checkers; the last word on stdout
  decides: 1 or 100 accepted, 0 wrong, a number between 0 and 1 that share of the points.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final, Literal

from sandbox.interface import Outcome
from verifiers.code.checkers.base import ACCEPTED, Judged, shown
from verifiers.code.checkers.numbers import as_float
from verifiers.core.errors import BadReference

Style = Literal["testlib", "open_r1"]

INPUT_FILE: Final = "input.txt"
OUTPUT_FILE: Final = "output.txt"
ANSWER_FILE: Final = "answer.txt"

_WRONG: Final = {1: "wrong answer", 2: "wrong presentation", 4: "text left over", 8: "unexpected end"}
_FAULT: Final = 3
_POINTS: Final = 7
_POINTS_TOLD: Final = re.compile(rb"points\s+([0-9.eE+-]{1,40})")


class CheckerFailed(BadReference):
    """The checker broke off. Whether the output made it do so is for a control run to tell: the same checker
    on the expected output. Where that fails too, the reference is at fault.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckerProgram:
    """``arguments`` are the names of the files that it is given, in the order of its ``style``."""

    style: Style
    language: str
    source: str

    @property
    def arguments(self) -> tuple[str, str, str]:
        if self.style == "testlib":
            return (INPUT_FILE, OUTPUT_FILE, ANSWER_FILE)
        return (INPUT_FILE, ANSWER_FILE, OUTPUT_FILE)

    def files(self, given: bytes, expected: str, actual: bytes) -> dict[str, bytes]:
        """What its run finds in the work directory."""
        return {INPUT_FILE: given, OUTPUT_FILE: actual, ANSWER_FILE: expected.encode()}


def read_verdict(style: Style, outcome: Outcome) -> Judged:
    """What a checker program found. Raises ``CheckerFailed`` for one that reached no verdict."""
    if outcome.limit is not None:
        raise CheckerFailed(f"the checker program reached its {outcome.limit.value} limit")
    if outcome.exit_code is None:
        raise CheckerFailed(f"signal {outcome.signal} ended the checker program")
    return _testlib(outcome) if style == "testlib" else _open_r1(outcome)


def _testlib(outcome: Outcome) -> Judged:
    code = outcome.exit_code
    comment = shown(outcome.stderr.strip())
    if code == 0:
        return ACCEPTED
    if code in _WRONG:
        return Judged(False, f"checker: {_WRONG[code]}: {comment}")
    if code == _POINTS:
        told = _POINTS_TOLD.search(outcome.stderr)
        return _share(told[1] if told else b"", of_hundred=True, said=comment)
    if code == _FAULT:
        raise CheckerFailed(f"the checker program says that it or the answer is at fault: {comment}")
    raise CheckerFailed(f"the checker program ended with code {code}: {comment}")


def _open_r1(outcome: Outcome) -> Judged:
    if outcome.exit_code != 0:
        raise CheckerFailed(
            f"the checker program ended with code {outcome.exit_code}: {shown(outcome.stderr.strip()[-300:])}"
        )
    words = outcome.stdout.split()
    last = words[-1] if words else b""
    if last == b"100":
        return ACCEPTED
    return _share(last, of_hundred=False, said=shown(outcome.stdout.strip()))


def _share(number: bytes, *, of_hundred: bool, said: str) -> Judged:
    """0 to 1 is a share of the points; over 1, where that is allowed, hundredths."""
    points = as_float(number)
    if points is not None and of_hundred and 1 < points <= 100:
        points /= 100
    if points is None or not 0 <= points <= 1 or not math.isfinite(points):
        raise CheckerFailed(f"the checker program told no points between 0 and 1: {said}")
    if points == 1:
        return ACCEPTED
    return Judged(False, f"checker: {points:g} of the points", points)
