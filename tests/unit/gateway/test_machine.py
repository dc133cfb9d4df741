"""What a container's limits leave of a machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gateway.machine import cpu_count, cpu_quota, memory_bytes, why_not_writable

CPUS = {
    "version 2": ({"cpu.max": "150000 100000"}, 1.5),
    "version 2, no limit": ({"cpu.max": "max 100000"}, None),
    "version 1": ({"cpu/cpu.cfs_quota_us": "50000", "cpu/cpu.cfs_period_us": "100000"}, 0.5),
    "version 1, no limit": ({"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}, None),
    "no control groups": ({}, None),
}


def lay_out(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text + "\n")
    return folder


@pytest.mark.parametrize(("files", "quota"), CPUS.values(), ids=CPUS.keys())
def test_the_quota_of_cpus_is_read(tmp_path: Path, files: dict[str, str], quota: float | None) -> None:
    assert cpu_quota(lay_out(tmp_path, files)) == quota


def test_a_part_of_a_cpu_counts_as_one_and_a_large_quota_as_what_there_is(tmp_path: Path) -> None:
    assert cpu_count(lay_out(tmp_path, {"cpu.max": "20000 100000"})) == 1
    assert cpu_count(lay_out(tmp_path, {"cpu.max": "99900000 100000"})) == len(os.sched_getaffinity(0))


def test_memory_is_the_lesser_of_machine_and_container(tmp_path: Path) -> None:
    whole = memory_bytes(tmp_path)
    assert memory_bytes(lay_out(tmp_path, {"memory.max": str(64 * 2**20)})) == 64 * 2**20
    assert memory_bytes(lay_out(tmp_path, {"memory.max": "max"})) == whole


def test_asking_whether_a_file_can_be_written_leaves_nothing(tmp_path: Path) -> None:
    assert why_not_writable(tmp_path / "new.sqlite") is None
    assert list(tmp_path.iterdir()) == []
    assert why_not_writable(tmp_path / "missing" / "new.sqlite") == "No such file or directory"
