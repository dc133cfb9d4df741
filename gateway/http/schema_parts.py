"""The pieces that the OpenAPI description is put together from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway.http.call import TIMEOUT_HEADER
from gateway.http.errors import STATUS, ErrorCode
from gateway.http.limits import HttpLimits

Schema = dict[str, Any]

REFERENCE = "#/components/schemas/{name}"
POST_ERRORS = (
    ErrorCode.MALFORMED_JSON,
    ErrorCode.REQUEST_TIMEOUT,
    ErrorCode.TOO_LARGE,
    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
    ErrorCode.INVALID_REQUEST,
    ErrorCode.OVERLOADED,
)
KEY_ERRORS = (ErrorCode.UNAUTHENTICATED, ErrorCode.FORBIDDEN)
_SAYS: dict[ErrorCode, str] = {
    ErrorCode.MALFORMED_JSON: "The body is not JSON in UTF-8.",
    ErrorCode.UNAUTHENTICATED: "No API key was sent.",
    ErrorCode.FORBIDDEN: "The API key is not known, or there is none and the call needs one.",
    ErrorCode.REQUEST_TIMEOUT: "The body did not arrive in time.",
    ErrorCode.TOO_LARGE: "The body is over the limit of bytes, samples or values.",
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: "The body is not sent as plain JSON.",
    ErrorCode.INVALID_REQUEST: "The envelope has the wrong shape; `field` is the path of what to mend.",
    ErrorCode.OVERLOADED: "Nothing was taken; send it again after Retry-After seconds.",
    ErrorCode.UNAVAILABLE: "No program can be run here; the message says what to do about it.",
    ErrorCode.NOT_DONE: "The request's time ran out before the program had ended.",
}


def post(
    summary: str,
    body: Schema,
    answer: Schema,
    limits: HttpLimits,
    keys: bool,
    late: str = "what is not judged by then is unscored with the reason `deadline`",
    more_errors: Sequence[ErrorCode] = (),
) -> Schema:
    """``late``: what becomes of that which the caller's time limit is too short for."""
    timeout = {
        "name": TIMEOUT_HEADER,
        "in": "header",
        "description": f"Milliseconds; {late}.",
        "schema": {"type": "integer", "minimum": 1, "maximum": int(limits.max_timeout_s * 1000)},
    }
    return {
        "post": {
            "summary": summary,
            "parameters": [timeout, _request_id()],
            "requestBody": body,
            "responses": responses_of(answer, (*POST_ERRORS, *more_errors), keys),
            **security(keys),
        }
    }


def get(summary: str, answer: Schema, keys: bool, *, not_ready: bool = False) -> Schema:
    responses = responses_of(answer, (), keys)
    if not_ready:
        responses["503"] = {"description": "Not ready; the body says what.", "content": answer}
    return {
        "get": {
            "summary": summary,
            "parameters": [_request_id()],
            "responses": responses,
            **security(keys),
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


def security(keys: bool) -> Schema:
    return {"security": [{"key": []}]} if keys else {}


def responses_of(answer: Schema, errors: Sequence[ErrorCode], keys: bool) -> Schema:
    answered = {"200": {"description": "Answered.", "content": answer}}
    refused = {str(STATUS[code]): error_of(code) for code in (*errors, *(KEY_ERRORS if keys else ()))}
    return answered | refused


def error_of(code: ErrorCode) -> Schema:
    response: Schema = {"description": _SAYS[code], "content": json_of("ErrorBody")}
    if code is ErrorCode.OVERLOADED:
        response["headers"] = {"Retry-After": {"schema": {"type": "integer", "minimum": 1}}}
    return response


def body_of(name: str, examples: Schema) -> Schema:
    content = json_of(name)
    if examples:
        content["application/json"]["examples"] = {
            key: value if "value" in value else {"value": value} for key, value in examples.items()
        }
    return {"required": True, "content": content}


def json_of(name: str) -> Schema:
    return {"application/json": {"schema": ref(name)}}


def lines_of() -> Schema:
    line = {"description": "Each line is a verdict with its `index` in the request.", "type": "string"}
    return {"application/x-ndjson": {"schema": line}}


def ref(name: str) -> Schema:
    return {"$ref": REFERENCE.format(name=name)}


def envelope(key: str, items: Schema) -> Schema:
    return object_of({key: {"type": "array", "items": items}})


def object_of(properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
