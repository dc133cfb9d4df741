"""``cascade-rewards serve``: answers trainers over HTTP and gRPC until it is told to stop."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from gateway.process.listen import Ports
    from gateway.settings import LoadedSettings, Settings
    from verifiers.core.protocols import Readiness


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.  [127.0.0.1]")] = None,
    port: Annotated[int | None, typer.Option(help="HTTP port; 0 takes a free one.  [8080]")] = None,
    grpc_port: Annotated[int | None, typer.Option(help="gRPC port; 0 takes a free one.  [50051]")] = None,
    processes: Annotated[int | None, typer.Option(help="Server processes on the same ports.  [1]")] = None,
    math_workers: Annotated[
        int | None, typer.Option(help="Workers for symbolic math of each process.  [the CPUs, shared out]")
    ] = None,
    journal: Annotated[Path | None, typer.Option(help="Record every verdict in this SQLite file.")] = None,
    api_keys_file: Annotated[Path | None, typer.Option(help="Keys of clients, one name=key a line.")] = None,
    insecure: Annotated[
        bool | None, typer.Option("--insecure", help="Serve anybody who can connect, without a key.")
    ] = None,
    log_level: Annotated[str | None, typer.Option(help="debug, info, warning or error.  [info]")] = None,
    log_format: Annotated[str | None, typer.Option(help="console or json.  [console on a terminal]")] = None,
    config: Annotated[Path | None, typer.Option(help="Settings file (TOML).  [./cascade.toml]")] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Any other setting; repeatable.")
    ] = None,
    show_settings: Annotated[
        bool, typer.Option("--show-settings", help="Print the settings in force and where each is from.")
    ] = False,
) -> None:
    """Serve verdicts over HTTP and gRPC.

    Example: cascade-rewards serve --port 8080 --processes 4 --journal verdicts.sqlite
    """
    flags: dict[str, Any] = {
        "host": host,
        "port": port,
        "grpc_port": grpc_port,
        "processes": processes,
        "math_workers": math_workers,
        "journal": journal,
        "api_keys_file": api_keys_file,
        "insecure": insecure,
        "log_level": log_level,
        "log_format": log_format,
    }
    from gateway.settings import load_settings

    loaded = load_settings(config, flags, _named_values(set_ or []))
    for warning in loaded.warnings:
        typer.echo(f"warning: {warning}", err=True)
    if show_settings:
        typer.echo(_show(loaded))
        return
    _serve(loaded.settings)


def _named_values(pairs: list[str]) -> dict[str, str]:
    from gateway.settings import SettingsError

    values: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise SettingsError(f"--set takes NAME=VALUE, as in --set max_batch=1000, and got {pair!r}")
        if name == "api_keys":
            raise SettingsError("a key on the command line can be read by others; set CASCADE_API_KEYS")
        values[name.replace("-", "_")] = value
    return values


def _serve(settings: Settings) -> None:
    from gateway.process.listen import Ports, hold_port

    http = hold_port(settings.host, settings.port, "port")
    grpc = hold_port(settings.host, settings.grpc_port, "grpc_port")
    ports = Ports(http.port, grpc.port)

    def on_ready(verifiers: Mapping[str, Readiness]) -> None:
        typer.echo(_ready_report(settings, ports, verifiers), err=True)

    typer.echo(f"starting on ports {ports.http} (HTTP) and {ports.grpc} (gRPC), in some seconds", err=True)
    if settings.insecure and not settings.api_keys:
        typer.echo("insecure: anybody who can connect may call; no API key is set", err=True)
    if settings.processes > 1:
        from gateway.process.supervisor import run_processes

        run_processes(settings, ports, on_ready)
    else:
        from gateway.process.server import run_server

        run_server(settings, ports, on_ready)


def _ready_report(settings: Settings, ports: Ports, verifiers: Mapping[str, Readiness]) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    url = f"http://{host}:{ports.http}"
    key = ' -H "Authorization: Bearer $KEY"' if settings.api_keys else ""
    headers = f'{key} -H "Content-Type: application/json"'
    sample = '{"verifier": "math", "response": "so it is \\\\boxed{42}", "reference": {"answer": "42"}}'
    lines = [
        f"HTTP  {url}  (docs: {url}/docs)",
        f"gRPC  {host}:{ports.grpc}",
        *(_verifier_line(name, readiness) for name, readiness in verifiers.items()),
        f"try   curl {url}/v1/verify{headers} -d '{sample}'",
    ]
    return "\n".join(lines)


def _verifier_line(name: str, readiness: Readiness) -> str:
    return f"{name:5} ready" if readiness.ready else f"{name:5} not ready: {readiness.hint}"


def _show(loaded: LoadedSettings) -> str:
    """TOML that can be pasted into a settings file; where each value is from stands behind it."""
    lines = []
    for name, field in type(loaded.settings).model_fields.items():
        value = _toml(getattr(loaded.settings, name))
        lines.append(f"# {field.description}")
        lines.append(f"{name} = {value}  # {loaded.origins[name]}" if value else f"# {name} is not set")
    return "\n".join(lines)


def _toml(value: Any) -> str | None:
    """Empty strings and ``None`` are not set; secrets are masked."""
    import json

    if value is None:
        return None
    if isinstance(value, Mapping):
        return "{" + ", ".join(f'"{name}" = "{secret}"' for name, secret in value.items()) + "}"
    return str(value).lower() if isinstance(value, bool) else json.dumps(value, default=str)
