"""CodeContests: ``{public,private,generated}_tests``, each ``{input: [...], output: [...]}``."""

from __future__ import annotations

from verifiers.code.formats.canonical import Canonical, Record, StdioCase, stdio_case
from verifiers.core.errors import InvalidSample

_MIB = 2**20


def convert(record: Record) -> Canonical:
    parts = [record.inner(f"{which}_tests") for which in ("public", "private", "generated")]
    memory = record.number("memory_limit_bytes")
    return Canonical(
        kind="stdio",
        cases=[case for part in parts if part is not None for case in _cases(part)],
        time_limit_s=_seconds(record),
        memory_limit_mb=max(1, int(memory / _MIB)) if memory else None,
        input_file=record.optional_text("input_file") or None,
        output_file=record.optional_text("output_file") or None,
    )


def _cases(tests: Record) -> list[StdioCase]:
    inputs, outputs = tests.texts("input"), tests.texts("output")
    if len(inputs) != len(outputs):
        told = f"there are {len(inputs)} inputs and {len(outputs)} outputs; write one for each"
        raise InvalidSample(told, tests.at("output"))
    pairs = enumerate(zip(inputs, outputs, strict=True))
    return [stdio_case(given, expected, f"{tests.path}[{index}]") for index, (given, expected) in pairs]


def _seconds(record: Record) -> float | None:
    """A number, or a protocol buffer's duration; 0 means that none is known."""
    limit = record.fields.get("time_limit")
    if not isinstance(limit, dict):
        return record.number("time_limit") if limit else None
    duration = Record(limit, record.at("time_limit"))
    parts = (("seconds", 1.0), ("nanos", 1e-9))
    seconds = sum((duration.number(key) or 0.0) * unit for key, unit in parts if limit.get(key))
    return seconds or None
