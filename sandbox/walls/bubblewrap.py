"""The default wall: bubblewrap. All namespaces, a read-only view of the system, no network, no privileges.

The launcher inside makes a second set of namespaces, in which programs run (``launcher/main.c``).

What it does *not* protect from: defects of the kernel that the allowed system calls reach; side channels
through the processor's caches and the page cache of files that all sandboxes see; and whatever the system's
``/usr`` holds, which programs can read.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.cgroups import MemoryGroup, create_group
from sandbox.walls.base import (
    Connection,
    WallError,
    launcher_command,
    launcher_trouble,
    parts_inside,
)

NOBODY = 65534
READ_BUFFER = 1 << 20
GONE_WITHIN_S = 5.0

# What compilers and interpreters look for outside /usr. Nothing here tells who uses this machine.
ETC = ("alternatives", "ld.so.cache", "ld.so.conf", "ld.so.conf.d")
ETC_PATTERNS = ("java*",)
FOLDERS = ("/tmp", "/dev", "/var")  # noqa: S108 - inside the jail
DEVICES = ("null", "zero", "full", "random", "urandom")
LINKS = {
    "/dev/fd": "/proc/self/fd",
    "/dev/stdin": "/proc/self/fd/0",
    "/dev/stdout": "/proc/self/fd/1",
    "/dev/stderr": "/proc/self/fd/2",
    "/dev/shm": "/tmp",  # noqa: S108 - a link inside the jail
    "/var/tmp": "/tmp",  # noqa: S108 - the same
}


@dataclass(frozen=True, slots=True)
class WalledConnection(Connection):
    """``ending`` is the reading end of a pipe whose other end everything behind the wall holds."""

    process: subprocess.Popen[bytes]
    group: MemoryGroup | None
    ending: int


class BubblewrapWall:
    """``uid``: whom the jails run as when we are root; anybody else runs them as himself."""

    name = "bubblewrap"

    def __init__(
        self, *, python: str = "python3", uid: int = NOBODY, extra_paths: Sequence[Path] = ()
    ) -> None:
        self._python = python
        self._uid = uid
        self._extra_paths = extra_paths

    def trouble(self) -> str:
        if shutil.which("bwrap") is None:
            return "bubblewrap is not installed: apt install bubblewrap, or dnf install bubblewrap"
        return launcher_trouble()

    async def open(self, number: int) -> Connection:
        if trouble := self.trouble():
            raise WallError(trouble)
        group = create_group()
        ours, theirs = socket.socketpair()
        ending, held = os.pipe()
        try:
            with theirs, contextlib.ExitStack() as opened:
                process = self._start(theirs, held, group, opened)
        except OSError as error:
            ours.close()
            os.close(ending)
            raise WallError(f"bubblewrap cannot be started: {error}") from error
        finally:
            os.close(held)
            if group is not None:
                group.close()
        reader, writer = await asyncio.open_connection(sock=ours, limit=READ_BUFFER)
        return WalledConnection(reader, writer, process, group, ending)

    def _start(
        self, theirs: socket.socket, held: int, group: MemoryGroup | None, opened: contextlib.ExitStack
    ) -> subprocess.Popen[bytes]:
        """On this thread: bubblewrap ends with the thread that started it, and pooled ones may end."""
        files = [
            (opened.enter_context(path.open("rb")).fileno(), inside, executed)
            for path, inside, executed in parts_inside()
        ]
        arguments = opened.enter_context(_in_memory(self._arguments(files)))
        command = ["bwrap", "--args", str(arguments), "--", *launcher_command(self._python, group)]
        become: dict[str, Any] = {}
        if os.geteuid() == 0:
            become = {"user": self._uid, "group": self._uid, "extra_groups": []}
        return subprocess.Popen(  # noqa: S603 - the command is ours
            command,
            stdin=theirs.fileno(),
            stdout=theirs.fileno(),
            pass_fds=[arguments, held, *(fd for fd, _, _ in files), *(group.descriptors if group else [])],
            env={"PATH": os.environ.get("PATH", "/usr/bin:/bin")},
            start_new_session=True,
            **become,
        )

    async def kill(self, connection: Connection) -> None:
        connection.writer.transport.abort()
        if isinstance(connection, WalledConnection):
            await asyncio.to_thread(_end, connection)

    async def close(self) -> None:
        """Nothing is shared between launchers."""

    def _arguments(self, files: Sequence[tuple[int, str, bool]]) -> list[str]:
        told = ["--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--hostname", "jail"]
        told += ["--cap-drop", "ALL", *_system(), "--proc", "/proc"]
        for folder in FOLDERS:
            told += ["--dir", folder]
        for device in DEVICES:
            told += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
        for link, target in LINKS.items():
            told += ["--symlink", target, link]
        for path in self._extra_paths:
            told += ["--ro-bind", str(path), str(path)]
        for fd, inside, executed in files:
            told += ["--perms", "0555" if executed else "0444", "--ro-bind-data", str(fd), inside]
        return [*told, "--remount-ro", "/"]


@contextlib.contextmanager
def _in_memory(arguments: Sequence[str]) -> Iterator[int]:
    """A descriptor to read them from: they would fill the list of processes otherwise."""
    fd = os.memfd_create("bwrap-arguments")
    try:
        os.write(fd, b"".join(argument.encode() + b"\0" for argument in arguments))
        os.lseek(fd, 0, os.SEEK_SET)
        yield fd
    finally:
        os.close(fd)


def _end(connection: WalledConnection) -> None:
    """Its whole session: a half of bubblewrap that was only just cloned does not yet end with the other."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(connection.process.pid, signal.SIGKILL)
    connection.process.wait()
    with contextlib.closing(open(connection.ending, "rb", buffering=0)) as ending:
        select.select([ending], [], [], GONE_WITHIN_S)
    if connection.group is not None:
        _remove_soon(connection.group)


def _remove_soon(group: MemoryGroup) -> None:
    """The kernel takes processes out of their group a little after their end."""
    for _ in range(50):
        group.remove()
        if not group.folder.exists():
            return
        time.sleep(0.02)


def _system() -> Iterator[str]:
    """The system's programs and libraries, wherever this distribution keeps them."""
    yield from ("--ro-bind", "/usr", "/usr")
    for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
        path = Path("/", name)
        if path.is_symlink():
            yield from ("--symlink", str(path.readlink()), str(path))
        elif path.is_dir():
            yield from ("--ro-bind", str(path), str(path))
    for path in [Path("/etc", name) for name in ETC] + [
        path for pattern in ETC_PATTERNS for path in sorted(Path("/etc").glob(pattern))
    ]:
        if path.exists():
            yield from ("--ro-bind", str(path), str(path))
