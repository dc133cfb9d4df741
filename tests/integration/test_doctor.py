"""``doctor``: it tries what serving needs, and its exit code tells whether that works."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

DOCTOR = (sys.executable, "-m", "gateway", "doctor")


def examine(folder: Path, *flags: str, **environment: str) -> tuple[int, str]:
    """Run with ports that are free at the moment, unless told otherwise."""
    usual = {"CASCADE_PORT": "0", "CASCADE_GRPC_PORT": "0", "PYTHONPATH": os.getcwd()}
    done = subprocess.run(
        [*DOCTOR, *flags], cwd=folder, env={**os.environ, **usual, **environment},
        capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout


def test_a_machine_that_can_serve_passes_and_each_verifier_was_tried(tmp_path: Path) -> None:
    code, told = examine(tmp_path, "--json")
    findings = {finding["name"]: finding for finding in json.loads(told)}
    assert code == 0, told
    assert findings["math"]["state"] == "works"
    assert "its example scores 1, and its workers judge" in findings["math"]["detail"]
    assert {"python", "cpus", "memory", "port", "grpc_port", "journal", "pyarrow"} <= set(findings)


def test_what_is_broken_is_told_with_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, told = examine(tmp_path, CASCADE_PORT=port, CASCADE_JOURNAL="missing/verdicts.sqlite")
    assert code == 1
    assert f"port {port} on 127.0.0.1 is in use" in told
    assert "missing/verdicts.sqlite: No such file or directory" in told
    assert "create its folder" in told


def test_settings_that_cannot_be_used_are_a_finding(tmp_path: Path) -> None:
    code, told = examine(tmp_path, CASCADE_PROCESSES="none")
    assert code == 1
    assert "processes (from environment CASCADE_PROCESSES)" in told
