"""`python -m benchmarks [NAME …]`: runs the benchmarks named, or all, and prints their tables."""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from benchmarks.machine import Machine, this_machine
from benchmarks.report import Report, Settings, markdown, print_report

# Name -> module with ``run(settings) -> Report``. Imported on use: each loads only what it measures.
BENCHMARKS: Mapping[str, str] = {
    "math-accuracy": "benchmarks.math_accuracy",
    "math-speed": "benchmarks.math_speed",
    "math-limits": "benchmarks.math_limits",
    "math-hung": "benchmarks.math_hung",
    "math-cores": "benchmarks.math_cores",
    "gateway": "benchmarks.gateway_http",
    "gateway-grpc": "benchmarks.gateway_grpc",
    "gateway-parts": "benchmarks.gateway_parts",
    "gateway-cores": "benchmarks.gateway_cores",
    "memory": "benchmarks.gateway_memory",
    "language-detection": "benchmarks.language_detection",
    "code-switching": "benchmarks.code_switching",
    "code-accuracy": "benchmarks.code_accuracy",
    "code-cost": "benchmarks.code_cost",
    "code-problems": "benchmarks.code_problems",
    "code-cores": "benchmarks.code_cores",
    "code-table": "benchmarks.code_table",
    "code-endurance": "benchmarks.code_endurance",
    "code-lost": "benchmarks.code_lost",
    "instructions-agreement": "benchmarks.instructions_agreement",
    "instructions-speed": "benchmarks.instructions_speed",
    "instructions-limits": "benchmarks.instructions_limits",
}

Names = Annotated[
    list[str] | None, typer.Argument(help=f"Which of: {', '.join(BENCHMARKS)}. All by default.")
]
Data = Annotated[Path | None, typer.Option(help="Folder with the public sets of docs/benchmarks.md.")]
Quick = Annotated[
    bool, typer.Option(help="Little data, short repeats: to see that it runs, not for figures.")
]
Repeats = Annotated[int, typer.Option(min=1, help="Repeats of A B A B… that a ratio is the median of.")]
AsMarkdown = Annotated[bool, typer.Option("--markdown", help="Print sections for docs/benchmarks.md.")]
Update = Annotated[Path | None, typer.Option(help="Put the tables between their markers in this page.")]
Json = Annotated[Path | None, typer.Option("--json", help="Also write every figure to this file.")]


def main(
    names: Names = None,
    data: Data = None,
    quick: Quick = False,
    repeats: Repeats = 5,
    as_markdown: AsMarkdown = False,
    json_file: Json = None,
    update: Update = None,
) -> None:
    """Measures side by side with what a user would pick instead.

    Example: python -m benchmarks math-speed gateway --markdown
    """
    if unknown := set(names or ()) - set(BENCHMARKS):
        raise typer.BadParameter(f"no benchmark named {', '.join(sorted(unknown))}; see --help")
    settings = Settings(quick=quick, data=data, repeats=min(repeats, 2) if quick else repeats)
    console = Console(width=None if Console().is_terminal else 170)
    machine = this_machine()
    if as_markdown:
        print(f"Taken on: {machine}.\n", flush=True)
    else:
        console.print(f"{machine}\n", markup=False, highlight=False)
    reports = [_run(name, settings, console, as_markdown) for name in names or BENCHMARKS]
    if json_file is not None:
        json_file.write_bytes(_json(machine, settings, reports))
    if update is not None:
        sections = {report.name: markdown(report) for report in reports}
        _update(update, {"machine": f"Taken on: {machine}.\n", **sections})


def _run(name: str, settings: Settings, console: Console, as_markdown: bool) -> Report:
    report: Report = importlib.import_module(BENCHMARKS[name]).run(settings)
    if as_markdown:
        print(markdown(report), flush=True)
    else:
        print_report(report, console)
    return report


def _update(page: Path, sections: Mapping[str, str]) -> None:
    """Replaces each named section of the page, and leaves the others as they are."""
    text = page.read_text()
    for name, section in sections.items():
        begin, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->"
        before, _, rest = text.partition(begin)
        _, found, after = rest.partition(end)
        if not found:
            raise typer.BadParameter(f"{page} has no markers for {name}")
        text = f"{before}{begin}{section}{end}{after}"
    page.write_text(text)


def _json(machine: Machine, settings: Settings, reports: Sequence[Report]) -> bytes:
    content = {
        "machine": dataclasses.asdict(machine),
        "quick": settings.quick,
        "reports": [dataclasses.asdict(report) for report in reports],
    }
    return msgspec.json.format(msgspec.json.encode(content))


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
