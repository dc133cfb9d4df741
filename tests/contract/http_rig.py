"""Small verifiers and a client for tests of HTTP: the real app and service, without a socket."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
import uvicorn

from gateway.api_keys import ApiKeys
from gateway.compose import http_limits
from gateway.http.app import create_app
from gateway.http.limits import HttpLimits
from gateway.room import Room
from gateway.service import Service
from gateway.settings import Settings
from sandbox.interface import Sandbox
from trainer_client.contract import Reason, Sample
from verifiers.core.base import AnswerVerifier, Judgement, PendingJudgement, Task
from verifiers.core.decode import Options, Reference
from verifiers.core.protocols import Verifier


class EchoReference(Reference):
    answer: str


class EchoVerifier(AnswerVerifier[EchoReference, Options]):
    """Decides at once: the answer is the response."""

    name = "echo"
    version = "1"
    summary = "Whether the response is the answer, letter by letter."
    reference_type = EchoReference
    options_type = Options
    example = Sample(verifier="echo", response="42", reference={"answer": "42"})

    def judge(self, task: Task[EchoReference, Options]) -> Judgement | PendingJudgement:
        right = task.answer == task.reference.answer
        reason = Reason.CORRECT if right else Reason.WRONG_ANSWER
        return Judgement(reason, float(right), extracted=task.answer)


class SlowVerifier(EchoVerifier):
    """Waits until its gate opens, and counts those whose wait was ended."""

    name = "slow"
    example = Sample(verifier="slow", response="42", reference={"answer": "42"})

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.waiting = asyncio.Event()
        self.cancelled = asyncio.Event()

    def judge(self, task: Task[EchoReference, Options]) -> PendingJudgement:
        return lambda: self._wait(task)

    async def _wait(self, task: Task[EchoReference, Options]) -> Judgement:
        self.waiting.set()
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        judged = EchoVerifier.judge(self, task)
        assert isinstance(judged, Judgement)
        return judged


def default_limits(**changes: Any) -> HttpLimits:
    """The limits of a service with default settings, but for ``changes``."""
    return dataclasses.replace(http_limits(Settings()), **changes)


class Rig:
    """One app with both verifiers; ``client`` speaks to it in the same loop, ``answers`` are counted."""

    def __init__(
        self,
        limits: HttpLimits | None = None,
        api_keys: ApiKeys | None = None,
        in_flight: int = 20_000,
        slow: bool = True,
        max_bytes: int = 2**30,
        sandbox: Sandbox | None = None,
        others: Mapping[str, Verifier] | None = None,
        run_needs_key: bool = False,
    ) -> None:
        self.slow = SlowVerifier()
        verifiers: dict[str, Verifier] = {"echo": EchoVerifier()} | ({"slow": self.slow} if slow else {})
        verifiers |= others or {}
        self.service = Service(verifiers, max_samples_in_flight=in_flight)
        self.room = Room(max_bytes)
        self.answers: list[tuple[str, int | str]] = []
        self.app = create_app(
            self.service,
            limits=limits or default_limits(),
            room=self.room,
            api_keys=api_keys,
            metrics_page=lambda: b"up 1\n",
            version="0.0.1",
            count_answer=lambda transport, status: self.answers.append((transport, status)),
            sandbox=sandbox,
            run_needs_key=run_needs_key,
        )

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Behind uvicorn in this loop, for clients that are not ours; the address."""
        config = uvicorn.Config(self.app, host="127.0.0.1", port=0, log_config=None, lifespan="off")
        server = uvicorn.Server(config)
        task = asyncio.create_task(server._serve())
        while not server.started:  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.005)
        try:
            port = server.servers[0].sockets[0].getsockname()[1]
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            await task

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            yield client


def sample(response: str = "42", answer: str = "42", **fields: object) -> dict[str, object]:
    return {"verifier": "echo", "response": response, "reference": {"answer": answer}, **fields}
