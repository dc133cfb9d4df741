"""Bodies that no honest client sends: each gets a clear refusal, never a 5xx, and harms no neighbour."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.http.bodies import careful_batch, careful_groups, careful_sample
from gateway.http.errors import HttpError
from gateway.items import Malformed
from tests.contract.http_rig import Rig, default_limits, sample
from trainer_client.contract import Sample

DEEP = b"[" * 100_000 + b"]" * 100_000

UNDECODABLE = {
    "empty": b"",
    "blank": b" \n ",
    "cut off": b'{"verifier": "echo", "resp',
    "trailing garbage": b'{"verifier": "echo", "response": "a"} {}',
    "trailing comma": b'{"verifier": "echo", "response": "a",}',
    "byte order mark": b'\xef\xbb\xbf{"verifier": "echo", "response": "a"}',
    "UTF-16": '{"verifier": "echo", "response": "a"}'.encode("utf-16"),
    "not UTF-8": b'{"verifier": "echo", "response": "\xff"}',
    "raw control character": b'{"verifier": "echo", "response": "a\x01"}',
    "bad escape": b'{"verifier": "echo", "response": "\\x41"}',
    "deep nesting": b'{"verifier": "echo", "response": "a", "metadata": ' + DEEP + b"}",
    "only brackets": DEEP,
    "a form": b"verifier=echo&response=a",
}


@pytest.mark.parametrize("path", ["/v1/verify", "/v1/verify/batch", "/v1/verify/stream", "/v1/groups"])
@pytest.mark.parametrize("body", UNDECODABLE.values(), ids=UNDECODABLE.keys())
async def test_what_is_not_json_is_400(path: str, body: bytes) -> None:
    async with Rig().client() as client:
        response = await client.post(path, content=body)
    assert (response.status_code, response.json()["error"]["code"]) == (400, "malformed_json")


ILL_SHAPED = [
    (b"[]", None),
    (b"null", None),
    (b'"text"', None),
    (b"{}", "verifier"),
    (b'{"verifier": "echo"}', "response"),
    (b'{"verifier": "echo", "response": null}', "response"),
    (b'{"verifier": 1, "response": "a"}', "verifier"),
    (b'{"verifier": "echo", "response": "a", "reference": "42"}', "reference"),
    (b'{"verifier": "echo", "response": "a", "thinking": "maybe"}', "thinking"),
    (b'{"verifier": "echo", "response": "a", "finish_reason": "eos"}', "finish_reason"),
    (b'{"verifier": "echo", "response": "a", "prompt": [1]}', "prompt[0]"),
    (b'{"verifier": "echo", "response": "a", "refrence": {}}', "refrence"),
    (b'{"verifier": "echo", "response": "a", "response": "b"}', None),
    (b'{"verifier": "echo", "response": "\\ud800"}', "response"),
    (b'{"verifier": "echo", "response": "a", "metadata": {"x": NaN}}', "metadata.x"),
    (b'{"verifier": "echo", "response": "a", "metadata": {"x": [1, -Infinity]}}', "metadata.x[1]"),
    (b'{"verifier": "echo", "response": "a", "metadata": {"x": 1e999}}', "metadata.x"),
    (b'{"verifier": "echo", "response": "a", "metadata": {"x": 1' + b"0" * 5000 + b"}}", "metadata.x"),
]


@pytest.mark.parametrize(("body", "field"), ILL_SHAPED)
async def test_a_sample_of_the_wrong_shape_is_422_with_the_fields_path(
    body: bytes, field: str | None
) -> None:
    async with Rig().client() as client:
        response = await client.post("/v1/verify", content=body)
    error = response.json()["error"]
    assert (response.status_code, error.get("field")) == (422, field), error


@pytest.mark.parametrize(("body", "field"), ILL_SHAPED)
async def test_the_same_in_a_batch_is_an_invalid_sample_among_graded_ones(
    body: bytes, field: str | None
) -> None:
    good = json.dumps(sample()).encode()
    async with Rig().client() as client:
        response = await client.post(
            "/v1/verify/batch", content=b'{"samples": [' + good + b"," + body + b"," + good + b"]}"
        )
    before, bad, after = response.json()["verdicts"]
    assert (before["reward"], after["reward"]) == (1.0, 1.0)
    assert (bad["reason"], bad["reward"], bad["detail"].get("field")) == ("invalid_sample", None, field)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"[]", None),
        (b"{}", "samples"),
        (b'{"samples": {}}', "samples"),
        (b'{"samples": null}', "samples"),
        (b'{"samples": [], "sample": []}', "sample"),
        (b'{"samples": [], "samples": [1]}', "samples"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/verify/batch", "/v1/verify/stream"])
async def test_a_batch_envelope_of_the_wrong_shape_is_422(path: str, body: bytes, field: str | None) -> None:
    async with Rig().client() as client:
        response = await client.post(path, content=body)
    assert (response.status_code, response.json()["error"].get("field")) == (422, field)


async def test_a_repeated_response_is_never_graded_by_one_of_the_two() -> None:
    twice = b'{"verifier": "echo", "response": "0", "reference": {"answer": "42"}, "response": "42"}'
    async with Rig().client() as client:
        batch = await client.post("/v1/verify/batch", content=b'{"samples": [' + twice + b"]}")
    assert batch.json()["verdicts"][0]["reason"] == "invalid_sample"


async def test_a_name_of_a_field_inside_metadata_is_no_repetition() -> None:
    entry = sample(metadata={"response": "other", "reference": 1, "verifier": None})
    async with Rig().client() as client:
        verdict = (await client.post("/v1/verify", json=entry)).json()
    assert (verdict["reward"], verdict["metadata"]) == (1.0, entry["metadata"])


@pytest.mark.parametrize(
    "metadata",
    [
        {"big": 10**30, "negative": -(2**63) - 1, "float": 0.1},
        {"text": "ünïcode 😀 \u2028 \x00 </script>", "": None},
        {"nested": [[[{"a": [True, False, None]}]]]},
    ],
)
async def test_metadata_comes_back_untouched(metadata: dict[str, Any]) -> None:
    async with Rig().client() as client:
        body = {"samples": [sample(metadata=metadata), sample()]}
        response = await client.post("/v1/verify/batch", json=body)
    first, second = response.json()["verdicts"]
    assert first["metadata"] == metadata
    assert (first["reward"], second["reward"]) == (1.0, 1.0)


@pytest.mark.parametrize("depth", [50, 400, 800, 900, 950, 980, 1000, 5000])
async def test_nesting_of_any_depth_costs_at_most_its_own_sample(depth: int) -> None:
    nested = b'{"a":' * depth + b"1" + b"}" * depth
    deep = b'{"verifier": "echo", "response": "a", "reference": {"answer": "a"}, "metadata": ' + nested + b"}"
    good = json.dumps(sample()).encode()
    async with Rig().client() as client:
        body = b'{"samples": [' + deep + b"," + good + b"]}"
        response = await client.post("/v1/verify/batch", content=body)
    if response.status_code == 200:
        assert response.json()["verdicts"][1]["reward"] == 1.0
    else:
        assert (response.status_code, response.json()["error"]["code"]) == (400, "malformed_json")


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json; charset=utf-16"},
        {"Content-Encoding": "gzip"},
        {"Content-Encoding": "br, gzip"},
    ],
)
async def test_other_media_types_are_415(headers: dict[str, str]) -> None:
    async with Rig().client() as client:
        body = json.dumps(sample()).encode()
        response = await client.post("/v1/verify", content=body, headers=headers)
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (415, "unsupported_media_type")
    assert error["field"] in headers


@pytest.mark.parametrize("declared", ["application/json; charset=UTF-8", "application/vnd.x+json", None])
async def test_json_by_any_of_its_names_is_taken(declared: str | None) -> None:
    async with Rig().client() as client:
        headers = {} if declared is None else {"Content-Type": declared}
        response = await client.post("/v1/verify", content=json.dumps(sample()).encode(), headers=headers)
    assert response.json()["reward"] == 1.0


async def test_a_mass_of_empty_values_is_refused_before_it_is_built() -> None:
    limits = default_limits(max_values=10_000)
    async with Rig(limits).client() as client:
        body = b'{"samples": [1' + b",[]" * 20_000 + b"]}"
        response = await client.post("/v1/verify/batch", content=body)
    assert (response.status_code, response.json()["error"]["code"]) == (413, "too_large")


async def test_an_unended_string_of_escapes_is_refused_in_time() -> None:
    async with Rig().client() as client:
        response = await client.post("/v1/verify/batch", content=b'{"samples": ["' + b'\\"' * 500_000)
    assert response.status_code == 400


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from([*Sample.__dataclass_fields__, "samples", "recipe", "groups", "optons"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.binary(max_size=60), st.dictionaries(FIELDS, JSON).map(lambda v: json.dumps(v).encode())))
def test_the_careful_look_accepts_or_refuses_and_never_fails(body: bytes) -> None:
    for look in (careful_sample, careful_batch, careful_groups):
        with suppress(HttpError):
            look(body, default_limits())


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(JSON, st.dictionaries(FIELDS, JSON), st.just(sample())), max_size=5))
def test_every_item_of_a_batch_keeps_its_place(items: list[Any]) -> None:
    looked = careful_batch(json.dumps({"samples": items}).encode(), default_limits())
    assert len(looked) == len(items)
    for item, entry in zip(items, looked, strict=True):
        assert isinstance(entry, Sample | Malformed)
        if item == sample():
            assert isinstance(entry, Sample)
