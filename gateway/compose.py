"""The one place where objects are built from settings. Everything else is handed what it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from gateway.journal import Journal
from gateway.machine import cpu_count
from gateway.room import Room
from gateway.service import Observer, Service
from gateway.settings import Settings, is_loopback
from sandbox.interface import Sandbox
from sandbox.local import LocalSandbox
from sandbox.walls.base import Wall
from sandbox.walls.bubblewrap import BubblewrapWall
from trainer_client.contract import Sample
from verifiers.core.protocols import Verifier
from verifiers.math.verifier import MathVerifier
from verifiers.registry import VERIFIERS, create_verifier

# Web frameworks, gRPC and metrics are imported where a server is built: `grade` needs none of them.
if TYPE_CHECKING:
    from fastapi import FastAPI

    from gateway.api_keys import ApiKeys
    from gateway.http.limits import HttpLimits
    from gateway.metrics import Metrics, Workers
    from gateway.rpc.call import GrpcLimits
    from gateway.rpc.server import GrpcServer


# Beyond the exact tiers and our own engine: the worker and Math-Verify in it decide this.
_SYMBOLIC = Sample(verifier="math", response=r"\boxed{\int_0^1 t dt}", reference={"answer": r"\int_0^1 x dx"})


@dataclass(frozen=True, slots=True)
class Gateway:
    """What one server process is made of, before it listens."""

    settings: Settings
    service: Service
    metrics: Metrics
    journal: Journal | None
    keys: ApiKeys | None
    room: Room
    app: FastAPI


def build_gateway(settings: Settings) -> Gateway:
    """All parts of a server process; ``gateway.process.server`` starts and ends them."""
    from gateway.http.app import create_app
    from gateway.logs import RequestLog
    from gateway.metrics import Metrics

    sandbox = build_sandbox(settings)
    verifiers = build_verifiers(settings, sandbox)
    metrics = Metrics(verifiers, _workers(verifiers, sandbox))
    journal = build_journal(settings)
    observers: list[Observer] = [metrics, RequestLog(settings.slow_request_s)]
    observers += [journal] if journal else []
    service = build_service(settings, observers, verifiers)
    metrics.watch(lambda: service.in_flight, (lambda: journal.dropped) if journal else None)
    keys = build_keys(settings)
    room = Room(settings.max_bytes_in_flight)
    app = create_app(
        service,
        limits=http_limits(settings),
        room=room,
        api_keys=keys,
        metrics_page=metrics.page,
        count_answer=metrics.answered,
        version=version("cascade-rewards"),
        sandbox=sandbox,
        run_needs_key=not is_loopback(settings.host),
    )
    return Gateway(settings, service, metrics, journal, keys, room, app)


async def start_grpc_server(gateway: Gateway, port: int) -> GrpcServer:
    """Listens at once. Raises ``OSError`` when it cannot."""
    from gateway.rpc.server import start_grpc

    return await start_grpc(
        gateway.service,
        host=gateway.settings.host,
        port=port,
        limits=grpc_limits(gateway.settings),
        room=gateway.room,
        api_keys=gateway.keys,
        count_answer=gateway.metrics.answered,
    )


def build_service(
    settings: Settings,
    observers: Sequence[Observer] = (),
    verifiers: Mapping[str, Verifier] | None = None,
) -> Service:
    """A service by itself, for commands that need no transport; all verifiers unless told otherwise."""
    return Service(
        build_verifiers(settings) if verifiers is None else verifiers,
        max_samples_in_flight=settings.max_samples_in_flight,
        default_timeout_s=settings.request_timeout_s,
        observers=observers,
    )


def build_verifiers(settings: Settings, sandbox: Sandbox | None = None) -> dict[str, Verifier]:
    """Every verifier of the registry; those that run programs share one sandbox."""
    sandbox = sandbox or build_sandbox(settings)
    return {
        name: create_verifier(name, **_constructor_settings(name, settings, sandbox)) for name in VERIFIERS
    }


def build_sandbox(settings: Settings) -> LocalSandbox:
    """Started by its first user and closed by its last."""
    return LocalSandbox(
        build_wall(settings),
        jails=settings.sandbox_jails or processor_share(settings),
        python=settings.sandbox_python,
        cache_mb=settings.sandbox_cache_mb,
    )


def build_wall(settings: Settings) -> Wall:
    if settings.sandbox_wall == "docker":
        from sandbox.walls.docker import DockerWall

        return DockerWall(
            image=settings.sandbox_image, python=settings.sandbox_python, runtime=settings.sandbox_runtime
        )
    return BubblewrapWall(python=settings.sandbox_python, extra_paths=settings.sandbox_paths)


def probes(verifiers: Mapping[str, Verifier]) -> dict[str, Sample]:
    """For verifiers with workers: a right answer that only those can judge."""
    return {name: _SYMBOLIC for name, it in verifiers.items() if isinstance(it, MathVerifier)}


def build_journal(settings: Settings) -> Journal | None:
    if settings.journal is None:
        return None
    return Journal(settings.journal, keep_samples=settings.journal_samples)


def build_keys(settings: Settings) -> ApiKeys | None:
    """``None`` means that everybody who can connect may call."""
    from gateway.api_keys import ApiKeys

    secrets = {name: key.get_secret_value() for name, key in settings.api_keys.items()}
    return ApiKeys(secrets) if secrets else None


def http_limits(settings: Settings) -> HttpLimits:
    from gateway.http.limits import HttpLimits

    return HttpLimits(
        max_body_bytes=settings.max_body_bytes,
        max_samples=settings.max_batch,
        body_timeout_s=settings.body_timeout_s,
        max_timeout_s=settings.max_request_timeout_s,
    )


def grpc_limits(settings: Settings) -> GrpcLimits:
    from gateway.rpc.call import GrpcLimits

    return GrpcLimits(
        max_message_bytes=settings.max_body_bytes,
        max_samples=settings.max_batch,
        max_timeout_s=settings.max_request_timeout_s,
    )


def math_workers(settings: Settings) -> int:
    """Of each server process: as set, else an equal share of the CPUs."""
    return settings.math_workers or processor_share(settings)


def processor_share(settings: Settings) -> int:
    """The CPUs, shared out among the server processes."""
    return max(1, cpu_count() // settings.processes)


def _constructor_settings(name: str, settings: Settings, sandbox: Sandbox) -> dict[str, Any]:
    shared: dict[str, Any] = {"max_response_chars": settings.max_response_chars}
    if name == "math":
        shared |= {
            "workers": math_workers(settings),
            "cpu_limit_s": settings.math_cpu_limit_s,
            "memory_limit_mb": settings.math_memory_limit_mb,
        }
    if name == "code":
        shared |= {"sandbox": sandbox}
    return shared


@dataclass(frozen=True, slots=True)
class _MathWorkers:
    verifier: MathVerifier

    def counters(self) -> Mapping[str, float]:
        return asdict(self.verifier.pool.counters)

    def gauges(self) -> Mapping[str, float]:
        return {"busy": self.verifier.pool.busy, "queued": self.verifier.pool.queue_length}


@dataclass(frozen=True, slots=True)
class _Jails:
    sandbox: LocalSandbox

    def counters(self) -> Mapping[str, float]:
        return asdict(self.sandbox.pool.counters)

    def gauges(self) -> Mapping[str, float]:
        return {"busy": self.sandbox.pool.busy, "queued": self.sandbox.pool.queue_length}


def _workers(verifiers: Mapping[str, Verifier], sandbox: LocalSandbox) -> dict[str, Workers]:
    symbolic = {name: _MathWorkers(it) for name, it in verifiers.items() if isinstance(it, MathVerifier)}
    return {**symbolic, "code": _Jails(sandbox)}
