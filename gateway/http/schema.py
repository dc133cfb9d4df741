"""The OpenAPI description, derived from the types that decode and encode, so that it cannot drift."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from gateway.http.bodies import GroupsBody, SampleBody
from gateway.http.call import TIMEOUT_HEADER
from gateway.http.errors import STATUS, ErrorBody, ErrorCode
from gateway.http.limits import HttpLimits
from gateway.http.pages import described_verifiers
from gateway.service import Service
from trainer_client.contract import SCORED_REASONS, UNSCORED_REASONS, Reason, ScoredGroup, Status, Verdict
from verifiers.recipes import RECIPES

Schema = dict[str, Any]

_REFERENCE = "#/components/schemas/{name}"
_BAD_ITEM = "Anything else is answered by an `invalid_sample` verdict in its place; the others are graded."
_POST_ERRORS = (
    ErrorCode.MALFORMED_JSON,
    ErrorCode.REQUEST_TIMEOUT,
    ErrorCode.TOO_LARGE,
    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
    ErrorCode.INVALID_REQUEST,
    ErrorCode.OVERLOADED,
)
_KEY_ERRORS = (ErrorCode.UNAUTHENTICATED, ErrorCode.FORBIDDEN)
_SAYS: dict[ErrorCode, str] = {
    ErrorCode.MALFORMED_JSON: "The body is not JSON in UTF-8.",
    ErrorCode.UNAUTHENTICATED: "No API key was sent.",
    ErrorCode.FORBIDDEN: "The API key is not known.",
    ErrorCode.REQUEST_TIMEOUT: "The body did not arrive in time.",
    ErrorCode.TOO_LARGE: "The body is over the limit of bytes, samples or values.",
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: "The body is not sent as plain JSON.",
    ErrorCode.INVALID_REQUEST: "The envelope has the wrong shape; `field` is the path of what to mend.",
    ErrorCode.OVERLOADED: "Nothing was taken; send it again after Retry-After seconds.",
}


def openapi_schema(service: Service, version: str, limits: HttpLimits, *, keys: bool) -> Schema:
    """``keys``: whether calls need an API key."""
    examples = {described["name"]: described["example"] for described in described_verifiers(service)}
    schema: Schema = {
        "openapi": "3.1.0",
        "info": {
            "title": "Cascade Rewards",
            "version": version,
            "summary": "What a model's answer is worth.",
            "description": "One sample in, one verdict out. Branch on `status`: a verdict has a reward "
            "exactly when it is `scored`; mask what is `unscored`, never count it as 0.",
        },
        "paths": _paths(examples, limits, keys),
        "components": {"schemas": _components()},
    }
    if keys:
        schema["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    return schema


def _paths(examples: Schema, limits: HttpLimits, keys: bool) -> Schema:
    batch_examples = {name: {"value": {"samples": [sample]}} for name, sample in examples.items()}
    batch = _body("Batch", batch_examples)
    single = _body("Sample", {name: {"value": sample} for name, sample in examples.items()})
    groups = _body("GroupsCall", {})
    return {
        "/v1/verify": _post("One sample, one verdict", single, _json("Verdict"), limits, keys),
        "/v1/verify/batch": _post(
            "Verdicts of the same length and order", batch, _json("Verdicts"), limits, keys
        ),
        "/v1/verify/stream": _post(
            "Verdicts as each is ready, one JSON object a line", batch, _lines(), limits, keys
        ),
        "/v1/groups": _post(
            "Groups of responses under a recipe, with advantages", groups, _json("ScoredGroups"), limits, keys
        ),
        "/v1/verifiers": _get("What can be judged here, and how to ask for it", _json("Verifiers"), keys),
        "/healthz": _get("Whether the process is alive", _json("Health"), keys=False),
        "/readyz": _get("Whether every verifier is ready", _json("Ready"), keys=False, not_ready=True),
        "/metrics": _get("Metrics for Prometheus", {"text/plain": {"schema": {"type": "string"}}}, keys),
    }


def _post(summary: str, body: Schema, answer: Schema, limits: HttpLimits, keys: bool) -> Schema:
    timeout = {
        "name": TIMEOUT_HEADER,
        "in": "header",
        "description": "Milliseconds; what is not judged by then is unscored with the reason `deadline`.",
        "schema": {"type": "integer", "minimum": 1, "maximum": int(limits.max_timeout_s * 1000)},
    }
    return {
        "post": {
            "summary": summary,
            "parameters": [timeout, _request_id()],
            "requestBody": body,
            "responses": _responses(answer, _POST_ERRORS, keys),
            **_security(keys),
        }
    }


def _get(summary: str, answer: Schema, keys: bool, *, not_ready: bool = False) -> Schema:
    responses = _responses(answer, (), keys)
    if not_ready:
        responses["503"] = {"description": "Not ready; the body says what.", "content": answer}
    return {
        "get": {
            "summary": summary,
            "parameters": [_request_id()],
            "responses": responses,
            **_security(keys),
        }
    }


def _request_id() -> Schema:
    return {
        "name": "X-Request-Id",
        "in": "header",
        "description": "Up to 128 printable characters come back with the response, and stand in logs "
        "and journal; anything else is replaced.",
        "schema": {"type": "string"},
    }


def _security(keys: bool) -> Schema:
    return {"security": [{"key": []}]} if keys else {}


def _responses(answer: Schema, errors: Sequence[ErrorCode], keys: bool) -> Schema:
    answered = {"200": {"description": "Answered.", "content": answer}}
    refused = {str(STATUS[code]): _error(code) for code in (*errors, *(_KEY_ERRORS if keys else ()))}
    return answered | refused


def _error(code: ErrorCode) -> Schema:
    response: Schema = {"description": _SAYS[code], "content": _json("ErrorBody")}
    if code is ErrorCode.OVERLOADED:
        response["headers"] = {"Retry-After": {"schema": {"type": "integer", "minimum": 1}}}
    return response


def _body(name: str, examples: Schema) -> Schema:
    content = _json(name)
    if examples:
        content["application/json"]["examples"] = {
            key: value if "value" in value else {"value": value} for key, value in examples.items()
        }
    return {"required": True, "content": content}


def _json(name: str) -> Schema:
    return {"application/json": {"schema": _ref(name)}}


def _lines() -> Schema:
    line = {"description": "Each line is a verdict with its `index` in the request.", "type": "string"}
    return {"application/x-ndjson": {"schema": line}}


def _ref(name: str) -> Schema:
    return {"$ref": _REFERENCE.format(name=name)}


def _components() -> Schema:
    _, schemas = msgspec.json.schema_components(
        (SampleBody, GroupsBody, ErrorBody, ScoredGroup, Verdict), ref_template=_REFERENCE
    )
    schemas["GroupsCall"]["properties"]["recipe"]["enum"] = list(RECIPES)
    schemas["ScoredVerdict"], schemas["UnscoredVerdict"] = _verdicts(schemas.pop("Verdict"))
    schemas["Verdict"] = {"oneOf": [_ref("ScoredVerdict"), _ref("UnscoredVerdict")]}
    schemas["Batch"] = _envelope("samples", {"anyOf": [_ref("Sample"), {"description": _BAD_ITEM}]})
    schemas["Verdicts"] = _envelope("verdicts", _ref("Verdict"))
    schemas["ScoredGroups"] = _envelope("groups", _ref("ScoredGroup"))
    schemas["Verifiers"] = _envelope("verifiers", _ref("VerifierInfo"))
    schemas["VerifierInfo"] = _verifier_info()
    schemas["Health"] = _object({"status": {"const": "ok"}, "version": {"type": "string"}})
    schemas["Readiness"] = _object({"ready": {"type": "boolean"}, "hint": {"type": "string"}})
    statuses = {"enum": ["ready", "not_ready", "shutting_down"]}
    verifiers = {"type": "object", "additionalProperties": _ref("Readiness")}
    schemas["Ready"] = _object({"status": statuses, "verifiers": verifiers})
    return schemas


def _verdicts(verdict: Schema) -> tuple[Schema, Schema]:
    """One schema per status, since a reward is a number exactly when scored."""

    def of(status: Status, reasons: frozenset[Reason], reward: Schema) -> Schema:
        ordered = [reason.value for reason in Reason if reason in reasons]
        said = {"status": {"const": status.value}, "reason": {"enum": ordered}, "reward": reward}
        return verdict | {
            "title": f"{status.value.capitalize()}Verdict",
            "properties": verdict["properties"] | said,
            "required": list(verdict["properties"]),
        }

    return (
        of(Status.SCORED, SCORED_REASONS, {"type": "number"}),
        of(Status.UNSCORED, UNSCORED_REASONS, {"type": "null"}),
    )


def _verifier_info() -> Schema:
    text: Schema = {"type": "string"}
    json_schema: Schema = {"type": "object"}
    return _object(
        {
            "name": text,
            "version": text,
            "summary": text,
            "reference_schema": json_schema,
            "options_schema": json_schema,
            "example": _ref("Sample"),
            "ready": {"type": "boolean"},
            "hint": text,
        }
    )


def _envelope(key: str, items: Schema) -> Schema:
    return _object({key: {"type": "array", "items": items}})


def _object(properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
