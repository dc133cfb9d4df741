"""Grades rows in order with bounded memory: some batches are in flight, the oldest is handed out first.

A slow sample holds up the order but not the workers, until the window behind it is full.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections import deque
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from gateway.grading.rollouts import Row
from gateway.items import Malformed
from gateway.service import NotAdmitted, Service
from trainer_client.contract import Verdict

BATCH_SAMPLES = 128
BATCH_CHARS = 4 * 2**20
BATCHES_IN_FLIGHT = 16
CHARS_IN_FLIGHT = 64 * 2**20

# A file has time: a sample waits for as long as those before it take.
TIMEOUT_S = 7 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Graded:
    """A row and its verdict."""

    row: Row
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class _Batch:
    rows: list[Row]
    chars: int
    verdicts: asyncio.Task[list[Verdict]]


async def grade_rows(
    service: Service, rows: Iterator[Row], *, may_block: bool = False
) -> AsyncGenerator[list[Graded], None]:
    """Graded rows in the order of ``rows``, a batch at a time. Close it (``aclosing``) to stop early.

    ``may_block``: a row may be long in coming; Ctrl-C then ends the waiting.
    """
    in_flight: deque[_Batch] = deque()
    chars = 0
    try:
        while batch := _next_batch(service, rows, may_block):
            in_flight.append(batch)
            chars += batch.chars
            await asyncio.sleep(0)
            while (
                len(in_flight) >= BATCHES_IN_FLIGHT or chars > CHARS_IN_FLIGHT or in_flight[0].verdicts.done()
            ):
                chars -= in_flight[0].chars
                yield await _outcome(in_flight)
                if not in_flight:
                    break
        while in_flight:
            yield await _outcome(in_flight)
    finally:
        for unfinished in in_flight:
            unfinished.verdicts.cancel()
        await asyncio.gather(*(unfinished.verdicts for unfinished in in_flight), return_exceptions=True)


def _next_batch(service: Service, rows: Iterator[Row], may_block: bool) -> _Batch | None:
    taken: list[Row] = []
    chars = 0
    with _interruptible(may_block):
        for row in islice(rows, BATCH_SAMPLES):
            taken.append(row)
            chars += _chars(row)
            if chars > BATCH_CHARS:
                break
    return _Batch(taken, chars, asyncio.ensure_future(_verify(service, taken))) if taken else None


async def _verify(service: Service, rows: list[Row]) -> list[Verdict]:
    items = [row.item for row in rows]
    while True:
        try:
            return await service.verify_many(items, timeout_s=TIMEOUT_S)
        except NotAdmitted as busy:
            await asyncio.sleep(busy.retry_after_s)


async def _outcome(in_flight: deque[_Batch]) -> list[Graded]:
    batch = in_flight[0]
    verdicts = await batch.verdicts
    in_flight.popleft()
    return [Graded(row, verdict) for row, verdict in zip(batch.rows, verdicts, strict=True)]


def _chars(row: Row) -> int:
    item = row.item
    if isinstance(item, Malformed):
        return 0
    return len(item.response) + len(item.prompt if isinstance(item.prompt, str) else str(item.prompt))


@contextmanager
def _interruptible(may_block: bool) -> Iterator[None]:
    """Lets Ctrl-C through while the loop waits for input: asyncio's handler only asks the loop to stop."""
    if not may_block or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
