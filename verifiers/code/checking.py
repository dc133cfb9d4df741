"""Checker programs at work: each output is looked at in a jail of its own, after the program's has ended."""

from __future__ import annotations

from collections.abc import Hashable
from contextlib import aclosing
from typing import Final

from sandbox.interface import Build, Case, Limits, Outcome, Program, Sandbox
from verifiers.code.checkers import CheckerFailed, CheckerProgram, Judged, read_verdict
from verifiers.code.results import last_words
from verifiers.core.errors import BadReference

LIMITS: Final = Limits(cpu_s=10, memory_mb=1024, disk_mb=256)


class ProgramChecker:
    """A checker program that compiled."""

    def __init__(self, sandbox: Sandbox, checker: CheckerProgram, build: Build, owner: Hashable) -> None:
        self._sandbox = sandbox
        self._checker = checker
        self._build = build
        self._owner = owner

    @classmethod
    async def create(cls, sandbox: Sandbox, checker: CheckerProgram, owner: Hashable) -> ProgramChecker:
        """Raises ``BadReference`` for one that does not compile, and ``SandboxError``."""
        program = Program(language=checker.language, source=checker.source)
        build = await sandbox.build(program, LIMITS, owner=owner)
        if build.failure is not None:
            raise BadReference(f"the checker program does not compile: {last_words(build.failure.stderr)}")
        return cls(sandbox, checker, build, owner)

    async def check(self, given: bytes, expected: str, actual: bytes) -> Judged:
        """An output that makes the checker break off is wrong, if the checker takes the expected one.

        Raises ``BadReference`` when it does not.
        """
        try:
            return read_verdict(self._checker.style, await self._run(given, expected, actual))
        except CheckerFailed as failed:
            control = read_verdict(self._checker.style, await self._run(given, expected, expected.encode()))
            if not control.accepted:
                raise BadReference(
                    f"the checker program refuses the expected output: {control.message}"
                ) from failed
            return Judged(False, failed.message)

    async def _run(self, given: bytes, expected: str, actual: bytes) -> Outcome:
        case = Case(files=self._checker.files(given, expected, actual), arguments=self._checker.arguments)
        runs = self._sandbox.run(self._build, [case], LIMITS, owner=self._owner)
        async with aclosing(runs):
            async for _, outcome in runs:
                return outcome
        raise AssertionError("a run without an outcome")
