"""One run of ``check-data``: reads, judges the golds, prints what is wrong."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Sequence
from contextlib import aclosing, closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import msgspec
from rich import box
from rich.table import Table
from rich.text import Text

from gateway.grading.console import tables
from gateway.grading.data_check import DataCheck, Problem
from gateway.grading.judging import grade_rows
from gateway.grading.local_service import local_service
from gateway.grading.rollouts import Rollouts, Row, check_sources, printable
from gateway.grading.row_reader_flags import row_reader
from gateway.service import Service
from gateway.user_errors import Exit, Unusable

SHOWN = 50
_PLAIN_WIDTH = 160


@dataclass(frozen=True, slots=True)
class CheckDataPlan:
    """The flags of ``check-data``; see its help."""

    sources: tuple[str, ...]
    verifier: str = ""
    options: str = "{}"
    field_map: tuple[str, ...] = ()
    json: bool = False
    workers: int | None = None
    config: Path | None = None


def run(plan: CheckDataPlan) -> Exit:
    """Raises ``Unusable``."""
    check_sources(plan.sources)
    reader = row_reader(
        verifier=plan.verifier, options=plan.options, field_map=plan.field_map, needs_response=False
    )
    check = asyncio.run(_check(plan, Rollouts(plan.sources, reader)))
    if not check.rows:
        raise Unusable(f"{', '.join(plan.sources)}: there are no rows to check")
    problems = sorted(check.problems, key=lambda it: (plan.sources.index(it.source), it.line))
    _print_json(check, problems) if plan.json else _print_table(check, problems)
    return Exit.PROBLEMS if check.counts else Exit.WELL


async def _check(plan: CheckDataPlan, rollouts: Rollouts) -> DataCheck:
    async with local_service(plan.config, workers=plan.workers) as local:
        check = DataCheck(local.verifiers)
        with closing(iter(rollouts)) as rows:
            probes = check.probes(rows)
            await _judge(local.service, check, probes, rollouts.may_block)
    return check


async def _judge(service: Service, check: DataCheck, probes: Iterator[Row], may_block: bool) -> None:
    async with aclosing(grade_rows(service, probes, may_block=may_block)) as batches:
        async for batch in batches:
            check.take(batch)


def _print_json(check: DataCheck, problems: Sequence[Problem]) -> None:
    figures = {
        "rows": check.rows,
        "judged": check.judged,
        "counts": {str(fault): count for fault, count in sorted(check.counts.items())},
        "problems": [asdict(replace(it, source=printable(it.source))) for it in problems],
    }
    sys.stdout.buffer.write(msgspec.json.encode(figures) + b"\n")


def _print_table(check: DataCheck, problems: Sequence[Problem]) -> None:
    console = tables(plain_width=_PLAIN_WIDTH)
    total = check.counts.total()
    if problems:
        table = Table(box=box.SIMPLE, pad_edge=False)
        for column in ("row", "problem", "what"):
            table.add_column(column, overflow="fold")
        for problem in problems[:SHOWN]:
            table.add_row(
                Text(f"{printable(problem.source)}:{problem.line}"), str(problem.fault), Text(problem.message)
            )
        console.print(table)
    if total > SHOWN:
        console.print(f"and {total - SHOWN:,} more; --json lists them")
    found = ", ".join(f"{count:,} {fault}" for fault, count in sorted(check.counts.items())) or "no problem"
    console.print(f"{check.rows:,} rows, {check.judged:,} responses judged: {found}", soft_wrap=True)
