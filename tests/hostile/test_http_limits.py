"""Limits of size, time and number, and clients that hang up: on real connections where that matters."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn

from tests.contract.http_rig import Rig, default_limits, sample

SMALL = default_limits(max_body_bytes=2000, max_samples=5, body_timeout_s=0.2)
HANG_GUARD_S = 20.0


@asynccontextmanager
async def serving(rig: Rig) -> AsyncIterator[int]:
    """The rig behind uvicorn in this loop; the port."""
    config = uvicorn.Config(rig.app, host="127.0.0.1", port=0, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    async with asyncio.timeout(HANG_GUARD_S):
        task = asyncio.create_task(server._serve())
        await until(lambda: server.started)
        try:
            yield server.servers[0].sockets[0].getsockname()[1]
        finally:
            rig.slow.gate.set()
            server.should_exit = True
            await task


async def until(holds: Callable[[], bool]) -> None:
    """For what tells nobody when it happens; the guard in ``serving`` bounds the wait."""
    while not holds():  # noqa: ASYNC110 - there is no event to wait for
        await asyncio.sleep(0.005)


def head(path: str, *lines: str) -> bytes:
    return "\r\n".join([f"POST {path} HTTP/1.1", "Host: test", *lines, "", ""]).encode()


async def answer(reader: asyncio.StreamReader) -> tuple[int, str]:
    """Status and head of the next response."""
    lines = (await reader.readuntil(b"\r\n\r\n")).decode()
    return int(lines.split()[1]), lines.lower()


async def test_a_body_over_the_limit_is_413_before_a_byte_of_it_is_sent() -> None:
    rig = Rig(SMALL)
    async with serving(rig) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head("/v1/verify", "Content-Length: 2001"))
        assert (await answer(reader))[0] == 413
        writer.close()


async def test_a_body_that_grows_over_the_limit_is_413() -> None:
    rig = Rig(SMALL)
    async with serving(rig) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head("/v1/verify", "Transfer-Encoding: chunked"))
        for _ in range(3):
            writer.write(b"3e8\r\n" + b" " * 1000 + b"\r\n")
        assert (await answer(reader))[0] == 413
        writer.close()


async def test_more_samples_than_a_batch_may_hold_are_413_good_or_bad() -> None:
    limits = default_limits(max_samples=5)
    async with Rig(limits).client() as client:
        group = {"group_id": "g", "responses": ["a"] * 3}
        bodies: list[tuple[str, object]] = [
            ("/v1/verify/batch", {"samples": [sample()] * 6}),
            ("/v1/verify/stream", {"samples": [None] * 6}),
            ("/v1/groups", {"recipe": "math_rl", "groups": [group, group]}),
        ]
        for path, body in bodies:
            response = await client.post(path, json=body)
            assert (response.status_code, response.json()["error"]["code"]) == (413, "too_large")


async def test_a_body_that_does_not_arrive_is_408_and_the_connection_ends() -> None:
    rig = Rig(SMALL)
    async with serving(rig) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head("/v1/verify", "Content-Length: 100") + b'{"verifier"')
        status, headers = await answer(reader)
        assert (status, "connection: close" in headers) == (408, True)
        await reader.read()
        writer.close()


async def test_bytes_in_flight_are_bounded_and_given_back() -> None:
    rig = Rig(SMALL, max_bytes=3000)
    filler = "x" * 1500
    async with serving(rig) as port, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        held = asyncio.create_task(client.post("/v1/verify", json=sample(filler, verifier="slow")))
        await rig.slow.waiting.wait()
        refused = await client.post("/v1/verify", json=sample(filler))
        assert (refused.status_code, "retry-after" in refused.headers) == (429, True)
        assert (await client.post("/v1/verify", json=sample())).status_code == 200
        rig.slow.gate.set()
        assert (await held).status_code == 200
        assert (await client.post("/v1/verify", json=sample(filler))).status_code == 200


@pytest.mark.parametrize("path", ["/v1/verify/batch", "/v1/verify/stream"])
async def test_a_client_that_hangs_up_ends_its_work(path: str) -> None:
    rig = Rig()
    body = json.dumps({"samples": [sample(), sample(verifier="slow")]}).encode()
    async with serving(rig) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head(path, f"Content-Length: {len(body)}") + body)
        await rig.slow.waiting.wait()
        writer.close()
        await rig.slow.cancelled.wait()
        await until(lambda: not rig.service.in_flight)


async def test_a_client_that_hangs_up_amid_its_body_leaves_nothing_behind() -> None:
    rig = Rig()
    async with serving(rig) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head("/v1/verify", "Content-Length: 1000") + b"{")
        await writer.drain()
        writer.close()
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            assert (await client.post("/v1/verify", json=sample())).status_code == 200


@asynccontextmanager
async def unread_stream(port: int) -> AsyncIterator[None]:
    """A client that takes the head of a large stream, and reads no further."""
    entries = [sample("x" * 2000) for _ in range(9000)]
    body = json.dumps({"samples": entries}).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
    writer.write(head("/v1/verify/stream", f"Content-Length: {len(body)}") + body)
    assert (await answer(reader))[0] == 200
    yield
    writer.transport.abort()


async def test_a_reader_of_a_stream_that_stops_reading_is_cut_off() -> None:
    rig = Rig(default_limits(write_timeout_s=0.2), max_bytes=1)
    async with serving(rig) as port, unread_stream(port), httpx.AsyncClient() as client:
        url = f"http://127.0.0.1:{port}/v1/verify"
        while (await client.post(url, json=sample())).status_code == 429:  # noqa: ASYNC110 - no event tells
            await asyncio.sleep(0.05)


async def test_a_reader_of_a_stream_that_stops_reading_holds_no_place_of_others() -> None:
    rig = Rig(default_limits(write_timeout_s=3600), in_flight=9000)
    async with serving(rig) as port, unread_stream(port), httpx.AsyncClient() as client:
        await until(lambda: not rig.service.in_flight)
        assert (await client.post(f"http://127.0.0.1:{port}/v1/verify", json=sample())).status_code == 200


async def test_a_verdict_reaches_the_stream_before_the_slow_ones_are_done() -> None:
    rig = Rig()
    body = json.dumps({"samples": [sample(verifier="slow"), sample()]}).encode()
    async with serving(rig) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head("/v1/verify/stream", f"Content-Length: {len(body)}") + body)
        await answer(reader)
        await reader.readline()
        assert json.loads(await reader.readline())["index"] == 1
        rig.slow.gate.set()
        await reader.readline()
        await reader.readline()
        assert json.loads(await reader.readline())["index"] == 0
        writer.close()


async def test_what_was_taken_is_finished_on_shutdown() -> None:
    rig = Rig()
    async with httpx.AsyncClient() as client:
        async with serving(rig) as port:
            url = f"http://127.0.0.1:{port}/v1/verify"
            taken = asyncio.create_task(client.post(url, json=sample(verifier="slow")))
            await rig.slow.waiting.wait()
        assert (await taken).json()["reward"] == 1.0
