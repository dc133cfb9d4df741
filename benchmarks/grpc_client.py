"""A lean load client for gRPC: messages built and serialised before the clock starts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence

import grpc

from benchmarks.http_client import SALT, Load, next_salt, salted
from trainer_client.contract import Sample
from trainer_client.wire import rewards_pb2
from trainer_client.wire.convert import sample_to_message

SERVICE = "/rewards.v1.RewardService"
OPTIONS = [("grpc.max_receive_message_length", 64 << 20), ("grpc.max_send_message_length", 64 << 20)]


def batch_bytes(samples: Sequence[Sample]) -> bytes:
    request = rewards_pb2.VerifyBatchRequest(samples=map(sample_to_message, samples))
    return request.SerializeToString()


def frames(samples: Sequence[Sample], size: int) -> list[bytes]:
    """Consecutive frames of one stream."""
    return [
        rewards_pb2.SampleFrame(
            first_index=first, samples=map(sample_to_message, samples[first : first + size])
        ).SerializeToString()
        for first in range(0, len(samples), size)
    ]


async def load_batches(port: int, requests: Sequence[bytes], *, at_once: int, seconds: float) -> Load:
    """Unary calls, ``at_once`` in flight, each on a channel of its own."""
    channels = [_channel(port) for _ in range(at_once)]
    latencies: list[float] = []
    busy, started = time.process_time(), time.perf_counter()

    turns = salted(requests)

    async def keep_asking(channel: grpc.aio.Channel) -> None:
        call = channel.unary_unary(f"{SERVICE}/VerifyBatch")
        while time.perf_counter() < started + seconds:
            request = next(turns)
            sent = time.perf_counter()
            await call(request)
            latencies.append(time.perf_counter() - sent)

    await asyncio.gather(*map(keep_asking, channels))
    elapsed = time.perf_counter() - started
    await _close(channels)
    return Load(len(latencies), elapsed, latencies, (time.process_time() - busy) / elapsed)


async def load_streams(port: int, sent: Sequence[bytes], samples: int, *, at_once: int) -> Load:
    """``at_once`` streams that each send all frames and read until every verdict has come."""
    channels = [_channel(port) for _ in range(at_once)]
    busy, started = time.process_time(), time.perf_counter()
    await asyncio.gather(*(_one_stream(channel, sent, samples) for channel in channels))
    elapsed = time.perf_counter() - started
    await _close(channels)
    return Load(at_once * samples, elapsed, (), (time.process_time() - busy) / elapsed)


async def _one_stream(channel: grpc.aio.Channel, sent: Sequence[bytes], samples: int) -> None:
    async def feed() -> AsyncIterator[bytes]:
        for frame in sent:
            yield frame.replace(SALT, next_salt())

    call = channel.stream_stream(f"{SERVICE}/VerifyStream")
    received = 0
    async for frame in call(feed()):
        received += len(rewards_pb2.VerdictFrame.FromString(frame).indices)
    if received != samples:
        raise SystemExit(f"the stream answered {received} of {samples} samples")


def _channel(port: int) -> grpc.aio.Channel:
    """Its own connection: channels of one process share a connection otherwise."""
    options = [*OPTIONS, ("grpc.use_local_subchannel_pool", 1)]
    return grpc.aio.insecure_channel(f"127.0.0.1:{port}", options=options)


async def _close(channels: Sequence[grpc.aio.Channel]) -> None:
    for channel in channels:
        await channel.close()
