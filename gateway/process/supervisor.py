"""Several server processes on the same ports, and the supervisor that keeps them alive.

A process that dies is started again, after a wait that grows while it keeps dying; one that cannot even
start ends the whole. Signals that end a server are handed on, and the supervisor ends after its processes.

Processes are started anew (``gateway.process.child``) and not forked: a fork would copy threads' locks, and
metrics choose their mode when first imported.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from gateway.metrics import FOLDER_VARIABLE, forget_process, make_folder
from gateway.process.ending import ending_signals
from gateway.process.listen import Ports
from gateway.process.ready import OnReady
from gateway.settings import Settings, revealed
from gateway.user_errors import Exit, Unusable
from verifiers.core.protocols import Readiness

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 30.0
STEADY_AFTER_S = 60.0

# Modules are found where this process finds them, and never (-P) in the folder that it was started in.
BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from gateway.process.child import main; main()"
)

log = logging.getLogger(__name__)


class CannotStart(Unusable):
    """A server process ended before it was ready; its own log says why."""

    exit_code = Exit.PROBLEMS


def run_processes(settings: Settings, ports: Ports, on_ready: OnReady) -> None:
    """Runs ``settings.processes`` until a signal. Raises ``CannotStart``."""
    folder = make_folder()
    try:
        asyncio.run(_Supervisor(settings, ports, on_ready, folder).run())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(slots=True)
class _Restarts:
    """How long to wait before a process is started again."""

    wait_s: float = FIRST_WAIT_S

    def after(self, lived_s: float) -> float:
        wait_s = FIRST_WAIT_S if lived_s >= STEADY_AFTER_S else self.wait_s
        self.wait_s = min(2 * wait_s, LONGEST_WAIT_S)
        return wait_s


class _Supervisor:
    def __init__(self, settings: Settings, ports: Ports, on_ready: OnReady, folder: Path) -> None:
        self._settings = settings
        self._ports = ports
        self._on_ready = on_ready
        self._folder = folder
        self._processes: set[Process] = set()
        self._ready: dict[int, Mapping[str, Readiness]] = {}
        self._stopping = asyncio.Event()
        self._signals = 0

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        for which in ending_signals():
            loop.add_signal_handler(which, self._stop, which)
        failures: tuple[Exception, ...] = ()
        try:
            async with asyncio.TaskGroup() as slots:
                for slot in range(self._settings.processes):
                    slots.create_task(self._keep_alive(slot))
        except* CannotStart as group:
            failures = group.exceptions
        if failures:  # raised here, since what is raised under except* comes wrapped in a group
            raise failures[0]

    async def _keep_alive(self, slot: int) -> None:
        restarts = _Restarts()
        while not self._stopping.is_set():
            started = time.monotonic()
            process = await self._start()
            try:
                was_ready = await self._hear(slot, process)
                code = await process.wait()
            finally:
                await self._end(process)
            if self._stopping.is_set():
                return
            if not was_ready and len(self._ready) < self._settings.processes:
                raise CannotStart(f"a server process ended with code {code} before it was ready; see above")
            wait_s = restarts.after(time.monotonic() - started)
            log.error(
                "server process %d ended with code %d; starting another in %.1f s", process.pid, code, wait_s
            )
            await self._pause(wait_s)

    async def _start(self) -> Process:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-c", BOOT, json.dumps(sys.path)),
            stdin=PIPE,
            stdout=PIPE,
            env={**os.environ, FOLDER_VARIABLE: str(self._folder)},
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which hands it on once
        )
        self._processes.add(process)
        order = {"settings": revealed(self._settings), "ports": [self._ports.http, self._ports.grpc]}
        assert process.stdin is not None
        process.stdin.write(json.dumps({**order, "supervisor": os.getpid()}).encode())
        process.stdin.close()
        return process

    async def _hear(self, slot: int, process: Process) -> bool:
        """Waits until the process is ready, and tells once when all are. False when it ended instead."""
        assert process.stdout is not None
        line = await process.stdout.readline()
        if not line:
            return False
        first_time = len(self._ready) < self._settings.processes
        self._ready[slot] = {name: Readiness(**readiness) for name, readiness in json.loads(line).items()}
        if first_time and len(self._ready) == self._settings.processes:
            self._on_ready(_worst(self._ready.values()))
        return True

    async def _end(self, process: Process) -> None:
        """Leaves no process behind, should the slot end first."""
        if process.returncode is None:
            process.terminate()
            await process.wait()
        self._processes.discard(process)
        forget_process(self._folder, process.pid)

    async def _pause(self, wait_s: float) -> None:
        try:
            async with asyncio.timeout(wait_s):
                await self._stopping.wait()
        except TimeoutError:
            return

    def _stop(self, which: signal.Signals) -> None:
        self._stopping.set()
        self._signals += 1
        for process in self._processes:
            if process.returncode is None:
                process.send_signal(which)


def _worst(reports: Iterable[Mapping[str, Readiness]]) -> dict[str, Readiness]:
    """By verifier: ready when it is so in every process."""
    merged: dict[str, Readiness] = {}
    for report in reports:
        for name, readiness in report.items():
            if name not in merged or not readiness.ready:
                merged[name] = readiness
    return merged
