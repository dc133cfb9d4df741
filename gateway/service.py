"""The one way from samples to verdicts: admission, deadline, verifier, observers. Transports only convert.

Verdicts that need no waiting are reached right here, without a task; the others run as tasks until the
deadline. Every item taken gets a verdict, whatever fails.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from dataclasses import field as default
from typing import Any, Protocol

from gateway.groups import group_samples, score_group
from trainer_client.contract import GroupsCall, Sample, ScoredGroup, Verdict
from verifiers.core.base import unscored
from verifiers.core.decode import shortened
from verifiers.core.errors import DeadlineExceeded, InternalFault, InvalidSample, Unscored
from verifiers.core.protocols import Description, Pending, Readiness, Verifier

# How long judging may hold the event loop before other requests get their turn.
SLICE_S = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Malformed:
    """An item of a batch that did not decode. Its place gets an ``invalid_sample`` verdict."""

    message: str
    field: str = ""
    id: str | None = None
    group_id: str | None = None
    verifier: str = ""
    metadata: Mapping[str, Any] = default(default_factory=dict)


log = logging.getLogger(__name__)

Item = Sample | Malformed
Chunk = list[tuple[int, Verdict]]


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

    @property
    def in_flight(self) -> int:
        """Samples taken and not yet answered."""
        return self._in_flight

    async def start(self) -> None:
        await asyncio.gather(*(verifier.start() for verifier in self._verifiers.values()))

    async def close(self) -> None:
        await self._idle.wait()
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
        verdicts: list[Any] = [None] * len(items)
        chunks = self.stream(items, timeout_s=timeout_s, tenant=tenant, request_id=request_id)
        async with aclosing(chunks):
            async for chunk in chunks:
                for index, verdict in chunk:
                    verdicts[index] = verdict
        return verdicts

    async def stream(
        self,
        items: Sequence[Item],
        *,
        timeout_s: float | None = None,
        tenant: str = "",
        request_id: str = "",
    ) -> AsyncGenerator[Chunk, None]:
        """Indexed verdicts in chunks, as they are ready. Raises ``NotAdmitted``, at the first step only."""
        timeout_s = self._default_timeout_s if timeout_s is None else timeout_s
        with self._admitted(len(items)):
            started = time.perf_counter()
            verdicts: list[Any] = [None] * len(items)
            try:
                async with aclosing(self._chunks(items, timeout_s)) as chunks:
                    async for chunk in chunks:
                        for index, verdict in chunk:
                            verdicts[index] = verdict
                        yield chunk
            finally:  # also for a caller that leaves: what was judged by then is recorded
                self._tell(items, verdicts, time.perf_counter() - started, tenant, request_id)

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
        verdicts = await self.verify_many(
            plan.samples, timeout_s=timeout_s, tenant=tenant, request_id=request_id
        )
        parts = iter(verdicts)
        return [
            score_group(group.group_id, [next(parts) for _ in group.responses], plan.arithmetic)
            for group in call.groups
        ]

    def _tell(
        self, items: Sequence[Item], verdicts: list[Any], seconds: float, tenant: str, request_id: str
    ) -> None:
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

    async def _chunks(self, items: Sequence[Item], timeout_s: float) -> AsyncGenerator[Chunk, None]:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        tasks: dict[asyncio.Task[Verdict], int] = {}
        done: asyncio.Queue[asyncio.Task[Verdict] | None] = asyncio.Queue()
        timer = loop.call_at(deadline, done.put_nowait, None)
        try:
            position = 0
            while position < len(items):
                chunk, position = self._begin(items, position, tasks, done)
                yield chunk
                if position < len(items):
                    await asyncio.sleep(0)
                    if loop.time() > deadline:
                        yield [(index, self._late(items[index])) for index in range(position, len(items))]
                        break
            while tasks:
                yield await self._collect(items, tasks, done)
        finally:
            timer.cancel()
            for task in tasks:
                task.cancel()
            if tasks:
                await asyncio.wait(tasks)

    def _begin(
        self,
        items: Sequence[Item],
        position: int,
        tasks: dict[asyncio.Task[Verdict], int],
        done: asyncio.Queue[asyncio.Task[Verdict] | None],
    ) -> tuple[Chunk, int]:
        """Judges from ``position`` on for one slice of time; what must wait becomes a task."""
        chunk: Chunk = []
        slice_ends = time.perf_counter() + SLICE_S
        while position < len(items):
            begun = self._begin_one(items[position])
            if isinstance(begun, Verdict):
                chunk.append((position, begun))
            else:
                task = asyncio.ensure_future(begun())
                task.add_done_callback(done.put_nowait)
                tasks[task] = position
            position += 1
            if time.perf_counter() > slice_ends:
                break
        return chunk, position

    def _begin_one(self, item: Item) -> Verdict | Pending:
        if isinstance(item, Malformed):
            return _malformed(item)
        verifier = self._verifiers.get(item.verifier)
        if verifier is None:
            known = ", ".join(self._verifiers)
            return unscored(
                item,
                InvalidSample(
                    f"no verifier named {shortened(item.verifier)!r}; there are: {known}", "verifier"
                ),
            )
        try:
            return verifier.begin(item)
        except Exception as error:  # noqa: BLE001 - a verifier that breaks its promise costs its own sample alone
            return self._defect(item, error)

    async def _collect(
        self,
        items: Sequence[Item],
        tasks: dict[asyncio.Task[Verdict], int],
        done: asyncio.Queue[asyncio.Task[Verdict] | None],
    ) -> Chunk:
        """Waits for the next finished task and takes all that are; at the deadline, gives up on the rest."""
        chunk: Chunk = []
        task = await done.get()
        while task is not None:
            index = tasks.pop(task)
            chunk.append((index, self._outcome(items[index], task)))
            if done.empty():
                return chunk
            task = done.get_nowait()
        late = dict(tasks)
        tasks.clear()
        for unfinished, index in late.items():
            if unfinished.done():
                chunk.append((index, self._outcome(items[index], unfinished)))
            else:
                unfinished.cancel()
                chunk.append((index, self._late(items[index])))
        return chunk

    def _outcome(self, item: Item, task: asyncio.Task[Verdict]) -> Verdict:
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        return task.result() if error is None else self._defect(item, error)

    def _defect(self, item: Item, error: BaseException) -> Verdict:
        log.error("a verifier failed to give a verdict", exc_info=error)
        return self._unscored(item, InternalFault(f"{type(error).__name__}: {error}"))

    def _late(self, item: Item) -> Verdict:
        return self._unscored(
            item, DeadlineExceeded("the request's time ran out before a verdict was reached")
        )

    def _unscored(self, item: Item, error: Unscored) -> Verdict:
        verifier = self._verifiers.get(item.verifier)
        return unscored(_as_sample(item), error, verifier.version if verifier else "")


def _malformed(item: Malformed) -> Verdict:
    return unscored(_as_sample(item), InvalidSample(item.message, item.field))


def _as_sample(item: Item) -> Sample:
    if isinstance(item, Sample):
        return item
    return Sample(
        verifier=item.verifier,
        response="",
        id=item.id,
        group_id=item.group_id,
        metadata=item.metadata,
    )
