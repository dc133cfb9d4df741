"""Whether it is this service, in this version, that answers on a port that is taken."""

from __future__ import annotations

import http.client
import json
from contextlib import closing, suppress
from importlib.metadata import version

ASK_WITHIN_S = 2.0


def answers_http(host: str, port: int) -> bool:
    """By the version that ``/healthz`` tells."""
    connection = http.client.HTTPConnection(host, port, timeout=ASK_WITHIN_S)
    with closing(connection), suppress(OSError, http.client.HTTPException, ValueError):
        connection.request("GET", "/healthz")
        told = json.loads(connection.getresponse().read(4096))
        return bool(told == {"status": "ok", "version": version("cascade-rewards")})
    return False


def answers_grpc(host: str, port: int) -> bool:
    """By its health, which it tells under its own name alone; gRPC tells no version."""
    import grpc
    from grpc_health.v1.health_pb2 import HealthCheckRequest
    from grpc_health.v1.health_pb2_grpc import HealthStub

    from gateway.rpc.server import SERVICE_NAME

    target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    with grpc.insecure_channel(target) as channel, suppress(grpc.RpcError):
        HealthStub(channel).Check(HealthCheckRequest(service=SERVICE_NAME), timeout=ASK_WITHIN_S)
        return True
    return False
