"""``serve --processes``: they share ports and metrics, come back when killed, and none outlives the rest."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.integration.serving import Served, refused, served, wait_for

TWO = ("--processes", "2", "--math-workers", "1")


@pytest.fixture(scope="module")
def service() -> Iterator[Served]:
    with served(*TWO) as running:
        yield running


def server_processes(service: Served) -> list[psutil.Process]:
    children = psutil.Process(service.process.pid).children()
    return [child for child in children if child.status() != psutil.STATUS_ZOMBIE]


def judged(service: Served) -> int:
    page = service.get("/metrics").text
    found = re.search(r"cascade_verdicts_total\{.*correct.*\} ([0-9.]+)", page)
    return int(float(found[1])) if found else 0


def test_metrics_of_any_process_are_those_of_all(service: Served) -> None:
    for _ in range(20):  # each on a connection of its own, which the kernel gives to one of the two
        assert service.verify().json()["reward"] == 1.0
    assert len(server_processes(service)) == 2
    assert {judged(service) for _ in range(10)} == {20}


def test_a_killed_process_comes_back_and_its_counts_stay(service: Served) -> None:
    service.verify()
    before = judged(service)
    killed = server_processes(service)[0]
    killed.kill()
    wait_for(lambda: len({child.pid for child in server_processes(service)} - {killed.pid}) == 2)
    assert judged(service) == before
    assert service.verify().json()["reward"] == 1.0, "the other process answers meanwhile"
    wait_for(lambda: "ended with code -9; starting another" in service.text)


def test_a_module_in_the_folder_that_it_starts_in_is_not_run(tmp_path: Path) -> None:
    for name in ("json", "msgspec"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(7)")
    command = ("env", "-C", str(tmp_path), sys.executable, "-P", "-m", "gateway", "serve")
    with served(*TWO, command=command, PYTHONPATH=os.getcwd()) as service:
        assert service.verify().json()["reward"] == 1.0


def test_sigterm_ends_all_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with served(*TWO, TMPDIR=str(tmp_path)) as service:
        family = service.descendants()
        assert service.end() == 0
    assert not [process for process in family if process.is_running()]
    assert list(tmp_path.iterdir()) == []


def test_no_process_outlives_a_killed_supervisor() -> None:
    with served(*TWO) as service:
        family = service.descendants()
        assert len(family) >= 4, "two servers, each with workers"
        service.process.kill()
        wait_for(lambda: not any(process.is_running() for process in family))


def test_processes_that_cannot_start_end_the_whole(tmp_path: Path) -> None:
    journal = tmp_path / "missing" / "verdicts.sqlite"
    code, message = refused("--processes", "2", "--journal", str(journal))
    assert code != 0
    assert str(journal) in message
    assert "before it was ready" in message
    assert "Traceback" not in message
