"""Metrics: what is counted, and that no client can make labels of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.metrics import Metrics, forget_process, make_folder
from trainer_client.contract import Reason, Sample, Status, Timing, Verdict


def verdict(reason: Reason, reward: float | None, verifier: str = "math", queue_ms: float = 0.0) -> Verdict:
    return Verdict(
        verifier=verifier,
        version="1",
        status=Status.UNSCORED if reward is None else Status.SCORED,
        reason=reason,
        reward=reward,
        timing=Timing(queue_ms, 1.0),
    )


def observe(metrics: Metrics, verdicts: list[Verdict], seconds: float = 0.02) -> None:
    items = [Sample(verifier=each.verifier, response="") for each in verdicts]
    metrics.observed(items, verdicts, seconds=seconds, tenant="someone", request_id="1")


def values(page: bytes) -> dict[str, float]:
    lines = (line.rpartition(" ") for line in page.decode().splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


def test_verdicts_are_counted_by_how_they_ended() -> None:
    metrics = Metrics(["math"])
    right, wrong = verdict(Reason.CORRECT, 1.0), verdict(Reason.WRONG_ANSWER, 0.0)
    observe(metrics, [right, wrong, right, verdict(Reason.DEADLINE, None)])
    observe(metrics, [right])
    page = values(metrics.page())
    ending = 'cascade_verdicts_total{{reason="{}",status="{}",verifier="math"}}'
    assert page[ending.format("correct", "scored")] == 3
    assert page[ending.format("wrong_answer", "scored")] == 1
    assert page[ending.format("deadline", "unscored")] == 1
    assert page['cascade_unscored_total{verifier="math"}'] == 1
    assert page["cascade_request_seconds_count"] == 2
    assert page["cascade_request_samples_sum"] == 5


def test_a_name_that_a_client_made_up_is_no_label() -> None:
    metrics = Metrics(["math"])
    observe(metrics, [verdict(Reason.INVALID_SAMPLE, None, f"made-up-{i}") for i in range(100)])
    page = metrics.page().decode()
    assert "made-up" not in page
    assert 'verifier="unknown"} 100.0' in page


def test_only_samples_that_waited_are_in_the_queue_time() -> None:
    metrics = Metrics(["math"])
    observe(metrics, [verdict(Reason.CORRECT, 1.0), verdict(Reason.CORRECT, 1.0, queue_ms=250.0)])
    page = values(metrics.page())
    assert page['cascade_queue_seconds_count{verifier="math"}'] == 1
    assert page['cascade_queue_seconds_sum{verifier="math"}'] == pytest.approx(0.25)


def test_what_is_in_flight_and_what_was_refused_shows() -> None:
    metrics = Metrics(["math"])
    metrics.watch(lambda: 7)
    metrics.refused(256)
    page = values(metrics.page())
    assert page["cascade_samples_in_flight"] == 7
    assert page["cascade_refused_samples_total"] == 256


def test_requests_are_counted_by_transport_and_status() -> None:
    metrics = Metrics(["math"])
    for transport, status in [("http", 200), ("http", 401), ("http", 200), ("grpc", "OK")]:
        metrics.answered(transport, status)
    page = values(metrics.page())
    assert page['cascade_requests_total{status="200",transport="http"}'] == 2
    assert page['cascade_requests_total{status="401",transport="http"}'] == 1
    assert page['cascade_requests_total{status="OK",transport="grpc"}'] == 1


def test_what_the_journal_lost_shows_and_is_taken_over_once() -> None:
    lost = 0
    metrics = Metrics(["math"])
    metrics.watch(lambda: 0, lambda: lost)
    assert values(metrics.page())["cascade_journal_lost_total"] == 0
    lost = 5
    metrics.page()
    assert values(metrics.page())["cascade_journal_lost_total"] == 5


class _Workers:
    def __init__(self) -> None:
        self.crashed = 0.0

    def counters(self) -> dict[str, float]:
        return {"crashed": self.crashed}

    def gauges(self) -> dict[str, float]:
        return {"busy": 2.0}


def test_what_workers_count_is_taken_over_once() -> None:
    workers = _Workers()
    metrics = Metrics(["math"], {"math": workers})
    name = 'cascade_worker_events_total{event="crashed",verifier="math"}'
    workers.crashed = 3
    assert values(metrics.page())[name] == 3
    assert values(metrics.page())[name] == 3
    workers.crashed = 5
    page = values(metrics.page())
    assert page[name] == 5
    assert page['cascade_workers{state="busy",verifier="math"}'] == 2


_PROCESS = """
from tests.unit.gateway.test_metrics import *
metrics = Metrics(["math"])
metrics.watch(lambda: 4)
observe(metrics, [verdict(Reason.CORRECT, 1.0)] * 10)
metrics.sample()
{then}
"""


def _run_process(folder: Path, then: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder)}
    command = [sys.executable, "-c", _PROCESS.format(then=then)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done


def test_one_process_answers_for_all_and_the_dead_are_not_in_flight(tmp_path: Path) -> None:
    dead = int(_run_process(tmp_path, "print(os.getpid())").stdout)
    forget_process(tmp_path, dead)
    page = values(_run_process(tmp_path, "print(metrics.page().decode(), end='')").stdout.encode())
    assert page['cascade_verdicts_total{reason="correct",status="scored",verifier="math"}'] == 20
    assert page["cascade_samples_in_flight"] == 4


def test_folders_of_services_that_are_gone_are_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    gone = subprocess.Popen(["true"])
    gone.wait()
    stale, theirs = tmp_path / f"cascade-metrics-{gone.pid}-x", tmp_path / "cascade-other"
    stale.mkdir()
    theirs.mkdir()
    ours = make_folder()
    assert not stale.exists()
    assert theirs.exists()
    assert make_folder() != ours
    assert ours.exists()
    assert ours.stat().st_mode & 0o077 == 0
