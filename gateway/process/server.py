"""One server process: HTTP and gRPC in one event loop, from its start to its graceful end.

The first SIGTERM, SIGHUP or SIGINT: not ready at once, then (but for SIGINT) ``shutdown_delay_s`` for
balancers to see that, then no new connections, ``shutdown_grace_s`` to finish what was taken, and exit 0.
The second: exit now.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import logging
import os
import resource
import signal
from collections.abc import AsyncIterator, Iterator
from typing import Self

import uvicorn
import uvloop

from gateway.compose import Gateway, build_gateway, start_grpc_server
from gateway.http.protocol import JsonErrorsProtocol
from gateway.process.ending import ending_signals
from gateway.process.listen import BACKLOG, Ports, listening_socket
from gateway.process.ready import OnReady, until_ready
from gateway.rpc.server import GrpcServer
from gateway.settings import Settings

# A trainer's idle connection outlives a training step, so that the next step does not find it closed.
KEEP_ALIVE_S = 75
SAMPLE_METRICS_EVERY_S = 1.0
TRIM_EVERY_S = 5.0
CLOSE_WITHIN_S = 10.0
READY_WITHIN_S = 15.0
MOST_FILES = 65_536

log = logging.getLogger(__name__)


def run_server(settings: Settings, ports: Ports, on_ready: OnReady) -> None:
    """Serves until a signal. ``on_ready`` is told once who is ready: when all are, or had time to be.

    Logs must have been configured before.
    """
    _allow_many_connections()
    uvloop.run(_serve(settings, ports, on_ready))


async def _serve(settings: Settings, ports: Ports, on_ready: OnReady) -> None:
    gateway = build_gateway(settings)
    _collect_garbage_seldom()
    with _Signals() as signals:
        async with _running(gateway), _http(gateway, ports.http) as http, _grpc(gateway, ports.grpc) as grpc:
            upkeep = [
                asyncio.create_task(_report(gateway, on_ready)),
                asyncio.create_task(_sample_metrics(gateway)),
                asyncio.create_task(_return_memory(gateway)),
            ]
            received = await signals.wait(http.task)
            gateway.app.state.draining = True
            log.info("shutting down: finishing %d samples", gateway.service.in_flight)
            if received != signal.SIGINT:
                await asyncio.sleep(settings.shutdown_delay_s)
            await asyncio.gather(http.stop(), grpc.stop(settings.shutdown_grace_s))
            for task in upkeep:
                task.cancel()


@contextlib.asynccontextmanager
async def _running(gateway: Gateway) -> AsyncIterator[None]:
    """Frames the life of what answers: the verifiers and the journal."""
    try:
        await gateway.service.start()
        yield
    finally:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(gateway.service.close(), CLOSE_WITHIN_S)
        if gateway.journal is not None:
            gateway.journal.close()


class _HttpServer(uvicorn.Server):
    """Uvicorn, without its own handling of signals."""

    task: asyncio.Task[None]

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def stop(self) -> None:
        """Closes idle connections, and lets requests finish within the grace."""
        self.should_exit = True
        await self.task


@contextlib.asynccontextmanager
async def _http(gateway: Gateway, port: int) -> AsyncIterator[_HttpServer]:
    settings = gateway.settings
    config = uvicorn.Config(
        gateway.app,
        http=JsonErrorsProtocol,
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=max(1, round(settings.shutdown_grace_s)),
    )
    server = _HttpServer(config)
    server.task = asyncio.create_task(server.serve([listening_socket(settings.host, port)]))
    try:
        yield server
    finally:
        await server.stop()


@contextlib.asynccontextmanager
async def _grpc(gateway: Gateway, port: int) -> AsyncIterator[GrpcServer]:
    server = await start_grpc_server(gateway, port)
    try:
        yield server
    finally:
        await server.stop(0)


class _Signals:
    """The first signal asks for a graceful end; the second ends the process, whatever it is doing."""

    def __init__(self) -> None:
        self._caught = ending_signals()
        self._loop = asyncio.get_running_loop()
        self.first: asyncio.Future[signal.Signals] = self._loop.create_future()

    def __enter__(self) -> Self:
        for which in self._caught:
            self._loop.add_signal_handler(which, self._receive, which)
        return self

    def __exit__(self, *_: object) -> None:
        for which in self._caught:
            self._loop.remove_signal_handler(which)

    def _receive(self, which: signal.Signals) -> None:
        if self.first.done():
            os._exit(128 + which)
        self.first.set_result(which)

    async def wait(self, serving: asyncio.Task[None]) -> signal.Signals:
        """The first signal. Raises what ended ``serving``, should that come first."""
        await asyncio.wait((self.first, serving), return_when=asyncio.FIRST_COMPLETED)
        if not self.first.done():
            await serving
            raise RuntimeError("the HTTP server ended by itself")
        return self.first.result()


async def _report(gateway: Gateway, on_ready: OnReady) -> None:
    """Waits until every verifier is ready, within reason, then tells."""
    await until_ready(
        lambda: all(readiness.ready for _, readiness in gateway.service.verifiers()), READY_WITHIN_S
    )
    on_ready({description.name: readiness for description, readiness in gateway.service.verifiers()})


async def _sample_metrics(gateway: Gateway) -> None:
    """So that another process, asked for the metrics of all, finds fresh values of this one."""
    while True:
        await asyncio.sleep(SAMPLE_METRICS_EVERY_S)
        gateway.metrics.sample()


async def _return_memory(gateway: Gateway) -> None:
    """Frees what only cycles hold, and when idle gives freed memory back to the system: glibc would keep what
    a burst of bodies took.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc alone has it
    trimmed_at = 0
    while True:
        await asyncio.sleep(TRIM_EVERY_S)
        gc.collect(1)
        answered = gateway.metrics.requests
        if trim is not None and answered != trimmed_at and gateway.service.in_flight == 0:
            trimmed_at = answered
            gc.collect()
            trim(0)


def _collect_garbage_seldom() -> None:
    """A batch makes thousands of objects that live as long as it: to look at them over and over, and at all
    that was imported, took a sixth of its time. Cycles are found all the same, some megabytes later.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def _allow_many_connections() -> None:
    """A connection is a file; the usual soft limit of 1024 is for programs that use select."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
