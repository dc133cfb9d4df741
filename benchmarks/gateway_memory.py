"""What 2,000 clients at once leave behind in memory."""

from __future__ import annotations

import asyncio
import resource
import time

import msgspec
import uvloop

from benchmarks import data
from benchmarks.http_client import Connection, UnexpectedStatusError, connect, request_bytes
from benchmarks.measure import FIRST_CORE, SECOND_CORE, pinned, resident_mib
from benchmarks.report import Report, Row, Settings, at_most
from benchmarks.servers import our_server

CLIENTS = 2_000
ROUNDS = 5
SETTLE_S = 3.0
FEWER_FILES = 4_096


def run(settings: Settings) -> Report:
    clients = settings.scaled(CLIENTS, 400)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < FEWER_FILES:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(FEWER_FILES, hard), hard))
    with our_server(FIRST_CORE) as ours, pinned(SECOND_CORE):
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_crowd(ours.port, 16))
            before = resident_mib(ours.pid)
            peaks = []
            served = refused = 0
            for _ in range(2):
                answered = runner.run(_crowd_watched(ours.port, ours.pid, clients))
                served, refused = served + answered[0], refused + answered[1]
                peaks.append(answered[2])
                time.sleep(SETTLE_S)
        after = resident_mib(ours.pid)
    grown = after / before
    rows = [
        Row(
            measured=f"answered, of {2 * clients * ROUNDS:,}", ours=f"{served:,} verdicts, {refused:,} × 429"
        ),
        Row(
            measured="resident memory of all processes, MiB",
            ours=f"{before:.0f} before, {max(peaks):.0f} during, {after:.0f} after",
            aim=at_most(grown, 1.25, "× after/before"),
        ),
    ]
    return Report(
        name="memory",
        title=f"Memory: {clients:,} clients at once",
        how=f"twice {clients:,} connections, {ROUNDS} requests of 20 KB each, then {SETTLE_S:g} s of rest; "
        "pages that processes share count once for each",
        rows=rows,
    )


async def _crowd_watched(port: int, pid: int, clients: int) -> tuple[int, int, float]:
    crowd = asyncio.create_task(_crowd(port, clients))
    peak = 0.0
    while not crowd.done():
        peak = max(peak, resident_mib(pid))
        await asyncio.sleep(0.1)
    served, refused = await crowd
    return served, refused, peak


async def _crowd(port: int, clients: int) -> tuple[int, int]:
    """How many requests got a verdict, and how many were turned away."""
    requests = [
        request_bytes("/v1/verify", msgspec.json.encode(one)) for one in data.cheap_samples(64, 20_000)
    ]
    connections = [await connect(port) for _ in range(clients)]
    answers = await asyncio.gather(
        *(_ask(connection, requests[index % 64]) for index, connection in enumerate(connections))
    )
    for connection in connections:
        connection.close()
    return sum(served for served, _ in answers), sum(refused for _, refused in answers)


async def _ask(connection: Connection, request: bytes) -> tuple[int, int]:
    served = refused = 0
    for _ in range(ROUNDS):
        try:
            await connection.ask(request)
            served += 1
        except UnexpectedStatusError as answer:
            if " 429 " not in str(answer):
                raise
            refused += 1
    return served, refused
