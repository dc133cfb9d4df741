"""Starts the servers under load, on the cores they are to use, and ends them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import pinned

READY_WITHIN_S = 60.0
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, its ports, and its process."""

    port: int
    grpc_port: int
    pid: int


@contextmanager
def our_server(cores: frozenset[int], *, processes: int = 1) -> Iterator[Server]:
    """``cascade-rewards serve`` with its defaults, but for ports and processes."""
    port, grpc_port = _free_port(), _free_port()
    command = [sys.executable, "-m", "gateway", "serve", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--grpc-port", str(grpc_port), "--processes", str(processes)]
    with _running(command, cores, port) as pid:
        yield Server(port, grpc_port, pid)


@contextmanager
def bare_server(cores: frozenset[int]) -> Iterator[Server]:
    port = _free_port()
    with _running([sys.executable, "-m", "benchmarks.bare_fastapi", str(port)], cores, port) as pid:
        yield Server(port, 0, pid)


@contextmanager
def bare_transports(cores: frozenset[int]) -> Iterator[Server]:
    port, grpc_port = _free_port(), _free_port()
    command = [sys.executable, "-m", "benchmarks.bare_transports", str(port), str(grpc_port)]
    with _running(command, cores, port) as pid:
        yield Server(port, grpc_port, pid)


@contextmanager
def _running(command: Sequence[str], cores: frozenset[int], port: int) -> Iterator[int]:
    """Until the block ends. What it prints is shown when it does not come up."""
    with tempfile.TemporaryFile("w+") as output:
        with pinned(cores):
            process = subprocess.Popen(
                command, stdout=output, stderr=subprocess.STDOUT, env=_environment(), cwd=ROOT
            )
        try:
            _wait_until_ready(process, port, output.fileno())
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _environment() -> dict[str, str]:
    """Without the settings of whoever runs the benchmark."""
    return {name: value for name, value in os.environ.items() if not name.startswith("CASCADE_")}


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, output: int) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    said = os.pread(output, 4000, 0).decode(errors="replace")
    raise SystemExit(f"the server did not become ready: {process.args!r}\n{said}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
