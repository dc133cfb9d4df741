"""A progress bar on a terminal, on stderr; silent everywhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from gateway.grading.summary import Summary


class Progress(Protocol):
    """Told of every batch."""

    def update(self, summary: Summary) -> None: ...


class _Silent:
    def update(self, summary: Summary) -> None:
        pass


class _OnTerminal:
    def __init__(self, bar: Bar, fraction_read: Callable[[], float | None]) -> None:
        self._bar = bar
        self._fraction_read = fraction_read
        self._task = bar.add_task("grading", total=None, figures="")

    def update(self, summary: Summary) -> None:
        """Progress is what was read of the input: nobody has counted its rows."""
        fraction = self._fraction_read()
        total = summary.total
        passing = f", {100 * total.pass_rate:.1f} % pass" if total.pass_rate is not None else ""
        unscored = f", {total.unscored:,} unscored" if total.unscored else ""
        elapsed = self._bar.tasks[0].elapsed
        rate = f", {total.samples / elapsed:,.0f}/s" if elapsed else ""
        self._bar.update(
            self._task,
            total=None if fraction is None else 1.0,
            completed=fraction or 0.0,
            figures=f"{total.samples:,} samples{rate}{passing}{unscored}",
        )


@contextmanager
def show_progress(fraction_read: Callable[[], float | None]) -> Iterator[Progress]:
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Silent()
        return
    columns = (
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[figures]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=console, transient=True) as bar:
        yield _OnTerminal(bar, fraction_read)
