"""What a benchmark hands back, and how it is written down: for the terminal, as Markdown, as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from benchmarks.measure import Spread

HEADINGS = ("measured", "ours", "alternative", "ratio (min–max)", "aim", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the command line asked for. ``data``: the folder with the public sets, if it is here."""

    quick: bool = False
    data: Path | None = None
    repeats: int = 5

    def scaled(self, full: int, quick: int) -> int:
        return quick if self.quick else full


@dataclass(frozen=True, slots=True)
class Aim:
    """What a figure should be, and whether it was in this run."""

    text: str
    reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure; without an aim it stands for itself."""

    measured: str
    ours: str
    alternative: str = "–"
    ratio: Spread | None = None
    aim: Aim | None = None

    def cells(self) -> tuple[str, ...]:
        aim = (self.aim.text, "yes" if self.aim.reached else "NO") if self.aim else ("", "")
        return (self.measured, self.ours, self.alternative, str(self.ratio or ""), *aim)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One benchmark's table. ``listing`` is Markdown that belongs to it, such as every disagreement."""

    name: str
    title: str
    how: str
    rows: Sequence[Row]
    notes: Sequence[str] = ()
    listing: str = ""


def at_least(value: float, aim: float, unit: str = "×") -> Aim:
    return Aim(f"≥ {aim:g}{unit}", value >= aim)


def at_most(value: float, aim: float, unit: str) -> Aim:
    return Aim(f"≤ {aim:g}{unit}", value <= aim)


def print_report(report: Report, console: Console) -> None:
    table = Table(*HEADINGS, title=f"{report.name}: {report.title}", title_justify="left", expand=False)
    for row in report.rows:
        table.add_row(*map(Text, row.cells()))
    console.print(table)
    lines = [report.how, *(f"- {note}" for note in report.notes), report.listing]
    console.print(
        "\n".join(line for line in lines if line) + "\n", markup=False, highlight=False, soft_wrap=True
    )


def markdown(report: Report) -> str:
    """A section for docs/benchmarks.md; the listing is left to a page of its own."""
    table = markdown_table(HEADINGS, (row.cells() for row in report.rows))
    notes = "\n".join(f"- {note}" for note in report.notes)
    command = f"`.venv/bin/python -m benchmarks {report.name}`"
    parts = (f"### {report.title}", f"{command} — {report.how}", table, notes)
    return "\n\n".join(part for part in parts if part) + "\n"


def markdown_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [_markdown_row(headings), _markdown_row(["---"] * len(headings))]
    return "\n".join(lines + [_markdown_row(row) for row in rows])


def code(text: str, limit: int = 160) -> str:
    """Text of a sample in one table cell: on one line, cut in the middle, nothing in it taken as markup."""
    if not text:
        return "(empty)"
    line = text.replace("\n", "⏎").replace("\t", " ").replace("\r", " ").replace("\f", "␌")
    if len(line) > limit:
        line = f"{line[: limit // 3]} … {line[-limit * 2 // 3 :]}"
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    return f"{fence} {line} {fence}"


def _markdown_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
