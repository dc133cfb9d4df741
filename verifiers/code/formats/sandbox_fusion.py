"""SandboxFusion: ``[{input: {stdin}, output: {stdout}}]`` under ``test``, ``provided_data`` or both."""

from __future__ import annotations

from collections.abc import Mapping

from verifiers.code.formats.canonical import Canonical, Record, StdioCase, stdio_case
from verifiers.core.errors import InvalidSample


def convert(record: Record) -> Canonical:
    provided = record.unpacked("provided_data")
    if isinstance(provided, list):
        tests = record.records("provided_data")
    elif provided is None or isinstance(provided, Mapping):
        tests = (record.inner("provided_data") or record).records("test")
    else:
        raise record.wrong("provided_data", "a list of tests, or an object with `test`")
    return Canonical(kind="stdio", cases=[_case(test) for test in tests])


def _case(test: Record) -> StdioCase:
    given, expected = test.inner("input"), test.inner("output")
    if expected is None or "stdout" not in expected.fields:
        raise InvalidSample("write the text that the program is to print", test.at("output.stdout"))
    stdin = given.optional_text("stdin") if given else ""
    return stdio_case(stdin, expected.text("stdout"), test.path)
