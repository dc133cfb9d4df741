"""What is built from settings: every verifier there is, with the limits that were set."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway import compose
from gateway.api_keys import WrongKey
from gateway.compose import (
    build_gateway,
    build_keys,
    build_service,
    grpc_limits,
    http_limits,
    math_workers,
)
from gateway.settings import Settings
from trainer_client.contract import Sample
from verifiers.registry import VERIFIERS


def test_every_verifier_of_the_registry_is_served() -> None:
    served = {description.name for description, _ in build_service(Settings()).verifiers()}
    assert served == set(VERIFIERS)


def test_cpus_are_shared_out_among_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compose, "cpu_count", lambda: 8)

    assert math_workers(Settings()) == 8
    assert math_workers(Settings(processes=4)) == 2
    assert math_workers(Settings(processes=100)) == 1
    assert math_workers(Settings(processes=4, math_workers=5)) == 5


def test_limits_are_those_of_the_settings() -> None:
    settings = Settings(max_body_bytes=2048, max_batch=7, max_request_timeout_s=400)
    http, grpc = http_limits(settings), grpc_limits(settings)
    assert (http.max_body_bytes, http.max_samples, http.max_timeout_s) == (2048, 7, 400)
    assert (grpc.max_message_bytes, grpc.max_samples, grpc.max_timeout_s) == (2048, 7, 400)


def test_without_keys_everybody_may_call_and_with_them_their_holders() -> None:
    assert build_keys(Settings()) is None
    keys = build_keys(Settings(api_keys="alice=aaaaaaaa"))
    assert keys is not None
    assert keys.tenant(b"Bearer aaaaaaaa") == "alice"
    with pytest.raises(WrongKey):
        keys.tenant(b"Bearer bbbbbbbb")


async def test_a_response_over_the_limit_is_judged_by_the_limit_that_was_set() -> None:
    service = build_service(Settings(max_response_chars=10))
    sample = Sample(verifier="math", response="1" * 11, reference={"answer": "1"})
    (verdict,) = await service.verify_many([sample])
    assert verdict.reason == "response_too_long"


async def test_metrics_and_journal_hear_of_each_request(tmp_path: Path) -> None:
    gateway = build_gateway(Settings(journal=tmp_path / "journal.sqlite"))
    sample = Sample(verifier="math", response="1" * 3_000_000, reference={"answer": "1"})
    await gateway.service.verify_many([sample])
    assert b'reason="response_too_long"' in gateway.metrics.page()
    assert gateway.journal is not None
    gateway.journal.close()
    assert (tmp_path / "journal.sqlite").stat().st_size > 0
