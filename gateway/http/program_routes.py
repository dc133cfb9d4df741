"""The calls that there are only with a sandbox: plain execution, and the stand-ins."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from gateway.http.limits import HttpLimits
from gateway.http.run import Refused, RunProgram
from gateway.http.stand_ins.piston import Execute, Runtimes
from gateway.http.stand_ins.runtimes import Versions
from gateway.http.stand_ins.sandbox_fusion import RunCode, Submit, ping_page
from gateway.http.stand_ins.scalebox import CommonEvaluateBatch
from gateway.room import Room
from gateway.service import Service
from sandbox.interface import Limits, Sandbox

Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]


def program_routes(
    service: Service, limits: HttpLimits, room: Room, sandbox: Sandbox, most: Limits, *, may_run: bool
) -> list[BaseRoute]:
    """``may_run``: whether callers are known, or on this machine. Who may have a verdict may have judging."""
    shared = (service, limits, room)
    versions = Versions(sandbox)
    runs: dict[str, Asgi] = {
        "/v1/run": RunProgram(*shared, sandbox=sandbox, most=most),
        "/run_code": RunCode(*shared, sandbox=sandbox, most=most),
        "/api/v2/execute": Execute(*shared, sandbox=sandbox, most=most, versions=versions),
    }
    routes = [Route(path, runs[path] if may_run else Refused(), methods=["POST"]) for path in runs]
    return [
        *routes,
        Route("/api/v2/runtimes", Runtimes(versions), methods=["GET"]),
        Route("/submit", Submit(*shared), methods=["POST"]),
        Route("/v1/ping", ping_page(), methods=["GET"]),
        Route("/common_evaluate_batch", CommonEvaluateBatch(*shared), methods=["POST"]),
    ]
