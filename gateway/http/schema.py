"""The OpenAPI description, derived from the types that decode and encode, so that it cannot drift."""

from __future__ import annotations

import msgspec

from gateway.http.bodies import GroupsBody, SampleBody
from gateway.http.errors import ErrorBody
from gateway.http.limits import HttpLimits
from gateway.http.pages import described_verifiers
from gateway.http.schema_parts import (
    REFERENCE,
    Schema,
    body_of,
    envelope,
    get,
    json_of,
    lines_of,
    object_of,
    post,
    ref,
)
from gateway.http.schema_programs import program_components, program_paths
from gateway.service import Service
from sandbox.interface import Limits
from trainer_client.contract import SCORED_REASONS, UNSCORED_REASONS, Reason, ScoredGroup, Status, Verdict
from verifiers.recipes import RECIPES

_BAD_ITEM = "Anything else is answered by an `invalid_sample` verdict in its place; the others are graded."


def openapi_schema(
    service: Service, version: str, limits: HttpLimits, *, keys: bool, most: Limits | None = None
) -> Schema:
    """``keys``: whether calls need an API key. ``most``: the limits of programs, where they are run."""
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
    if most is not None:
        schema["paths"] |= program_paths(limits, keys)
        schema["components"]["schemas"] |= program_components(most)
    if keys:
        schema["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    return schema


def _paths(examples: Schema, limits: HttpLimits, keys: bool) -> Schema:
    batch_examples = {name: {"value": {"samples": [sample]}} for name, sample in examples.items()}
    batch = body_of("Batch", batch_examples)
    single = body_of("Sample", {name: {"value": sample} for name, sample in examples.items()})
    groups = body_of("GroupsCall", {})
    return {
        "/v1/verify": post("One sample, one verdict", single, json_of("Verdict"), limits, keys),
        "/v1/verify/batch": post(
            "Verdicts of the same length and order", batch, json_of("Verdicts"), limits, keys
        ),
        "/v1/verify/stream": post(
            "Verdicts as each is ready, one JSON object a line", batch, lines_of(), limits, keys
        ),
        "/v1/groups": post(
            "Groups of responses under a recipe, with advantages",
            groups,
            json_of("ScoredGroups"),
            limits,
            keys,
        ),
        "/v1/verifiers": get("What can be judged here, and how to ask for it", json_of("Verifiers"), keys),
        "/healthz": get("Whether the process is alive", json_of("Health"), keys=False),
        "/readyz": get("Whether every verifier is ready", json_of("Ready"), keys=False, not_ready=True),
        "/metrics": get("Metrics for Prometheus", {"text/plain": {"schema": {"type": "string"}}}, keys),
    }


def _components() -> Schema:
    _, schemas = msgspec.json.schema_components(
        (SampleBody, GroupsBody, ErrorBody, ScoredGroup, Verdict), ref_template=REFERENCE
    )
    schemas["GroupsCall"]["properties"]["recipe"]["enum"] = list(RECIPES)
    schemas["ScoredVerdict"], schemas["UnscoredVerdict"] = _verdicts(schemas.pop("Verdict"))
    schemas["Verdict"] = {"oneOf": [ref("ScoredVerdict"), ref("UnscoredVerdict")]}
    schemas["Batch"] = envelope("samples", {"anyOf": [ref("Sample"), {"description": _BAD_ITEM}]})
    schemas["Verdicts"] = envelope("verdicts", ref("Verdict"))
    schemas["ScoredGroups"] = envelope("groups", ref("ScoredGroup"))
    schemas["Verifiers"] = envelope("verifiers", ref("VerifierInfo"))
    schemas["VerifierInfo"] = _verifier_info()
    schemas["Health"] = object_of({"status": {"const": "ok"}, "version": {"type": "string"}})
    schemas["Readiness"] = object_of({"ready": {"type": "boolean"}, "hint": {"type": "string"}})
    statuses = {"enum": ["ready", "not_ready", "shutting_down"]}
    verifiers = {"type": "object", "additionalProperties": ref("Readiness")}
    schemas["Ready"] = object_of({"status": statuses, "verifiers": verifiers})
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
    return object_of(
        {
            "name": text,
            "version": text,
            "summary": text,
            "reference_schema": json_schema,
            "options_schema": json_schema,
            "example": ref("Sample"),
            "ready": {"type": "boolean"},
            "hint": text,
        }
    )
