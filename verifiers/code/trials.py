"""A program's runs against the tests of a problem, each turned into a result.

Here stand expected outputs, on our side of the wall: a program gets inputs and calls, never what should come
of them.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Hashable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any, Final

from sandbox.interface import (
    Build,
    Call,
    Case,
    Limits,
    NotReturned,
    Outcome,
    Program,
    Sandbox,
    read_call,
)
from trainer_client.contract import Reason
from verifiers.code.checkers import Checker, CheckerProgram, Judged
from verifiers.code.checking import ProgramChecker
from verifiers.code.comparing import compare_values
from verifiers.code.reference import Problem
from verifiers.code.results import REASON_OF, TestResult, failure_of, shown
from verifiers.core.errors import BadReference

RESULT_BYTES: Final = 1 << 20
RESULT_TIMES: Final = 32
"""What a call returns may take this much, and as many times what is expected. A float can take 25 bytes where
an integer takes one; what is larger still is wrong, and would take long to read."""
AT_ONCE_BYTES: Final = 1 << 16
"""Outputs up to this are compared on the event loop; larger ones in a thread."""

Results = AsyncGenerator[tuple[int, TestResult], None]


@dataclass(frozen=True, slots=True)
class Trial:
    """One program against one problem."""

    sandbox: Sandbox
    problem: Problem
    build: Build
    limits: Limits
    owner: Hashable

    def results(self) -> Results:
        """As each is known. Raises ``BadReference`` and ``SandboxError``."""
        if self.problem.examination is not None:
            return self._examine()
        return self._calls() if self.problem.calls else self._programs()

    async def _programs(self) -> Results:
        problem = self.problem
        cases = [_stdio_case(problem, case.input) for case in problem.cases]
        check = await self._checker()
        async with aclosing(self._run(cases)) as runs:
            async for index, outcome in runs:
                case = problem.cases[index]
                failure = failure_of(outcome)
                if failure is None:
                    judged = await check(case.input, case.output, _output(problem, outcome))
                    failure = _result(judged, outcome)
                yield index, failure

    async def _calls(self) -> Results:
        problem = self.problem
        assert problem.entry_point is not None
        cases = [
            Case(call=Call(entry_point=problem.entry_point, args=call.args, kwargs=call.kwargs))
            for call in problem.calls
        ]
        async with aclosing(self._run(cases)) as runs:
            async for index, outcome in runs:
                compare = self._compare_returned
                if len(outcome.result) > AT_ONCE_BYTES:
                    yield index, await asyncio.to_thread(compare, problem.calls[index].expected, outcome)
                else:
                    yield index, compare(problem.calls[index].expected, outcome)

    def _compare_returned(self, expected: Any, outcome: Outcome) -> TestResult:
        failure = failure_of(outcome)
        if failure is not None:
            return failure
        size = len(outcome.result)
        if size > RESULT_BYTES and size > RESULT_TIMES * len(json.dumps(expected)):
            message = f"result: {size} bytes, far more than is expected"
            return TestResult(reason=Reason.WRONG_ANSWER, message=message, outcome=outcome)
        came = read_call(outcome)
        if isinstance(came, NotReturned):
            message = shown(came.why.encode("utf-8", "replace"))
            return TestResult(reason=Reason.RUNTIME_ERROR, message=message, outcome=outcome)
        assert not isinstance(self.problem.checker, CheckerProgram)
        return _result(compare_values(expected, came.value, self.problem.checker), outcome)

    async def _examine(self) -> Results:
        outcome = await self._run_examination(self.build)
        program = outcome.under_test
        assert program is not None
        if program.compile_failed:
            failure = failure_of(program)
            assert failure is not None
            for index in range(self.problem.size):
                yield index, failure
            return
        report = _read_report(outcome)
        if report is None:
            await self._demand_sound_tests()
            reason = REASON_OF[outcome.limit] if outcome.limit else Reason.RUNTIME_ERROR
            message = "the tests could not go on with what the program did"
            for index in range(self.problem.size):
                yield index, TestResult(reason=reason, message=message, outcome=program)
            return
        for index, statement in enumerate(report.statements):
            yield index, replace(_examined(statement, program), flags=report.flags)

    async def _demand_sound_tests(self) -> None:
        """The same tests on a program that does nothing. Raises ``BadReference`` if they end so too."""
        nothing = replace(self.build, program=Program(language="python", source="pass\n"))
        if _read_report(await self._run_examination(nothing)) is None:
            raise BadReference("the tests end, or meet a limit, by themselves")

    async def _run_examination(self, build: Build) -> Outcome:
        case = Case(examination=self.problem.examination)
        runs = self.sandbox.run(build, [case], self.limits, owner=self.owner)
        async with aclosing(runs):
            async for _, outcome in runs:
                return outcome
        raise AssertionError("a run without an outcome")

    def _run(self, cases: Sequence[Case]) -> AsyncGenerator[tuple[int, Outcome], None]:
        return self.sandbox.run(self.build, cases, self.limits, owner=self.owner)

    async def _checker(self) -> Callable[[bytes, str, bytes], Any]:
        checker = self.problem.checker
        if isinstance(checker, CheckerProgram):
            return (await ProgramChecker.create(self.sandbox, checker, self.owner)).check
        return _Compare(checker)


@dataclass(frozen=True, slots=True)
class _Compare:
    checker: Checker

    async def __call__(self, given: bytes, expected: str, actual: bytes) -> Judged:
        if len(actual) + len(expected) > AT_ONCE_BYTES:
            return await asyncio.to_thread(self.checker.check, expected, actual)
        return self.checker.check(expected, actual)


def _stdio_case(problem: Problem, given: bytes) -> Case:
    collect = [problem.output_file] if problem.output_file else []
    if problem.input_file:
        return Case(files={problem.input_file: given}, collect=collect)
    return Case(stdin=given, collect=collect)


def _output(problem: Problem, outcome: Outcome) -> bytes:
    return outcome.files.get(problem.output_file, b"") if problem.output_file else outcome.stdout


def _result(judged: Judged, outcome: Outcome) -> TestResult:
    reason = Reason.CORRECT if judged.accepted else Reason.WRONG_ANSWER
    return TestResult(reason=reason, score=judged.score, message=judged.message, outcome=outcome)


@dataclass(frozen=True, slots=True)
class _Statement:
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class _Report:
    statements: Sequence[_Statement]
    flags: tuple[str, ...]


def _read_report(outcome: Outcome) -> _Report | None:
    """What the examiner says of each statement; ``None`` when it never came to an end.

    It comes out of a jail in which only trusted tests run.
    """
    if not outcome.succeeded or not outcome.result:
        return None
    report = json.loads(outcome.result)
    statements = [_Statement(str(one["kind"]), shown(_bytes(one["message"]))) for one in report["results"]]
    return _Report(statements, tuple(map(str, report["flags"])))


def _bytes(message: object) -> bytes:
    """Words of the program may be among them, with halves of characters that no answer can carry."""
    return str(message).encode("utf-8", "replace")


def _examined(statement: _Statement, program: Outcome) -> TestResult:
    """Raises ``BadReference`` for a statement that is at fault itself."""
    if statement.kind == "passed":
        return TestResult(reason=Reason.CORRECT, score=1.0, outcome=program)
    if statement.kind == "reference_error":
        raise BadReference(f"a test fails by itself: {statement.message}")
    if statement.kind == "assertion":
        return TestResult(reason=Reason.WRONG_ANSWER, message=statement.message, outcome=program)
    if statement.kind == "candidate_lost" and program.limit is not None:
        reason = REASON_OF[program.limit]
        return TestResult(
            reason=reason, message=f"its run met the {program.limit.value} limit", outcome=program
        )
    return TestResult(reason=Reason.RUNTIME_ERROR, message=statement.message, outcome=program)
