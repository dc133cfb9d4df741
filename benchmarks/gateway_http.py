"""The HTTP service against bare FastAPI endpoints that read the same bodies and judge nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec
import uvloop

from benchmarks import data
from benchmarks.http_client import Load, ask_once, load
from benchmarks.measure import FIRST_CORE, SECOND_CORE, cpu_seconds, percentile, pinned, ratios, spread
from benchmarks.report import Report, Row, Settings, at_least
from benchmarks.servers import Server, bare_server, our_server
from trainer_client.contract import Sample

BATCH = 256
ALTERNATIVES = {
    "/echo": "FastAPI, dict in and out",
    "/raw": "FastAPI, json.loads and json.dumps",
    "/answer": "FastAPI, dict in, a constant as long as a verdict out",
}


@dataclass(frozen=True, slots=True)
class Workload:
    """Bodies that take turns, sent to our path and to each alternative."""

    title: str
    path: str
    bodies: Sequence[bytes]
    samples: int
    connections: int
    against: Sequence[str]
    aim: float


def run(settings: Settings) -> Report:
    seconds = 0.4 if settings.quick else 1.5
    rows: list[Row] = []
    notes: list[str] = []
    with (
        our_server(FIRST_CORE) as ours,
        bare_server(FIRST_CORE) as bare,
        pinned(SECOND_CORE),
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        runner.run(_check(ours.port))
        for workload in workloads():
            taken = runner.run(_take(workload, ours, bare, seconds, settings.repeats))
            rows += _rows(workload, taken)
            notes.append(_note(workload, taken))
    return Report(
        name="gateway",
        title="HTTP: samples a second, against bare FastAPI",
        how="both servers with one process on the same core, in turn; the load client on the other core; "
        f"uvicorn, uvloop and httptools for both; {settings.repeats} repeats of {seconds:g} s",
        rows=rows,
        notes=notes,
    )


def workloads() -> Sequence[Workload]:
    """Single verifies, and batches of 256 cheap samples with short and with long responses."""
    singles = [msgspec.json.encode(one) for one in data.cheap_samples(64, 1_000)]
    batch = "/v1/verify/batch"
    return (
        Workload("single, 1 KB", "/v1/verify", singles, 1, 8, ("/answer", "/echo", "/raw"), 0.5),
        Workload("batch 256 × 1 KB", batch, batches(1_000, 8), BATCH, 4, ("/echo", "/raw"), 0.5),
        Workload("batch 256 × 20 KB", batch, batches(20_000, 4), BATCH, 4, ("/echo", "/raw"), 0.7),
    )


def batches(response_chars: int, count: int) -> list[bytes]:
    return [msgspec.json.encode({"samples": batch_samples(response_chars, seed)}) for seed in range(count)]


def batch_samples(response_chars: int, seed: int) -> list[Sample]:
    return data.cheap_samples(BATCH, response_chars, seed)


async def _check(port: int) -> None:
    """A rate means nothing when the answers are wrong."""
    body = batches(1_000, 1)[0]
    verdicts = msgspec.json.decode(await ask_once(port, "/v1/verify/batch", body))["verdicts"]
    rewards = [verdict["reward"] for verdict in verdicts]
    if rewards != [1.0 - index % 2 for index in range(BATCH)]:
        raise SystemExit(f"the service judges the benchmark's batch wrongly: {verdicts[:2]}")


async def _take(
    workload: Workload, ours: Server, bare: Server, seconds: float, repeats: int
) -> dict[str, list[Load]]:
    """Loads by path, ours under its own; the first round warms up and is not counted."""
    taken: dict[str, list[Load]] = {path: [] for path in (workload.path, *workload.against)}
    for repeat in range(repeats + 1):
        for path, loads in taken.items():
            server = ours if path == workload.path else bare
            spent = cpu_seconds(server.pid)
            one = await load(
                server.port,
                path,
                workload.bodies,
                connections=workload.connections,
                seconds=seconds,
                in_a_row=data.GROUP if workload.samples == 1 else 1,
            )
            if repeat:
                loads.append(replace(one, server_cpu_s=cpu_seconds(server.pid) - spent))
    return taken


def _rows(workload: Workload, taken: dict[str, list[Load]]) -> list[Row]:
    ours = [one.rate * workload.samples for one in taken[workload.path]]
    rows = []
    for path in workload.against:
        theirs = [one.rate * workload.samples for one in taken[path]]
        ratio = ratios(ours, theirs)
        rows.append(
            Row(
                measured=f"{workload.title}: samples/s",
                ours=f"{spread(ours).median:,.0f}",
                alternative=f"{ALTERNATIVES[path]}: {spread(theirs).median:,.0f}",
                ratio=ratio,
                aim=at_least(ratio.median, workload.aim),
            )
        )
    return rows


def _note(workload: Workload, taken: dict[str, list[Load]]) -> str:
    parts = []
    for path, loads in taken.items():
        latencies = [latency for one in loads for latency in one.latencies_s]
        busy = spread([one.client_busy for one in loads]).median
        cost = spread([one.server_cpu_s / one.requests / workload.samples for one in loads]).median
        parts.append(
            f"{path} {cost * 1e6:.0f} µs of the server's processor time a sample, "
            f"p99 {percentile(latencies, 0.99) * 1e3:.1f} ms, client {busy:.0%} busy"
        )
    return f"{workload.title}, {workload.connections} connections: {'; '.join(parts)}"
