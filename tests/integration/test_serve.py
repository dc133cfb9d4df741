"""``serve`` as one process: what it answers, what it refuses, how it ends."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import httpx
import pytest

from tests.integration.serving import SAMPLE, SERVE, WITHIN_S, Served, refused, served, wait_for
from trainer_client.wire import rewards_pb2, rewards_pb2_grpc

SLOW = (sys.executable, "-m", "tests.integration.slow_server", "serve")


def slow(seconds: float) -> dict[str, object]:
    return {"verifier": "slow", "response": "x", "reference": {"seconds": seconds}}


@pytest.fixture(scope="module")
def service() -> Iterator[Served]:
    with served("--log-format", "console") as running:
        yield running


def test_both_transports_answer_on_the_ports_that_are_printed(service: Served) -> None:
    assert service.verify().json()["reward"] == 1.0
    request = rewards_pb2.Sample(
        verifier="math", response=SAMPLE["response"], reference_json=b'{"answer": "42"}'
    )
    with grpc.insecure_channel(service.grpc_address) as channel:
        stub = rewards_pb2_grpc.RewardServiceStub(channel)
        assert stub.Verify(request, timeout=WITHIN_S).reward == 1.0


def test_it_is_ready_when_it_says_so(service: Served) -> None:
    wait_for(lambda: service.get("/readyz").status_code == 200)
    assert (
        "math  ready" in service.text or "math  not ready: the symbolic workers are starting" in service.text
    )


def test_the_line_to_try_works(service: Served) -> None:
    command = service.text[service.text.index("curl") :].splitlines()[0]
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=WITHIN_S, check=True)
    assert json.loads(done.stdout)["reward"] == 1.0


def test_metrics_tell_what_was_judged(service: Served) -> None:
    service.verify()
    page = service.get("/metrics").text
    assert 'cascade_verdicts_total{reason="correct",status="scored",verifier="math"}' in page


def test_serving_loads_no_heavy_library() -> None:
    code = (
        "import sys, gateway.process.server, gateway.rpc.server, gateway.http.app; "
        "print([name for name in sys.modules if '.' not in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split("'"))
    heavy = {"torch", "transformers", "vllm", "docker", "celery", "trl", "numpy", "pandas", "sympy"}
    assert not loaded & heavy


def test_a_port_in_use_is_named_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, message = refused("--port", str(port))
    assert code == 2
    assert f"port {port} on 127.0.0.1 is in use" in message
    assert "--port" in message
    assert "Traceback" not in message


def test_a_second_service_does_not_join_the_ports_of_the_first(service: Served) -> None:
    port = service.url.rpartition(":")[2]
    code, message = refused("--port", port)
    assert code == 2, message
    assert f"port {port} on 127.0.0.1 is in use" in message


def test_others_are_not_served_without_a_key() -> None:
    code, message = refused("--host", "0.0.0.0")
    assert code == 2
    assert "CASCADE_API_KEYS" in message
    assert "Traceback" not in message


def test_with_keys_only_their_holders_are_served() -> None:
    with served(CASCADE_API_KEYS="trainer=a-key-for-tests") as service:
        assert service.verify().status_code == 401
        right = {"Authorization": "Bearer a-key-for-tests"}
        assert service.verify(headers=right).json()["reward"] == 1.0
        assert "a-key-for-tests" not in service.text


def test_settings_in_force_are_shown_with_their_origin_and_without_secrets() -> None:
    environment = {"CASCADE_API_KEYS": "trainer=a-key-for-tests", "PATH": "/usr/bin:/bin"}
    shown = subprocess.run(
        [*SERVE, "--processes", "3", "--show-settings"],
        env=environment, capture_output=True, text=True, timeout=WITHIN_S, check=True,
    ).stdout  # fmt: skip
    assert tomllib.loads(shown)["processes"] == 3, "it can be pasted into a settings file"
    assert "processes = 3  # flag --processes" in shown
    assert 'api_keys = {"trainer" = "**********"}  # environment CASCADE_API_KEYS' in shown
    assert "a-key-for-tests" not in shown


def test_the_journal_holds_each_verdict(tmp_path: Path) -> None:
    file = tmp_path / "verdicts.sqlite"
    with served("--journal", str(file)) as service:
        service.verify()
        assert service.end() == 0
    with sqlite3.connect(file) as journal:
        assert journal.execute("SELECT verifier, reward FROM verdicts").fetchall() == [("math", 1.0)]
    journal.close()


@pytest.mark.parametrize("which", [signal.SIGTERM, signal.SIGHUP])
def test_what_was_taken_is_finished_after_the_signal(tmp_path: Path, which: signal.Signals) -> None:
    file = tmp_path / "may end"
    sample = {"verifier": "slow", "response": "x", "reference": {"file": str(file)}}
    with served(command=SLOW) as service, ThreadPoolExecutor() as threads:
        answer = threads.submit(service.verify, sample)
        _wait_in_flight(service, 1)
        service.process.send_signal(which)
        wait_for(lambda: "shutting down: finishing 1 samples" in service.text)
        file.touch()
        assert service.wait() == 0
        assert answer.result().json()["reward"] == 1.0


def test_every_line_is_json_where_the_log_is() -> None:
    """What a stranger sends, a misspelt setting and a refused request included."""
    with served("--log-level", "debug", CASCADE_PROCESES="4") as service:
        with socket.create_connection(("127.0.0.1", int(service.url.rpartition(":")[2]))) as stranger:
            stranger.sendall(b"\x16\x03\x01 no HTTP\r\n\r\n")
            said = stranger.makefile("rb").read()
        assert b"no HTTP/1.1 request" in said
        refused_id = service.get("/nowhere").json()["error"]["request_id"]
        assert service.end() == 0
    events = [json.loads(line) for line in service.output]
    told = [event["event"] for event in events]
    assert {"starting", "serving"} <= set(told)
    assert any("CASCADE_PROCESES is ignored" in line for line in told)
    assert any(refused_id in line and "404" in line for line in told)


def test_what_ends_it_before_it_serves_is_json_as_well() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, message = refused("--port", str(taken.getsockname()[1]), "--log-format", "json")
    assert code == 2
    assert "is in use" in json.loads(message)["event"]


def test_it_is_not_ready_from_the_signal_on_and_serves_until_balancers_saw_that() -> None:
    with served("--set", "shutdown_delay_s=60") as service:
        service.process.send_signal(signal.SIGTERM)
        wait_for(lambda: service.get("/readyz").status_code == 503)
        assert service.verify().json()["reward"] == 1.0


def test_work_that_outlasts_the_grace_does_not_hold_up_the_end() -> None:
    with served("--set", "shutdown_grace_s=1", command=SLOW) as service, ThreadPoolExecutor() as threads:
        answer = threads.submit(service.verify, slow(600.0))
        _wait_in_flight(service, 1)
        assert service.end() == 0
        assert answer.exception() is not None or answer.result().status_code == 500


def test_a_second_signal_ends_it_now() -> None:
    with served(command=SLOW) as service, ThreadPoolExecutor() as threads:
        answer = threads.submit(service.verify, slow(600.0))
        _wait_in_flight(service, 1)
        service.process.send_signal(signal.SIGINT)
        wait_for(lambda: "shutting down" in service.text)
        assert service.end(signal.SIGINT) == 128 + signal.SIGINT
        assert isinstance(answer.exception(), httpx.TransportError)


def test_nothing_is_left_running_after_the_end() -> None:
    with served() as service:
        family = service.descendants()
        assert family, "symbolic math has workers"
        assert service.end(signal.SIGINT) == 0
        wait_for(lambda: not any(process.is_running() for process in family))


def _wait_in_flight(service: Served, samples: int) -> None:
    wanted = f"cascade_samples_in_flight {samples}.0"
    wait_for(lambda: wanted in service.get("/metrics").text)
