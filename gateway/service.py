"""The one way from samples to verdicts: admission, deadline, verifier, observers. Transports only convert."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Protocol

from gateway.groups import group_samples, score_groups
from gateway.items import Item
from gateway.request import Request
from trainer_client.contract import GroupsCall, Sample, ScoredGroup, Verdict
from verifiers.core.base import unscored
from verifiers.core.errors import ModelUnavailable
from verifiers.core.protocols import Description, Readiness, Verifier
from verifiers.recipes import PREFERENCE

Chunk = list[tuple[int, Verdict]]

# For what was cancelled at a request's deadline to end, before the verifiers are closed under it.
CANCELLED_WITHIN_S = 2.0


class NotAdmitted(Exception):  # noqa: N818 - an answer to the caller, not a fault
    """Nothing of the request was taken; it may be sent again after ``retry_after_s`` seconds."""

    def __init__(self, message: str, retry_after_s: float = 1.0) -> None:
        super().__init__(message, retry_after_s)
        self.message = message
        self.retry_after_s = retry_after_s


class Observer(Protocol):
    """Metrics and the journal. Called once a request, when its verdicts are known; never blocks or raises."""

    def observed(
        self,
        items: Sequence[Item],
        verdicts: Sequence[Verdict],
        *,
        seconds: float,
        tenant: str,
        request_id: str,
    ) -> None: ...

    def refused(self, count: int) -> None: ...


class Service:
    """Runs verifiers for all transports of one process; ``close`` finishes what was taken."""

    def __init__(
        self,
        verifiers: Mapping[str, Verifier],
        *,
        max_samples_in_flight: int = 20_000,
        default_timeout_s: float = 300.0,
        observers: Sequence[Observer] = (),
    ) -> None:
        self._verifiers = dict(verifiers)
        self._max_samples_in_flight = max_samples_in_flight
        self._default_timeout_s = default_timeout_s
        self._observers = tuple(observers)
        self._in_flight = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._stragglers: set[asyncio.Task[Verdict]] = set()

    @property
    def in_flight(self) -> int:
        """Samples taken and not yet answered."""
        return self._in_flight

    async def start(self) -> None:
        await asyncio.gather(*(verifier.start() for verifier in self._verifiers.values()))

    async def close(self) -> None:
        await self._idle.wait()
        if self._stragglers:
            await asyncio.wait(self._stragglers, timeout=CANCELLED_WITHIN_S)
        await asyncio.gather(*(verifier.close() for verifier in self._verifiers.values()))

    def verifiers(self) -> list[tuple[Description, Readiness]]:
        return [(verifier.describe(), verifier.readiness()) for verifier in self._verifiers.values()]

    async def verify_many(
        self,
        items: Sequence[Item],
        *,
        timeout_s: float | None = None,
        tenant: str = "",
        request_id: str = "",
    ) -> list[Verdict]:
        """Verdicts of the same length and order. Raises ``NotAdmitted`` when overloaded, and nothing else."""
        async with self._taken(items, timeout_s, tenant, request_id) as request:
            while await request.advance() is not None:
                pass
            return request.verdicts

    async def stream(
        self,
        items: Sequence[Item],
        *,
        timeout_s: float | None = None,
        tenant: str = "",
        request_id: str = "",
    ) -> AsyncGenerator[Chunk, None]:
        """Indexed verdicts in chunks, as they are ready. Raises ``NotAdmitted``, at the first step only."""
        async with self._taken(items, timeout_s, tenant, request_id) as request:
            while (filled := await request.advance()) is not None:
                yield [(index, request.verdicts[index]) for index in filled]

    async def score_groups(
        self,
        call: GroupsCall,
        *,
        timeout_s: float | None = None,
        tenant: str = "",
        request_id: str = "",
    ) -> list[ScoredGroup]:
        """Raises ``InvalidSample`` for an unknown recipe or bad options, ``NotAdmitted`` when overloaded."""
        plan = group_samples(call)
        started = time.monotonic()
        timeout_s = self._default_timeout_s if timeout_s is None else timeout_s
        named = {"tenant": tenant, "request_id": request_id}
        verdicts = await self.verify_many(plan.samples, timeout_s=timeout_s, **named)
        if plan.weighs_preference(PREFERENCE in self._verifiers):
            left_s = max(0.0, timeout_s - (time.monotonic() - started))
            asked = plan.preference_samples(verdicts)
            verdicts = plan.combine(call, verdicts, await self._preferences(asked, left_s, named))
        return score_groups(call, verdicts, plan.arithmetic)

    async def _preferences(
        self, samples: Sequence[Sample], timeout_s: float, named: Mapping[str, str]
    ) -> list[Verdict]:
        if PREFERENCE in self._verifiers:
            return await self.verify_many(samples, timeout_s=timeout_s, **named)
        none = ModelUnavailable(
            "no reward model is configured here; `preference: none` goes by the rule alone"
        )
        return [unscored(sample, none) for sample in samples]

    @asynccontextmanager
    async def _taken(
        self, items: Sequence[Item], timeout_s: float | None, tenant: str, request_id: str
    ) -> AsyncIterator[Request]:
        """A request between admission and observers. Raises ``NotAdmitted``."""
        timeout_s = self._default_timeout_s if timeout_s is None else timeout_s
        with self._admitted(len(items)):
            started = time.perf_counter()
            request = Request(items, self._verifiers, timeout_s, self._stragglers)
            try:
                yield request
            finally:  # also for a caller that leaves: what was judged by then is recorded
                try:
                    await request.close()
                finally:
                    self._tell(request, time.perf_counter() - started, tenant, request_id)

    def _tell(self, request: Request, seconds: float, tenant: str, request_id: str) -> None:
        items, verdicts = request.items, request.verdicts
        if None in verdicts:
            known = [(item, verdict) for item, verdict in zip(items, verdicts, strict=True) if verdict]
            items, verdicts = [item for item, _ in known], [verdict for _, verdict in known]
        for observer in self._observers:
            observer.observed(items, verdicts, seconds=seconds, tenant=tenant, request_id=request_id)

    @contextmanager
    def _admitted(self, count: int) -> Iterator[None]:
        if self._in_flight and self._in_flight + count > self._max_samples_in_flight:
            for observer in self._observers:
                observer.refused(count)
            raise NotAdmitted(
                f"{self._in_flight} samples are in flight, the limit is {self._max_samples_in_flight}"
            )
        self._in_flight += count
        self._idle.clear()
        try:
            yield
        finally:
            self._in_flight -= count
            if not self._in_flight:
                self._idle.set()
