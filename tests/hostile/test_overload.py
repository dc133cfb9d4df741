"""Two thousand clients at once: each gets its verdicts or a 429, and the memory they took comes back."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import psutil
import pytest

from tests.integration.serving import Served, served, wait_for

SLOW = (sys.executable, "-m", "tests.integration.slow_server", "serve")
CLIENTS = 2_000
BATCH = 16
MIB = 2**20


@pytest.fixture(scope="module")
def service() -> Iterator[Served]:
    limits = ("--set", f"max_samples_in_flight={200 * BATCH}")
    with served(*limits, command=SLOW) as running:
        yield running


@pytest.fixture(autouse=True)
def _many_connections() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4 * CLIENTS), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def request(service: Served, seconds: float) -> bytes:
    """A batch whose samples take ``seconds``, with responses of 4 KB."""
    sample = {"verifier": "slow", "response": "x" * 4096, "reference": {"seconds": seconds}}
    body = json.dumps({"samples": [sample] * BATCH}).encode()
    head = f"POST /v1/verify/batch HTTP/1.1\r\nHost: {urlsplit(service.url).netloc}\r\n"
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


async def ask(service: Served, sent: bytes, times: int) -> list[int]:
    """Statuses of as many requests on one connection; every 200 has a verdict for each sample."""
    address = urlsplit(service.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    statuses = []
    for _ in range(times):
        writer.write(sent)
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        body = await reader.readexactly(int(head.partition("content-length: ")[2].split("\r")[0]))
        statuses.append(int(head.split()[1]))
        if statuses[-1] == 200:
            assert [each["reward"] for each in json.loads(body)["verdicts"]] == [1.0] * BATCH
        else:
            assert "retry-after" in head
    writer.close()
    await writer.wait_closed()
    return statuses


async def ask_all(service: Served, clients: int, times: int, seconds: float = 0.2) -> Counter[int]:
    sent = request(service, seconds)
    async with asyncio.timeout(90):
        answers = await asyncio.gather(*(ask(service, sent, times) for _ in range(clients)))
    return Counter(status for statuses in answers for status in statuses)


@pytest.fixture(scope="module")
def memory_when_warm(service: Served) -> int:
    asyncio.run(ask_all(service, 100, 1))
    return psutil.Process(service.process.pid).memory_info().rss


async def test_each_of_many_clients_is_answered_and_none_with_an_error(
    service: Served, memory_when_warm: int
) -> None:
    statuses = await ask_all(service, CLIENTS, 2)
    assert sum(statuses.values()) == 2 * CLIENTS
    assert set(statuses) == {200, 429}


def test_the_memory_of_a_burst_comes_back(service: Served, memory_when_warm: int) -> None:
    process = psutil.Process(service.process.pid)
    asyncio.run(ask_all(service, CLIENTS, 1))
    wait_for(lambda: process.memory_info().rss < memory_when_warm + 48 * MIB)


def test_it_serves_as_before_afterwards(service: Served) -> None:
    assert asyncio.run(ask_all(service, 50, 2, 0.0)) == {200: 100}
