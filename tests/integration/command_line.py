"""Runs the command line: most tests in this process with a cheap verifier, some as a user would."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from gateway.commands.application import application
from verifiers.registry import VERIFIERS

COMMAND = (sys.executable, "-m", "gateway")
# What Python says with PYTHONVERBOSE when the commands begin to be imported.
COMMANDS_LOADING = "import 'gateway.commands'"
Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in this process, where ``echo`` is the only verifier there is."""
    for name in list(VERIFIERS):
        monkeypatch.delitem(VERIFIERS, name)  # type: ignore[arg-type]  # a Mapping to everybody else
    monkeypatch.setitem(VERIFIERS, "echo", "tests.unit.gateway.verdicts:EchoVerifier")  # type: ignore[arg-type]

    def invoke(*arguments: str | Path, stdin: str = "") -> Result:
        return CliRunner().invoke(application, [str(argument) for argument in arguments], input=stdin)

    return invoke


def run_process(*arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Runs a command as a user does, with the real verifiers."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], input=stdin, capture_output=True, text=True, timeout=90
    )


def row(response: str = "4", answer: str = "4", verifier: str = "echo", **fields: Any) -> dict[str, Any]:
    sample = {"verifier": verifier, "prompt": "2+2?", "response": response, "reference": {"answer": answer}}
    return {**sample, **fields}


def write_rows(path: Path, *rows: Any) -> Path:
    text = "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")
    return path


def read_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
