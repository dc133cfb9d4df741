"""What a docker wall has made and did not live to remove: whose it is, and whether nobody wants it any more.

Containers that run end with their owner. Those remain that were made and never started, and the directories
in which a container would have found its socket.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

LABEL = "cascade-rewards.jail"
DIRECTORY = "cascade-jail-"


@dataclass(frozen=True, slots=True)
class Owner:
    """A process, called as no other of this machine: its PID namespace and start keep equal numbers apart."""

    boot: str
    namespace: str
    pid: str
    started: str

    @property
    def label(self) -> str:
        return f"{self.boot} {self.namespace} {self.pid} {self.started}"

    @property
    def directory(self) -> str:
        return f"{DIRECTORY}{self.namespace}-{self.pid}-{self.started}-"

    @property
    def seen_dead(self) -> bool:
        """In another PID namespace nobody can tell."""
        return self.namespace == _namespace() and _started(self.pid) != self.started


def this_process() -> Owner:
    pid = str(os.getpid())
    return Owner(_boot(), _namespace(), pid, _started(pid))


def remove_container(api: Any, container: str) -> None:
    """With its volume, and waits until it is gone."""
    import docker

    try:
        api.remove_container(container, force=True, v=True)
    except docker.errors.NotFound:
        return
    except docker.errors.APIError as error:
        if error.status_code != 409:  # it ended by itself, and the engine is removing it already
            raise
        with suppress(docker.errors.NotFound):
            api.wait(container, condition="removed")


def remove_leftovers(api: Any, directories: Path) -> None:
    for container in api.containers(all=True, filters={"label": LABEL}):
        if _is_left_over(container):
            log.warning("removing the container %s, which a dead process has left", container["Id"][:12])
            remove_container(api, container["Id"])
    for directory in directories.glob(f"{DIRECTORY}*-*-*-*"):
        namespace, pid, started, _ = directory.name.removeprefix(DIRECTORY).split("-", 3)
        if Owner(_boot(), namespace, pid, started).seen_dead:
            shutil.rmtree(directory, ignore_errors=True)


def _is_left_over(container: Mapping[str, Any]) -> bool:
    words = container["Labels"][LABEL].split()
    if len(words) != 4:
        return False
    owner = Owner(*words)
    if owner.boot != _boot():
        return bool(container["State"] != "running")
    return owner.seen_dead


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def _namespace() -> str:
    return str(Path("/proc/self/ns/pid").stat().st_ino)


def _started(pid: str) -> str:
    """In ticks since the machine's start; empty for a process that is not there."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return ""
