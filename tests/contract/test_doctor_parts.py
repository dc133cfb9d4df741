"""What ``doctor`` asks of others: who answers on a taken port, and whether a verifier keeps its promises."""

from __future__ import annotations

import asyncio
import socket

from gateway.commands.doctor import State, _try_verifier
from gateway.process.who_answers import answers_grpc, answers_http
from tests.contract.grpc_rig import serving
from tests.contract.http_rig import EchoVerifier
from trainer_client.contract import Sample


async def test_our_own_grpc_is_known_by_its_health() -> None:
    async with serving() as rig:
        assert await asyncio.to_thread(answers_grpc, "127.0.0.1", rig.server.port)
        assert not await asyncio.to_thread(answers_http, "127.0.0.1", rig.server.port)


def test_a_port_where_nobody_answers_is_not_ours() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    assert not answers_grpc("127.0.0.1", port)
    assert not answers_http("127.0.0.1", port)


async def test_a_verifier_whose_workers_refuse_a_right_answer_is_broken() -> None:
    finding = await _try_verifier("echo", EchoVerifier(), Sample(verifier="echo", response="41"))
    assert finding.state is State.BROKEN
    assert "its workers: " in finding.detail
