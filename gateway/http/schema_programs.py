"""The part of the OpenAPI description that is there only with a sandbox."""

from __future__ import annotations

import msgspec

from gateway.http.errors import STATUS, ErrorCode
from gateway.http.limits import HttpLimits
from gateway.http.run import RunAnswer, RunRequest
from gateway.http.schema_parts import (
    POST_ERRORS,
    REFERENCE,
    Schema,
    body_of,
    error_of,
    get,
    json_of,
    object_of,
    post,
    ref,
)
from gateway.http.stand_ins.fusion_schema import EvalResult, RunCodeRequest, RunCodeResponse, SubmitRequest
from gateway.http.stand_ins.piston_schema import PistonAnswer, PistonRequest, PistonRuntime
from sandbox.interface import Limits

_LATE = "a program that has not ended by then is ended, and the answer is 504"
_EXAMPLE = {
    "sum": {"language": "python", "source": "print(sum(map(int, input().split())))", "stdin": "1 2\n"}
}
_PONG: Schema = {"application/json": {"schema": {"const": "pong"}}}
_TEXT: Schema = {"type": "string"}


def program_paths(limits: HttpLimits, keys: bool) -> Schema:
    run = post(
        "A program, run once in the sandbox",
        body_of("RunRequest", _EXAMPLE),
        json_of("RunAnswer"),
        limits,
        keys,
        _LATE,
        (ErrorCode.UNAVAILABLE, ErrorCode.NOT_DONE),
    )
    run["post"]["responses"]["403"] = error_of(ErrorCode.FORBIDDEN)
    return {
        "/v1/run": run,
        "/run_code": _stand_in("SandboxFusion: run a program", "RunCode", "Detail", limits, keys),
        "/submit": _stand_in("SandboxFusion: judge an answer", "Submit", "Detail", limits, keys),
        "/v1/ping": get("SandboxFusion: pong", _PONG, keys=False),
        "/common_evaluate_batch": _stand_in(
            "ScaleBox: judge an answer by many tests", "Submit", "Detail", limits, keys
        ),
        "/api/v2/execute": _stand_in("Piston: run a program", "Piston", "Message", limits, keys),
        "/api/v2/runtimes": get("Piston: what can be run", json_of("PistonRuntimes"), keys),
    }


_ANSWERS = {"RunCode": "RunCodeResponse", "Submit": "EvalResult", "Piston": "PistonAnswer"}


def _stand_in(summary: str, name: str, error: str, limits: HttpLimits, keys: bool) -> Schema:
    """Errors in the peer's shape; those of the key, which come before, in ours."""
    path = post(summary, body_of(f"{name}Request", {}), json_of(_ANSWERS[name]), limits, keys, _LATE)
    responses = path["post"]["responses"]
    for code in (*POST_ERRORS, ErrorCode.NOT_DONE):
        described = error_of(code) | {"content": json_of(error)}
        responses[str(STATUS[code])] = described
    del responses[str(STATUS[ErrorCode.OVERLOADED])]
    responses["403"] = error_of(ErrorCode.FORBIDDEN)
    responses["504"]["description"] = "No sandbox, no place or no time. Send it again."
    return path


def program_components(most: Limits) -> Schema:
    types = (
        RunRequest,
        RunAnswer,
        RunCodeRequest,
        RunCodeResponse,
        SubmitRequest,
        EvalResult,
        PistonRequest,
        PistonAnswer,
        PistonRuntime,
    )
    _, schemas = msgspec.json.schema_components(types, ref_template=REFERENCE)
    for name, property_ in schemas["RunLimits"]["properties"].items():
        highest = most.wall_limit_s if name == "wall_s" else getattr(most, name)
        property_["anyOf"][0]["maximum"] = highest
    schemas["PistonRuntimes"] = {"type": "array", "items": ref("PistonRuntime")}
    schemas["Detail"] = object_of({"detail": _TEXT})
    schemas["Message"] = object_of({"message": _TEXT})
    return schemas
