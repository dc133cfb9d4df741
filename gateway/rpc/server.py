"""The gRPC service: rewards.v1.RewardService, health and reflection on one port."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import grpc
import grpc.aio
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from gateway.answers import CountAnswer, count_nothing
from gateway.api_keys import ApiKeys
from gateway.room import Room
from gateway.rpc.call import Context, GrpcLimits, framed, open_call
from gateway.rpc.health import ReadinessHealth
from gateway.rpc.methods import Methods
from gateway.rpc.stream import OpenStreams, VerdictStream
from gateway.service import Service
from trainer_client.wire import rewards_pb2 as wire

SERVICE_NAME = wire.DESCRIPTOR.services_by_name["RewardService"].full_name
HEALTH_NAME = health_pb2.DESCRIPTOR.services_by_name["Health"].full_name


class CannotBind(OSError):  # noqa: N818 - it says what could not be done
    """The address is taken, or not this machine's."""


@dataclass(slots=True)
class GrpcServer:
    """A server that is listening. ``port`` is the real one, also where 0 was asked for."""

    port: int
    _server: grpc.aio.Server
    _health: ReadinessHealth
    _streams: OpenStreams

    async def stop(self, grace: float) -> None:
        """Takes nothing more and finishes what was taken; after ``grace`` seconds, cancels what is left."""
        self._health.stop()
        self._streams.stop()
        await self._server.stop(grace)


async def start_grpc(
    service: Service,
    *,
    host: str,
    port: int,
    limits: GrpcLimits,
    room: Room,
    api_keys: ApiKeys | None = None,
    count_answer: CountAnswer = count_nothing,
) -> GrpcServer:
    """Listens on ``host``; port 0 takes a free one, several processes may share one. Raises ``CannotBind``.

    Health and reflection need no key: they tell nothing that a probe or a tool does not need to know.
    """
    streams = OpenStreams()
    health = ReadinessHealth(service, SERVICE_NAME)
    server = grpc.aio.server(options=_options(limits), compression=grpc.Compression.NoCompression)
    server.add_generic_rpc_handlers((_handlers(service, api_keys, limits, room, streams, count_answer),))
    health_pb2_grpc.add_HealthServicer_to_server(health, server)
    reflection.enable_server_reflection((SERVICE_NAME, HEALTH_NAME, reflection.SERVICE_NAME), server)
    try:
        bound = server.add_insecure_port(f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
    except RuntimeError as error:
        raise CannotBind(f"gRPC cannot listen on {host}:{port}: {error}") from error
    await server.start()
    return GrpcServer(bound, server, health, streams)


def _handlers(
    service: Service,
    keys: ApiKeys | None,
    limits: GrpcLimits,
    room: Room,
    streams: OpenStreams,
    count_answer: CountAnswer,
) -> grpc.GenericRpcHandler:
    methods = Methods(service, keys, limits, room)

    async def verify_stream(_: AsyncIterator[bytes], context: Context) -> None:
        call = open_call(context, keys, limits)
        with room.share() as share, streams.opened(VerdictStream(service, call, limits, share)) as stream:
            await stream.run()

    unary = grpc.unary_unary_rpc_method_handler
    return grpc.method_handlers_generic_handler(
        SERVICE_NAME,
        {
            "Verify": unary(framed(methods.verify, count_answer)),
            "VerifyBatch": unary(framed(methods.verify_batch, count_answer)),
            "VerifyStream": grpc.stream_stream_rpc_method_handler(framed(verify_stream, count_answer)),
            "ScoreGroups": unary(framed(methods.score_groups, count_answer)),
            "ListVerifiers": unary(framed(methods.list_verifiers, count_answer)),
        },
    )


def _options(limits: GrpcLimits) -> list[tuple[str, int]]:
    return [
        ("grpc.max_receive_message_length", limits.max_message_bytes),
        ("grpc.max_send_message_length", limits.max_message_bytes),
        ("grpc.so_reuseport", 1),
        # A verdict may take minutes: the connection is kept alive from here, and clients that ping as often
        # as every 10 seconds, also between calls, are not sent away.
        ("grpc.keepalive_time_ms", 60_000),
        ("grpc.keepalive_timeout_ms", 20_000),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
        ("grpc.http2.min_recv_ping_interval_without_data_ms", 9_000),
        ("grpc.http2.max_ping_strikes", 3),
    ]
