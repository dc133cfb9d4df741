"""The description of the calls that run programs tells the truth; nothing here is run, for a sandbox that
idles.
"""

from __future__ import annotations

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import CHECKS

from sandbox.interface import Limits
from tests.contract.test_stand_in_hostile_bodies import PATHS, RIG

PROGRAMS = {*PATHS, "/v1/ping", "/api/v2/runtimes"}

api = schemathesis.openapi.from_asgi("/openapi.json", RIG.app).include(path=sorted(PROGRAMS))
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
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_generated_calls_get_documented_answers(case: schemathesis.Case) -> None:
    case.call_and_validate(checks=CHECKED)


def test_every_call_is_described_with_its_limits() -> None:
    schema = RIG.app.openapi()
    limits = schema["components"]["schemas"]["RunLimits"]["properties"]
    assert set(schema["paths"]) >= PROGRAMS
    assert limits.keys() == Limits.__dataclass_fields__.keys()
    assert limits["cpu_s"]["anyOf"][0]["maximum"] == 60


def test_what_is_not_done_is_504_in_every_call_that_runs_or_judges_programs() -> None:
    paths = RIG.app.openapi()["paths"]
    assert all("504" in paths[path]["post"]["responses"] for path in PATHS)
    assert all("429" not in paths[path]["post"]["responses"] for path in PATHS if path != "/v1/run")
