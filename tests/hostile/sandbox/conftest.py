"""One jail for the whole folder, so that one attack follows the other in the same place; and a neighbour.

After every test a plain program has to end as it always does, and no run may have been lost: an attack that
costs a run its verdict has succeeded.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from sandbox.local import LocalSandbox
from tests.hostile.sandbox.attacks import run, text
from tests.sandboxes import WALLS, started, wall_named

PLAIN = "import os, sys\nprint(sys.stdin.read().upper(), sorted(os.listdir('.')), os.getpid())\nsys.exit(3)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/hostile/sandbox" in item.path.as_posix():
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(
    scope="session",
    loop_scope="session",
    params=[pytest.param(wall, marks=[pytest.mark.docker] if wall == "docker" else []) for wall in WALLS],
)
async def jail(request: pytest.FixtureRequest) -> AsyncIterator[LocalSandbox]:
    """The only jail of its sandbox: two runs one after the other are in the same place."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sandbox.pool.MOST_LOSSES", 3)  # a test that fails need not take half a minute for it
        async with started(request.param, jails=1) as one:
            yield one


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def neighbour(jail: LocalSandbox) -> AsyncIterator[LocalSandbox]:
    """Another jail of the same wall, for the same user."""
    async with started(jail.wall.name, jails=1) as other:
        yield other


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox(jail: LocalSandbox) -> AsyncIterator[LocalSandbox]:
    yield jail
    await assert_undisturbed(jail)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def jail_without_group() -> AsyncIterator[LocalSandbox]:
    """As where no control group may be made: the launcher itself watches the memory."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sandbox.walls.bubblewrap.create_group", lambda: None)
        one = LocalSandbox(wall_named("bubblewrap"), jails=1)
        await one.start()
        try:
            assert one.memory == "watched"
            yield one
        finally:
            await one.close()


@pytest_asyncio.fixture(loop_scope="session")
async def watched(jail_without_group: LocalSandbox) -> AsyncIterator[LocalSandbox]:
    yield jail_without_group
    await assert_undisturbed(jail_without_group)


async def assert_undisturbed(jail: LocalSandbox) -> None:
    lost = jail.pool.counters.lost_and_rerun + jail.pool.counters.stalled_and_rerun
    jail.pool.counters.lost_and_rerun = jail.pool.counters.stalled_and_rerun = 0
    after = await run(jail, PLAIN, stdin=b"plain")
    assert (after.exit_code, text(after), after.stderr, after.limit) == (3, "PLAIN [] 1", b"", None)
    assert lost == 0, f"{lost} runs were lost or stalled, and repeated"
