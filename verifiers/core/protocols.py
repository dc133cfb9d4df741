"""What the gateway needs of a verifier, and no more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from trainer_client.contract import Sample, Verdict


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a verifier can judge here and now; if not, ``hint`` says what to do."""

    ready: bool
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """What ``GET /v1/verifiers`` tells of a verifier: JSON schemas and a sample that scores 1."""

    name: str
    version: str
    summary: str
    reference_schema: dict[str, Any]
    options_schema: dict[str, Any]
    example: Sample


Pending = Callable[[], Awaitable[Verdict]]


class Verifier(Protocol):
    """Decides what one response is worth.

    ``verify`` never raises for a sample, only for cancellation: whatever goes wrong is an unscored verdict.
    ``begin`` is ``verify`` in two halves: the verdict at once when that takes no waiting and time linear in
    the input (no task, no event loop: this is what makes cheap batches cheap), else a function that reaches
    it. ``start`` and ``close`` frame the life of what a verifier holds (workers, connections).
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    async def verify(self, sample: Sample) -> Verdict: ...

    def begin(self, sample: Sample) -> Verdict | Pending: ...

    def describe(self) -> Description: ...

    def readiness(self) -> Readiness: ...

    async def start(self) -> None: ...

    async def close(self) -> None: ...


@runtime_checkable
class GroupVerifier(Protocol):
    """Judges responses to one prompt against each other; one verdict each, in order."""

    async def verify_group(self, samples: Sequence[Sample]) -> list[Verdict]: ...
