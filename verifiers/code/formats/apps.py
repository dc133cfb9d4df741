"""APPS, TACO, PRIME and verl: ``{inputs, outputs, fn_name?, call_type?, assert_case?}``.

It may stand under ``input_output``, as an object or as JSON text. With ``fn_name`` an input is a list of
arguments (verl: text with one JSON value a line). APPS wraps most results in a list of one; its harness takes
both forms. Here all of a record are unwrapped when every output has that form, and none otherwise.

Printed answers are compared by tokens, real numbers within 1e-5 relative or 1e-8, as the harness's cascade
ends, and integers exactly, which it forgets.
"""

from __future__ import annotations

from typing import Any, Final

from verifiers.code.checkers.floats import Floats
from verifiers.code.formats.canonical import (
    CallCase,
    Canonical,
    Kind,
    Record,
    StdioCase,
    parse_json,
    stdio_case,
)
from verifiers.code.prelude import HARNESS
from verifiers.core.errors import InvalidSample

CHECKER: Final = Floats(absolute=1e-8, relative=1e-5, exact_integers=True)


def convert(record: Record) -> Canonical:
    tests = record.inner("input_output") or record
    if "assert_case" in tests.fields and tests.fields["assert_case"] is not None:
        return Canonical(kind="assert", statements=tests.texts("assert_case"))
    inputs, outputs = tests.items("inputs"), tests.items("outputs")
    if len(inputs) != len(outputs):
        told = f"there are {len(inputs)} inputs and {len(outputs)} outputs; write one for each"
        raise InvalidSample(told, tests.at("outputs"))
    name = tests.optional_text("fn_name")
    if _kind(tests, name) == "stdio":
        pairs = enumerate(zip(inputs, outputs, strict=True))
        cases = [_case(tests, index, *pair) for index, pair in pairs]
        return Canonical(kind="stdio", cases=cases, checker=CHECKER, granted=HARNESS)
    calls = [_call(tests, index, *pair) for index, pair in enumerate(zip(inputs, outputs, strict=True))]
    unwrapped = _unwrapped(calls)
    notes = () if unwrapped is calls else ("unwrapped_outputs",)
    return Canonical(kind="call", entry_point=name, calls=unwrapped, granted=HARNESS, notes=notes)


def _kind(tests: Record, name: str) -> Kind:
    call_type = tests.optional_text("call_type")
    if call_type not in ("", "std", "fn"):
        raise InvalidSample("write std or fn", tests.at("call_type"))
    if call_type == "fn" and not name:
        raise InvalidSample("calls need the function's name; write it", tests.at("fn_name"))
    return "call" if name and call_type != "std" else "stdio"


def _case(tests: Record, index: int, given: Any, expected: Any) -> StdioCase:
    return stdio_case(
        _lines(given, f"{tests.at('inputs')}[{index}]"),
        _lines(expected, f"{tests.at('outputs')}[{index}]"),
        f"{tests.at('inputs')}[{index}] or its output",
    )


def _lines(value: Any, path: str) -> str:
    """Text, or the list of its lines."""
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "\n".join(value)
    if not isinstance(value, str):
        raise InvalidSample(f"write text or a list of lines (got {type(value).__name__})", path)
    return value


def _call(tests: Record, index: int, given: Any, expected: Any) -> CallCase:
    path = f"{tests.at('inputs')}[{index}]"
    if isinstance(given, str):
        args = [parse_json(line, path) for line in given.split("\n") if line.strip()]
        if isinstance(expected, str):
            expected = parse_json(expected, f"{tests.at('outputs')}[{index}]")
        return CallCase(args, expected)
    if not isinstance(given, list):
        raise InvalidSample("write the list of the call's arguments", path)
    return CallCase(given, expected)


def _unwrapped(calls: list[CallCase]) -> list[CallCase]:
    if not calls or not all(isinstance(call.expected, list) and len(call.expected) == 1 for call in calls):
        return calls
    return [CallCase(call.args, call.expected[0]) for call in calls]
