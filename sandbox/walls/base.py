"""What every wall offers, and where the parts are that it puts inside."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sandbox.cgroups import MemoryGroup

INSIDE = "/cascade"
LAUNCHER = f"{INSIDE}/launcher"
LIBRARY = f"{INSIDE}/zygote.so"
GUEST = f"{INSIDE}/guest"

_HERE = Path(__file__).parent.parent
BUILT = _HERE / "launcher" / "build"
NOT_BUILT = "the native launcher is not built: install gcc, libc6-dev and make, then run `make setup` again"

ZYGOTES = ("plain", "numpy", "referee", "calls")
"""Warm interpreters, by their number in the launcher's arguments: for most programs, for those that import
numpy, for the tests of an examination, and for programs whose functions are called."""


class WallError(Exception):
    """A launcher could not be started; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A started launcher: frames go in and come out. Walls add what they need to end it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class Wall(Protocol):
    @property
    def name(self) -> str: ...

    def trouble(self) -> str:
        """Why it cannot be built here, and what to install; empty when nothing speaks against it."""

    async def open(self, number: int) -> Connection:
        """Starts the launcher of one slot. Raises ``WallError``."""

    async def kill(self, connection: Connection) -> None:
        """Ends it and everything inside, and waits until it is gone."""

    async def close(self) -> None: ...


def parts_inside() -> list[tuple[Path, str, bool]]:
    """Files that a wall must hold: where they are, where they go, whether they are executed."""
    guest = sorted(path for path in (_HERE / "guest").iterdir() if path.suffix in (".py", ".js"))
    return [
        (BUILT / "launcher", LAUNCHER, True),
        (BUILT / "zygote.so", LIBRARY, True),
        *((path, f"{GUEST}/{path.name}", False) for path in guest),
    ]


def launcher_command(python: str, group: MemoryGroup | None = None) -> Sequence[str]:
    """The launcher with its zygotes; ``python`` is looked for in the jail's PATH, unless it is a path."""
    command = [LAUNCHER]
    if group is not None:
        command += ["--cgroup", group.kind, *map(str, group.files)]
    for zygote in ZYGOTES:
        command += ["--", "/usr/bin/env", python, "-I", f"{GUEST}/zygote.py", LIBRARY, zygote]
    return command


def launcher_trouble() -> str:
    return "" if all(path.is_file() for path, _, _ in parts_inside()) else NOT_BUILT
