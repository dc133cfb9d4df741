"""The other wall: a container for every launcher, started through the Docker engine of this machine.

No network, read-only, no capabilities, no new privileges, nobody's user, a seccomp profile, bounded memory
and processes. Inside, the launcher makes a second set of namespaces, in which programs run
(``launcher/main.c``). Programs see the system of an image, whatever the machine itself has installed.

Frames travel over a socket of ours: the engine's own streams cost a fifth more for a short run. A container
ends by itself when that socket is closed, so also when we are killed.

What it does *not* protect from: whoever may use the engine is root on its machine, so this process has to
be trusted as root is (``BubblewrapWall`` needs no such right); then defects of the kernel that the allowed
system calls reach, unless ``runtime`` names one that brings a kernel of its own (gVisor's ``runsc``); side
channels through the processor's caches; and what the image holds, which programs can read.
"""

from __future__ import annotations

import asyncio
import importlib.util
import io
import itertools
import json
import logging
import os
import secrets
import shutil
import socket
import struct
import tarfile
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.cgroups import ABSENT, create_group
from sandbox.walls.base import (
    INSIDE,
    Connection,
    WallError,
    launcher_command,
    launcher_trouble,
    parts_inside,
)
from sandbox.walls.leftovers import LABEL, remove_container, remove_leftovers, this_process

IMAGE = "cascade-jail"
PROFILE = Path(__file__).parents[2] / "deploy" / "sandbox" / "seccomp.json"
NOBODY = 65534
MEETING = "/meeting"
ENTRY = Path(__file__).parent / "enter_container.py"
READ_BUFFER = 1 << 20
ENGINE_ANSWERS_WITHIN_S = 60
ASKED_WITHIN_S = 5
CONNECTED_WITHIN_S = 20.0

NOT_INSTALLED = "the Python package of the Docker engine is missing: pip install 'docker>=7,<8'"
NO_ENGINE = (
    "the Docker engine cannot be reached: start it (systemctl start docker), let this user use it"
    " (group docker), or set DOCKER_HOST"
)
NO_IMAGE = "docker build -t {image} deploy/sandbox; without a registry see deploy/sandbox/README.md"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ContainerConnection(Connection):
    container: str = ""


class DockerWall:
    """``image`` holds the languages (deploy/sandbox/Dockerfile). ``memory_mb`` and ``processes`` bound a
    container, and have to be above what any run may ask for with its files and the warm interpreters.
    ``confinement``: security options besides seccomp, where a host has its own (deploy/sandbox/README.md).
    ``directory``: where sockets are made for a moment; we and the engine must see it under the same path.
    """

    name = "docker"

    def __init__(
        self,
        *,
        image: str = IMAGE,
        python: str = "python3",
        runtime: str | None = None,
        memory_mb: int = 4096,
        processes: int = 1024,
        seccomp: Path = PROFILE,
        confinement: Sequence[str] = ("apparmor=unconfined", "label=disable"),
        directory: Path | None = None,
    ) -> None:
        self._image = image
        self._python = python
        self._runtime = runtime
        self._memory_mb = memory_mb
        self._processes = processes
        self._seccomp = seccomp
        self._confinement = confinement
        self._directories = directory or Path(tempfile.gettempdir())
        self._lock = threading.Lock()
        self._client: Any = None
        self._containers: set[str] = set()
        self._starting: set[asyncio.Task[None]] = set()

    def trouble(self) -> str:
        return self._trouble_of_installation() or self._trouble_of_engine()

    def _trouble_of_installation(self) -> str:
        if importlib.util.find_spec("docker") is None:
            return NOT_INSTALLED
        if not self._seccomp.is_file():
            return f"there is no seccomp profile {self._seccomp}: it is deploy/sandbox/seccomp.json"
        return launcher_trouble()

    async def open(self, number: int) -> Connection:
        if trouble := self._trouble_of_installation():
            raise WallError(trouble)
        container = f"cascade-jail-{os.getpid()}-{number}-{secrets.token_hex(4)}"
        self._containers.add(container)
        try:
            connected = await self._meet(container)
        except OSError as error:
            raise WallError(f"no socket can be made in {self._directories}: {error}") from error
        except WallError:
            await self._remove(container)
            raise
        reader, writer = await asyncio.open_connection(sock=connected, limit=READ_BUFFER)
        return ContainerConnection(reader, writer, container=container)

    async def kill(self, connection: Connection) -> None:
        connection.writer.transport.abort()
        if isinstance(connection, ContainerConnection):
            await self._remove(connection.container)

    async def close(self) -> None:
        """Also of what was being started when its start was given up."""
        await asyncio.gather(*self._starting, return_exceptions=True)
        await asyncio.gather(*map(self._remove, list(self._containers)))
        client, self._client = self._client, None
        if client is not None:
            await asyncio.to_thread(client.close)

    async def _meet(self, container: str) -> socket.socket:
        """Raises ``OSError`` or ``WallError``. A start that is given up goes on until ``close``."""
        with _meeting(self._directories) as (listener, directory):
            start = asyncio.create_task(asyncio.to_thread(self._start, container, directory))
            self._starting.add(start)
            start.add_done_callback(self._start_ended)
            await asyncio.shield(start)
            connected = await self._accept(listener, container)
        try:
            _hand_over_group(connected)
        except OSError as error:
            connected.close()
            raise WallError(f"a container of {self._image} ended at once: {error}") from error
        return connected

    def _start_ended(self, start: asyncio.Task[None]) -> None:
        self._starting.discard(start)
        if not start.cancelled():
            start.exception()  # seen, also where nobody waits for it any more

    async def _accept(self, listener: socket.socket, container: str) -> socket.socket:
        """The launcher connects, or its container ends and is gone."""
        until = time.monotonic() + CONNECTED_WITHIN_S
        for looked in itertools.count(1):
            with suppress(BlockingIOError):
                return listener.accept()[0]
            if looked % 50 == 0:
                await asyncio.to_thread(self._require, container)
            if time.monotonic() > until:
                break
            await asyncio.sleep(0.01)
        raise WallError(f"a container of {self._image} did not connect within {CONNECTED_WITHIN_S} s")

    async def _remove(self, container: str) -> None:
        await asyncio.to_thread(self._remove_now, container)
        self._containers.discard(container)

    # What follows runs in threads: the engine's package knows no asyncio.

    def _engine(self) -> Any:
        """Raises ``WallError``. The first to ask also removes what dead processes have left."""
        import docker

        with self._lock:
            if self._client is None:
                try:
                    self._client = docker.from_env(timeout=ENGINE_ANSWERS_WITHIN_S)
                except docker.errors.DockerException as error:
                    raise WallError(f"{NO_ENGINE} ({error})") from error
                remove_leftovers(self._client.api, self._directories)
            return self._client

    def _trouble_of_engine(self) -> str:
        import docker

        try:
            client = docker.from_env(timeout=ASKED_WITHIN_S)
        except docker.errors.DockerException as error:
            return f"{NO_ENGINE} ({error})"
        try:
            return self._trouble_of_image(client) or self._trouble_of_runtime(client)
        except docker.errors.ImageNotFound:
            return f"the engine has no image {self._image}: {NO_IMAGE.format(image=self._image)}"
        except _engine_errors() as error:
            return f"the Docker engine fails: {_text(error)}"
        finally:
            client.close()

    def _trouble_of_image(self, client: Any) -> str:
        volumes = (client.images.get(self._image).attrs.get("Config") or {}).get("Volumes")
        if not volumes:
            return ""
        return f"the image {self._image} declares volumes ({', '.join(volumes)}): they outlive a run"

    def _trouble_of_runtime(self, client: Any) -> str:
        if self._runtime is None:
            return ""
        known = client.info().get("Runtimes") or {}
        if self._runtime in known:
            return ""
        return (
            f"the engine has no runtime {self._runtime!r}, only {', '.join(known)}:"
            " install it and name it in /etc/docker/daemon.json"
        )

    def _start(self, container: str, directory: str) -> None:
        """Raises ``WallError``."""
        api = self._engine().api
        try:
            api.create_container(
                self._image,
                self._command(),
                name=container,
                hostname="jail",
                user=f"{NOBODY}:{NOBODY}",
                working_dir="/",
                entrypoint=[],
                labels={LABEL: this_process().label},
                volumes=[INSIDE],
                host_config=self._host_config(api, directory),
                healthcheck={"test": ["NONE"]},
            )
            api.put_archive(container, INSIDE, _archive())
            api.start(container)
        except _engine_errors() as error:
            raise WallError(f"no container of {self._image} could be started: {_text(error)}") from error

    def _command(self) -> list[str]:
        enter = ["/usr/bin/env", self._python, "-I", "-S", f"{INSIDE}/{ENTRY.name}", f"{MEETING}/socket"]
        return [*enter, *launcher_command(self._python)]

    def _host_config(self, api: Any, directory: str) -> Any:
        profile = self._seccomp.read_text()
        config = api.create_host_config(
            auto_remove=True,
            cap_drop=["ALL"],
            ipc_mode="none",
            log_config={"Type": "none", "Config": {}},
            mem_limit=f"{self._memory_mb}m",
            memswap_limit=f"{self._memory_mb}m",
            # unlike `binds`, which would make a directory again that is gone because the start was given up
            mounts=[{"Type": "bind", "Source": directory, "Target": MEETING, "ReadOnly": True}],
            network_mode="none",
            pids_limit=self._processes,
            read_only=True,
            runtime=self._runtime,
            security_opt=["no-new-privileges", f"seccomp={profile}", *self._confinement],
        )
        # Only who sees all of the old /proc is let mount a new one, which then covers it.
        config["MaskedPaths"] = config["ReadonlyPaths"] = []
        return config

    def _require(self, container: str) -> None:
        """Raises ``WallError`` when it is gone."""
        try:
            self._engine().api.inspect_container(container)
        except _engine_errors() as error:
            raise WallError(
                f"a container of {self._image} ended at once; it needs {self._python} with ctypes, try:"
                f" docker run --rm --entrypoint {self._python} {self._image} -c 'import ctypes'"
            ) from error

    def _remove_now(self, container: str) -> None:
        """Where the engine does not answer, the container still ends by itself: its socket is closed."""
        failures: tuple[type[Exception], ...] = (WallError, *_engine_errors())
        try:
            remove_container(self._engine().api, container)
        except failures as error:
            log.warning("the engine did not remove %s: %s", container, _text(error))


@contextmanager
def _meeting(parent: Path) -> Iterator[tuple[socket.socket, str]]:
    """A socket that the container can reach and nobody else here, for its directory is inside a private one.

    It is gone before any program runs.
    """
    private = tempfile.mkdtemp(prefix=this_process().directory, dir=parent)
    try:
        directory = Path(private, "meeting")
        directory.mkdir()
        directory.chmod(0o755)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(directory / "socket"))
            (directory / "socket").chmod(0o666)
            listener.setblocking(False)
            listener.listen(1)
            yield listener, str(directory)
    finally:
        shutil.rmtree(private, ignore_errors=True)


def _hand_over_group(connected: socket.socket) -> None:
    """A control group within the container's own, where we may make one: its files go over the socket.

    The engine removes it with the container. Raises ``OSError`` when nobody listens any more.
    """
    credentials = connected.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    process, _, _ = struct.unpack("3i", credentials)  # 0 where we cannot see it
    group = create_group(process) if process else None
    told: list[object] = []
    descriptors: list[int] = []
    if group is not None:
        descriptors = group.descriptors
        told = [group.kind, [descriptors.index(fd) if fd in descriptors else ABSENT for fd in group.files]]
    try:
        socket.send_fds(connected, [json.dumps(told).encode()], descriptors)
    finally:
        if group is not None:
            group.close()


def _archive() -> bytes:
    """The launcher and all else that a container must hold, from where it lies here."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for path, inside, executed in [*parts_inside(), (ENTRY, f"{INSIDE}/{ENTRY.name}", False)]:
            entry = tarfile.TarInfo(str(Path(inside).relative_to(INSIDE)))
            content = path.read_bytes()
            entry.size, entry.mode = len(content), 0o555 if executed else 0o444
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def _engine_errors() -> tuple[type[Exception], ...]:
    import docker
    import requests

    return docker.errors.DockerException, requests.exceptions.RequestException


def _text(error: Exception) -> str:
    return str(getattr(error, "explanation", None) or error)
