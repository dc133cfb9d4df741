"""Makes the reader of rows that the flags of ``grade`` and ``check-data`` ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from gateway.grading.field_map import parse_field_map
from gateway.grading.row import RowReader
from gateway.user_errors import Unusable
from verifiers.recipes import RECIPES, Recipe
from verifiers.registry import VERIFIERS


def row_reader(
    *, verifier: str, options: str, field_map: Sequence[str], recipe: str = "", needs_response: bool = True
) -> RowReader:
    """``options`` is JSON. Raises ``Unusable`` for a name that does not exist and for what does not parse."""
    if verifier and verifier not in VERIFIERS:
        raise Unusable(
            f"--verifier {verifier}: there is none of that name; there are: {', '.join(VERIFIERS)}"
        )
    return RowReader(
        field_map=parse_field_map(field_map),
        verifier=verifier,
        options=_options(options),
        recipe=_recipe(recipe, verifier) if recipe else None,
        needs_response=needs_response,
    )


def _options(text: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(text, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError) as error:
        raise Unusable(f'--options: {error}; write an object, such as \'{{"extract": "boxed"}}\'') from error


def _recipe(name: str, verifier: str) -> Recipe:
    if name not in RECIPES:
        raise Unusable(f"--recipe {name}: there is none of that name; there are: {', '.join(RECIPES)}")
    recipe = RECIPES[name]
    if verifier and verifier != recipe.verifier:
        raise Unusable(f"--recipe {name} is for the verifier {recipe.verifier}; leave --verifier out")
    return recipe
