"""The description tells the truth: generated calls get documented answers, and never a fault."""

from __future__ import annotations

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import CHECKS

from gateway.http.errors import STATUS
from tests.contract.http_rig import Rig
from trainer_client.contract import SCORED_REASONS, UNSCORED_REASONS

api = schemathesis.openapi.from_asgi("/openapi.json", Rig(slow=False).app)
# HTTP has servers ignore headers that they do not know.
api.config.generation.update(allow_extra_parameters=False)

CHECKED = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
        "unsupported_method",
    ]
)


@api.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_generated_calls_get_documented_answers(case: schemathesis.Case) -> None:
    case.call_and_validate(checks=CHECKED)


def test_the_reasons_are_closed_and_a_reward_is_a_number_exactly_when_scored() -> None:
    schemas = Rig().app.openapi()["components"]["schemas"]
    scored = schemas["ScoredVerdict"]["properties"]
    unscored = schemas["UnscoredVerdict"]["properties"]
    assert (set(scored["reason"]["enum"]), scored["reward"]) == (SCORED_REASONS, {"type": "number"})
    assert (set(unscored["reason"]["enum"]), unscored["reward"]) == (UNSCORED_REASONS, {"type": "null"})


def test_503_is_documented_for_readiness_alone_and_overload_for_every_call_that_judges() -> None:
    paths = Rig().app.openapi()["paths"]
    with_503 = [path for path, item in paths.items() for call in item.values() if "503" in call["responses"]]
    assert with_503 == ["/readyz"]
    assert all("429" in item["post"]["responses"] for item in paths.values() if "post" in item)


def test_each_status_has_one_code() -> None:
    assert len(set(STATUS.values())) == len(STATUS)
