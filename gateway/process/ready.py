"""Waiting until those who judge can do so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress

from verifiers.core.protocols import Readiness

LOOK_EVERY_S = 0.05

# Told once who is ready, by verifier: when all are, or had time to be.
OnReady = Callable[[Mapping[str, Readiness]], None]


async def until_ready(are_ready: Callable[[], bool], within_s: float) -> None:
    """Returns when they are, or had time to be."""
    with suppress(TimeoutError):
        async with asyncio.timeout(within_s):
            while not are_ready():  # noqa: ASYNC110 - verifiers send no event
                await asyncio.sleep(LOOK_EVERY_S)
