"""Sandboxes for tests: the real thing behind a real wall, two jails each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sandbox.interface import Case, Limits, Outcome, Program
from sandbox.local import LocalSandbox
from sandbox.walls.base import Wall
from sandbox.walls.bubblewrap import BubblewrapWall

SHORT = Limits(cpu_s=2, memory_mb=256)
WALLS = ("bubblewrap", "docker")


def wall_named(name: str) -> Wall:
    if name == "bubblewrap":
        return BubblewrapWall()
    from sandbox.walls.docker import DockerWall

    return DockerWall()


@asynccontextmanager
async def started(wall: str = "bubblewrap", jails: int = 2) -> AsyncIterator[LocalSandbox]:
    """Fails loudly where the wall cannot be built: a test of a sandbox means nothing without one."""
    sandbox = LocalSandbox(wall_named(wall), jails=jails)
    await sandbox.start()
    try:
        assert not sandbox.trouble, sandbox.trouble
        yield sandbox
    finally:
        await sandbox.close()


async def outcomes(
    sandbox: LocalSandbox,
    source: str,
    cases: Sequence[Case] = (Case(),),
    *,
    language: str = "python",
    limits: Limits = SHORT,
) -> list[Outcome]:
    """Of every case, by its position. A program that does not compile fails the test."""
    build = await sandbox.build(Program(language=language, source=source), limits)
    assert build.failure is None, build.failure
    found = {index: outcome async for index, outcome in sandbox.run(build, cases, limits)}
    return [found[index] for index in range(len(cases))]


async def outcome(sandbox: LocalSandbox, source: str, stdin: bytes = b"", **how: object) -> Outcome:
    return (await outcomes(sandbox, source, [Case(stdin=stdin)], **how))[0]  # type: ignore[arg-type]
