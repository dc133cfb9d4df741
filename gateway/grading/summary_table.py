"""A summary for people: a few short tables, plain when piped."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from gateway.grading.expectations import Agreement
from gateway.grading.latency import Histogram
from gateway.grading.summary import AtK, Interval, Summary, Tally


def print_summary(
    console: Console, summary: Summary, agreement: Agreement, *, seconds: float, graded_now: int
) -> None:
    """The same figures as ``summary_report.report``."""
    console.print(_figures(summary, seconds, graded_now))
    if len(summary.by_verifier) > 1:
        console.print(_by_verifier(summary))
    console.print(_counts("reason", ((str(reason), count) for reason, count in summary.reasons.items())))
    if summary.flags:
        console.print(_counts("flag", summary.flags.items()))
    if agreement.compared:
        _print_agreement(console, agreement)


def _table(*columns: str, header: bool = True) -> Table:
    table = Table(box=box.SIMPLE, show_header=header, pad_edge=False)
    for column in columns:
        table.add_column(column, justify="left" if column == columns[0] else "right", overflow="fold")
    return table


def _figures(summary: Summary, seconds: float, graded_now: int) -> Table:
    total = summary.total
    table = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
    table.add_row("samples", f"{total.samples:,}", f"{total.scored:,} scored, {total.unscored:,} unscored")
    if total.mean_reward is not None:
        table.add_row("mean reward", f"{total.mean_reward:.4f}", f"over {total.scored:,} scored")
    if total.pass_rate is not None and summary.interval:
        note = f"{total.passed:,} of {total.counted:,} scored; 95 %: {_range(summary.interval)}"
        table.add_row("pass rate", _percent(total.pass_rate), note)
    if summary.clustered_interval:
        table.add_row("", "", f"95 % over prompts: {_range(summary.clustered_interval)}")
    _add_at_k(table, summary)
    if seconds and graded_now:
        table.add_row("speed", f"{graded_now / seconds:,.0f}/s", f"{graded_now:,} samples in {seconds:.1f} s")
    if summary.latencies.run.count:
        table.add_row("judging", "", _percentiles(summary.latencies.run))
        table.add_row("waiting", "", _percentiles(summary.latencies.queue))
    return table


def _add_at_k(table: Table, summary: Summary) -> None:
    for figure in summary.pass_at:
        table.add_row(f"pass@{figure.k}", _percent(figure.value), _over(figure))
    average, majority = summary.average_at, summary.majority_at
    if average:
        table.add_row(f"avg@{average.k}", f"{average.value:.4f}", f"mean reward, {_over(average)}")
    if majority:
        table.add_row(f"majority@{majority.k}", _percent(majority.value), _over(majority))


def _by_verifier(summary: Summary) -> Table:
    table = _table("verifier", "samples", "unscored", "mean reward", "pass rate")
    for name, tally in sorted(summary.by_verifier.items()):
        table.add_row(Text(name or "(none)"), f"{tally.samples:,}", f"{tally.unscored:,}", *_rates(tally))
    return table


def _rates(tally: Tally) -> tuple[str, str]:
    mean = "" if tally.mean_reward is None else f"{tally.mean_reward:.4f}"
    return mean, "" if tally.pass_rate is None else _percent(tally.pass_rate)


def _counts(title: str, counts: Iterable[tuple[str, int]]) -> Table:
    table = _table(title, "samples")
    for name, count in sorted(counts, key=lambda pair: (-pair[1], pair[0])):
        table.add_row(Text(name), f"{count:,}")
    return table


def _print_agreement(console: Console, agreement: Agreement) -> None:
    console.print(f"as expected: {agreement.agreed:,} of {agreement.compared:,} that say what they expect")
    if not agreement.first:
        return
    table = _table("sample", "expected", "got")
    for one in agreement.first:
        place = f"{one.place} {one.id or ''}".strip()
        sides = (" ".join(map(str, side.values())) for side in (one.expected, one.got))
        table.add_row(Text(place), *map(Text, sides))
    console.print(table)
    if agreement.disagreed > len(agreement.first):
        console.print(f"and {agreement.disagreed - len(agreement.first):,} more")


def _over(figure: AtK) -> str:
    return f"over {figure.groups:,} groups" if figure.groups != 1 else "over 1 group"


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def _range(interval: Interval) -> str:
    return f"{100 * interval.low:.2f} to {100 * interval.high:.2f} %"


def _percentiles(histogram: Histogram) -> str:
    shares = (("median", 0.5), ("90 %", 0.9), ("99 %", 0.99))
    parts = [f"{name} {_milliseconds(histogram.percentile(share))}" for name, share in shares]
    return ", ".join([*parts, f"longest {_milliseconds(histogram.longest)}"])


def _milliseconds(value: float) -> str:
    return f"{value:.3f} ms" if value < 1 else f"{value:,.1f} ms"
