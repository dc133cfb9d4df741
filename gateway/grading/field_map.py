"""Reads the columns of somebody else's file as fields of a sample: ``response=completion``.

A target is a field, or a key inside ``reference``, ``options`` or ``metadata``. A source is a path of keys
and list positions (``choices.0.message.content``); ``str(path)`` makes text of a number, of a decimal or time
of Parquet, and of bytes that are UTF-8.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gateway.user_errors import Unusable
from trainer_client.contract import Sample
from verifiers.core.errors import InvalidSample

_FIELDS = tuple(spec.name for spec in dataclasses.fields(Sample))
_NESTED = ("reference", "options", "metadata")
_AS_TEXT = re.compile(r"str\((.+)\)")
_MISSING = object()


@dataclass(frozen=True, slots=True)
class Mapped:
    """One ``target=source``."""

    target: tuple[str, ...]
    source: str
    as_text: bool = False

    def read(self, row: dict[str, Any]) -> Any:
        """Raises ``InvalidSample`` when the row has no such column."""
        value = _find(row, self.source)
        if value is _MISSING:
            columns = ", ".join(map(str, row))[:200]
            raise InvalidSample(
                f"the row has no {self.source!r} to read it from; it has: {columns}", ".".join(self.target)
            )
        return self._text(value) if self.as_text and value is not None else value

    def _text(self, value: Any) -> str:
        if not isinstance(value, bytes):
            return str(value)
        try:
            return value.decode()
        except UnicodeError as error:
            raise InvalidSample(
                f"the bytes of {self.source!r} are not UTF-8", ".".join(self.target)
            ) from error


@dataclass(frozen=True)
class FieldMap:
    """All ``--map`` of a command. Columns that are named like fields are read without being mapped."""

    mapped: tuple[Mapped, ...]

    @cached_property
    def columns(self) -> tuple[bytes, ...]:
        """The keys that a row is read from, as they may stand in a line of JSON."""
        sources = {name for it in self.mapped for name in (it.source, it.source.partition(".")[0])}
        return tuple(
            {json.dumps(name, ensure_ascii=how).encode() for name in sources for how in (True, False)}
        )

    def apply(self, row: dict[str, Any]) -> dict[str, Any]:
        fields = {name: row[name] for name in _FIELDS if name in row}
        taken = {mapping.target[0] for mapping in self.mapped}
        for name in taken.intersection(_NESTED):
            fields[name] = dict(fields[name]) if isinstance(fields.get(name), dict) else {}
        for mapping in self.mapped:
            _put(fields, mapping.target, mapping.read(row))
        return fields


def parse_field_map(texts: Sequence[str]) -> FieldMap | None:
    """``None`` when there is nothing to map. Raises ``Unusable`` for what is not ``target=source``."""
    return FieldMap(tuple(map(_parse, texts))) if texts else None


def _parse(text: str) -> Mapped:
    target, _, source = (part.strip() for part in text.partition("="))
    if not target or not source:
        raise Unusable(f"--map {text}: write it as FIELD=COLUMN, such as response=completion")
    path = tuple(target.split("."))
    if path[0] not in _FIELDS:
        raise Unusable(f"--map {text}: a sample has no field {path[0]!r}; it has: {', '.join(_FIELDS)}")
    if len(path) > 1 and path[0] not in _NESTED:
        raise Unusable(f"--map {text}: {path[0]} has no keys; only {', '.join(_NESTED)} do")
    as_text = _AS_TEXT.fullmatch(source)
    return Mapped(path, as_text[1] if as_text else source, as_text=bool(as_text))


def _put(fields: dict[str, Any], target: tuple[str, ...], value: Any) -> None:
    place = fields
    for key in target[:-1]:
        place = place.setdefault(key, {})
        if not isinstance(place, dict):
            raise InvalidSample(f"{key} is mapped both whole and by its keys", ".".join(target))
    place[target[-1]] = value


def _find(value: Any, path: str) -> Any:
    """A column whose name has dots in it is found before a path is."""
    if isinstance(value, dict) and path in value:
        return value[path]
    key, _, rest = path.partition(".")
    if isinstance(value, dict) and key in value:
        value = value[key]
    elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
        value = value[int(key)]
    else:
        return _MISSING
    return _find(value, rest) if rest else value
