"""The drafts of JSON Schema that are read, each as the library's validator with our keywords in it.

``descend`` is replaced too. The library makes a new validator at every step into a value; here one for each
subschema is kept, which is several times faster, and each step is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import jsonschema
from jsonschema import ValidationError
from jsonschema.validators import extend
from referencing.jsonschema import specification_with

from verifiers.core.json_schema.keywords import COSTS, OURS, counted
from verifiers.core.json_schema.work import WORK

DEFAULT: Final = "https://json-schema.org/draft/2020-12/schema"


def _descend(
    self: Any, instance: Any, schema: Any, path: Any = None, schema_path: Any = None, resolver: Any = None
) -> Iterator[ValidationError]:
    """The library's ``descend``, with the validator of a subschema made once."""
    if schema is True:
        return
    work = WORK.get()
    work.spend(1)
    resolver = resolver or self._resolver
    key = id(schema), id(resolver)
    kept = work.children.get(key)
    if kept is None:  # the resolver is kept with it, so that its id is nobody else's
        kept = work.children[key] = _child(self, schema, resolver), resolver
    for error in kept[0].iter_errors(instance):
        work.spend(4)
        if path is not None:
            error.path.appendleft(path)
        if schema_path is not None:
            error.schema_path.appendleft(schema_path)
        yield error


def _child(validator: Any, schema: Any, resolver: Any) -> Any:
    if isinstance(schema, dict):
        resolver = resolver.in_subresource(validator.specification.create_resource(schema))
    return validator.evolve(schema=schema, _resolver=resolver)


def _dialect(library: Any) -> Any:
    theirs = library.VALIDATORS
    costly = {name: counted(theirs[name], cost) for name, cost in COSTS.items() if name in theirs}
    made: Any = extend(library, {**OURS, **costly})  # type: ignore[no-untyped-call]
    made.descend = _descend
    made.name = library.ID_OF(library.META_SCHEMA).rstrip("#")
    made.specification = specification_with(made.name)
    return made


DIALECTS: Final[Mapping[str, Any]] = {
    dialect.name: dialect
    for dialect in map(
        _dialect,
        (
            jsonschema.Draft202012Validator,
            jsonschema.Draft201909Validator,
            jsonschema.Draft7Validator,
            jsonschema.Draft6Validator,
            jsonschema.Draft4Validator,
        ),
    )
}
