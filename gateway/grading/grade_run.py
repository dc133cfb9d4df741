"""One run of ``grade``: opens what the flags name, grades, writes, sums up."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, aclosing, closing, nullcontext
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

import msgspec

from gateway.grading.console import tables
from gateway.grading.expectations import Agreement
from gateway.grading.graded_file import STANDARD_OUTPUT, GradedFile, IfThere, open_graded
from gateway.grading.judging import Graded, grade_rows
from gateway.grading.local_service import local_service
from gateway.grading.outputs import refuse_inputs, refuse_shared, require_writable
from gateway.grading.progress import Progress, show_progress
from gateway.grading.rollouts import STANDARD_INPUT, Rollouts, Row, check_sources
from gateway.grading.row import RowReader
from gateway.grading.row_reader_flags import row_reader
from gateway.grading.summary import Summary
from gateway.grading.summary_report import report
from gateway.grading.summary_table import print_summary
from gateway.grading.termination import ended_as_by_interrupt
from gateway.items import Malformed
from gateway.user_errors import Exit, Stopped, Unusable

_PLAIN_WIDTH = 120
_EXAMPLES_OF_INVALID = 3
_EARLIER_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class GradePlan:
    """The flags of ``grade``; see its help."""

    sources: tuple[str, ...]
    out: str | None = None
    resume: bool = False
    overwrite: bool = False
    summary: Path | None = None
    verifier: str = ""
    options: str = "{}"
    recipe: str = ""
    field_map: tuple[str, ...] = ()
    limit: int | None = None
    workers: int | None = None
    timing: bool = False
    check_expected: bool = False
    journal: Path | None = None
    config: Path | None = None

    @property
    def if_there(self) -> IfThere:
        if self.resume:
            return IfThere.RESUME
        return IfThere.OVERWRITE if self.overwrite else IfThere.REFUSE

    @property
    def inputs(self) -> tuple[str, ...]:
        return self.sources if self.config is None else (*self.sources, str(self.config))

    @property
    def outputs(self) -> dict[str, str]:
        """The files that are written, by flag."""
        flags = {"--out": self.out, "--summary": self.summary, "--journal": self.journal}
        return {flag: str(path) for flag, path in flags.items() if path not in (None, STANDARD_OUTPUT)}


@dataclass(slots=True)
class Results:
    """What the verdicts of a run add up to."""

    summary: Summary = field(default_factory=Summary)
    agreement: Agreement = field(default_factory=Agreement)
    invalid: list[str] = field(default_factory=list)
    graded_now: int = 0
    seconds: float = 0.0

    def add(self, graded: Iterable[Graded]) -> None:
        for one in graded:
            self.summary.add(one.verdict)
            self.agreement.add(one.row.place, one.verdict)
            if isinstance(one.row.item, Malformed) and len(self.invalid) < _EXAMPLES_OF_INVALID:
                where = f" ({one.row.item.field})" if one.row.item.field else ""
                self.invalid.append(f"{one.row.place}: {one.row.item.message}{where}")


def run(plan: GradePlan) -> Exit:
    """Raises ``Unusable`` with what to do, and ``Stopped`` on Ctrl-C and where it is asked to end."""
    _check(plan)
    results = Results()
    try:
        rollouts = Rollouts(plan.sources, _reader(plan))
        with ended_as_by_interrupt(), closing(iter(rollouts)) as every_row:
            rows = _with_first(islice(every_row, plan.limit), plan.sources)
            asyncio.run(_grade(plan, rollouts, rows, results))
    except KeyboardInterrupt:
        raise Stopped(_how_to_go_on(plan, results)) from None
    _tell(plan, results)
    return _exit(plan, results)


def _exit(plan: GradePlan, results: Results) -> Exit:
    unscored = results.summary.total.unscored
    if plan.check_expected:
        _require_expectations(results.agreement)
        if results.agreement.disagreed:
            return Exit.PROBLEMS
        unscored -= results.agreement.unscored_as_expected
    return Exit.UNSCORED if unscored else Exit.WELL


def _require_expectations(agreement: Agreement) -> None:
    """A check that compares nothing, or less than was meant, must not pass."""
    if agreement.unclear:
        raise Unusable(f"--check-expected: {agreement.unclear[0]}")
    if not agreement.compared:
        raise Unusable(
            "--check-expected: no row says what it expects; write it as metadata.expected, such as "
            '{"reward": 1.0}'
        )


def _check(plan: GradePlan) -> None:
    check_sources(plan.sources)
    if STANDARD_INPUT in plan.sources and sys.stdin.isatty():
        print("reading samples, one JSON object a line; end with Ctrl-D", file=sys.stderr)
    if plan.resume and plan.overwrite:
        raise Unusable("--resume and --overwrite exclude each other")
    if (plan.resume or plan.overwrite) and plan.out in (None, STANDARD_OUTPUT):
        raise Unusable("--resume and --overwrite need --out FILE")
    for path in plan.outputs.values():
        refuse_inputs(path, plan.inputs)
    refuse_shared(plan.outputs)
    if plan.summary:
        require_writable("--summary", plan.summary)


def _reader(plan: GradePlan) -> RowReader:
    return row_reader(
        verifier=plan.verifier, options=plan.options, field_map=plan.field_map, recipe=plan.recipe
    )


def _with_first(rows: Iterator[Row], sources: Sequence[str]) -> Iterator[Row]:
    """Reads a first row before anything is started or written. Raises ``Unusable`` when there is none."""
    first = next(rows, None)
    if first is None:
        raise Unusable(f"{', '.join(sources)}: there are no rows to grade")
    return chain((first,), rows)


async def _grade(plan: GradePlan, rollouts: Rollouts, rows: Iterator[Row], results: Results) -> None:
    others = {flag: path for flag, path in plan.outputs.items() if flag != "--journal"}
    service = local_service(plan.config, workers=plan.workers, journal=plan.journal, other_files=others)
    with _open_out(plan) as out, show_progress(rollouts.fraction_read) as progress:
        async with service as local:
            if out and plan.resume:
                versions = {known.name: known.version for known, _ in local.service.verifiers()}
                await _take_earlier(out.earlier(rows, versions), results, progress)
            started = time.perf_counter()
            async with aclosing(grade_rows(local.service, rows, may_block=rollouts.may_block)) as batches:
                async for batch in batches:
                    if out:
                        batch = out.write(batch)
                    results.add(batch)
                    results.graded_now += len(batch)
                    results.seconds = time.perf_counter() - started
                    progress.update(results.summary)


def _open_out(plan: GradePlan) -> AbstractContextManager[GradedFile | None]:
    if not plan.out:
        return nullcontext()
    return open_graded(plan.out, plan.if_there, inputs=plan.sources, timing=plan.timing)


async def _take_earlier(earlier: Iterator[Graded], results: Results, progress: Progress) -> None:
    while batch := list(islice(earlier, _EARLIER_AT_A_TIME)):
        results.add(batch)
        progress.update(results.summary)
        await asyncio.sleep(0)  # where Ctrl-C is heard


def _how_to_go_on(plan: GradePlan, results: Results) -> str:
    done = f"stopped after {results.summary.total.samples:,} samples"
    if plan.out in (None, STANDARD_OUTPUT):
        return f"{done}; with --out FILE a run can be gone on with"
    return f"{done}; go on with the same command and --resume (without --overwrite)"


def _tell(plan: GradePlan, results: Results) -> None:
    try:
        _write_summary(plan, results)
    finally:
        _print_summary(plan, results)


def _write_summary(plan: GradePlan, results: Results) -> None:
    if not plan.summary:
        return
    figures = report(
        results.summary, results.agreement, seconds=results.seconds, graded_now=results.graded_now
    )
    try:
        plan.summary.write_bytes(msgspec.json.format(msgspec.json.encode(figures)) + b"\n")
    except OSError as error:
        again = "" if plan.out in (None, STANDARD_OUTPUT) else ", with --resume nothing is graded anew"
        raise Unusable(f"--summary {plan.summary}: {error.strerror}; name another file{again}") from error


def _print_summary(plan: GradePlan, results: Results) -> None:
    console = tables(plain_width=_PLAIN_WIDTH, to_stderr=plan.out == STANDARD_OUTPUT)
    print_summary(
        console, results.summary, results.agreement, seconds=results.seconds, graded_now=results.graded_now
    )
    for example in results.invalid:
        console.print(f"no sample: {example}", markup=False, soft_wrap=True)
