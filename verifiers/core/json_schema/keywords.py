"""Keywords that are checked here and not by the library, because there they are unbounded or wrong.

Each is a function as the library has them: validator, the keyword's value, the instance, the schema around.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from jsonschema import ValidationError

from verifiers.core.json_schema.work import WORK
from verifiers.core.json_values import canonical

Errors = Iterator[ValidationError]
Keyword = Callable[[Any, Any, Any, Any], Errors]
_SHOWN: Final = 6
_TYPES: Final[Mapping[str, Callable[[Any], bool]]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: type(value) is int or (type(value) is float and value.is_integer()),
    "number": lambda value: type(value) in (int, float),
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def ref(validator: Any, value: str, instance: Any, schema: Any) -> Errors:
    """Where it leads is looked up once, so that the validators behind it are kept."""
    found = WORK.get().resolved(validator._resolver, value)
    yield from validator.descend(instance, found.contents, resolver=found.resolver)


def pattern(validator: Any, value: str, instance: Any, schema: Any) -> Errors:
    """The library runs it without a limit of time."""
    if isinstance(instance, str) and not WORK.get().matches(value, instance):
        yield ValidationError(f"{instance[:80]!r} does not match {value!r}")


def pattern_properties(validator: Any, value: Mapping[str, Any], instance: Any, schema: Any) -> Errors:
    if not isinstance(instance, dict):
        return
    work = WORK.get()
    for each, subschema in value.items():
        work.spend(len(instance))
        for name, inner in instance.items():
            if work.matches(each, name):
                yield from validator.descend(inner, subschema, path=name, schema_path=each)


def additional_properties(validator: Any, value: Any, instance: Any, schema: Any) -> Errors:
    """In the order of the answer, and with the names of all that must not be there."""
    if not isinstance(instance, dict):
        return
    work, patterns = WORK.get(), schema.get("patternProperties", ())
    known = schema.get("properties", ())
    extras = [
        name
        for name in instance
        if name not in known and not any(work.matches(each, name) for each in patterns)
    ]
    if value is False and extras:
        shown = ", ".join(repr(name[:80]) for name in extras[:_SHOWN]) + ("…" if len(extras) > _SHOWN else "")
        yield ValidationError(f"additional properties are not allowed: {shown}")
    elif isinstance(value, dict):
        for name in extras:
            yield from validator.descend(instance[name], value, path=name)


def unique_items(validator: Any, value: bool, instance: Any, schema: Any) -> Errors:
    """Compared with each other, items cost their square."""
    if not value or not isinstance(instance, list):
        return
    seen: set[str] = set()
    for item in instance:
        text = canonical(item)
        WORK.get().spend(1 + len(text) // 100)
        if text in seen:
            yield ValidationError(f"has the item {text[:80]} more than once")
            return
        seen.add(text)


def enum(validator: Any, value: list[Any], instance: Any, schema: Any) -> Errors:
    """By a table: the library compares with every member."""
    members, shown = WORK.get().members(value)
    if _text(instance) not in members:
        yield ValidationError(f"{_brief(instance)} is not one of: {shown}")


def multiple_of(validator: Any, value: float, instance: Any, schema: Any) -> Errors:
    """As decimals: 19.99 is a multiple of 0.01, although the nearest doubles are none of each other."""
    if isinstance(instance, bool) or not isinstance(instance, int | float):
        return
    if (Fraction(repr(instance)) / Fraction(repr(value))).denominator != 1:
        yield ValidationError(f"{instance!r} is not a multiple of {value!r}")


def type_(validator: Any, value: str | list[str], instance: Any, schema: Any) -> Errors:
    """Half of the time of a validation is spent in it. Whole numbers are ``int`` here, 1.0 too."""
    named = (value,) if isinstance(value, str) else value
    if not any(_TYPES[each](instance) for each in named):
        yield ValidationError(f"{_brief(instance)} is not of type {' or '.join(named)}")


def counted(keyword: Keyword, cost: Callable[[Any, Any], int]) -> Keyword:
    """A keyword of the library that does more than its steps tell: ``cost`` of its value and the instance."""

    def spending(validator: Any, value: Any, instance: Any, schema: Any) -> Errors:
        WORK.get().spend(cost(value, instance))
        yield from keyword(validator, value, instance, schema)

    return spending


def _square(value: Any, instance: Any) -> int:
    return len(instance) ** 2 // 100 if isinstance(instance, list | dict) else 0


def _each(value: Any, instance: Any) -> int:
    return 2 * len(instance) if isinstance(instance, list) else 0


def _new_validators(value: Any, instance: Any) -> int:
    return 5 * len(value) if isinstance(value, list) else 5


COSTS: Final[Mapping[str, Callable[[Any, Any], int]]] = {
    "unevaluatedItems": _square,
    "unevaluatedProperties": _square,
    "contains": _each,
    "oneOf": _new_validators,
    "not": _new_validators,
    "if": _new_validators,
}


def _brief(value: Any) -> str:
    return repr(value) if isinstance(value, list | dict) else _text(value)[:80]


def _text(value: Any) -> str:
    text = canonical(value)
    WORK.get().spend(1 + len(text) // 100)
    return text


OURS: Final[Mapping[str, Keyword]] = {
    "$ref": ref,
    "type": type_,
    "pattern": pattern,
    "patternProperties": pattern_properties,
    "additionalProperties": additional_properties,
    "uniqueItems": unique_items,
    "enum": enum,
    "multipleOf": multiple_of,
}
