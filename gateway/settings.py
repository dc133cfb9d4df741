"""Settings of the service: one flat typed class, and the one way they are read.

Sources in rising order: a TOML file, environment variables ``CASCADE_<NAME>``, command-line flags. The file
is the one given, else ``CASCADE_CONFIG``, else ``./cascade.toml`` where there is one. Secrets are never
flags: the list of processes shows those to everybody.
"""

from __future__ import annotations

import ipaddress
import os
import re
import stat
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import ByteSize, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import EnvSettingsSource as EnvironmentSource
from pydantic_settings import TomlConfigSettingsSource as TomlSource

from gateway.user_errors import Unusable

PREFIX = "CASCADE_"
CONFIG_VARIABLE = "CASCADE_CONFIG"
CONFIG_FILE = Path("cascade.toml")

_MIB = 2**20
_NAMED_KEY = re.compile(r"\s*([A-Za-z0-9_.-]{1,64})\s*=(.*[^=\s].*)")
_KEYLESS_NAME = re.compile(r"\s*[A-Za-z0-9_.-]{1,64}\s*=\s*")
_SHORTEST_KEY = 8


class SettingsError(Unusable):
    """Settings that cannot be used; the message names each one, where it came from and what to do."""


class Settings(BaseSettings):
    """Everything that can be set. Limits on requests hold for each process."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid", hide_input_in_errors=True
    )

    host: str = Field("127.0.0.1", min_length=1, description="Address to listen on, for HTTP and gRPC.")
    port: int = Field(8080, ge=0, le=65535, description="HTTP port; 0 takes a free one.")
    grpc_port: int = Field(50051, ge=0, le=65535, description="gRPC port; 0 takes a free one.")
    processes: int = Field(1, ge=1, le=256, description="Server processes that share the two ports.")

    math_workers: int = Field(
        0, ge=0, le=1024, description="Workers for symbolic math of each process; 0: the CPUs, shared out."
    )
    math_cpu_limit_s: float = Field(2.0, ge=0.1, le=600, description="CPU seconds for one symbolic decision.")
    math_memory_limit_mb: int = Field(1024, ge=64, description="Memory for one symbolic decision, in MiB.")

    sandbox_wall: Literal["bubblewrap", "docker"] = Field(
        "bubblewrap", description="What untrusted programs run behind; docker needs an engine here."
    )
    sandbox_jails: int = Field(
        0, ge=0, le=1024, description="Programs each process runs at a time; 0: the CPUs, shared out."
    )
    sandbox_python: str = Field(
        "python3",
        min_length=1,
        description="Interpreter of Python programs, by name or path inside the wall.",
    )
    sandbox_cache_mb: int = Field(256, ge=1, description="Compiled programs kept by each process, in MiB.")
    sandbox_paths: tuple[Path, ...] = Field(
        (),
        description="Further folders that programs can read, such as a compiler outside /usr (bubblewrap).",
    )
    sandbox_image: str = Field(
        "cascade-jail", min_length=1, description="Image that programs run in (docker)."
    )
    sandbox_runtime: str | None = Field(None, description="The engine's runtime, such as runsc (docker).")

    max_body_bytes: ByteSize = Field(
        ByteSize(64 * _MIB), ge=1024, description="Largest request body (HTTP) or message (gRPC)."
    )
    max_bytes_in_flight: ByteSize = Field(
        ByteSize(512 * _MIB),
        ge=1024,
        description="Bytes of requests held at a time, HTTP and gRPC together.",
    )
    max_samples_in_flight: int = Field(
        20_000, ge=1, description="Samples taken at a time, before new requests are refused."
    )
    max_batch: int = Field(10_000, ge=1, description="Samples in one request.")
    max_response_chars: int = Field(
        2_000_000, ge=1, description="Longest response; a longer one is response_too_long, that sample alone."
    )
    body_timeout_s: float = Field(
        30.0, ge=0.1, le=3600, description="Time for a request body to arrive, before 408."
    )
    request_timeout_s: float = Field(
        300.0, ge=0.01, le=86_400, description="Time for a request that states none; the rest is deadline."
    )
    max_request_timeout_s: float = Field(
        3600.0, ge=0.01, le=86_400, description="The longest time that a request may ask for."
    )

    api_keys: Annotated[Mapping[str, SecretStr], NoDecode] = Field(
        default_factory=dict, description="Keys that clients must send: name=key pairs, comma separated."
    )
    api_keys_file: Path | None = Field(None, description="File with further keys, one name=key a line.")
    insecure: bool = Field(False, description="Listen beyond this machine although no key is set.")

    journal: Path | None = Field(None, description="SQLite file in which every verdict is recorded.")
    journal_samples: bool = Field(False, description="Record samples and whole verdicts as well.")
    log_format: Literal["auto", "console", "json"] = Field(
        "auto", description="auto: console on a terminal, else JSON lines."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="debug logs each request; info those that were slow or left samples unscored."
    )
    slow_request_s: float = Field(10.0, ge=0, description="Log a request that took this long at level info.")

    shutdown_delay_s: float = Field(
        0.0,
        ge=0,
        le=300,
        description="After SIGTERM: time to be seen as not ready, before connections close.",
    )
    shutdown_grace_s: float = Field(
        30.0, ge=0, le=3600, description="After that: time to finish what was taken."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """``load_settings`` merges the sources, since it also tells where each value came from."""
        return (init_settings,)

    @field_validator("api_keys", mode="before")
    @classmethod
    def _parse_keys(cls, value: Any) -> Any:
        return parse_api_keys(value) if isinstance(value, str) else value

    @field_validator("api_keys")
    @classmethod
    def _keys_are_usable(cls, keys: Mapping[str, SecretStr]) -> Mapping[str, SecretStr]:
        for name, key in keys.items():
            text = key.get_secret_value()
            if len(text) < _SHORTEST_KEY or not text.isascii() or not text.isprintable() or " " in text:
                raise ValueError(
                    f"the key {name!r} must be at least {_SHORTEST_KEY} printable ASCII characters without "
                    "spaces; `openssl rand -hex 24` makes a good one"
                )
        if len({key.get_secret_value() for key in keys.values()}) < len(keys):
            raise ValueError("two names have the same key; give each its own")
        return keys

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        if self.port and self.port == self.grpc_port:
            raise ValueError(f"port and grpc_port are both {self.port}; give each its own")
        if self.request_timeout_s > self.max_request_timeout_s:
            raise ValueError("request_timeout_s is above max_request_timeout_s; lower one or raise the other")
        if not self.api_keys and not self.insecure and not is_loopback(self.host):
            raise ValueError(
                f"host {self.host} can be reached by others, and no API key is set: set "
                "CASCADE_API_KEYS=name=key or --api-keys-file, or say --insecure to serve anybody"
            )
        return self


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """Settings, for each field where its value came from, and what was likely meant to be one of them."""

    settings: Settings
    origins: Mapping[str, str]
    warnings: tuple[str, ...] = ()


def load_settings(
    config: Path | None = None,
    flags: Mapping[str, Any] | None = None,
    named: Mapping[str, Any] | None = None,
) -> LoadedSettings:
    """Reads all sources; ``flags`` whose value is ``None`` were not given, ``named`` are those of ``--set``.

    Raises ``SettingsError``.
    """
    path = _config_path(config)
    values: dict[str, Any] = {}
    origins = dict.fromkeys(Settings.model_fields, "default")
    for data, origin in _sources(path, named or {}, flags or {}):
        values |= data
        origins |= {name: origin(name) for name in data}
    _read_keys_file(values, origins)
    try:
        settings = Settings(**values)
        return LoadedSettings(settings, origins, (*_misspelt_variables(), *_readable_keys(settings)))
    except ValidationError as error:
        raise SettingsError(_explain(error, values, origins)) from error


def revealed(settings: Settings) -> dict[str, Any]:
    """Settings as JSON values with the secrets in clear, for ``Settings(**revealed)`` in another process."""
    keys = {name: key.get_secret_value() for name, key in settings.api_keys.items()}
    return settings.model_dump(mode="json") | {"api_keys": keys}


def parse_api_keys(text: str) -> dict[str, SecretStr]:
    """``alice=key1,bob=key2`` by name; a key alone is named ``default``. Raises ``ValueError``.

    ``alice=`` is what an unset variable leaves of ``alice=$KEY``, and never a key by itself.
    """
    keys: dict[str, SecretStr] = {}
    if text.lstrip().startswith(("{", "[")):
        raise ValueError("keys are not written as JSON here; write name=key, comma separated")
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    for item in ",".join(lines).split(","):
        if not item.strip():
            continue
        if _KEYLESS_NAME.fullmatch(item):
            raise ValueError("a name has no key after its =; write name=key, also where the key ends in =")
        named = _NAMED_KEY.fullmatch(item)
        name, key = (named[1], named[2].strip()) if named else ("default", item.strip())
        if name in keys:
            raise ValueError(f"two keys are named {name!r}; write them as name=key, each with its own name")
        keys[name] = SecretStr(key)
    return keys


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _config_path(config: Path | None) -> Path | None:
    named = config or (Path(os.environ[CONFIG_VARIABLE]) if os.environ.get(CONFIG_VARIABLE) else None)
    if named is None:
        return CONFIG_FILE if CONFIG_FILE.is_file() else None
    if not named.is_file():
        raise SettingsError(f"there is no settings file {named}; mend --config or {CONFIG_VARIABLE}")
    return named


def _sources(
    path: Path | None, named: Mapping[str, Any], flags: Mapping[str, Any]
) -> list[tuple[dict[str, Any], Any]]:
    """Pairs of values and what tells the origin of one, in rising order."""
    file_values: dict[str, Any] = {}
    if path:
        try:
            file_values = TomlSource(Settings, path)()
        except UnicodeDecodeError as error:
            raise SettingsError(f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8") from error
        except (ValueError, OSError) as error:
            marked = isinstance(error, ValueError) and path.read_bytes().startswith(BOM_UTF8)
            why = "it begins with a byte order mark; save it as UTF-8 without one" if marked else error
            raise SettingsError(f"{path}: {why}") from error
    given = {name: value for name, value in flags.items() if value is not None}
    return [
        (file_values, lambda name: f"file {path}"),
        (EnvironmentSource(Settings)(), lambda name: f"environment {PREFIX}{name.upper()}"),
        (dict(named), lambda name: f"--set {name}"),
        (given, lambda name: f"flag --{name.replace('_', '-')}"),
    ]


def _misspelt_variables() -> Iterator[str]:
    """Others may set variables with our prefix (Kubernetes does), so only a near miss is worth a word."""
    known = [PREFIX + name.upper() for name in Settings.model_fields] + [CONFIG_VARIABLE]
    for name in os.environ:
        if (
            name.startswith(PREFIX)
            and name not in known
            and (near := get_close_matches(name, known, 1, 0.85))
        ):
            yield f"the environment variable {name} is ignored; is {near[0]} meant?"


def _readable_keys(settings: Settings) -> Iterator[str]:
    """Who reads a key can call as its holder."""
    path = settings.api_keys_file
    if path is not None and path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        yield f"others on this machine can read api_keys_file {path}; chmod 600 {path}"


def _read_keys_file(values: dict[str, Any], origins: dict[str, str]) -> None:
    """Joins the keys of ``api_keys_file`` to ``api_keys``, so that one field holds what is in force."""
    path = values.get("api_keys_file")
    if not path:
        return
    try:
        text = Path(path).read_text(encoding="utf-8")
        keys = parse_api_keys(text)
        if not keys:
            raise ValueError("it holds no key; write one name=key a line")
        given = values.get("api_keys", {})
        values["api_keys"] = keys | (parse_api_keys(given) if isinstance(given, str) else dict(given))
    except (OSError, ValueError) as error:
        raise SettingsError(f"api_keys_file {path} (from {origins['api_keys_file']}): {error}") from error
    source = "" if origins["api_keys"] == "default" else f", {origins['api_keys']}"
    origins["api_keys"] = f"file {path}{source}"


def _explain(error: ValidationError, values: Mapping[str, Any], origins: Mapping[str, str]) -> str:
    lines = []
    for problem in error.errors(include_url=False, include_input=False):
        name = str(problem["loc"][0]) if problem["loc"] else ""
        message = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            message = f"there is no such setting; there are: {', '.join(Settings.model_fields)}"
        elif name and name != "api_keys":
            message += f", got {values[name]!r}" if name in values else ""
        lines.append(f"{name} (from {origins.get(name)}): {message}" if name else message)
    return "\n".join(lines)
