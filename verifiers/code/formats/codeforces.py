"""Open-R1's Codeforces: official tests, a generated checker, limits, and files in place of the streams.

Where official tests are missing the public ones and the examples of the statement are used, which a note
says: such a reference accepts programs that the contest refuses.
"""

from __future__ import annotations

from verifiers.code.checkers import Checker, CheckerProgram, Tokens
from verifiers.code.formats.canonical import Canonical, Record, StdioCase, stdio_case
from verifiers.core.errors import BadReference, InvalidSample


def convert(record: Record) -> Canonical:
    if record.optional_text("interaction_format").strip():
        raise BadReference("the problem is interactive: its tests are a dialogue, which these are not")
    official = record.records("official_tests")
    tests = official or record.records("public_tests") or record.records("examples")
    in_files = _in_files(record)
    memory = record.number("memory_limit")
    return Canonical(
        kind="stdio",
        cases=[_case(test) for test in tests],
        checker=_checker(record),
        time_limit_s=record.number("time_limit"),
        memory_limit_mb=max(1, int(memory)) if memory else None,
        input_file="input.txt" if in_files else None,
        output_file="output.txt" if in_files else None,
        notes=_notes(record, official=bool(official)),
    )


def _case(test: Record) -> StdioCase:
    return stdio_case(test.text("input"), test.text("output"), test.path)


def _in_files(record: Record) -> bool:
    mode = record.optional_text("input_mode") or "stdio"
    if mode not in ("stdio", "file"):
        raise InvalidSample("write stdio or file", record.at("input_mode"))
    return mode == "file"


def _checker(record: Record) -> Checker | CheckerProgram:
    source = record.optional_text("generated_checker")
    if not source.strip():
        return Tokens()
    return CheckerProgram(style="open_r1", language="python", source=source)


def _notes(record: Record, *, official: bool) -> tuple[str, ...]:
    if not official:
        return ("no_official_tests",)
    return ("official_tests_incomplete",) if record.fields.get("official_tests_complete") is False else ()
