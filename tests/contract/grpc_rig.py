"""A gRPC server on a free port with small verifiers, and clients of it: the real server and sockets."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import grpc
import grpc.aio

from gateway.api_keys import ApiKeys
from gateway.compose import grpc_limits
from gateway.room import Room
from gateway.rpc.call import GrpcLimits
from gateway.rpc.server import SERVICE_NAME, GrpcServer, start_grpc
from gateway.service import Service
from gateway.settings import Settings
from tests.contract.http_rig import EchoVerifier, SlowVerifier
from trainer_client.contract import Sample, Verdict
from trainer_client.wire import rewards_pb2 as wire
from trainer_client.wire.convert import verdict_from_message, write_sample
from trainer_client.wire.rewards_pb2_grpc import RewardServiceStub
from verifiers.core.protocols import Verifier

OPTIONS = [("grpc.max_receive_message_length", 64 * 2**20), ("grpc.max_send_message_length", 64 * 2**20)]


def echo(response: str = "42", answer: str = "42", **fields: Any) -> Sample:
    return Sample(verifier="echo", response=response, reference={"answer": answer}, **fields)


def slow(response: str = "42", **fields: Any) -> Sample:
    return Sample(verifier="slow", response=response, reference={"answer": "42"}, **fields)


def batch(samples: Iterable[Sample]) -> wire.VerifyBatchRequest:
    request = wire.VerifyBatchRequest()
    for sample in samples:
        write_sample(request.samples.add(), sample)
    return request


def frame(first_index: int, samples: Iterable[Sample]) -> wire.SampleFrame:
    message = wire.SampleFrame(first_index=first_index)
    for sample in samples:
        write_sample(message.samples.add(), sample)
    return message


def verdicts_of(messages: Iterable[wire.Verdict]) -> list[Verdict]:
    return [verdict_from_message(message) for message in messages]


def default_limits(**changes: Any) -> GrpcLimits:
    """The limits of a service with default settings, but for ``changes``."""
    return dataclasses.replace(grpc_limits(Settings()), **changes)


class GrpcRig:
    """One server; ``stub`` speaks to it, ``answers`` are counted."""

    def __init__(
        self,
        service: Service,
        slow: SlowVerifier,
        server: GrpcServer,
        room: Room,
        channel: Any,
        answers: list[tuple[str, int | str]],
    ) -> None:
        self.answers = answers
        self.service = service
        self.slow = slow
        self.server = server
        self.room = room
        self.channel = channel
        self.stub = RewardServiceStub(channel)

    def raw(self, method: str) -> Any:
        """The unary method for bytes that no stub would send."""
        return self.channel.unary_unary(f"/{SERVICE_NAME}/{method}")

    async def verify_stream(self, samples: Sequence[Sample], frame_size: int = 3) -> list[Verdict]:
        """All verdicts of one stream, by index."""
        frames = [frame(at, samples[at : at + frame_size]) for at in range(0, len(samples), frame_size)]
        found: dict[int, Verdict] = {}
        async for answer in self.stub.VerifyStream(iter(frames)):
            for index, verdict in zip(answer.indices, verdicts_of(answer.verdicts), strict=True):
                assert found.setdefault(index, verdict) is verdict
        return [found[index] for index in range(len(samples))]


@asynccontextmanager
async def serving(
    *,
    limits: GrpcLimits | None = None,
    api_keys: ApiKeys | None = None,
    in_flight: int = 20_000,
    max_bytes: int = 2**30,
    others: Mapping[str, Verifier] | None = None,
) -> AsyncIterator[GrpcRig]:
    slow_verifier = SlowVerifier()
    verifiers: dict[str, Verifier] = {"echo": EchoVerifier(), "slow": slow_verifier, **(others or {})}
    service = Service(verifiers, max_samples_in_flight=in_flight)
    answers: list[tuple[str, int | str]] = []
    room = Room(max_bytes)
    server = await start_grpc(
        service,
        host="127.0.0.1",
        port=0,
        limits=limits or default_limits(),
        room=room,
        api_keys=api_keys,
        count_answer=lambda transport, status: answers.append((transport, status)),
    )
    async with grpc.aio.insecure_channel(f"127.0.0.1:{server.port}", options=OPTIONS) as channel:
        try:
            yield GrpcRig(service, slow_verifier, server, room, channel, answers)
        finally:
            slow_verifier.gate.set()
            await server.stop(1.0)
