"""The duplex call: verdicts as they are ready, back-pressure, and clean ends of every kind."""

from __future__ import annotations

import asyncio
from typing import Any

import grpc
import pytest

from gateway.rpc.stream import MAX_FRAME_BYTES
from tests.contract.grpc_rig import default_limits, echo, frame, serving, slow, verdicts_of
from trainer_client.contract import Reason
from trainer_client.wire.status_details import METADATA_KEY, retry_after_s

HANG_GUARD_S = 20.0


async def read(stream: Any) -> Any:
    return await asyncio.wait_for(stream.read(), HANG_GUARD_S)


async def rest(stream: Any) -> list[int]:
    """The indices of all verdicts that are still to come."""
    indices: list[int] = []
    while (answer := await read(stream)) is not grpc.aio.EOF:
        indices += answer.indices
    return indices


async def failure(stream: Any) -> grpc.aio.AioRpcError:
    """What the stream ends with, after the frames that are still to come."""
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await rest(stream)
    return caught.value


async def test_a_slow_frame_does_not_hold_back_a_fast_one() -> None:
    async with serving() as rig:
        stream = rig.stub.VerifyStream()
        await stream.write(frame(0, [slow(), slow()]))
        await stream.write(frame(2, [echo(), echo()]))
        assert sorted((await read(stream)).indices) == [2, 3]
        rig.slow.gate.set()
        await stream.done_writing()
        assert sorted(await rest(stream)) == [0, 1]


async def test_samples_of_one_frame_are_answered_each_when_it_is_ready() -> None:
    async with serving() as rig:
        stream = rig.stub.VerifyStream()
        await stream.write(frame(0, [slow(), echo()]))
        assert list((await read(stream)).indices) == [1]
        rig.slow.gate.set()
        assert list((await read(stream)).indices) == [0]
        stream.cancel()


async def test_half_closing_still_brings_every_verdict() -> None:
    async with serving() as rig:
        stream = rig.stub.VerifyStream()
        await stream.write(frame(0, [slow()] * 5))
        await stream.done_writing()
        rig.slow.gate.set()
        assert sorted(await rest(stream)) == [0, 1, 2, 3, 4]
        assert await stream.code() is grpc.StatusCode.OK


async def test_an_empty_stream_ends_at_once() -> None:
    async with serving() as rig:
        stream = rig.stub.VerifyStream()
        await stream.done_writing()
        assert await read(stream) is grpc.aio.EOF
        assert await stream.code() is grpc.StatusCode.OK


async def test_an_empty_frame_is_no_frame() -> None:
    async with serving() as rig:
        stream = rig.stub.VerifyStream(iter([frame(0, []), frame(0, [echo()]), frame(1, [])]))
        assert [list(answer.indices) async for answer in stream] == [[0]]


async def test_nothing_is_read_while_too_many_samples_are_unanswered() -> None:
    async with serving(limits=default_limits(max_stream_samples=4)) as rig:
        stream = rig.stub.VerifyStream()
        for first in range(0, 40, 2):
            await asyncio.wait_for(stream.write(frame(first, [slow()] * 2)), HANG_GUARD_S)
        await rig.slow.waiting.wait()
        await rig.stub.Verify(_message())  # a whole call later, the stream still holds no more than it may
        assert rig.service.in_flight == 4
        rig.slow.gate.set()
        await stream.done_writing()
        assert len(await rest(stream)) == 40


async def test_cancelling_ends_the_work() -> None:
    async with serving() as rig:
        stream = rig.stub.VerifyStream()
        await stream.write(frame(0, [slow()]))
        await asyncio.wait_for(rig.slow.waiting.wait(), HANG_GUARD_S)
        stream.cancel()
        await asyncio.wait_for(rig.slow.cancelled.wait(), HANG_GUARD_S)
        await asyncio.wait_for(rig.service.close(), HANG_GUARD_S)
        assert rig.service.in_flight == 0


async def test_what_was_taken_is_answered_before_a_bad_frame_ends_the_stream() -> None:
    async with serving() as rig:
        stream = rig.stub.VerifyStream()
        await stream.write(frame(0, [slow()]))
        await stream.write(frame(7, [echo()]))
        await asyncio.wait_for(rig.slow.waiting.wait(), HANG_GUARD_S)
        rig.slow.gate.set()
        assert [verdict.reason for verdict in verdicts_of((await read(stream)).verdicts)] == [Reason.CORRECT]
        error = await failure(stream)
        assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
        assert error.details().startswith("first_index: is 7, but 1 samples were sent before")


async def test_a_full_service_refuses_a_stream_that_has_nothing_coming() -> None:
    async with serving(in_flight=2) as rig:
        first = rig.stub.VerifyStream()
        await first.write(frame(0, [slow()] * 2))
        await asyncio.wait_for(rig.slow.waiting.wait(), HANG_GUARD_S)
        second = rig.stub.VerifyStream()
        await second.write(frame(0, [echo()]))
        error = await failure(second)
        assert error.code() is grpc.StatusCode.UNAVAILABLE
        wait = retry_after_s(dict(tuple(error.trailing_metadata()))[METADATA_KEY])
        assert wait is not None
        assert wait >= 1.0
        first.cancel()


async def test_a_full_service_holds_back_a_stream_that_has_verdicts_coming() -> None:
    async with serving(in_flight=2) as rig:
        stream = rig.stub.VerifyStream()
        await stream.write(frame(0, [slow()] * 2))
        await stream.write(frame(2, [echo()] * 2))
        await asyncio.wait_for(rig.slow.waiting.wait(), HANG_GUARD_S)
        rig.slow.gate.set()
        await stream.done_writing()
        assert sorted(await rest(stream)) == [0, 1, 2, 3]


async def test_stopping_answers_what_was_taken_and_then_ends_idle_streams() -> None:
    async with serving() as rig:
        idle = rig.stub.VerifyStream()
        await idle.write(frame(0, [echo()]))
        await read(idle)
        busy = rig.stub.VerifyStream()
        await busy.write(frame(0, [slow()]))
        await asyncio.wait_for(rig.slow.waiting.wait(), HANG_GUARD_S)
        stopping = asyncio.create_task(rig.server.stop(HANG_GUARD_S))
        assert (await failure(idle)).code() is grpc.StatusCode.UNAVAILABLE
        rig.slow.gate.set()
        assert list((await read(busy)).indices) == [0]
        assert (await failure(busy)).code() is grpc.StatusCode.UNAVAILABLE
        await asyncio.wait_for(stopping, HANG_GUARD_S)


def _message() -> Any:
    return frame(0, [echo()]).samples[0]


async def test_frames_are_joined_only_as_far_as_a_client_takes_them() -> None:
    """A client takes 4 MiB by default, and echoed metadata may be most of a frame."""
    async with serving() as rig:
        samples = [echo(str(index), metadata={"text": "x" * 20_000}) for index in range(512)]
        call = rig.stub.VerifyStream()
        for first in range(0, 512, 64):
            await call.write(frame(first, samples[first : first + 64]))
        await call.done_writing()
        indices: list[int] = []
        async for answer in call:
            assert answer.ByteSize() <= MAX_FRAME_BYTES
            indices += answer.indices
        assert sorted(indices) == list(range(512))


async def test_a_verdict_larger_than_a_joined_frame_travels_alone() -> None:
    async with serving() as rig:
        large = [echo(str(index), metadata={"text": "x" * 1_200_000}) for index in range(3)]
        assert [verdict.extracted for verdict in await rig.verify_stream(large)] == ["0", "1", "2"]
