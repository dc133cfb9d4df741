"""``constraints``: every instruction that can be checked, for people who build prompts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.user_errors import Unusable

if TYPE_CHECKING:
    from verifiers.instructions.catalogue import Entry


def constraints(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME]...",
            help="Constraints, families (words:) or sets (ifeval, ifbench, if_rlvr); all by default.",
        ),
    ] = None,
    kwargs: Annotated[
        str, typer.Option(metavar="JSON", help="Say the one constraint that is named, with these kwargs.")
    ] = "",
    differences: Annotated[
        bool, typer.Option("--differences", help="Also where the published verdict differs, and why.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line, with the schema of the kwargs.")
    ] = False,
) -> None:
    """List the constraints of the instructions verifier, with what they ask; kwargs stand in braces.

    \b
    Examples:
        cascade-rewards constraints words: ifeval
        cascade-rewards constraints length_constraints:number_words \\
            --kwargs '{"num_words": 100, "relation": "at least"}'
        cascade-rewards constraints --json > constraints.jsonl
    """
    from verifiers.instructions.catalogue import entries

    known = list(entries())
    chosen = [entry for entry in known if not names or any(_is_named(entry, name) for name in names)]
    for name in names or ():
        if not any(_is_named(entry, name) for entry in known):
            raise Unusable(f"no constraint, family or set is named {name}; `constraints` lists all")
    if kwargs:
        typer.echo(_described(chosen, kwargs))
        return
    for entry in chosen:
        typer.echo(_line(entry) if as_json else _text(entry, differences))


def _is_named(entry: Entry, name: str) -> bool:
    return name in (entry.id, entry.set) or (name.endswith(":") and entry.id.startswith(name))


def _described(chosen: list[Entry], kwargs: str) -> str:
    from verifiers.core.errors import BadReference, InvalidSample
    from verifiers.instructions.catalogue import describe

    if len(chosen) != 1:
        raise Unusable(f"--kwargs is for one constraint, and {len(chosen)} are named")
    try:
        return describe(chosen[0].id, _mapping(kwargs))
    except InvalidSample as error:
        raise Unusable(f"{error.field.partition('].')[2]}: {error.message}") from error
    except BadReference as error:
        raise Unusable(error.message) from error


def _mapping(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise Unusable(f"--kwargs is no JSON: {error}") from error
    if not isinstance(value, dict):
        raise Unusable("--kwargs must be a JSON object, such as '{\"N\": 3}'")
    return value


def _line(entry: Entry) -> str:
    from msgspec import json as fast

    return fast.encode(entry).decode()


def _text(entry: Entry, differences: bool) -> str:
    notes = [f"{'':<46} - {it['why']}: {it['response'][:60]!r}" for it in entry.differences if differences]
    return "\n".join([f"{entry.id:<46} {entry.asks}", *notes])
