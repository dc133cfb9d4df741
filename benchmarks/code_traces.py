"""What a sandbox leaves on the machine while it is open: processes, descriptors, mounts, files, memory."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path

import psutil

from sandbox.walls.bubblewrap import NOBODY

GONE = (psutil.NoSuchProcess, FileNotFoundError, ProcessLookupError)
PUBLIC_FOLDERS = tuple({tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm"})
JAIL_UID = NOBODY if os.geteuid() == 0 else os.geteuid()


@dataclass(frozen=True, slots=True)
class Traces:
    """``strays`` are processes of the jails' user that no bubblewrap is above; ``files`` lie in the machine's
    public folders and belong to that user; ``left_inside`` lie in the jails' work directories. -1: not to be
    read without root.
    """

    descendants: int
    strays: int
    our_descriptors: int
    launcher_descriptors: int
    our_mounts: int
    launcher_mounts: int
    cgroups: int
    files: int
    left_inside: int

    def changes(self, later: Traces) -> dict[str, int]:
        names = [one.name for one in fields(self)]
        return {name: getattr(later, name) - getattr(self, name) for name in names}


def traces() -> Traces:
    """Of this process and all below it. With nothing running, so that what is there should not be."""
    descendants = psutil.Process().children(recursive=True)
    below = [one for one in (_launcher(process) for process in descendants) if one is not None]
    return Traces(
        descendants=len(descendants),
        strays=len(list(_strays())),
        our_descriptors=_entries(Path("/proc/self/fd")),
        launcher_descriptors=sum(_entries(Path(f"/proc/{pid}/fd")) for pid in below),
        our_mounts=_mounts(os.getpid()),
        launcher_mounts=sum(map(_mounts, below)),
        cgroups=sum(len(folders) for _, folders, _ in os.walk("/sys/fs/cgroup")),
        files=sum(len(list(_files_of_jails(folder))) for folder in PUBLIC_FOLDERS),
        left_inside=sum(_entries(Path(f"/proc/{pid}/root/tmp")) for pid in below),
    )


@dataclass(frozen=True, slots=True)
class Memory:
    """MiB resident: of this process, of everything below it."""

    supervisor: float
    jails: float


def memory() -> Memory:
    return Memory(_resident([psutil.Process()]), _resident(psutil.Process().children(recursive=True)))


def named(name: str) -> list[psutil.Process]:
    """Processes below us by their name: ``bwrap``, ``launcher``, ``zygote``, ``program``. A zygote is in the
    launcher's PID namespace; a program is in one of its own.
    """
    found = []
    for process in psutil.Process().children(recursive=True):
        with suppress(*GONE):
            if _kind(process) == name:
                found.append(process)
    return found


def orphans() -> set[int]:
    """Of jails whose bubblewrap was killed: what nobody above will ever end. The dead are left out: where
    process 1 of the machine does not collect them, every bubblewrap that is killed leaves one.
    """
    found = set()
    for process in psutil.process_iter():
        with suppress(*GONE):
            alone = process.ppid() == 1 and process.status() != psutil.STATUS_ZOMBIE
            if alone and process.name() in ("bwrap", "launcher") and process.uids().real == JAIL_UID:
                found.add(process.pid)
    return found


def _kind(process: psutil.Process) -> str:
    own = process.name()
    if own in ("bwrap", "launcher"):
        return own
    parent = process.parent()
    above = parent is not None and parent.name() == "launcher" and _depth(parent) == _depth(process)
    return "zygote" if above else "program"


def _depth(process: psutil.Process) -> int:
    """In how many nested PID namespaces it is."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("NSpid:"):
            return len(line.split())
    return 0


def _launcher(process: psutil.Process) -> int | None:
    """The launcher that runs programs is the inner one of the two, in the innermost namespaces."""
    with suppress(*GONE):
        parent = process.parent()
        if process.name() == "launcher" and parent is not None and parent.name() == "launcher":
            return process.pid
    return None


def _strays() -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        with suppress(*GONE):
            names = [process.name(), *(one.name() for one in process.parents())]
            if process.uids().real == NOBODY and "bwrap" not in names:
                yield process


def _entries(folder: Path) -> int:
    try:
        return len(os.listdir(folder))
    except PermissionError:
        return -1


def _mounts(pid: int) -> int:
    try:
        return len(Path(f"/proc/{pid}/mountinfo").read_text().splitlines())
    except PermissionError:
        return -1


def _files_of_jails(folder: str) -> Iterator[str]:
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(*GONE):
                if entry.stat(follow_symlinks=False).st_uid == JAIL_UID:
                    yield entry.path


def _resident(processes: Iterable[psutil.Process]) -> float:
    total = 0
    for process in processes:
        with suppress(*GONE):
            total += process.memory_info().rss
    return total / 2**20
