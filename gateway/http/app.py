"""Puts the HTTP service together: routes, frame, documentation."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gateway.answers import CountAnswer, count_nothing
from gateway.api_keys import ApiKeys
from gateway.http import pages
from gateway.http.call import SCOPE_KEY
from gateway.http.endpoints import BATCH, GROUPS, SAMPLE, ScoreGroups, Verify, VerifyBatch, VerifyStream
from gateway.http.errors import error_body, from_status
from gateway.http.frame import Frame
from gateway.http.limits import HttpLimits
from gateway.http.program_routes import program_routes
from gateway.http.programs import MOST_RUN_LIMITS
from gateway.http.schema import openapi_schema
from gateway.room import Room
from gateway.service import Service
from sandbox.interface import Limits, Sandbox


def create_app(
    service: Service,
    *,
    limits: HttpLimits,
    room: Room,
    api_keys: ApiKeys | None,
    metrics_page: Callable[[], bytes] | None,
    version: str,
    count_answer: CountAnswer = count_nothing,
    sandbox: Sandbox | None = None,
    run_needs_key: bool = True,
    most_run_limits: Limits = MOST_RUN_LIMITS,
) -> FastAPI:
    """The service's start and close are the caller's, who may serve it by gRPC as well; so are the sandbox's.

    With a ``sandbox`` programs are run too, and other sandboxes' interfaces stood in for. ``run_needs_key``:
    plain execution is refused where there are no ``api_keys``, since more than this machine can connect.

    Setting ``app.state.draining`` to true makes ``/readyz`` say so, for balancers to look elsewhere.
    """
    routes = _routes(service, limits, room, metrics_page, version, lambda: bool(app.state.draining))
    if sandbox is not None:
        may_run = api_keys is not None or not run_needs_key
        routes += program_routes(service, limits, room, sandbox, most_run_limits, may_run=may_run)
    app = FastAPI(
        title="cascade-rewards",
        version=version,
        routes=routes,
        middleware=[Middleware(Frame, api_keys=api_keys, count_answer=count_answer)],
        exception_handlers={HTTPException: _refusal},
        redirect_slashes=False,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
    )
    app.state.draining = False
    schema = openapi_schema(
        service,
        version,
        limits,
        keys=api_keys is not None,
        most=most_run_limits if sandbox is not None else None,
    )
    app.openapi = lambda: schema  # type: ignore[method-assign]
    return app


def _routes(
    service: Service,
    limits: HttpLimits,
    room: Room,
    render_metrics: Callable[[], bytes] | None,
    version: str,
    is_draining: Callable[[], bool],
) -> list[BaseRoute]:
    routes: list[BaseRoute] = [
        Route("/v1/verify/batch", VerifyBatch(service, limits, room, BATCH), methods=["POST"]),
        Route("/v1/verify", Verify(service, limits, room, SAMPLE), methods=["POST"]),
        Route("/v1/verify/stream", VerifyStream(service, limits, room, BATCH), methods=["POST"]),
        Route("/v1/groups", ScoreGroups(service, limits, room, GROUPS), methods=["POST"]),
        Route("/v1/verifiers", pages.verifiers_page(service), methods=["GET"]),
        Route("/healthz", pages.health_page(version), methods=["GET"]),
        Route("/readyz", pages.ready_page(service, is_draining), methods=["GET"]),
    ]
    if render_metrics is not None:
        routes.append(Route("/metrics", pages.metrics_page(render_metrics), methods=["GET"]))
    return routes


async def _refusal(request: Request, error: Exception) -> Response:
    """What the framework refuses by itself: unknown paths and methods."""
    assert isinstance(error, HTTPException)
    refusal = from_status(error.status_code, error.headers, request.method, request.url.path)
    headers = {name.decode(): value.decode() for name, value in refusal.headers}
    body = error_body(refusal, request.scope[SCOPE_KEY].request_id)
    return Response(body, refusal.status, headers, "application/json")
