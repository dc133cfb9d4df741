"""Bodies that no honest client sends to the calls that run programs: a clear refusal, and nothing is run."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.http.endpoints import Decoder
from gateway.http.errors import HttpError
from gateway.http.run import RunRequest
from gateway.http.stand_ins import open_r1
from gateway.http.stand_ins.fusion_schema import RunCodeRequest, SubmitRequest
from gateway.http.stand_ins.piston_schema import PistonRequest
from gateway.http.whole import whole
from sandbox.interface import Build, Case, Limits, Outcome, Program, SandboxUnavailable
from tests.contract.http_rig import Rig, default_limits
from verifiers.code.verifier import CodeVerifier

DEEP = "[" * 100_000 + "]" * 100_000
PATHS = {
    "/v1/run": '"language": "python", "source": "1"',
    "/run_code": '"language": "python", "code": "1"',
    "/submit": '"dataset": "d", "id": 1, "completion": "1", "config": {"provided_data": {"test": []}}',
    "/common_evaluate_batch": '"completion": "1", "config": {"language": "python", "provided_data": {}}',
    "/api/v2/execute": '"language": "python", "version": "*", "files": [{"content": "1"}]',
}


class Idle:
    """A sandbox in which every program ends well at once, and which knows no calls and no examinations."""

    trouble = ""

    def unavailable(self, language: str) -> None:
        return None

    async def start(self) -> None: ...

    async def close(self) -> None: ...

    async def build(self, program: Program, limits: Limits, *, owner: object = None) -> Build:
        return Build(program)

    async def run(
        self, build: Build, cases: Sequence[Case], limits: Limits, *, owner: object = None
    ) -> AsyncGenerator[tuple[int, Outcome], None]:
        for index, case in enumerate(cases):
            if case.call or case.examination:
                raise SandboxUnavailable("idle")
            yield index, Outcome(exit_code=0)


def rig(**changes: Any) -> Rig:
    idle = Idle()
    return Rig(sandbox=idle, others={"code": CodeVerifier(idle)}, slow=False, **changes)


RIG = rig()


async def post(path: str, body: str | bytes, **headers: str) -> httpx.Response:
    async with RIG.client() as client:
        return await client.post(path, content=body, headers=headers)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff", b'{"a": "\x01"}', b'{"a": 1,}', DEEP.encode(), b'{"a": ' + DEEP.encode() + b"}"],
    ids=["empty", "cut off", "no UTF-8", "control character", "trailing comma", "brackets", "deep"],
)
async def test_what_is_not_json_is_400(path: str, body: bytes) -> None:
    assert (await post(path, body)).status_code == 400


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "field",
    [
        '"stdin": "\\ud800"',
        '"\\ud800": 1',
        '"stdin": NaN',
        '"limits": {"cpu_s": 1e999}, "run_timeout": 1e999, "config": 1e999',
        '"files": {"a\\ud800": ""}, "config": {"extra": {"a\\ud800": ""}}',
        '"language": 1' + "0" * 5000,
    ],
)
async def test_json_that_readers_disagree_on_is_refused(path: str, field: str) -> None:
    response = await post(path, f"{{{PATHS[path]}, {field}}}")
    assert response.status_code in (400, 422), response.text


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("body", [b"[]", b"null", b"1", b'"text"', b"{}"])
async def test_what_is_no_request_names_what_is_missing(path: str, body: bytes) -> None:
    response = await post(path, body)
    assert response.status_code == (400 if path == "/api/v2/execute" else 422)
    assert response.json().keys() <= {"error", "detail", "message"}


@pytest.mark.parametrize("path", PATHS)
async def test_other_types_and_sizes_are_refused_before_anything_is_read(path: str) -> None:
    typed = await post(path, b"{}", **{"content-type": "text/plain"})
    packed = await post(path, b"{}", **{"content-encoding": "gzip"})
    async with rig(limits=default_limits(max_body_bytes=100)).client() as client:
        large = await client.post(path, content=b"x" * 101)
    assert (typed.status_code, packed.status_code, large.status_code) == (415, 415, 413)


@pytest.mark.parametrize("depth", [50, 400, 900, 980, 1000, 5000])
async def test_nesting_of_any_depth_costs_its_own_request(depth: int) -> None:
    nested = '{"a":' * depth + "1" + "}" * depth
    data = f'{{"test": [{{"input": {nested}, "output": {{"stdout": "1"}}}}]}}'
    for path in ("/submit", "/common_evaluate_batch"):
        config = f'{{"language": "python", "provided_data": {data}, "extra": {nested}}}'
        response = await post(path, f'{{"dataset": "d", "id": 1, "completion": "1", "config": {config}}}')
        assert response.status_code in (200, 400, 422), response.text


async def test_a_mass_of_empty_values_is_refused_before_it_is_built() -> None:
    async with rig(limits=default_limits(max_values=10_000)).client() as client:
        body = '{"language": "python", "source": 1, "arguments": [1' + ",[]" * 20_000 + "]}"
        response = await client.post("/v1/run", content=body)
    assert response.status_code == 413


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)
KEYS = st.sampled_from(
    ("test", "tests", "test_cases", "type", "input", "output", "stdin", "stdout", "fn_name", "json_input")
) | st.sampled_from(
    ("labels", "test_list", "prompt", "entry_point", "code", "input_output", "public_test_cases", "id")
)
KINDS = st.sampled_from(["stdin_stdout", "function_call", "assert", "python", ""])
RECORDS = st.dictionaries(
    KEYS,
    JSON | KINDS | st.dictionaries(KEYS, JSON | KINDS | st.lists(JSON, max_size=3), max_size=5),
    max_size=6,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([RunRequest, RunCodeRequest, SubmitRequest, PistonRequest]),
    st.dictionaries(
        st.sampled_from(["language", "source", "code", "files", "limits", "config", "completion", "version"]),
        JSON,
    ),
)
def test_the_careful_look_accepts_or_refuses_and_never_fails(
    body_type: type[msgspec.Struct], body: dict[str, Any]
) -> None:
    decoder: Decoder[msgspec.Struct] = whole(body_type)
    with suppress(HttpError):
        decoder.careful(json.dumps(body).encode(), default_limits())


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    RECORDS,
    st.sampled_from(["", "CommonOJDataset", "MBPPDataset", "LiveCodeBenchDataset", "AutoEvalDataset"]),
)
async def test_any_record_is_judged_or_refused(record: dict[str, Any], dataset_type: str) -> None:
    """By the verifier itself: what it is made into never fails it."""
    config = {"provided_data": record, "dataset_type": dataset_type, "language": "python"}
    body = {"dataset": "d", "id": 1, "completion": "```python\n1\n```", "config": config}
    batch = body | {"config": config | {"provided_data": {"test_cases": record}}}
    async with RIG.client() as client:
        for path, asked in (("/submit", body), ("/common_evaluate_batch", batch)):
            response = await client.post(path, content=json.dumps(asked))
            assert response.status_code in (200, 400, 422) or "idle" in response.text, response.text


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.text(max_size=40))
def test_any_program_stays_whole_in_its_fence(source: str, config: str) -> None:
    files = [
        {"content": source},
        {"name": "grader_config", "content": config},
        {"name": "correct_output.txt", "content": "1"},
    ]
    asked = msgspec.convert({"language": "cf_python3", "version": "*", "files": files}, PistonRequest)
    sample = open_r1._sample(asked)
    fence = sample.response.partition("python\n")[0]
    assert set(fence) == {"`"}
    assert sample.response == f"{fence}python\n{source}\n{fence}\n"
    assert fence not in source
