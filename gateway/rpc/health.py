"""grpc.health.v1 by the verifiers' own readiness: serving means that every one of them can judge here."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import grpc
from grpc_health.v1 import health_pb2_grpc
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse

from gateway.rpc.call import Context
from gateway.service import Service

REFRESH_S = 1.0


class ReadinessHealth(health_pb2_grpc.HealthServicer):  # type: ignore[misc] # its package has no types
    """``Check`` looks at once; who watches hears of a change within ``REFRESH_S``, and of ``stop`` at once.

    Not the ready-made servicer: a watcher of that one holds up a graceful stop until its grace is over.
    """

    def __init__(self, service: Service, name: str) -> None:
        self._service = service
        self._names = ("", name)
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """From now on nothing serves; watchers are told so, and their calls end."""
        self._stopping.set()

    async def Check(self, request: HealthCheckRequest, context: Context) -> HealthCheckResponse:  # noqa: N802
        status = self._status(request.service)
        if status == HealthCheckResponse.SERVICE_UNKNOWN:
            await context.abort(grpc.StatusCode.NOT_FOUND, f"no service named {request.service!r} here")
        return HealthCheckResponse(status=status)

    async def Watch(self, request: HealthCheckRequest, context: Context) -> None:  # noqa: N802
        told = None
        while True:
            status = self._status(request.service)
            if status != told:
                await context.write(HealthCheckResponse(status=status))
                told = status
            if self._stopping.is_set():
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(REFRESH_S):
                    await self._stopping.wait()

    def _status(self, name: str) -> HealthCheckResponse.ServingStatus:
        if name not in self._names:
            return HealthCheckResponse.SERVICE_UNKNOWN
        ready = all(readiness.ready for _, readiness in self._service.verifiers())
        serving = ready and not self._stopping.is_set()
        return HealthCheckResponse.SERVING if serving else HealthCheckResponse.NOT_SERVING
