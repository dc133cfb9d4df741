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
import shutil
import signal
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path

from sandbox.walls.base import (
    Connection,
    WallError,
    launcher_command,
    launcher_trouble,
    parts_inside,
)

NOBODY = 65534
READ_BUFFER = 1 << 20
CLOSED_WITHIN_S = 5.0

# What compilers and interpreters look for outside /usr. Nothing here tells who uses this machine.
ETC = ("alternatives", "ld.so.cache", "ld.so.conf", "ld.so.conf.d")
ETC_PATTERNS = ("java*",)
DEVICES = ("null", "zero", "full", "random", "urandom")
LINKS = {
    "/dev/fd": "/proc/self/fd",
    "/dev/stdin": "/proc/self/fd/0",
    "/dev/stdout": "/proc/self/fd/1",
    "/dev/stderr": "/proc/self/fd/2",
    "/dev/shm": "/tmp",  # noqa: S108 - a link inside the jail
    "/var/tmp": "/tmp",  # noqa: S108 - the same
}


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
        ours, theirs = socket.socketpair()
        with theirs, contextlib.ExitStack() as opened:
            files = [
                (opened.enter_context(path.open("rb")).fileno(), inside, executed)
                for path, inside, executed in parts_inside()
            ]
            become = {"user": self._uid, "group": self._uid, "extra_groups": []} if os.geteuid() == 0 else {}
            process = await asyncio.create_subprocess_exec(
                *self._command(files),
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                pass_fds=[fd for fd, _, _ in files],
                env={"PATH": os.environ.get("PATH", "/usr/bin:/bin")},
                start_new_session=True,
                **become,  # type: ignore[arg-type]  # three keywords of different types
            )
        reader, writer = await asyncio.open_connection(sock=ours, limit=READ_BUFFER)
        return Connection(reader, writer, process)

    async def kill(self, connection: Connection) -> None:
        connection.writer.transport.abort()
        process = connection.process
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        await process.wait()

    async def close(self) -> None:
        """Nothing is shared between launchers."""

    def _command(self, files: Sequence[tuple[int, str, bool]]) -> list[str]:
        command = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
        command += ["--hostname", "jail", "--cap-drop", "ALL"]
        command += [*_system(), "--proc", "/proc", "--dir", "/tmp", "--dir", "/dev", "--dir", "/var"]  # noqa: S108
        for device in DEVICES:
            command += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
        for link, target in LINKS.items():
            command += ["--symlink", target, link]
        for path in self._extra_paths:
            command += ["--ro-bind", str(path), str(path)]
        for fd, inside, executed in files:
            command += ["--perms", "0555" if executed else "0444", "--ro-bind-data", str(fd), inside]
        return [*command, "--remount-ro", "/", "--", *launcher_command(self._python)]


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
