"""LiveCodeBench: tests as JSON text, the private ones packed (base64, zlib, a pickled string).

The pickle is never loaded: a string's pickle has a handful of opcodes, and any other makes the reference bad.
A functional test's input is one JSON value a line, its output one JSON value; the function's name stands in
the metadata. Outputs are compared by the benchmark's own rule (``decimals``).
"""

from __future__ import annotations

import base64
import binascii
import pickletools
import zlib
from typing import Any, Final

from verifiers.code.checkers.decimals import Decimals
from verifiers.code.formats.canonical import CallCase, Canonical, Record, parse_json, stdio_case
from verifiers.code.prelude import HARNESS
from verifiers.core.errors import BadReference, InvalidSample

MOST_UNPACKED_BYTES: Final = 128 * 2**20
_OF_A_STRING: Final = frozenset(
    {"PROTO", "FRAME", "PUT", "BINPUT", "LONG_BINPUT", "MEMOIZE", "STOP"}
    | {"UNICODE", "SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8"}
)


def convert(record: Record) -> Canonical:
    tests = [*record.records("public_test_cases"), *_private(record)]
    types = {test.optional_text("testtype") or "stdin" for test in tests}
    if types <= {"stdin"}:
        cases = [stdio_case(test.text("input"), test.text("output"), test.path) for test in tests]
        return Canonical(kind="stdio", cases=cases, checker=Decimals(), granted=HARNESS)
    if types == {"functional"}:
        calls = [_call(test) for test in tests]
        return Canonical(kind="call", entry_point=_function(record), calls=calls, granted=HARNESS)
    raise BadReference(f"tests are of the types {sorted(types)}: they must all be stdin or all functional")


def _private(record: Record) -> list[Record]:
    key = "private_test_cases"
    packed = record.fields.get(key)
    if not isinstance(packed, str) or packed.lstrip()[:1] in ("", "["):
        return record.records(key)
    tests = parse_json(_unpickled(_unpacked(packed, record.at(key)), record.at(key)), record.at(key))
    return Record({key: tests}, record.path).records(key)


def _unpacked(packed: str, path: str) -> bytes:
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(base64.b64decode(packed, validate=True), MOST_UNPACKED_BYTES)
    except (ValueError, binascii.Error, zlib.error) as error:
        raise InvalidSample("write a list of tests, as JSON or packed by LiveCodeBench", path) from error
    if not unpacker.eof:
        raise BadReference(f"{path} is cut off, or unpacks to more than {MOST_UNPACKED_BYTES} bytes")
    return data


def _unpickled(data: bytes, path: str) -> str:
    """The one string that is pickled."""
    try:
        opcodes = [(opcode.name, argument) for opcode, argument, _ in _bounded(data)]
    except (ValueError, UnicodeDecodeError) as error:
        raise BadReference(f"{path} holds a broken pickle") from error
    strings = [argument for name, argument in opcodes if "UNICODE" in name]
    if len(strings) != 1 or any(name not in _OF_A_STRING for name, _ in opcodes):
        raise BadReference(f"{path} holds a pickle of something else than one string: it is not loaded")
    return str(strings[0])


def _bounded(data: bytes) -> list[tuple[Any, Any, Any]]:
    """The opcodes of a pickle; a dozen is more than a string takes."""
    opcodes = []
    for opcode in pickletools.genops(data):
        opcodes.append(opcode)
        if len(opcodes) > 12:
            break
    return opcodes


def _function(record: Record) -> str:
    metadata = record.inner("metadata")
    name = metadata.optional_text("func_name") if metadata else ""
    if not name:
        raise InvalidSample("functional tests need the function's name here", record.at("metadata.func_name"))
    return name


def _call(test: Record) -> CallCase:
    lines = [line for line in test.text("input").split("\n") if line.strip()]
    args = [parse_json(line, test.at("input")) for line in lines]
    return CallCase(args, parse_json(test.text("output"), test.at("output")))
