"""``cascade-rewards serve``: answers trainers over HTTP and gRPC until it is told to stop."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.user_errors import Unusable

if TYPE_CHECKING:
    from gateway.settings import LoadedSettings


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
    if show_settings:
        for warning in loaded.warnings:
            typer.echo(f"warning: {warning}", err=True)
        typer.echo(_show(loaded))
        return
    _serve(loaded)


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


def _serve(loaded: LoadedSettings) -> None:
    """Where the log is JSON, what ends the service is an event as well."""
    from gateway.logs import configure_logs, writes_json

    settings = loaded.settings
    configure_logs(settings.log_level, settings.log_format)
    try:
        _run(loaded)
    except Unusable as error:
        if not writes_json(settings.log_format):
            raise
        logging.getLogger(__name__).error("%s", error)
        raise typer.Exit(error.exit_code) from error


def _run(loaded: LoadedSettings) -> None:
    from gateway.process.announce import Announcer
    from gateway.process.listen import Ports, hold_port

    settings = loaded.settings
    http = hold_port(settings.host, settings.port, "port")
    grpc = hold_port(settings.host, settings.grpc_port, "grpc_port")
    ports = Ports(http.port, grpc.port)
    announcer = Announcer(settings, ports)
    announcer.starting(loaded.warnings)
    if settings.processes > 1:
        from gateway.process.supervisor import run_processes

        run_processes(settings, ports, announcer.ready)
    else:
        from gateway.process.server import run_server

        run_server(settings, ports, announcer.ready)


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
