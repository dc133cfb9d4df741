"""A schema that is known to be usable, and what a value violates of it.

Whatever can be wrong with a schema is found before any value is looked at, so that it is never a response's
fault or fortune: it is invalid, leads outside of itself (nothing is fetched), goes round in circles, grows
without bound, or holds a pattern that is slow by itself.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from jsonschema import ValidationError
from jsonschema.exceptions import best_match
from referencing import Registry

from verifiers.core.json_schema.dialects import DEFAULT, DIALECTS
from verifiers.core.json_schema.formats import FORMAT_CHECKER
from verifiers.core.json_schema.inspection import UnusableSchema, inspect
from verifiers.core.json_schema.work import WORK, TooMuchWork, Work
from verifiers.core.json_values import NotJson, as_json, canonical, path_text

MOST_SCHEMA_CHARS: Final = 200_000
_MOST_MESSAGE: Final = 300
_CONTROLS: Final = tuple(map(as_json, (None, True, 0, -1.5, "", "a", [], [None], {}, {"a": None})))


@dataclass(frozen=True, slots=True)
class Violation:
    """One demand that a value does not meet: at which path, which keyword, and in words."""

    path: tuple[str | int, ...]
    keyword: str
    message: str

    def __str__(self) -> str:
        return f"{path_text(self.path)[:_MOST_MESSAGE]}: {self.message}"


class Schema:
    """A usable schema, in the form of ``as_json`` and without ``$schema``. Threads may share it."""

    def __init__(self, contents: Any, dialect: Any) -> None:
        self.contents = contents
        self._validator = dialect(contents, format_checker=FORMAT_CHECKER, registry=Registry())

    def violations(self, value: Any, work: Work, most: int | None = None) -> list[Violation]:
        """The first ``most`` of a value in the form of ``as_json``. Raises ``TooMuchWork``."""
        token = WORK.set(work)
        try:
            return [_violation(error) for error in islice(self._validator.iter_errors(value), most)]
        except RecursionError as error:
            raise TooMuchWork("it is nested too deeply for its schema") from error
        finally:
            WORK.reset(token)

    def allows(self, value: Any) -> bool:
        return not self.violations(value, Work(0), most=1)

    def allows_everything(self) -> bool:
        """Whether it holds no keyword that could refuse anything."""
        contents = self.resolved(self.contents)
        return contents is True or (
            isinstance(contents, dict) and contents.keys().isdisjoint(self._validator.VALIDATORS)
        )

    def resolved(self, contents: Any) -> Any:
        """A subschema, or where its ``$ref`` leads. Only for those without an ``$id`` of their own."""
        while isinstance(contents, dict) and isinstance(contents.get("$ref"), str):
            contents = self._validator._resolver.lookup(contents["$ref"]).contents
        return contents


def compile_schema(schema: Any) -> Schema:
    """From a schema as it came. Equal ones are compiled once. Raises ``UnusableSchema``."""
    try:
        text = canonical(as_json(schema))
    except NotJson as error:
        raise UnusableSchema(f"{error.where}: {error.message}") from error
    if len(text) > MOST_SCHEMA_CHARS:
        raise UnusableSchema(f"it has more than {MOST_SCHEMA_CHARS} characters")
    compiled = _remembered(text)
    if isinstance(compiled, str):
        raise UnusableSchema(compiled)
    return compiled


@functools.lru_cache(maxsize=512)
def _remembered(text: str) -> Schema | str:
    """A schema, or why it is unusable: that takes as long to find out."""
    try:
        return _compiled(text)
    except UnusableSchema as error:
        return str(error)


def _compiled(text: str) -> Schema:
    contents = as_json(json.loads(text))
    named = contents.get("$schema", DEFAULT) if isinstance(contents, dict) else DEFAULT
    dialect = DIALECTS.get(str(named).rstrip("#"))
    if dialect is None:
        raise UnusableSchema(f"$schema {str(named)[:80]!r} is not one of: {', '.join(DIALECTS)}")
    try:
        inspect(contents, dialect)
        schema = Schema(contents, dialect)
        for control in _CONTROLS:
            schema.violations(control, Work(0))
    except (RecursionError, TooMuchWork) as error:
        raise UnusableSchema("to check any value against it takes too long") from error
    return schema


def _violation(error: ValidationError) -> Violation:
    path, keyword, message = tuple(error.absolute_path), str(error.validator or "false"), error.message
    if keyword in ("anyOf", "oneOf") and error.context:
        nearest = best_match(error.context)
        if nearest is not None:
            message += (
                f"; nearest: {path_text(tuple(nearest.absolute_path))[:_MOST_MESSAGE]}: {nearest.message}"
            )
    shown = message if len(message) <= _MOST_MESSAGE else message[:_MOST_MESSAGE] + "…"
    return Violation(path, keyword, shown)


__all__ = ["Schema", "UnusableSchema", "Violation", "compile_schema"]
