"""Starts ``serve`` as a user would, on free ports, and reads what it prints.

No terminal reads it, so what it prints is JSON unless ``--log-format console`` is given.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Self

import httpx
import psutil

SERVE = (sys.executable, "-m", "gateway", "serve")
WITHIN_S = 100.0  # a guard against hanging: the machine may have much else to do
SAMPLE: Mapping[str, Any] = {
    "verifier": "math",
    "response": "so it is \\boxed{42}",
    "reference": {"answer": "42"},
}


class Served:
    """A running service. ``output`` grows with what it prints."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.output: list[str] = []
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.output.append(line)
            if line.startswith("try ") or '"event": "serving"' in line:
                self._ready.set()
        self._ready.set()

    def wait_ready(self) -> Self:
        assert self._ready.wait(WITHIN_S), self.text
        assert self.process.poll() is None, self.text
        return self

    @property
    def text(self) -> str:
        return "".join(self.output)

    @property
    def url(self) -> str:
        return self._printed(r'(?:^HTTP +|"http": ")([^\s"]+)')

    @property
    def grpc_address(self) -> str:
        return self._printed(r'(?:^gRPC +|"grpc": ")([^\s"]+)')

    def _printed(self, pattern: str) -> str:
        found = re.search(pattern, self.text, re.MULTILINE)
        assert found, self.text
        return found[1]

    def verify(self, sample: Mapping[str, Any] = SAMPLE, **arguments: Any) -> httpx.Response:
        return httpx.post(f"{self.url}/v1/verify", json=sample, timeout=WITHIN_S, **arguments)

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.url}{path}", timeout=WITHIN_S)

    def descendants(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def end(self, which: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(which)
        return self.wait()

    def wait(self) -> int:
        code = self.process.wait(WITHIN_S)
        self._reader.join(WITHIN_S)
        assert self.process.stderr is not None
        self.process.stderr.close()
        return code


@contextmanager
def served(*flags: str, command: tuple[str, ...] = SERVE, **environment: str) -> Iterator[Served]:
    """Leaves no process behind, whatever the test does."""
    service = Served(start(*flags, command=command, **environment))
    family: list[psutil.Process] = []
    try:
        service.wait_ready()
        family = service.descendants()
        yield service
    finally:
        if service.process.poll() is None:
            family = service.descendants()
            service.process.kill()
        service.wait()
        _, alive = psutil.wait_procs(family, timeout=10)
        for process in alive:
            process.kill()
        psutil.wait_procs(alive, timeout=10)


def start(*flags: str, command: tuple[str, ...] = SERVE, **environment: str) -> subprocess.Popen[str]:
    ports = ("--port", "0", "--grpc-port", "0")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CASCADE_")}
    return subprocess.Popen(
        [*command, *ports, *flags], stderr=subprocess.PIPE, text=True, env={**inherited, **environment}
    )


def refused(*flags: str, **environment: str) -> tuple[int, str]:
    """Exit code and message of a service that must not start."""
    process = start(*flags, **environment)
    _, message = process.communicate(timeout=WITHIN_S)
    return process.returncode, message


def wait_for(condition: Callable[[], bool]) -> None:
    give_up = time.monotonic() + WITHIN_S
    while not condition():
        assert time.monotonic() < give_up, "it never came to be"
        time.sleep(0.02)
