"""The share of a schema that a value meets, for ``score: fraction``.

Made so that nothing is earned but by what the schema requires, and nothing is diluted:

- The required fields of an object count the same. A missing one is worth 0, one without a violation 1, and
  one that is an object or a list itself its own share.
- Whatever else an object violates (a field that may not be there, an optional one that is wrong) counts as
  one more field, worth 0. Optional fields that are right add nothing.
- A list is worth what its worst item is worth, and 0 if the list itself is wrong: right items beside a wrong
  one do not help.
- Everything else is met or not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from verifiers.core.json_schema.schema import Schema, Violation


@dataclass(slots=True)
class _Faults:
    """What is violated at one place (the keywords) and below it."""

    keywords: set[str] = field(default_factory=set)
    below: dict[str | int, _Faults] = field(default_factory=dict)


def share_met(schema: Schema, value: Any, violations: Iterable[Violation]) -> float:
    """1 exactly when nothing is violated. ``violations`` are all that there are."""
    faults: _Faults | None = None
    for violation in violations:
        faults = faults or _Faults()
        place = faults
        for part in violation.path:
            place = place.below.setdefault(part, _Faults())
        place.keywords.add(violation.keyword)
    return _share(schema, schema.contents, value, faults)


def _share(schema: Schema, contents: Any, value: Any, faults: _Faults | None) -> float:
    if faults is None:
        return 1.0
    if isinstance(value, dict) and "type" not in faults.keywords:
        return _share_of_object(schema, contents, value, faults)
    if isinstance(value, list) and not faults.keywords:
        items = _find(schema, contents, "items")
        return min(_share(schema, items, value[int(at)], below) for at, below in faults.below.items())
    return 0.0


def _share_of_object(schema: Schema, contents: Any, value: dict[str, Any], faults: _Faults) -> float:
    fields: dict[str, Any] = {}
    for part in _parts(schema, contents):
        properties = part.get("properties", {})
        fields.update((name, properties.get(name, fields.get(name))) for name in part.get("required", ()))
    others = len(faults.keywords - {"required"}) + sum(name not in fields for name in faults.below)
    if "required" in faults.keywords and fields.keys() <= value.keys():
        others += 1  # what is missing is required by a part that is not read here, such as one of anyOf
    met = sum(
        _share(schema, inner, value[name], faults.below.get(name))
        for name, inner in fields.items()
        if name in value
    )
    return met / (len(fields) + others)


def _parts(schema: Schema, contents: Any) -> Iterable[dict[str, Any]]:
    """A subschema, without its references, and what it says by ``allOf``."""
    contents = schema.resolved(contents)
    if isinstance(contents, dict):
        yield contents
        for part in contents.get("allOf", ()):
            yield from _parts(schema, part)


def _find(schema: Schema, contents: Any, keyword: str) -> Any:
    return next((part[keyword] for part in _parts(schema, contents) if keyword in part), None)
