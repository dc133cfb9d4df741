"""Looks through a schema for what would else only be met when some value leads there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from referencing import Registry
from referencing.exceptions import Unresolvable

from verifiers.core.json_schema.patterns import UnusablePattern, check_pattern

MOST_WAYS: Final = 5_000
"""Subschemas that are tried on one and the same value, each as often as it is reached."""
Places = dict[int, tuple[dict[str, Any], Any]]
"""Each subschema with what resolves references in it, by its id."""
_REFERENCES: Final = ("$ref", "$dynamicRef", "$recursiveRef")
_ONE: Final = ("not", "if", "then", "else")
_SEVERAL: Final = ("allOf", "anyOf", "oneOf")
_NAMED: Final = ("dependentSchemas", "dependencies")


class UnusableSchema(ValueError):  # noqa: N818 - what a schema is
    """The message says why and, where it can, at which path in the schema."""


def inspect(contents: Any, dialect: Any) -> None:
    """Takes ``$schema`` out wherever it stands. Raises ``UnusableSchema``."""
    _check(contents, dialect, "$")
    specification = dialect.specification
    for subschema in _subschemas(contents, specification):
        _take_out_draft(subschema, dialect)
    root = specification.create_resource(contents)
    places = _walk(contents, Registry().with_resource("", root).crawl().resolver_with_root(root), dialect)
    known: dict[int, int] = {}
    for subschema, _ in places.values():
        _count_ways(subschema, places, known)


def _check(contents: Any, dialect: Any, where: str) -> None:
    """Against the metaschema, by the library alone."""
    library = validator_for(dialect.META_SCHEMA)
    error = best_match(library(dialect.META_SCHEMA).iter_errors(contents))
    if error is not None:
        raise UnusableSchema(f"{where}{error.json_path[1:]}: {error.message[:300]}")


def _subschemas(contents: Any, specification: Any) -> Iterator[dict[str, Any]]:
    """All that stand where the specification has schemas."""
    pending = [contents]
    while pending:
        subschema = pending.pop()
        if isinstance(subschema, dict):
            yield subschema
            pending += specification.subresources_of(subschema)


def _take_out_draft(subschema: dict[str, Any], dialect: Any) -> None:
    """The library would leave our validator for its own where a subschema names its draft."""
    named = subschema.pop("$schema", None)
    if named is not None and str(named).rstrip("#") != dialect.name:
        raise UnusableSchema(f"a part of it is of another draft: {str(named)[:80]}")


def _walk(contents: Any, resolver: Any, dialect: Any) -> Places:
    """Looks at every subschema, those included that only a reference leads to."""
    places: Places = {}
    keywords: set[str] = set()
    pending = [(contents, resolver)]
    while pending:
        subschema, resolver = pending.pop()
        if id(subschema) in places or not isinstance(subschema, dict):
            continue
        places[id(subschema)] = subschema, resolver
        keywords.update(subschema)
        _check_patterns(subschema)
        for reference, found in _targets(subschema, resolver):
            if id(found.contents) not in places:
                _check(found.contents, dialect, reference)
                for part in _subschemas(found.contents, dialect.specification):
                    _take_out_draft(part, dialect)
            pending.append((found.contents, found.resolver))
        for part in dialect.specification.subresources_of(subschema):
            resource = dialect.specification.create_resource(part)
            pending.append((part, resolver.in_subresource(resource)))
    if {"unevaluatedProperties", "patternProperties"} <= keywords:
        raise UnusableSchema("unevaluatedProperties is not read in a schema that has patternProperties too")
    return places


def _check_patterns(subschema: dict[str, Any]) -> None:
    patterns = [subschema["pattern"]] if "pattern" in subschema else []
    for pattern in (*patterns, *subschema.get("patternProperties", ())):
        try:
            check_pattern(pattern)
        except UnusablePattern as error:
            raise UnusableSchema(str(error)) from error


def _targets(subschema: dict[str, Any], resolver: Any) -> Iterator[tuple[str, Any]]:
    for keyword in _REFERENCES:
        reference = subschema.get(keyword)
        if reference is None:
            continue
        try:
            found = resolver.lookup(reference)
        except (Unresolvable, ValueError) as error:
            raise UnusableSchema(
                f"{keyword} {reference[:120]!r} leads nowhere in it (nothing is fetched)"
            ) from error
        yield reference, found


def _count_ways(contents: Any, places: Places, known: dict[int, int]) -> int:
    """How many subschemas one value is tried on. Raises ``UnusableSchema`` for too many, or a circle."""
    if not isinstance(contents, dict):
        return 1
    ways = known.get(id(contents))
    if ways == 0:
        raise UnusableSchema("a $ref in it leads back to itself, for the same value")
    if ways is None:
        known[id(contents)] = 0
        ways = 1 + sum(_count_ways(part, places, known) for part in _same_value(contents, places))
        known[id(contents)] = ways
    if ways > MOST_WAYS:
        raise UnusableSchema(f"one value is tried on more than {MOST_WAYS} of its parts")
    return ways


def _same_value(subschema: dict[str, Any], places: Places) -> Iterator[Any]:
    """What is tried on the same value as a subschema."""
    yield from (found.contents for _, found in _targets(subschema, places[id(subschema)][1]))
    yield from (subschema[keyword] for keyword in _ONE if keyword in subschema)
    for keyword in _SEVERAL:
        yield from subschema.get(keyword, ())
    for keyword in _NAMED:
        yield from subschema.get(keyword, {}).values()
