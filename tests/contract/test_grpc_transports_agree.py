"""Equal samples give equal verdicts on every transport, timing aside."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import httpx
import msgspec
import pytest

from gateway.http.app import create_app
from gateway.http.encoding import encode_batch
from gateway.rpc.codec import write_verdicts
from tests.contract.grpc_rig import GrpcRig, batch, echo, serving, verdicts_of
from tests.contract.http_rig import default_limits
from trainer_client.contract import FinishReason, Reason, Sample, Status, Thinking, Verdict
from trainer_client.wire import rewards_pb2 as wire
from trainer_client.wire.convert import sample_to_message, verdict_from_message

Transport = Callable[[GrpcRig, Sequence[Sample]], Awaitable[list[Verdict]]]

SAMPLES = [
    echo(),
    echo("41", id="a", group_id="g", run_id="r", metadata={"n": [1, None, {"é": 2.5}], "big": 2**80}),
    echo("", id=""),
    echo("<think>so</think>42", thinking=Thinking.EXPECTED),
    echo("never closed", thinking=Thinking.EXPECTED, finish_reason=FinishReason.LENGTH, response_tokens=7),
    echo("答案是42", prompt="What is it?", options={"code_switching": -1.0}),
    echo("42", prompt=[{"role": "user", "content": "Was ist es?"}], options={"code_switching": 0.25}),
    echo(options={"code_swithing": -1}),
    Sample(verifier="echo", response="42", reference={"answer": 42}),
    Sample(verifier="echo", response="42"),
    Sample(verifier="no_such", response="42", id="lost"),
    Sample(verifier="", response=""),
    echo("\x00\u2028 \U0001f600 \\boxed{}", answer="x"),
]


async def by_service(rig: GrpcRig, samples: Sequence[Sample]) -> list[Verdict]:
    return await rig.service.verify_many(samples)


async def by_verify(rig: GrpcRig, samples: Sequence[Sample]) -> list[Verdict]:
    return [verdict_from_message(await rig.stub.Verify(sample_to_message(sample))) for sample in samples]


async def by_verify_batch(rig: GrpcRig, samples: Sequence[Sample]) -> list[Verdict]:
    return verdicts_of((await rig.stub.VerifyBatch(batch(samples))).verdicts)


async def by_verify_stream(rig: GrpcRig, samples: Sequence[Sample]) -> list[Verdict]:
    return await rig.verify_stream(samples)


async def by_http_verify(rig: GrpcRig, samples: Sequence[Sample]) -> list[Verdict]:
    async with http_client(rig) as client:
        return [http_verdict((await post(client, "/v1/verify", sample)).json()) for sample in samples]


async def by_http_batch(rig: GrpcRig, samples: Sequence[Sample]) -> list[Verdict]:
    async with http_client(rig) as client:
        answer = await post(client, "/v1/verify/batch", {"samples": samples})
        return [http_verdict(verdict) for verdict in answer.json()["verdicts"]]


async def by_http_stream(rig: GrpcRig, samples: Sequence[Sample]) -> list[Verdict]:
    async with http_client(rig) as client:
        answer = await post(client, "/v1/verify/stream", {"samples": samples})
        lines = [json.loads(line) for line in answer.content.split(b"\n") if line]
        return [http_verdict(line) for line in sorted(lines, key=lambda line: line.pop("index"))]


def http_client(rig: GrpcRig) -> httpx.AsyncClient:
    app = create_app(
        rig.service, limits=default_limits(), room=rig.room, api_keys=None, metrics_page=None, version="0"
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test")


async def post(client: httpx.AsyncClient, path: str, body: Any) -> httpx.Response:
    plain = msgspec.to_builtins(body)
    answer = await client.post(path, content=json.dumps(plain), headers={"content-type": "application/json"})
    assert answer.status_code == 200, answer.text
    return answer


def http_verdict(body: dict[str, Any]) -> Verdict:
    body = {**body, "status": Status(body["status"]), "reason": Reason(body["reason"])}
    return Verdict(**{**body, "flags": tuple(body["flags"]), "timing": None})


TRANSPORTS = [by_verify, by_verify_batch, by_verify_stream, by_http_verify, by_http_batch, by_http_stream]


@pytest.mark.parametrize("transport", TRANSPORTS, ids=lambda transport: transport.__name__)
async def test_a_transport_changes_no_verdict(transport: Transport) -> None:
    async with serving() as rig:
        expected = await by_service(rig, SAMPLES)
        found = await transport(rig, SAMPLES)
        for sample, one, other in zip(SAMPLES, found, expected, strict=True):
            assert one == other, sample


def scored(**fields: Any) -> Verdict:
    known: dict[str, Any] = {"verifier": "v", "version": "1", "status": Status.SCORED, "reward": 1.0}
    return Verdict(**known | {"reason": Reason.CORRECT} | fields)


def test_a_verdict_that_cannot_be_sent_is_replaced_alike_and_costs_no_other() -> None:
    odd = scored(metadata={"when": object()})
    lone = scored(id="b", extracted="\ud800", detail={"a": object()})
    verdicts = [scored(), lone, odd, scored(metadata={"n": 2**70}), scored(metadata={"text": "\ud800"})]
    response = wire.VerifyBatchResponse()
    write_verdicts(response.verdicts, verdicts)
    over_grpc = verdicts_of(response.verdicts)
    over_http = [http_verdict(verdict) for verdict in json.loads(encode_batch(verdicts))["verdicts"]]
    assert over_grpc == over_http
    assert [verdict.reason for verdict in over_grpc] == [
        Reason.CORRECT,
        Reason.INTERNAL,
        Reason.INVALID_SAMPLE,
        Reason.CORRECT,
        Reason.INVALID_SAMPLE,
    ]
    assert (over_grpc[1].id, over_grpc[1].reward) == ("b", None)


async def test_the_samples_reach_many_kinds_of_verdict() -> None:
    async with serving() as rig:
        reasons = {verdict.reason for verdict in await by_service(rig, SAMPLES)}
        assert {Reason.CORRECT, Reason.WRONG_ANSWER, Reason.NO_ANSWER} <= reasons
        assert {Reason.CODE_SWITCHING, Reason.INVALID_SAMPLE} <= reasons


def test_timing_is_the_only_field_left_out() -> None:
    assert [field.name for field in dataclasses.fields(Verdict) if not field.compare] == ["timing"]
