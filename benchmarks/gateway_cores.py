"""Whether a second process on a second core helps the gateway."""

from __future__ import annotations

import asyncio

import uvloop

from benchmarks.gateway_http import BATCH, batches
from benchmarks.http_client import load
from benchmarks.measure import FIRST_CORE, TWO_CORES, pinned, ratios, spread
from benchmarks.report import Report, Row, Settings, at_least
from benchmarks.servers import our_server

AIM = 1.6
CONNECTIONS = 16


def run(settings: Settings) -> Report:
    seconds = 0.5 if settings.quick else 2.0
    bodies = batches(1_000, 8)
    rates: dict[int, list[float]] = {1: [], 2: []}
    with (
        our_server(FIRST_CORE) as one,
        our_server(TWO_CORES, processes=2) as two,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        for repeat in range(settings.repeats + 1):
            for count, port, cores in ((2, two.port, TWO_CORES), (1, one.port, FIRST_CORE)):
                with pinned(cores):
                    taken = runner.run(
                        load(port, "/v1/verify/batch", bodies, connections=CONNECTIONS, seconds=seconds)
                    )
                if repeat:
                    rates[count].append(taken.rate * BATCH)
    ratio = ratios(rates[2], rates[1])
    row = Row(
        measured=f"batches of {BATCH} × 1 KB: samples/s",
        ours=f"two cores, 2 processes: {spread(rates[2]).median:,.0f}",
        alternative=f"one core, 1 process: {spread(rates[1]).median:,.0f}",
        ratio=ratio,
        aim=at_least(ratio.median, AIM),
    )
    return Report(
        name="gateway-cores",
        title="Gateway: a second core",
        how="server and load client together on one core, or together on two (the client's share counts on "
        f"both sides); {settings.repeats} repeats of {seconds:g} s, {CONNECTIONS} connections",
        rows=[row],
    )
