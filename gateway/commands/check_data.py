"""``check-data``: is a data set fit for a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def check_data(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="FILE", help="JSON Lines, gzipped or not, or Parquet; - is stdin."),
    ],
    verifier: Annotated[str, typer.Option(help="Verifier of rows that name none.")] = "",
    options: Annotated[str, typer.Option(metavar="JSON", help="Options that rows leave open.")] = "{}",
    field_map: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FIELD=COLUMN",
            help="Read a field from another column, str(COLUMN) as text; repeatable.",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the problems as JSON.")] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, max=1024, help="Worker processes for symbolic math.")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="Settings file.")] = None,
) -> None:
    """Check a data set before a run is started on it.

    Does every reference parse, does its gold answer score 1, and a wrong one 0? Also finds empty prompts,
    and equal prompts with different references. Rows need no response.
    Exits 0 when all is well, 1 when there are problems, 2 on unusable input.

    \b
    Example:
        cascade-rewards check-data train.parquet --verifier math \\
            --map prompt=problem --map reference.answer=answer
    """
    from gateway.grading.check_data_run import CheckDataPlan, run

    plan = CheckDataPlan(
        sources=tuple(sources),
        verifier=verifier,
        options=options,
        field_map=tuple(field_map or ()),
        json=json,
        workers=workers,
        config=config,
    )
    raise typer.Exit(run(plan))
