"""``verify``: the verdict on one sample."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def verify(
    file: Annotated[
        Path | None, typer.Option(help="File with one sample as JSON; standard input else.")
    ] = None,
    verifier: Annotated[str, typer.Option(help="Verifier, where the sample names none.")] = "",
    response: Annotated[str | None, typer.Option(help="The response, instead of a whole sample.")] = None,
    answer: Annotated[
        list[str] | None, typer.Option(help="With --response: the right answer; repeat for several.")
    ] = None,
    reference: Annotated[
        str | None, typer.Option(metavar="JSON", help="With --response: the whole reference.")
    ] = None,
    prompt: Annotated[str, typer.Option(help="With --response: the prompt.")] = "",
    options: Annotated[str, typer.Option(metavar="JSON", help="Options of the verifier.")] = "{}",
    recipe: Annotated[str, typer.Option(help="Judge as a training recipe does.")] = "",
    config: Annotated[Path | None, typer.Option(help="Settings file.")] = None,
) -> None:
    """Judge one sample and print its verdict as JSON.

    Exits 0 when it was scored, 3 when it was not, 2 on unusable input.

    \b
    Examples:
        cascade-rewards verify --verifier math --response 'so 42' --answer 42
        cascade-rewards verify < sample.json
    """
    from gateway.grading.verify_run import VerifyPlan, run

    plan = VerifyPlan(
        file=file,
        verifier=verifier,
        response=response,
        answers=tuple(answer or ()),
        reference=reference,
        prompt=prompt,
        options=options,
        recipe=recipe,
        config=config,
    )
    raise typer.Exit(run(plan))
