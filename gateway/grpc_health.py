"""grpc.health.v1 by the verifiers' own readiness: serving means that every one of them can judge here."""

from __future__ import annotations

import asyncio

from grpc_health.v1 import health
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse

from gateway.grpc_call import Context
from gateway.service import Service

REFRESH_S = 1.0


class ReadinessHealth(health.aio.HealthServicer):  # type: ignore[misc] # its package has no types
    """``Check`` looks at once; who watches hears of a change within ``REFRESH_S``."""

    def __init__(self, service: Service, names: tuple[str, ...]) -> None:
        super().__init__()
        self._service = service
        self._names = ("", *names)

    async def Check(self, request: HealthCheckRequest, context: Context) -> HealthCheckResponse:  # noqa: N802
        await self.refresh()
        return await super().Check(request, context)

    async def refresh(self) -> None:
        ready = all(readiness.ready for _, readiness in self._service.verifiers())
        status = HealthCheckResponse.SERVING if ready else HealthCheckResponse.NOT_SERVING
        for name in self._names:
            await self.set(name, status)

    async def keep_fresh(self) -> None:
        while True:
            await self.refresh()
            await asyncio.sleep(REFRESH_S)
