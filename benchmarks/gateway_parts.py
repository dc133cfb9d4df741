"""Where a sample's time goes: decoding, judging and encoding by themselves, and empty transports.

What limits a transport is read from here: the sum of its parts is less than its server uses under load, since
there threads and connections take turns and find the core's caches filled with each other's data.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Sequence

import uvloop

from benchmarks.gateway_http import BATCH, batch_samples, batches
from benchmarks.grpc_client import batch_bytes, frames, load_batches, load_streams
from benchmarks.http_client import Load, load
from benchmarks.measure import FIRST_CORE, SECOND_CORE, cpu_seconds, pinned, spread
from benchmarks.report import Report, Row, Settings
from benchmarks.servers import Server, bare_transports
from gateway.http import bodies
from gateway.http.encoding import encode_batch
from gateway.http.limits import HttpLimits
from gateway.items import Item
from gateway.rpc.call import GrpcLimits
from gateway.rpc.codec import items_from, message_from, write_verdicts
from gateway.service import Service
from trainer_client.contract import Verdict
from trainer_client.wire import rewards_pb2 as wire
from verifiers.math.verifier import MathVerifier

FRAME = 64
AT_ONCE = 4
CHARS = 1_000
NO_LIMIT = 1 << 30


def run(settings: Settings) -> Report:
    rounds = settings.scaled(40, 4)
    seconds = 0.4 if settings.quick else 1.5
    http, rpc = batches(CHARS, 8), [batch_bytes(batch_samples(CHARS, seed)) for seed in range(8)]
    with pinned(FIRST_CORE), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        parts = runner.run(_parts(http, rpc, rounds))
    with bare_transports(FIRST_CORE) as bare, pinned(SECOND_CORE), asyncio.Runner() as runner:
        empty = runner.run(_empty(bare, http, rpc, seconds, settings.repeats))
    return Report(
        name="gateway-parts",
        title="Gateway: processor time of a sample, part by part",
        how=f"batches of {BATCH} × 1 KB on one core; the parts by themselves, the best of {8 * rounds}; "
        f"empty transports: what the server uses, the median of {settings.repeats} repeats of {seconds:g} s",
        rows=[*(_part(*one) for one in parts.items()), *(_transport(*one) for one in empty.items())],
    )


async def _parts(http: Sequence[bytes], rpc: Sequence[bytes], rounds: int) -> dict[str, float]:
    """Seconds a batch, the best seen; garbage is left alone meanwhile, as the server nearly does."""
    service = Service({"math": MathVerifier(workers=1)})
    limits = HttpLimits(
        max_body_bytes=NO_LIMIT, max_samples=NO_LIMIT, body_timeout_s=NO_LIMIT, max_timeout_s=NO_LIMIT
    )
    rpc_limits = GrpcLimits(max_message_bytes=NO_LIMIT, max_samples=NO_LIMIT, max_timeout_s=NO_LIMIT)
    best: dict[str, float] = {}

    def took(name: str, started: float) -> float:
        now = time.process_time()
        best[name] = min(best.get(name, now), now - started)
        return time.process_time()

    gc.disable()
    for _ in range(rounds):
        for body, message in zip(http, rpc, strict=True):
            clock = time.process_time()
            items: list[Item] = bodies.fast_batch(body, limits)
            clock = took("HTTP: bytes to samples", clock)
            verdicts: Sequence[Verdict] = await service.verify_many(items)
            clock = took("both: samples to verdicts", clock)
            encode_batch(verdicts)
            clock = took("HTTP: verdicts to bytes", clock)
            items_from(message_from(wire.VerifyBatchRequest, message).samples, rpc_limits)
            clock = took("gRPC: bytes to samples", clock)
            response = wire.VerifyBatchResponse()
            write_verdicts(response.verdicts, verdicts)
            response.SerializeToString()
            took("gRPC: verdicts to bytes", clock)
        gc.collect()
    gc.enable()
    return best


async def _empty(
    server: Server, http: Sequence[bytes], rpc: Sequence[bytes], seconds: float, repeats: int
) -> dict[str, list[float]]:
    """The server's processor seconds a sample, by transport; the first round warms up."""
    stream = [one for seed in range(4) for one in batch_samples(CHARS, seed)] * max(1, int(seconds * 32))
    sent = frames(stream, FRAME)
    loads: dict[str, tuple[int, Callable[[], Awaitable[Load]]]] = {
        f"empty HTTP, {BATCH} a request": (
            BATCH,
            lambda: load(server.port, "/", http, connections=AT_ONCE, seconds=seconds),
        ),
        f"empty gRPC call, {BATCH} a message": (
            BATCH,
            lambda: load_batches(server.grpc_port, rpc, at_once=AT_ONCE, seconds=seconds),
        ),
        f"empty gRPC stream, {FRAME} a message": (
            1,
            lambda: load_streams(server.grpc_port, sent, len(stream), at_once=AT_ONCE),
        ),
    }
    taken: dict[str, list[float]] = {name: [] for name in loads}
    for repeat in range(repeats + 1):
        for name, (samples, ask) in loads.items():
            before = cpu_seconds(server.pid)
            requests = (await ask()).requests
            if repeat:
                taken[name].append((cpu_seconds(server.pid) - before) / requests / samples)
    return taken


def _part(name: str, seconds: float) -> Row:
    return Row(measured=name, ours=f"{seconds / BATCH * 1e6:.1f} µs a sample")


def _transport(name: str, seconds: Sequence[float]) -> Row:
    one = spread(seconds)
    return Row(
        measured=name, ours=f"{one.median * 1e6:.1f} µs a sample ({one.low * 1e6:.1f}–{one.high * 1e6:.1f})"
    )
