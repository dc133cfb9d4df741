"""A lean load client for HTTP/1.1: prebuilt requests on a few kept connections, and little else.

A comfortable client would cost more than the server that it measures. ``Load.client_busy`` tells how much of
its own core this one used: well under 1, it was not what held the figure down.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from benchmarks import data

HEADER_END = b"\r\n\r\n"
LENGTH_NAME = b"content-length:"
SALT = data.SALT.encode()
SALTINGS = itertools.count()  # over all loads of a run: a new load is new to the server too


@dataclass(frozen=True, slots=True)
class Load:
    """What a server answered in a stretch of time."""

    requests: int
    seconds: float
    latencies_s: Sequence[float]
    client_busy: float
    server_cpu_s: float = 0.0

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


class UnexpectedStatusError(Exception):
    """A server under load answered something other than 200: the figure would mean nothing."""


def request_bytes(path: str, body: bytes) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Connection(asyncio.Protocol):
    """One request at a time; ``ask`` gives the answer's body."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[bytes] | None = None
        self._received = bytearray()
        self._ends_at = -1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own is no subclass of it

    async def ask(self, request: bytes) -> bytes:
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        self._received += data
        if self._ends_at < 0 and (head := self._received.find(HEADER_END)) >= 0:
            self._ends_at = head + len(HEADER_END) + self._body_length(head)
        if 0 <= self._ends_at <= len(self._received):
            self._finish()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionError("the server closed the connection"))

    def _body_length(self, head: int) -> int:
        lower = bytes(self._received[:head]).lower()
        start = lower.find(LENGTH_NAME)
        if start < 0:
            raise UnexpectedStatusError(f"no Content-Length in {lower!r}")
        return int(lower[start + len(LENGTH_NAME) :].split(b"\r\n", 1)[0])

    def _finish(self) -> None:
        assert self._answer is not None
        answer = bytes(self._received[: self._ends_at])
        del self._received[: self._ends_at]
        self._ends_at = -1
        if answer[9:12] == b"200":
            self._answer.set_result(answer.partition(HEADER_END)[2])
        else:
            self._answer.set_exception(UnexpectedStatusError(answer[:400].decode(errors="replace")))


async def connect(port: int) -> Connection:
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(Connection, "127.0.0.1", port)
    return connection


async def ask_once(port: int, path: str, body: bytes) -> bytes:
    connection = await connect(port)
    try:
        return await connection.ask(request_bytes(path, body))
    finally:
        connection.close()


def next_salt() -> bytes:
    """Digits of the same length that no request has had for a long while."""
    return str(1000 + next(SALTINGS) % 9_000).encode()


def salted(requests: Sequence[bytes], *, in_a_row: int = 1) -> Iterator[bytes]:
    """Without end: the requests in turn, each with golds that no earlier one had.

    ``in_a_row`` neighbours share theirs, as single samples of one group do.
    """
    digits = next_salt()
    for turn in itertools.count():
        if turn % in_a_row == 0:
            digits = next_salt()
        yield requests[turn % len(requests)].replace(SALT, digits)


async def load(
    port: int, path: str, bodies: Sequence[bytes], *, connections: int, seconds: float, in_a_row: int = 1
) -> Load:
    """Keeps every connection busy for ``seconds``, the bodies taking turns."""
    requests = salted([request_bytes(path, body) for body in bodies], in_a_row=in_a_row)
    opened = [await connect(port) for _ in range(connections)]
    latencies: list[float] = []
    busy, started = time.process_time(), time.perf_counter()
    deadline = started + seconds
    await asyncio.gather(*(_keep_asking(connection, requests, deadline, latencies) for connection in opened))
    elapsed = time.perf_counter() - started
    for connection in opened:
        connection.close()
    return Load(len(latencies), elapsed, latencies, (time.process_time() - busy) / elapsed)


async def _keep_asking(
    connection: Connection, requests: Iterator[bytes], deadline: float, latencies: list[float]
) -> None:
    while time.perf_counter() < deadline:
        request = next(requests)
        sent = time.perf_counter()
        await connection.ask(request)
        latencies.append(time.perf_counter() - sent)
