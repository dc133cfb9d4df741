"""ScaleBox's ``/common_evaluate_batch``: a program and all its tests in one request.

Two of its habits are left behind: there a correct prefix of the output passes, and a test of the kind
``assert`` runs in the process of the answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from starlette.types import Send

from gateway.http.encoding import encode_json
from gateway.http.errors import ErrorCode, HttpError
from gateway.http.limits import HttpLimits
from gateway.http.respond import send_body
from gateway.http.stand_ins import sandbox_fusion
from gateway.http.stand_ins.base import StandIn, check_scored
from gateway.http.stand_ins.datasets import Reference, code_sample
from gateway.http.stand_ins.fusion_schema import SubmitRequest
from gateway.http.stand_ins.judges import special_judge
from gateway.http.stand_ins.results import eval_result
from gateway.http.whole import whole
from gateway.room import Room
from gateway.service import Service

LANGUAGES: Mapping[str, str] = {**sandbox_fusion.LANGUAGES, "javascript": "javascript", "js": "javascript"}
CASES = "config.provided_data.test_cases"


class CommonEvaluateBatch(StandIn[SubmitRequest]):
    error_key = "detail"

    def __init__(self, service: Service, limits: HttpLimits, room: Room) -> None:
        super().__init__(service, limits, room, whole(SubmitRequest))

    async def answer(self, asked: SubmitRequest, send: Send, named: dict[str, Any]) -> None:
        language = asked.config.language
        if not language:
            _invalid("the field is missing; write the program's language", "config.language")
        sample = code_sample(asked, _reference(asked), LANGUAGES, language)
        (verdict,) = await self.service.verify_many([sample], **named)
        check_scored(verdict)
        await send_body(send, encode_json(eval_result(asked, verdict)))


def _reference(asked: SubmitRequest) -> Reference:
    provided = asked.config.provided_data
    cases = provided.get("test_cases") if isinstance(provided, dict) else None
    if not isinstance(cases, dict):
        _invalid("write an object with `type`, `input` and `output`", CASES)
    kind = cases.get("type") or ("function_call" if cases.get("fn_name") else "stdin_stdout")
    if kind == "stdin_stdout":
        return _stdio(cases, asked.config.extra)
    if kind == "function_call":
        return _calls(cases)
    if kind != "assert":
        _invalid("write stdin_stdout, function_call or assert", f"{CASES}.type")
    return _asserts(cases)


def _stdio(cases: Mapping[str, Any], extra: Mapping[str, Any]) -> Reference:
    pairs = [{"input": given, "output": expected} for given, expected in _pairs(cases)]
    reference: Reference = {"kind": "stdio", "cases": pairs}
    program = extra.get("special_judge_program")
    if program:
        reference["checker"] = special_judge(program, extra.get("special_judge_language") or "python")
    return reference


def _calls(cases: Mapping[str, Any]) -> Reference:
    read = _json_lines if cases.get("json_input") is True else _as_they_are
    calls = []
    for given, expected in _pairs(cases):
        args, returned = read(given, expected)
        calls.append({"args": args, "expected": returned})
    return {"kind": "call", "entry_point": cases.get("fn_name"), "cases": calls}


def _as_they_are(given: Any, expected: Any) -> tuple[Any, Any]:
    """Arguments as a list; the result in a list of one."""
    args = given if isinstance(given, list) else [given]
    unwrapped = isinstance(expected, list) and len(expected) == 1
    return args, expected[0] if unwrapped else expected


def _json_lines(given: Any, expected: Any) -> tuple[Any, Any]:
    """As LiveCodeBench writes them; what is no JSON is taken as it is."""
    if not isinstance(given, str) or not isinstance(expected, str):
        return _as_they_are(given, expected)
    try:
        return [json.loads(line) for line in given.split("\n")], json.loads(expected)
    except (ValueError, RecursionError):
        return _as_they_are(given, expected)


def _asserts(cases: Mapping[str, Any]) -> Reference:
    if "test" not in cases:
        _invalid(
            "a test program for python is taken; what is compiled with the answer could be ended by it",
            f"{CASES}.test",
        )
    return {"kind": "test_program", "source": cases["test"], "entry_point": cases.get("entry_point")}


def _pairs(cases: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    inputs, outputs = cases.get("input"), cases.get("output")
    if not isinstance(inputs, list) or not isinstance(outputs, list):
        _invalid("write two lists, `input` and `output`", CASES)
    if len(inputs) != len(outputs):
        _invalid(f"there are {len(inputs)} inputs and {len(outputs)} outputs; write one for each", CASES)
    return list(zip(inputs, outputs, strict=True))


def _invalid(message: str, field: str) -> NoReturn:
    raise HttpError(ErrorCode.INVALID_REQUEST, message, field)
