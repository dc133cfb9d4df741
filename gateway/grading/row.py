"""Turns one row of a file into a sample: the user's mapping, the defaults, the recipe, then strict types.

A row is read as a request would be: a column that is no field of a sample, a null where none belongs and a
repeated key are errors. Under a ``--map`` the file is somebody else's: what is not mapped is left out, and a
null is a missing field.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from gateway.careful_json import NotJson, find_problem, parse
from gateway.grading.field_map import FieldMap
from gateway.items import Item, Malformed
from trainer_client.contract import Sample
from verifiers.core.decode import decode, shortened, unknown_name
from verifiers.core.errors import InvalidSample
from verifiers.recipes import Recipe

# How the message of a row begins that is no object; a file of nothing else is no file of samples.
NO_OBJECT = "not a JSON object"
_FIELDS = tuple(spec.name for spec in dataclasses.fields(Sample))
# A key that stands twice decides the verdict one way for some readers and the other way for others.
_DECIDING = (b'"verifier"', b'"response"', b'"reference"')


@dataclass(frozen=True, slots=True)
class RowReader:
    """``verifier`` and ``options`` fill in what rows leave open; a row's own win."""

    field_map: FieldMap | None = None
    verifier: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    recipe: Recipe | None = None
    needs_response: bool = True

    def read_line(self, line: bytes) -> Item:
        """Never raises: what is no sample comes back as ``Malformed``, with what could be read of it."""
        try:
            row = msgspec.json.decode(line)
        except RecursionError:
            return Malformed(message="nested too deeply")
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            return Malformed(message=f"{NO_OBJECT}: {error}")
        if any(line.count(key) > 1 for key in self._watched) and (found := doubt(line)):
            return _malformed(row if isinstance(row, dict) else {}, found)
        return self.read_row(row)

    @property
    def _watched(self) -> tuple[bytes, ...]:
        return _DECIDING + (self.field_map.columns if self.field_map else ())

    def read_row(self, row: Any) -> Item:
        if not isinstance(row, dict):
            return Malformed(message=f"{NO_OBJECT}: got {_kind(row)}")
        try:
            fields = self._fields(row)
            return decode(Sample, fields, "")
        except InvalidSample as error:
            return _malformed(row, error)

    def _fields(self, row: dict[str, Any]) -> dict[str, Any]:
        fields = row
        if self.field_map:
            mapped = self.field_map.apply(row)
            fields = {name: value for name, value in mapped.items() if value is not None}
        elif unknown := sorted(row.keys() - set(_FIELDS)):
            raise InvalidSample(
                f"{unknown_name(unknown[0], _FIELDS)}. Put columns of your own under metadata, or name the "
                "columns to read with --map",
                shortened(unknown[0]),
            )
        if not self.needs_response:
            fields = fields | {"response": ""}
        fields = self._with_defaults(fields)
        if "verifier" not in fields:
            raise InvalidSample("the row names no verifier; add the field, or give --verifier", "verifier")
        if "response" not in fields:
            raise InvalidSample("the row has no response; name its column, --map response=COLUMN", "response")
        return fields

    def _with_defaults(self, fields: dict[str, Any]) -> dict[str, Any]:
        default_verifier = self.recipe.verifier if self.recipe else self.verifier
        if default_verifier:
            fields = {"verifier": default_verifier} | fields
        asked = fields.get("options", {})
        if not isinstance(asked, dict) or not (self.options or self.recipe):
            return fields
        options = {**self.options, **asked}
        return fields | {"options": self._pinned(fields, options) if self.recipe else options}

    def _pinned(self, fields: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
        assert self.recipe
        if fields["verifier"] != self.recipe.verifier:
            raise InvalidSample(
                f"the recipe {self.recipe.name} is for the verifier {self.recipe.verifier}", "verifier"
            )
        return self.recipe.options(options)


def doubt(text: bytes) -> InvalidSample | None:
    """The careful look that a request gets, at JSON that two readers might read differently."""
    try:
        problem = find_problem(parse(text, max_values=sys.maxsize))
    except NotJson as error:
        return InvalidSample(error.message)
    return InvalidSample(problem.message, problem.path) if problem else None


def _malformed(row: dict[str, Any], error: InvalidSample) -> Malformed:
    metadata = row.get("metadata")
    return Malformed(
        message=error.message,
        field=error.field.lstrip("."),
        id=_text(row.get("id")) or None,
        group_id=_text(row.get("group_id")) or None,
        verifier=_text(row.get("verifier")),
        metadata=metadata if isinstance(metadata, dict) else {},
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _kind(value: Any) -> str:
    names = {list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")
