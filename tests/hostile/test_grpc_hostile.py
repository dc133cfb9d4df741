"""What a careless or hostile client can send: it costs that client its call, and nobody else anything."""

from __future__ import annotations

import asyncio
import gzip
from contextlib import suppress
from typing import Any

import grpc
import grpc.aio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.api_keys import ApiKeys
from gateway.items import Malformed
from gateway.request import Request
from gateway.rpc.codec import item_from, message_from
from gateway.rpc.server import SERVICE_NAME
from tests.contract.grpc_rig import GrpcRig, batch, default_limits, echo, frame, serving, slow, verdicts_of
from trainer_client.contract import Sample, Status
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
    async with serving(limits=default_limits(max_message_bytes=10_000)) as rig:
        call = rig.stub.VerifyBatch(batch([echo("x" * 20_000)]))
        assert await code_of(call) is grpc.StatusCode.RESOURCE_EXHAUSTED
        await still_serves(rig)


async def test_a_frame_of_too_many_samples_is_refused_by_name() -> None:
    async with serving(limits=default_limits(max_samples=3)) as rig:
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


async def test_streams_hold_no_more_bytes_than_there_is_room_for() -> None:
    """Samples that wait for workers keep their references and prompts, however few they are."""
    async with serving(max_bytes=10_000) as rig:
        first = rig.stub.VerifyStream()
        for index in range(4):
            await first.write(frame(index, [slow("x" * 4_000)]))
        await asyncio.wait_for(rig.slow.waiting.wait(), HANG_GUARD_S)
        second = rig.stub.VerifyStream(iter([frame(0, [echo("x" * 8_000)])]))
        assert await code_of(second) is grpc.StatusCode.UNAVAILABLE
        third = rig.stub.Verify(sample_to_message(echo("x" * 8_000)))
        assert await code_of(third) is grpc.StatusCode.UNAVAILABLE
        assert rig.service.in_flight <= 2
        rig.slow.gate.set()
        await first.done_writing()
        seen = [index async for answer in first for index in answer.indices]
        assert sorted(seen) == [0, 1, 2, 3]
        assert rig.room.held == 0


async def test_a_stream_that_is_cancelled_gives_its_bytes_back() -> None:
    async with serving(max_bytes=10_000) as rig:
        stream = rig.stub.VerifyStream()
        await stream.write(frame(0, [slow("x" * 9_000)]))
        await asyncio.wait_for(rig.slow.waiting.wait(), HANG_GUARD_S)
        stream.cancel()
        await asyncio.wait_for(rig.slow.cancelled.wait(), HANG_GUARD_S)
        await asyncio.wait_for(rig.service.close(), HANG_GUARD_S)
        call = rig.stub.Verify(sample_to_message(echo("x" * 9_000, answer="x" * 9_000)))
        assert await code_of(call) is grpc.StatusCode.OK


async def test_a_client_that_never_reads_gives_its_bytes_back_in_time() -> None:
    text = "x" * 200_000
    async with serving(limits=default_limits(write_timeout_s=0.2), max_bytes=900_000) as rig:
        stream = rig.stub.VerifyStream()

        async def send() -> None:
            with suppress(grpc.aio.AioRpcError, asyncio.InvalidStateError):
                for index in range(2_000):
                    await stream.write(frame(index, [echo(text, answer=text)]))

        sending = asyncio.create_task(send())
        async with asyncio.timeout(HANG_GUARD_S):
            while ("grpc", "ABORTED") not in rig.answers:  # noqa: ASYNC110 - no event tells
                await asyncio.sleep(0.01)
        assert rig.room.held == 0
        await still_serves(rig)
        sending.cancel()
        stream.cancel()


async def test_a_client_that_never_reads_holds_no_more_than_its_share(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without flow control the server would judge and keep all that such a client sends."""
    async with serving(limits=default_limits(max_stream_samples=8)) as rig:
        judged = 0
        begin = Request._begin_one

        def counted(request: Request, item: Any) -> Any:
            nonlocal judged
            judged += 1
            return begin(request, item)

        monkeypatch.setattr(Request, "_begin_one", counted)
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
