"""What ``serve`` tells whoever started it: in columns for a person, as events where the log is JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog
import typer

from gateway.logs import writes_json
from gateway.process.listen import Ports
from gateway.settings import Settings
from verifiers.core.protocols import Readiness

_SAMPLE = {"verifier": "math", "response": "so it is \\boxed{42}", "reference": {"answer": "42"}}


@dataclass(frozen=True, slots=True)
class Announcer:
    """Logs must have been configured before."""

    settings: Settings
    ports: Ports

    def starting(self, warnings: Sequence[str]) -> None:
        told = list(warnings)
        if self.settings.insecure and not self.settings.api_keys:
            told.append("insecure: anybody who can connect may call; no API key is set")
        if writes_json(self.settings.log_format):
            for warning in told:
                _log().warning(warning)
            _log().info("starting", http_port=self.ports.http, grpc_port=self.ports.grpc)
            return
        for warning in told:
            typer.echo(f"warning: {warning}", err=True)
        ports = f"{self.ports.http} (HTTP) and {self.ports.grpc} (gRPC)"
        typer.echo(f"starting on ports {ports}, in some seconds", err=True)

    def ready(self, verifiers: Mapping[str, Readiness]) -> None:
        """Once: all are ready, or had time to be."""
        told = {name: _told(readiness) for name, readiness in verifiers.items()}
        if writes_json(self.settings.log_format):
            facts = {"http": self._url, "grpc": self._grpc, "verifiers": told, "try": self._command}
            _log().info("serving", **facts)
            return
        lines = [
            f"HTTP  {self._url}  (docs: {self._url}/docs)",
            f"gRPC  {self._grpc}",
            *(f"{name:5} {state}" for name, state in told.items()),
            f"try   {self._command}",
        ]
        typer.echo("\n".join(lines), err=True)

    @property
    def _host(self) -> str:
        return f"[{self.settings.host}]" if ":" in self.settings.host else self.settings.host

    @property
    def _url(self) -> str:
        return f"http://{self._host}:{self.ports.http}"

    @property
    def _grpc(self) -> str:
        return f"{self._host}:{self.ports.grpc}"

    @property
    def _command(self) -> str:
        key = ' -H "Authorization: Bearer $KEY"' if self.settings.api_keys else ""
        headers = f'{key} -H "Content-Type: application/json"'
        return f"curl {self._url}/v1/verify{headers} -d '{json.dumps(_SAMPLE)}'"


def _told(readiness: Readiness) -> str:
    return "ready" if readiness.ready else f"not ready: {readiness.hint}"


def _log() -> structlog.stdlib.BoundLogger:
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger("gateway.process")
    return logger
