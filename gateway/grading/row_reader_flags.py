"""Makes the reader of rows that the flags of ``grade`` and ``check-data`` ask for."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.grading.arguments import as_object, as_text
from gateway.grading.field_map import parse_field_map
from gateway.grading.row import RowReader
from gateway.user_errors import Unusable
from verifiers.core.decode import shortened
from verifiers.recipes import RECIPES, Recipe
from verifiers.registry import VERIFIERS


def row_reader(
    *, verifier: str, options: str, field_map: Sequence[str], recipe: str = "", needs_response: bool = True
) -> RowReader:
    """``options`` is JSON. Raises ``Unusable`` for a name that does not exist and for what does not parse."""
    if verifier and verifier not in VERIFIERS:
        raise Unusable(
            f"--verifier {shortened(verifier)}: there is none of that name; there are: {', '.join(VERIFIERS)}"
        )
    return RowReader(
        field_map=parse_field_map([as_text("--map", text) for text in field_map]),
        verifier=verifier,
        options=as_object("--options", options, '{"extract": "boxed"}'),
        recipe=_recipe(recipe, verifier) if recipe else None,
        needs_response=needs_response,
    )


def _recipe(name: str, verifier: str) -> Recipe:
    if name not in RECIPES:
        raise Unusable(f"--recipe {name}: there is none of that name; there are: {', '.join(RECIPES)}")
    recipe = RECIPES[name]
    if verifier and verifier != recipe.verifier:
        raise Unusable(f"--recipe {name} is for the verifier {recipe.verifier}; leave --verifier out")
    return recipe
