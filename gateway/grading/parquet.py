"""Reads rows of Parquet. What JSON has not (decimals, times, bytes) is refused where a sample would hold it.

A guess at its text would decide verdicts unseen. A column that no field is read from may hold anything.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gateway.grading.row import RowReader
from gateway.items import Item, Malformed
from gateway.user_errors import Unusable
from trainer_client.contract import Sample

_ROWS_AT_A_TIME = 256
_FREE_FIELDS = ("reference", "options", "metadata", "prompt")


@dataclass(frozen=True, slots=True)
class ParquetRows:
    """Rows of a Parquet file. A null means that the row has no such field: Arrow fills them in."""

    name: str
    parquet: Any
    reader: RowReader
    _read: list[int] = field(default_factory=lambda: [0])

    def __iter__(self) -> Iterator[tuple[int, Item]]:
        for row in self._rows():
            self._read[0] += 1
            yield self._read[0], _refused_where_no_json(self.reader.read_row(_without_nulls(row)))

    def fraction_read(self) -> float | None:
        return self._read[0] / max(int(self.parquet.metadata.num_rows), 1)

    def _rows(self) -> Iterator[dict[str, Any]]:
        """Raises ``Unusable`` where the file is broken."""
        batches = self.parquet.iter_batches(batch_size=_ROWS_AT_A_TIME)
        while (batch := self._next_rows(batches)) is not None:
            yield from batch

    def _next_rows(self, batches: Iterator[Any]) -> list[dict[str, Any]] | None:
        import pyarrow

        try:
            batch = next(batches, None)
            return None if batch is None else list(batch.to_pylist())
        except (pyarrow.ArrowException, OSError, ValueError, OverflowError) as error:
            raise Unusable(
                f"{self.name}: the rows from {self._read[0] + 1} on cannot be read ({error}); "
                "get a whole copy of the file"
            ) from error


def open_parquet(name: str, file: Any, reader: RowReader) -> ParquetRows:
    """Raises ``Unusable``."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise Unusable(
            "Parquet needs pyarrow, which is not installed: pip install 'cascade-rewards[parquet]'"
        ) from error
    try:
        return ParquetRows(name, pyarrow.parquet.ParquetFile(file), reader)
    except (pyarrow.ArrowException, OSError) as error:
        raise Unusable(f"{name}: this Parquet cannot be read ({error}); get a whole copy of it") from error


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(part) for key, part in value.items() if part is not None}
    if isinstance(value, list | tuple):
        return [_without_nulls(part) for part in value]
    return value


def _refused_where_no_json(item: Item) -> Item:
    if isinstance(item, Malformed):
        return replace(item, metadata={}) if _find_foreign(item.metadata, "metadata") else item
    for name in _FREE_FIELDS:
        if found := _find_foreign(getattr(item, name), name):
            return _refused(item, *found)
    return item


def _refused(sample: Sample, path: str, kind: str) -> Malformed:
    return Malformed(
        message=f"{kind} is no value of JSON; write text or a number in its column, or read it as text by "
        f"--map {path}='str(COLUMN)'",
        field=path,
        id=sample.id,
        group_id=sample.group_id,
        verifier=sample.verifier,
        metadata={} if _find_foreign(sample.metadata, "metadata") else sample.metadata,
    )


def _find_foreign(value: Any, path: str) -> tuple[str, str] | None:
    """Where the first value is that JSON has not, and what it is."""
    if isinstance(value, Mapping):
        found = (_find_foreign(part, f"{path}.{key}") for key, part in value.items())
        return next(filter(None, found), None)
    if isinstance(value, list | tuple):
        found = (_find_foreign(part, f"{path}.{place}") for place, part in enumerate(value))
        return next(filter(None, found), None)
    if isinstance(value, float):
        return None if math.isfinite(value) else (path, str(value))
    return None if isinstance(value, str | int | None) else (path, f"a {type(value).__name__}")
