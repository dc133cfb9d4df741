"""gRPC batches and streams against the HTTP batch of the same samples, on the same server."""

from __future__ import annotations

import asyncio

from benchmarks.gateway_http import BATCH, batch_samples, batches
from benchmarks.grpc_client import batch_bytes, frames, load_batches, load_streams
from benchmarks.http_client import Load, load
from benchmarks.measure import FIRST_CORE, SECOND_CORE, pinned, ratios, spread
from benchmarks.report import Report, Row, Settings, at_least
from benchmarks.servers import Server, our_server

AT_ONCE = 4
FRAME = 64


def run(settings: Settings) -> Report:
    seconds = 0.4 if settings.quick else 1.5
    rows: list[Row] = []
    notes: list[str] = []
    with our_server(FIRST_CORE) as ours, pinned(SECOND_CORE), asyncio.Runner() as runner:
        for chars in (1_000, 20_000):
            taken = runner.run(_take(ours, chars, seconds, settings.repeats))
            rows += _rows(chars, taken)
            busy = (
                f"{name} {spread([one.client_busy for one in loads]).median:.0%}"
                for name, loads in taken.items()
            )
            notes.append(f"{chars:,} characters: client busy {', '.join(busy)}")
    return Report(
        name="gateway-grpc",
        title="gRPC: samples a second, against the HTTP batch",
        how=f"one server process on one core, the load client on the other; {AT_ONCE} calls, streams or "
        f"connections at once; {settings.repeats} repeats of about {seconds:g} s",
        rows=rows,
        notes=notes,
    )


async def _take(server: Server, chars: int, seconds: float, repeats: int) -> dict[str, list[Load]]:
    """Loads in samples, by transport; the first round warms up and is not counted."""
    http_bodies = batches(chars, 4)
    samples = [batch_samples(chars, seed) for seed in range(4)]
    grpc_bodies = [batch_bytes(batch) for batch in samples]
    stream = [one for batch in samples for one in batch] * max(1, int(seconds * (4 if chars > 9_999 else 16)))
    sent = frames(stream, FRAME)
    taken: dict[str, list[Load]] = {"HTTP": [], "VerifyBatch": [], "VerifyStream": []}
    for repeat in range(repeats + 1):
        round_ = {
            "HTTP": await load(
                server.port, "/v1/verify/batch", http_bodies, connections=AT_ONCE, seconds=seconds
            ),
            "VerifyBatch": await load_batches(
                server.grpc_port, grpc_bodies, at_once=AT_ONCE, seconds=seconds
            ),
            "VerifyStream": await load_streams(server.grpc_port, sent, len(stream), at_once=AT_ONCE),
        }
        for name, one in round_.items():
            if repeat:
                taken[name].append(one)
    return taken


def _rows(chars: int, taken: dict[str, list[Load]]) -> list[Row]:
    http = [one.rate * BATCH for one in taken["HTTP"]]
    sides = {
        f"VerifyBatch of {BATCH}": [one.rate * BATCH for one in taken["VerifyBatch"]],
        f"VerifyStream, frames of {FRAME}": [one.rate for one in taken["VerifyStream"]],
    }
    rows = []
    for name, rates in sides.items():
        ratio = ratios(rates, http)
        rows.append(
            Row(
                measured=f"{name}, {chars // 1000} KB: samples/s",
                ours=f"{spread(rates).median:,.0f}",
                alternative=f"HTTP batch of {BATCH}: {spread(http).median:,.0f}",
                ratio=ratio,
                aim=at_least(ratio.median, 1.0),
            )
        )
    return rows
