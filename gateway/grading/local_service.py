"""The service inside a command: the same verifiers and settings as ``serve``, without a transport."""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from gateway.grading.outputs import refuse_shared
from gateway.service import Service
from gateway.settings import load_settings
from verifiers.core.protocols import Verifier


@dataclass(frozen=True, slots=True)
class Local:
    """A started service, and the verifiers it asks."""

    service: Service
    verifiers: Mapping[str, Verifier]


@asynccontextmanager
async def local_service(
    config: Path | None = None,
    *,
    workers: int | None = None,
    journal: Path | None = None,
    other_files: Mapping[str, str] | None = None,
) -> AsyncGenerator[Local, None]:
    """Closed in the end, its journal written. Raises ``Unusable`` for settings that cannot be used.

    ``other_files`` are what the command reads or writes, by flag: the journal, which a settings file or the
    environment may name, must be none of them.
    """
    from gateway.compose import build_journal, build_service, build_verifiers

    loaded = load_settings(config, {"math_workers": workers, "journal": journal})
    for warning in loaded.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    settings = loaded.settings
    if settings.journal:
        for flag, path in (other_files or {}).items():
            refuse_shared({"the journal": str(settings.journal), flag: path})
    recorder = build_journal(settings)
    try:
        verifiers = build_verifiers(settings)
        service = build_service(settings, [recorder] if recorder else [], verifiers)
        await service.start()
        try:
            yield Local(service, verifiers)
        finally:
            await service.close()
    finally:
        if recorder:
            recorder.close()
