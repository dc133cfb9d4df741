"""What a careless or hostile client can send: it costs that client its call, and nobody else anything."""

from __future__ import annotations

import asyncio
import gzip
from typing import Any

import grpc
import grpc.aio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.api_keys import ApiKeys
from gateway.rpc.call import GrpcLimits
from gateway.rpc.codec import item_from, message_from, write_verdicts
from gateway.rpc.server import SERVICE_NAME
from gateway.service import Malformed
from tests.contract.grpc_rig import GrpcRig, batch, echo, frame, serving, slow, verdicts_of
from trainer_client.contract import Reason, Sample, Status, Verdict
from trainer_client.wire import rewards_pb2 as wire
from trainer_client.wire.convert import sample_to_message
from trainer_client.wire.json_fields import WireError

HANG_GUARD_S = 20.0


async def still_serves(rig: GrpcRig) -> None:
    verdict = await asyncio.wait_for(rig.stub.Verify(sample_to_message(echo())), HANG_GUARD_S)
    assert verdict.reward == 1.0
    assert rig.service.in_flight == 0


async def code_of(call: Any) -> grpc.StatusCode:
    return await asyncio.wait_for(call.code(), HANG_GUARD_S)  # type: ignore[no-any-return]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=200))
def test_no_bytes_make_decoding_fail_in_another_way_than_it_says(data: bytes) -> None:
    try:
        message = message_from(wire.Sample, data)
    except WireError:
        return
    assert isinstance(item_from(message), Sample | Malformed)


@pytest.mark.parametrize("method", ["Verify", "VerifyBatch", "ScoreGroups"])
@pytest.mark.parametrize("data", [b"\x00" * 100, b"\x0a", b"\x0b" * 5000, gzip.compress(b"x" * 100)])
async def test_bytes_of_another_kind_end_only_their_call(method: str, data: bytes) -> None:
    async with serving() as rig:
        call = rig.channel.unary_unary(f"/{SERVICE_NAME}/{method}")(data)
        assert await code_of(call) is grpc.StatusCode.INVALID_ARGUMENT
        await still_serves(rig)


async def test_text_that_is_not_utf8_is_refused_and_named() -> None:
    async with serving() as rig:
        call = rig.channel.unary_unary(f"/{SERVICE_NAME}/Verify")(b"\x12\x02\xff\xfe")
        assert await code_of(call) is grpc.StatusCode.INVALID_ARGUMENT
        assert "rewards.v1.Sample" in await call.details()


async def test_a_stream_of_rubbish_ends_with_its_reason() -> None:
    async with serving() as rig:
        call = rig.channel.stream_stream(f"/{SERVICE_NAME}/VerifyStream")(iter([b"\xff" * 9]))
        assert await code_of(call) is grpc.StatusCode.INVALID_ARGUMENT
        await still_serves(rig)


async def test_a_message_over_the_limit_is_refused_by_grpc_itself() -> None:
    async with serving(limits=GrpcLimits(max_message_bytes=10_000)) as rig:
        call = rig.stub.VerifyBatch(batch([echo("x" * 20_000)]))
        assert await code_of(call) is grpc.StatusCode.RESOURCE_EXHAUSTED
        await still_serves(rig)


async def test_a_frame_of_too_many_samples_is_refused_by_name() -> None:
    async with serving(limits=GrpcLimits(max_samples=3)) as rig:
        call = rig.stub.VerifyStream(iter([frame(0, [echo()] * 4)]))
        assert await code_of(call) is grpc.StatusCode.INVALID_ARGUMENT
        assert (await call.details()).startswith("samples: ")


@pytest.mark.parametrize("depth", [500, 5_000, 500_000])
async def test_deep_nesting_is_one_invalid_item(depth: int) -> None:
    async with serving() as rig:
        request = batch([echo(), echo()])
        request.samples[0].reference_json = b'{"answer":' + b"[" * depth + b"]" * depth + b"}"
        request.samples[0].metadata_json = b'{"a":' * depth + b"1" + b"}" * depth
        verdicts = verdicts_of((await rig.stub.VerifyBatch(request)).verdicts)
        assert verdicts[0].status is Status.UNSCORED
        assert verdicts[1].reward == 1.0


@pytest.mark.parametrize("key", ["Bearer " + "x" * 4000, "Basic eDp5", "Bearer", "", "Bearer  ", "s3cret"])
async def test_odd_keys_are_refused(key: str) -> None:
    async with serving(api_keys=ApiKeys({"a": "s3cret"})) as rig:
        call = rig.raw("Verify")(b"", metadata=(("authorization", key),))
        assert await code_of(call) in {grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED}
        assert rig.service.in_flight == 0


async def test_many_clients_that_leave_in_the_middle_leave_nothing_behind() -> None:
    async with serving() as rig:
        streams = [rig.stub.VerifyStream() for _ in range(40)]
        for stream in streams:
            await stream.write(frame(0, [slow(), echo()]))
            await asyncio.wait_for(stream.read(), HANG_GUARD_S)
        assert rig.service.in_flight == 80
        for stream in streams:
            stream.cancel()
        await asyncio.wait_for(rig.service.close(), HANG_GUARD_S)
        await still_serves(rig)


async def test_a_client_that_never_reads_holds_no_more_than_its_share() -> None:
    """Without flow control the server would judge and keep all that such a client sends."""
    async with serving(limits=GrpcLimits(max_stream_samples=8)) as rig:
        judged = 0
        begin = rig.service._begin_one

        def counted(item: Any) -> Any:
            nonlocal judged
            judged += 1
            return begin(item)

        rig.service._begin_one = counted  # type: ignore[method-assign]
        stream = rig.stub.VerifyStream()
        text = "x" * 200_000

        async def send() -> None:
            for first in range(0, 2_000, 4):
                await stream.write(frame(first, [echo(text, answer=text)] * 4))

        with pytest.raises(TimeoutError):
            await asyncio.wait_for(send(), 2.0)
        assert judged < 1_000
        stream.cancel()
        await asyncio.wait_for(rig.service.close(), HANG_GUARD_S)
        await still_serves(rig)


def test_a_verdict_that_cannot_be_sent_does_not_cost_the_others() -> None:
    good = Verdict(verifier="v", version="1", status=Status.SCORED, reason=Reason.CORRECT, reward=1.0)
    lone = Verdict(
        verifier="v",
        version="1",
        status=Status.SCORED,
        reason=Reason.CORRECT,
        reward=1.0,
        id="b",
        extracted="\ud800",
    )
    odd = Verdict(
        verifier="v",
        version="1",
        status=Status.SCORED,
        reason=Reason.CORRECT,
        reward=1.0,
        metadata={"when": object()},
    )
    response = wire.VerifyBatchResponse()
    write_verdicts(response.verdicts, [good, lone, odd, good])
    back = verdicts_of(response.verdicts)
    assert [verdict.reason for verdict in back] == [
        Reason.CORRECT,
        Reason.INTERNAL,
        Reason.INVALID_SAMPLE,
        Reason.CORRECT,
    ]
    assert back[1].id == "b"
    assert back[1].reward is None
