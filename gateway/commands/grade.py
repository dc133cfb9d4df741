"""``grade``: verdicts for a file of samples, and what they add up to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer


def grade(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="FILE", help="JSON Lines, gzipped or not, or Parquet; - is stdin."),
    ],
    out: Annotated[
        Optional[str], typer.Option(help="Write verdicts here, one a line, in order; - is stdout.")  # noqa: UP045
    ] = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume", help="Go on with --out where it stopped; its verdicts stay, unscored ones too."
        ),
    ] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace --out.")] = False,
    summary: Annotated[Path | None, typer.Option(help="Write the summary as JSON.")] = None,
    verifier: Annotated[str, typer.Option(help="Verifier of rows that name none.")] = "",
    options: Annotated[str, typer.Option(metavar="JSON", help="Options that rows leave open.")] = "{}",
    recipe: Annotated[
        str, typer.Option(help="Grade as a training recipe does: verifier, pinned options.")
    ] = "",
    field_map: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FIELD=COLUMN",
            help="Read a field from another column, str(COLUMN) as text; repeatable.",
        ),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Grade the first rows only.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=1024, help="Worker processes for symbolic math.")
    ] = None,
    timing: Annotated[
        bool, typer.Option("--timing", help="Write times too; equal input differs then.")
    ] = False,
    check_expected: Annotated[
        bool,
        typer.Option(
            "--check-expected",
            help="Exit 1 when a verdict is not as metadata.expected says, 0 when all are, 2 when none says.",
        ),
    ] = False,
    journal: Annotated[Path | None, typer.Option(help="Record every verdict in this SQLite file.")] = None,
    config: Annotated[Path | None, typer.Option(help="Settings file.")] = None,
) -> None:
    """Grade a file of samples: verdicts in order, and a summary.

    A row is a sample: verifier, response, reference, and group_id for pass@k. Columns of other names are
    read with --map. Exits 0 when every sample was scored, 3 when some were not, 2 on unusable input.

    \b
    Examples:
        cascade-rewards grade rollouts.jsonl --out verdicts.jsonl
        cascade-rewards grade aime.parquet --verifier math \\
            --map response=completion --map reference.answer=answer
    """
    from gateway.grading.grade_run import GradePlan, run

    plan = GradePlan(
        sources=tuple(sources),
        out=out,
        resume=resume,
        overwrite=overwrite,
        summary=summary,
        verifier=verifier,
        options=options,
        recipe=recipe,
        field_map=tuple(field_map or ()),
        limit=limit,
        workers=workers,
        timing=timing,
        check_expected=check_expected,
        journal=journal,
        config=config,
    )
    raise typer.Exit(run(plan))
