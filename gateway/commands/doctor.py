"""``cascade-rewards doctor``: what works on this machine, and how to get the rest."""

from __future__ import annotations

import asyncio
import json
import platform
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.user_errors import Exit, Unusable

if TYPE_CHECKING:
    from gateway.settings import Settings
    from trainer_client.contract import Sample
    from verifiers.core.protocols import Verifier

READY_WITHIN_S = 30.0
LEAST_MEMORY_MIB = 1024


class State(StrEnum):
    """``optional``: missing, and nothing that is set up needs it."""

    WORKS = "works"
    OPTIONAL = "optional"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what to do when it does not work."""

    name: str
    state: State
    detail: str
    hint: str = ""


def doctor(
    config: Annotated[Path | None, typer.Option(help="Settings file (TOML).  [./cascade.toml]")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Say what works on this machine, and how to get the rest. Exit code 1 when something is broken.

    Example: cascade-rewards doctor --json
    """
    findings = list(examine(config))
    typer.echo(
        json.dumps([asdict(finding) for finding in findings], indent=2) if as_json else _table(findings)
    )
    if any(finding.state is State.BROKEN for finding in findings):
        raise typer.Exit(Exit.PROBLEMS)


def examine(config: Path | None) -> Iterator[Finding]:
    """Looks at one thing after the other; settings that cannot be used end the list."""
    yield from _machine()
    from gateway.settings import load_settings

    try:
        loaded = load_settings(config)
    except Unusable as error:
        yield Finding("settings", State.BROKEN, str(error), "mend them, then run this again")
        return
    settings = loaded.settings
    usable = "usable; serve --show-settings prints them"
    yield Finding("settings", State.WORKS, usable, "; ".join(loaded.warnings))
    yield from _ports(settings)
    yield _journal(settings)
    yield from asyncio.run(_sandbox(settings))
    yield from _verifiers(settings)
    yield _extra("pyarrow", "grading Parquet files")


def _machine() -> Iterator[Finding]:
    from gateway.machine import cpu_count, cpu_quota, memory_bytes

    yield Finding("python", State.WORKS, f"{platform.python_version()} at {sys.executable}")
    quota = cpu_quota()
    limit = "" if quota is None else f" (the control group's quota is {quota:g})"
    yield Finding("cpus", State.WORKS, f"{cpu_count()}{limit}")
    memory = memory_bytes() >> 20
    if memory < LEAST_MEMORY_MIB:
        hint = f"math wants {LEAST_MEMORY_MIB} MiB; raise the container's limit or lower math_memory_limit_mb"
        yield Finding("memory", State.BROKEN, f"{memory} MiB", hint)
    else:
        yield Finding("memory", State.WORKS, f"{memory} MiB")
    free = shutil.disk_usage(Path.cwd()).free >> 20
    yield Finding("disk", State.WORKS, f"{free} MiB free here")


def _ports(settings: Settings) -> Iterator[Finding]:
    from gateway.process.listen import hold_port
    from gateway.process.who_answers import answers_grpc, answers_http

    for name, is_ours in (("port", answers_http), ("grpc_port", answers_grpc)):
        number = getattr(settings, name)
        place = f"{number} on {settings.host}"
        try:
            hold_port(settings.host, number, name).close()
            yield Finding(name, State.WORKS, f"{place} is free")
        except Unusable as error:
            if is_ours(settings.host, number):
                yield Finding(name, State.WORKS, f"{place}: this service is running there")
            else:
                yield Finding(name, State.BROKEN, place, str(error))


def _journal(settings: Settings) -> Finding:
    from gateway.machine import why_not_writable

    if settings.journal is None:
        return Finding("journal", State.OPTIONAL, "not kept", "serve --journal FILE records every verdict")
    problem = why_not_writable(settings.journal)
    if problem is None:
        return Finding("journal", State.WORKS, f"{settings.journal} can be written")
    hint = "create its folder, mend its permissions, or choose another with --journal"
    return Finding("journal", State.BROKEN, f"{settings.journal}: {problem}", hint)


async def _sandbox(settings: Settings) -> list[Finding]:
    """The wall, what keeps the memory limit, and each language."""
    from gateway.compose import build_sandbox
    from sandbox.languages import LANGUAGES

    sandbox = build_sandbox(settings)
    await sandbox.start()
    try:
        if sandbox.trouble:
            return [Finding("sandbox", State.BROKEN, f"no {settings.sandbox_wall} wall", sandbox.trouble)]
        kept = f"{sandbox.wall.name}; memory limit by {sandbox.memory}"
        hint = "" if sandbox.memory != "watched" else "approximate: docs/sandbox.md says how to make it exact"
        findings = [Finding("sandbox", State.WORKS, kept, hint)]
        for language in LANGUAGES:
            missing = sandbox.unavailable(language)
            findings.append(
                Finding(f"code/{language}", State.OPTIONAL, "its programs are language_unavailable", missing)
                if missing
                else Finding(f"code/{language}", State.WORKS, "its programs can be run")
            )
        return findings
    finally:
        await sandbox.close()


def _verifiers(settings: Settings) -> Iterator[Finding]:
    """Starts each verifier as ``serve`` would, and tries what it promises."""
    from gateway.compose import build_verifiers, probes

    try:
        verifiers = build_verifiers(settings)
    except Exception as error:  # noqa: BLE001 - whatever fails here is what the user asks about
        yield Finding("verifiers", State.BROKEN, f"{type(error).__name__}: {error}", "run make setup again")
        return
    samples = probes(verifiers)
    for name, verifier in verifiers.items():
        yield asyncio.run(_try_verifier(name, verifier, samples.get(name)))


async def _try_verifier(name: str, verifier: Verifier, probe: Sample | None) -> Finding:
    from gateway.process.ready import until_ready

    try:
        await verifier.start()
        await until_ready(lambda: verifier.readiness().ready, READY_WITHIN_S)
        readiness = verifier.readiness()
        if not readiness.ready:
            return Finding(name, State.BROKEN, "not ready", readiness.hint)
        problems = await _problems(verifier, probe)
    except Exception as error:  # noqa: BLE001 - whatever fails here is what the user asks about
        return Finding(name, State.BROKEN, f"{type(error).__name__}: {error}", "report this with its log")
    finally:
        await verifier.close()
    if problems:
        return Finding(name, State.BROKEN, "; ".join(problems), "report this: each of them must hold")
    workers = ", and its workers judge" if probe else ""
    return Finding(name, State.WORKS, f"version {verifier.version}: its example scores 1{workers}")


async def _problems(verifier: Verifier, probe: Sample | None) -> list[str]:
    """What of the contract does not hold here, and what its workers cannot do."""
    from verifiers.selfcheck import run_selfcheck

    failures = await run_selfcheck(verifier)
    problems = [f"{failure.check.replace('_', ' ')}: {failure.message}" for failure in failures]
    if probe is not None:
        verdict = await verifier.verify(probe)
        if verdict.reward != 1.0:
            problems.append(f"its workers: {verdict.status} {verdict.reason}: {dict(verdict.detail)}")
    return problems


def _extra(module: str, purpose: str) -> Finding:
    if find_spec(module):
        return Finding(module, State.WORKS, f"installed, for {purpose}")
    hint = f"{sys.executable} -m pip install {module}"
    return Finding(module, State.OPTIONAL, f"not installed; {purpose} needs it", hint)


def _table(findings: list[Finding]) -> str:
    marks: Mapping[State, str] = {State.WORKS: "ok", State.OPTIONAL: "--", State.BROKEN: "!!"}
    lines: list[str] = []
    for finding in findings:
        lines.append(f"{marks[finding.state]}  {finding.name:15} {finding.detail}")
        if finding.hint:
            lines.append(f"{'':19} {finding.hint}")
    return "\n".join(lines)
