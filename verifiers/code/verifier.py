"""The code verifier: the response's program is built once and run against the problem's tests."""

from __future__ import annotations

import asyncio
import contextlib
import functools
from collections.abc import Mapping
from contextlib import aclosing
from typing import Annotated, Any, ClassVar, Final, Literal

import msgspec

from sandbox.interface import (
    Build,
    Limits,
    Outcome,
    Program,
    Sandbox,
    SandboxBusy,
    SandboxError,
)
from sandbox.interface import (
    LanguageUnavailable as NoSuchLanguageHere,
)
from sandbox.interface import (
    SandboxUnavailable as NoSandbox,
)
from trainer_client.contract import Reason, Sample, Verdict
from verifiers.code.conduct import find_flags
from verifiers.code.extraction import Extraction, extract
from verifiers.code.formats.humaneval import complete
from verifiers.code.formats.reading import HEAVY_CHARS, text_size
from verifiers.code.prelude import with_granted
from verifiers.code.reference import CodeReference, Problem, prepare
from verifiers.code.results import collect, judgement, last_words
from verifiers.code.tags import ALIASES, is_language, language_of
from verifiers.code.trials import Trial
from verifiers.core.asker import ASKER
from verifiers.core.base import AnswerVerifier, Judgement, PendingJudgement, Task
from verifiers.core.decode import Options, decode
from verifiers.core.errors import (
    InternalFault,
    InvalidSample,
    LanguageUnavailable,
    Overloaded,
    SandboxUnavailable,
    Unscored,
)
from verifiers.core.protocols import Pending, Readiness

DEFAULT_TIME_LIMIT_S: Final = 10.0
DEFAULT_MEMORY_LIMIT_MB: Final = 1024


class CodeOptions(Options, frozen=True):
    """``time_limit_s`` is CPU time of one test, all its processes together; without it the record's own limit
    holds, or 10. ``memory_limit_mb`` likewise, or 1024. ``stop_at_first_failure`` is for ``score: all``.
    ``measured`` puts time and memory of each test into the detail; two equal samples then differ in it.
    """

    language: Annotated[str, msgspec.Meta(min_length=1, max_length=40)] = "python"
    score: Literal["all", "fraction", "subtasks"] = "all"
    time_limit_s: Annotated[float, msgspec.Meta(gt=0, le=600)] | None = None
    memory_limit_mb: Annotated[int, msgspec.Meta(ge=16, le=1 << 20)] | None = None
    stop_at_first_failure: bool = True
    measured: bool = False


CodeTask = Task[Problem, CodeOptions]


class CodeVerifier(AnswerVerifier[Problem, CodeOptions]):
    """Reward 1 when the program passes every test; docs/code.md has formats, checkers and scores."""

    name: ClassVar[str] = "code"
    version: ClassVar[str] = "1"
    summary: ClassVar[str] = "runs a program against tests in a sandbox; expected outputs never enter it"
    reference_type = CodeReference
    options_type = CodeOptions
    example: ClassVar[Sample] = Sample(
        verifier="code",
        prompt="Read two integers and print their sum.",
        response="<think>Split, add, print.</think>\n```python\nprint(sum(map(int, input().split())))\n```",
        reference={
            "kind": "stdio",
            "cases": [{"input": "1 2\n", "output": "3\n"}, {"input": "-5 5\n", "output": "0\n"}],
        },
    )
    wrong_response: ClassVar[str] = "```python\nraise SystemExit('no answer')\n```"
    """A program that is right for no problem: for checking a data set, with ``gold_responses``."""

    def __init__(self, sandbox: Sandbox, *, max_response_chars: int = 2_000_000) -> None:
        super().__init__(max_response_chars=max_response_chars)
        self._sandbox = sandbox

    async def start(self) -> None:
        await self._sandbox.start()

    async def close(self) -> None:
        await self._sandbox.close()

    def readiness(self) -> Readiness:
        return Readiness(not self._sandbox.trouble, self._sandbox.trouble)

    def begin(self, sample: Sample) -> Verdict | Pending:
        record = sample.reference.get("record")
        if isinstance(record, Mapping) and text_size(record) >= HEAVY_CHARS:
            return functools.partial(self._begin_read, sample)
        return super().begin(sample)

    async def _begin_read(self, sample: Sample) -> Verdict:
        """With the record read beforehand, off the event loop: ``prepare`` then finds it ready."""
        with contextlib.suppress(Unscored):  # it is told with the verdict
            await asyncio.to_thread(_read, sample)
        begun = super().begin(sample)
        return begun if isinstance(begun, Verdict) else await begun()

    def prepare_reference(self, reference: CodeReference, options: CodeOptions) -> Problem:
        problem = prepare(reference)
        if not is_language(options.language):
            raise InvalidSample(
                f"there is no language {options.language!r}; write one of: {', '.join(ALIASES)}",
                "options.language",
            )
        if problem.kind != "stdio" and language_of(options.language) != "python":
            raise InvalidSample(
                f"tests of the kind {problem.kind} are for python; other languages take stdio",
                "options.language",
            )
        if options.score == "subtasks" and not problem.subtasks:
            raise InvalidSample(
                "the reference has no subtasks; add them or take another score", "options.score"
            )
        return problem

    def judge(self, task: CodeTask) -> Judgement | PendingJudgement:
        found = extract(task.answer, task.options.language)
        if found.code is None:
            return _unanswered(found)
        return functools.partial(self._try, task, found, found.code)

    async def _try(self, task: CodeTask, found: Extraction, code: str) -> Judgement:
        try:
            return await self._run(task, found, code)
        except SandboxError as error:
            raise _unscored(error) from error

    async def _run(self, task: CodeTask, found: Extraction, code: str) -> Judgement:
        problem, options = task.reference, task.options
        owner, limits = ASKER.get(), _limits(problem, options)
        language = language_of(options.language)
        program = Program(language=language, source=_whole(problem, code) if language == "python" else code)
        build = await self._sandbox.build(program, limits, owner=owner)
        flags = found.flags + await asyncio.to_thread(_flags, problem, options, code)
        if build.failure is not None:
            return _not_compiled(build, build.failure, code, flags)
        trial = Trial(self._sandbox, problem, build, limits, owner)
        async with aclosing(trial.results()) as results:
            tests = await collect(
                results,
                problem.size,
                stop_at_first_failure=options.score == "all" and options.stop_at_first_failure,
            )
        return judgement(
            tests,
            problem.size,
            score=options.score,
            subtasks=problem.subtasks,
            extracted=code,
            flags=flags,
            measured=options.measured,
            notes=problem.notes,
        )

    def gold_responses(self, reference: CodeReference) -> list[str]:
        """Those that a data set's own record holds, as programs that must score 1."""
        record = reference.record or {}
        solution = record.get("canonical_solution") or record.get("code")
        if not isinstance(solution, str):
            return []
        if reference.format == "humaneval":
            solution = f"{record.get('prompt', '')}{solution}"
        return [f"```python\n{solution}\n```"]


def _read(sample: Sample) -> None:
    prepare(decode(CodeReference, sample.reference, "reference"))


def _whole(problem: Problem, code: str) -> str:
    """The program that a response means: a completion needs what its prompt began."""
    if problem.prompt is not None and problem.entry_point is not None:
        code = complete(problem.prompt, code, problem.entry_point)
    return with_granted(code, problem.granted)


def _limits(problem: Problem, options: CodeOptions) -> Limits:
    return Limits(
        cpu_s=options.time_limit_s or problem.time_limit_s or DEFAULT_TIME_LIMIT_S,
        memory_mb=options.memory_limit_mb or problem.memory_limit_mb or DEFAULT_MEMORY_LIMIT_MB,
    )


def _flags(problem: Problem, options: CodeOptions, code: str) -> tuple[str, ...]:
    return find_flags(code, options.language, problem.kind, problem.texts)


def _unanswered(found: Extraction) -> Judgement:
    reason = found.problem or Reason.NO_ANSWER
    return Judgement(reason, 0.0, None, {"correct": 0.0}, {"message": found.message}, found.flags)


def _not_compiled(build: Build, failure: Outcome, code: str, flags: tuple[str, ...]) -> Judgement:
    limit = f"the compiler met its {failure.limit.value} limit: " if failure.limit else ""
    said = failure.stderr or failure.stdout
    detail: dict[str, Any] = {"message": limit + (last_words(said) if failure.limit else _first_words(said))}
    return Judgement(Reason.COMPILE_ERROR, 0.0, code, {"correct": 0.0}, detail, flags)


def _first_words(said: bytes) -> str:
    """A compiler's first error is the one that counts."""
    return said[:600].decode("utf-8", "replace")


def _unscored(error: SandboxError) -> Unscored:
    if isinstance(error, NoSandbox):
        return SandboxUnavailable(error.message)
    if isinstance(error, NoSuchLanguageHere):
        return LanguageUnavailable(error.message)
    return Overloaded(error.message) if isinstance(error, SandboxBusy) else InternalFault(error.message)
