"""The frame around every verifier of single answers, so that a new one is only its judgement.

A subclass states its types and writes ``judge``; checking the sample, splitting the response, the shared
options, and turning exceptions into verdicts happen here and nowhere else.
"""

from __future__ import annotations

import asyncio
import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar, Generic, TypeVar

import msgspec

from trainer_client.contract import Reason, Sample, Status, Timing, Verdict, new_timing, new_verdict
from verifiers.core.decode import Options, decode
from verifiers.core.errors import InternalFault, InvalidSample, Unscored
from verifiers.core.languages.switching import find_foreign_language
from verifiers.core.protocols import Description, Pending, Readiness
from verifiers.core.response import split_response

R = TypeVar("R")
O = TypeVar("O", bound=Options)  # noqa: E741 - R and O: reference and options

log = logging.getLogger(__name__)

SCORED = Status.SCORED


class Task(msgspec.Struct, Generic[R, O], frozen=True, gc=False):
    """A sample that is in order: decoded, its reference prepared, and with an answer to judge."""

    sample: Sample
    reference: R
    options: O
    answer: str
    tool_calls: tuple[str, ...] = ()


class Judgement(msgspec.Struct, frozen=True):
    """What a verifier decided about a response; fields as in ``Verdict``.

    A struct, like ``Task``: a frozen dataclass costs ten times as much to make, once for every sample.
    """

    reason: Reason
    reward: float
    extracted: str | None = None
    components: Mapping[str, float] = msgspec.field(default_factory=dict)
    detail: Mapping[str, Any] = msgspec.field(default_factory=dict)
    flags: tuple[str, ...] = ()
    queue_ms: float = 0.0


PendingJudgement = Callable[[], Awaitable[Judgement]]


class AnswerVerifier(ABC, Generic[R, O]):
    """Base of the verifiers that judge one answer against one reference.

    Subclasses set the class variables and write ``judge``, and ``prepare_reference`` where a well-shaped
    reference may be of no use: that must be found whatever the response is. ``R`` is what it is made into.
    ``judge`` returns a judgement at once when that needs no waiting and time linear in the input, else a
    function that reaches it later. It raises an ``Unscored`` error that says what failed.
    """

    name: ClassVar[str]
    version: ClassVar[str]
    summary: ClassVar[str]
    reference_type: ClassVar[type[Any]]
    options_type: ClassVar[type[Options]]
    example: ClassVar[Sample]
    judges_tool_calls: ClassVar[bool] = False
    """Whether calls in their tags are an answer, although no text stands beside them."""

    def __init__(self, *, max_response_chars: int = 2_000_000) -> None:
        self.max_response_chars = max_response_chars
        self._default_options = self.options_type()

    def prepare_reference(self, reference: Any, options: O) -> R:
        """What ``judge`` needs of it; by default itself. Raises ``BadReference`` for a useless one."""
        return reference  # type: ignore[no-any-return]

    def is_heavy(self, sample: Sample) -> bool:
        """Whether to prepare and judge it takes so long that it must be done off the event loop."""
        return False

    @abstractmethod
    def judge(self, task: Task[R, O]) -> Judgement | PendingJudgement: ...

    def begin(self, sample: Sample) -> Verdict | Pending:
        """See ``Verifier.begin``. Never raises."""
        started = time.perf_counter_ns()
        try:
            if self.is_heavy(sample):
                return lambda: self._finish(sample, lambda: self._open_in_thread(sample), started)
            judgement = self._open(sample)
            if isinstance(judgement, Judgement):
                return self._scored(sample, judgement, started)
        except Exception as error:  # noqa: BLE001 - the boundary: every fault becomes an unscored verdict
            return self._unscored(sample, error, started)
        later = judgement
        return lambda: self._finish(sample, later, started)

    async def verify(self, sample: Sample) -> Verdict:
        begun = self.begin(sample)
        return begun if isinstance(begun, Verdict) else await begun()

    async def _finish(self, sample: Sample, later: PendingJudgement, started: int) -> Verdict:
        try:
            return self._scored(sample, await later(), started)
        except Exception as error:  # noqa: BLE001 - the same boundary, for what had to wait
            return self._unscored(sample, error, started)

    async def _open_in_thread(self, sample: Sample) -> Judgement:
        opened = await asyncio.to_thread(self._open, sample)
        return opened if isinstance(opened, Judgement) else await opened()

    def _open(self, sample: Sample) -> Judgement | PendingJudgement:
        decoded = decode(self.reference_type, sample.reference, "reference")
        options: Any = (
            decode(self.options_type, sample.options, "options") if sample.options else self._default_options
        )
        reference = self.prepare_reference(decoded, options)
        if len(sample.response) > self.max_response_chars:
            limit = {"message": f"the response is longer than {self.max_response_chars} characters"}
            return Judgement(Reason.RESPONSE_TOO_LONG, 0.0, detail=limit)
        switching = options.code_switching
        if switching != "ignore" and (foreign := find_foreign_language(sample.prompt, sample.response)):
            evidence = {"found": foreign.found, "excerpt": foreign.excerpt}
            components = {"code_switching": switching}
            return Judgement(Reason.CODE_SWITCHING, switching, components=components, detail=evidence)
        split = split_response(sample.response, sample.thinking)
        calls = split.tool_calls if self.judges_tool_calls else ()
        if split.answer is None or not (calls or split.answer.strip()):
            message = "the thought never ended" if split.answer is None else "nothing follows the thought"
            return Judgement(Reason.NO_ANSWER, 0.0, detail={"message": message})
        return self.judge(Task(sample, reference, options, split.answer, calls))

    def _scored(self, sample: Sample, judgement: Judgement, started: int) -> Verdict:
        run_ms = (time.perf_counter_ns() - started) // 1000 / 1e3 - judgement.queue_ms
        return new_verdict(
            id=sample.id,
            group_id=sample.group_id,
            metadata=sample.metadata,
            verifier=self.name,
            version=self.version,
            status=SCORED,
            reason=judgement.reason,
            reward=judgement.reward,
            components=judgement.components,
            extracted=judgement.extracted,
            detail=judgement.detail,
            flags=judgement.flags,
            timing=new_timing(judgement.queue_ms, run_ms),
        )

    def _unscored(self, sample: Sample, error: Exception, started: int) -> Verdict:
        if not isinstance(error, Unscored):
            log.error("verifier %s failed on a sample", self.name, exc_info=error)
            error = InternalFault(f"{type(error).__name__}: {error}")
        return unscored(sample, error, self.version, (time.perf_counter_ns() - started) / 1e6)

    def describe(self) -> Description:
        return Description(
            name=self.name,
            version=self.version,
            summary=self.summary,
            reference_schema=msgspec.json.schema(self.reference_type),
            options_schema=msgspec.json.schema(self.options_type),
            example=self.example,
        )

    def readiness(self) -> Readiness:
        return Readiness(True)

    async def start(self) -> None:
        """Makes ready what judging needs; most verifiers need nothing."""

    async def close(self) -> None:
        """Ends what ``start`` began."""


def unscored(sample: Sample, error: Unscored, version: str = "", run_ms: float = 0.0) -> Verdict:
    """The verdict that an unscored error becomes; also for samples that never reached a verifier."""
    detail = {"message": error.message}
    if isinstance(error, InvalidSample) and error.field:
        detail["field"] = error.field
    return Verdict(
        id=sample.id,
        group_id=sample.group_id,
        metadata=sample.metadata,
        verifier=sample.verifier,
        version=version,
        status=Status.UNSCORED,
        reason=error.reason,
        reward=None,
        detail=detail,
        timing=Timing(0.0, run_ms),
    )
