"""A control group for each jail's memory, where we may make one: version 1, or a delegated version 2.

With a group the kernel itself keeps the memory limit, of all processes and files of a run together. Without
one the launcher looks at resident memory every few milliseconds (``launcher/watch.c``).
"""

from __future__ import annotations

import itertools
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ABSENT = -1
PREFIX = "cascade-"
_NUMBERS = itertools.count(1)


@dataclass(frozen=True, slots=True)
class MemoryGroup:
    """An empty group. The numbers are open descriptors of its files; the launcher is handed them."""

    kind: str
    folder: Path
    processes: int
    limit: int
    usage: int
    peak: int
    events: int
    stat: int

    @property
    def files(self) -> tuple[int, ...]:
        """In the order of the launcher's arguments."""
        return self.processes, self.limit, self.usage, self.peak, self.events, self.stat

    @property
    def descriptors(self) -> list[int]:
        return [fd for fd in self.files if fd != ABSENT]

    def close(self) -> None:
        for fd in self.descriptors:
            os.close(fd)

    def remove(self) -> None:
        """Its processes must have ended. A group that is still busy is left to whoever made its parent."""
        with suppress(OSError):
            self.folder.rmdir()


_FILES = {
    "cgroup v1": (
        "memory.limit_in_bytes",
        "memory.usage_in_bytes",
        "memory.max_usage_in_bytes",
        "memory.oom_control",
        "memory.stat",
    ),
    "cgroup v2": ("memory.max", "memory.current", "memory.peak", "memory.events", "memory.stat"),
}


def create_group(within: int | None = None) -> MemoryGroup | None:
    """A fresh one, within the group of that process, which is a container's first, or where ours is.

    ``None`` where there is no memory controller that we may use.
    """
    for kind, parent in _parents(within):
        _remove_leftovers(parent)
        with suppress(OSError):
            return _open(kind, _new_folder(parent))
    return None


def _new_folder(parent: Path) -> Path:
    """An earlier process may have had our number, and left some."""
    for number in _NUMBERS:
        folder = parent / f"{PREFIX}{os.getpid()}-{number}"
        with suppress(FileExistsError):
            folder.mkdir()
            return folder
    raise AssertionError("numbers do not end")


def _remove_leftovers(parent: Path) -> None:
    """Of processes that were killed before they could tidy up."""
    for folder in parent.glob(f"{PREFIX}*-*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdigit() and not Path("/proc", owner).exists():
            with suppress(OSError):
                folder.rmdir()


def _open(kind: str, folder: Path) -> MemoryGroup:
    """Raises ``OSError`` when a file that is needed cannot be opened as it is needed."""
    limit, usage, peak, events, stat = _FILES[kind]
    opened: list[int] = []
    try:
        opened.append(os.open(folder / "cgroup.procs", os.O_WRONLY))
        opened.append(os.open(folder / limit, os.O_RDWR))
        opened.append(os.open(folder / usage, os.O_RDONLY))
        opened.append(_open_peak(folder / peak))
        opened.append(os.open(folder / events, os.O_RDONLY))
        opened.append(os.open(folder / stat, os.O_RDONLY))
    except OSError:
        for fd in opened:
            if fd != ABSENT:
                os.close(fd)
        folder.rmdir()
        raise
    return MemoryGroup(kind, folder, *opened)


def _open_peak(path: Path) -> int:
    """Writing to it resets it, where the kernel can."""
    for access in (os.O_RDWR, os.O_RDONLY):
        with suppress(OSError):
            return os.open(path, access)
    return ABSENT


def _parents(within: int | None) -> list[tuple[str, Path]]:
    """Groups in which a new one may be made: below that process's own, or in version 2 also beside ours."""
    found: list[tuple[str, Path]] = []
    for line in _lines(f"/proc/{within or 'self'}/cgroup"):
        number, controllers, path = line.split(":", 2)
        if "memory" in controllers.split(","):
            found.append(("cgroup v1", Path("/sys/fs/cgroup/memory") / path.lstrip("/")))
        elif number == "0":
            own = Path("/sys/fs/cgroup") / path.lstrip("/")
            if within is not None:
                _step_down(own)
            places = (own.parent, own) if within is None else (own,)
            found += [("cgroup v2", parent) for parent in places if _gives_memory(parent)]
    return [(kind, parent) for kind, parent in found if os.access(parent, os.W_OK)]


def _step_down(own: Path) -> None:
    """A group of version 2 that holds processes hands no controllers on: a container's go one step down."""
    if "memory" not in " ".join(_lines(own / "cgroup.controllers")).split():
        return
    below = own / "container"
    with suppress(OSError):
        below.mkdir(exist_ok=True)
        for process in _lines(own / "cgroup.procs"):
            (below / "cgroup.procs").write_text(process)


def _gives_memory(parent: Path) -> bool:
    """Whether groups below it have a memory controller; turned on where that is ours to do."""
    control = parent / "cgroup.subtree_control"
    if "memory" in " ".join(_lines(control)).split():
        return True
    if "memory" not in " ".join(_lines(parent / "cgroup.controllers")).split():
        return False
    with suppress(OSError):  # a group that holds processes of its own cannot hand controllers on
        control.write_text("+memory")
        return True
    return False


def _lines(path: Path | str) -> list[str]:
    with suppress(OSError):
        return Path(path).read_text().splitlines()
    return []
