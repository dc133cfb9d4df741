"""What all commands share: how they end when their output, their input's bytes or their user gives way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.integration.command_line import COMMAND, COMMANDS_LOADING, Run, row, write_rows

VERIFY = [*COMMAND, "verify", "--verifier", "math"]


@pytest.mark.parametrize(
    ("arguments", "unbuffered"),
    [
        (["verify", "--verifier", "math", "--response", "4", "--answer", "4"], ""),
        (["verify", "--verifier", "math", "--response", "4", "--answer", "4"], "1"),
        (["grade", "rows.jsonl"], ""),
        (["check-data", "rows.jsonl", "--json"], ""),
        (["--help"], ""),
    ],
)
def test_an_output_without_room_is_told_in_one_line(
    tmp_path: Path, arguments: list[str], unbuffered: str
) -> None:
    write_rows(tmp_path / "rows.jsonl", row(verifier="math"))
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "cascade-rewards: standard output: No space left on device; write to a place with room"
    ]


@pytest.mark.parametrize(
    "arguments", [["check-data", "rows.jsonl", "--json"], ["--help"], ["grade", "--help"]]
)
def test_an_output_that_nobody_reads_ends_in_141(tmp_path: Path, arguments: list[str]) -> None:
    write_rows(tmp_path / "rows.jsonl", row(verifier="math"))
    read_end, write_end = os.pipe()
    os.close(read_end)
    with os.fdopen(write_end, "wb") as unread:
        done = subprocess.run(
            [*COMMAND, *arguments], cwd=tmp_path, stdout=unread, stderr=subprocess.PIPE, text=True
        )
    assert (done.returncode, done.stderr) == (141, "")


def test_a_broken_pipe_that_is_not_the_output_is_a_defect(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("gateway.grading.verify_run.run", broken)
    done = run("verify")
    assert done.exit_code == 1
    assert isinstance(done.exception, RuntimeError)


def test_arguments_and_verdicts_are_utf_8_whatever_the_locale() -> None:
    posix = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    arguments = [part.encode() for part in (*VERIFY, "--response", "π", "--answer", "π")]
    done = subprocess.run(arguments, capture_output=True, env={**os.environ, **posix})
    verdict = json.loads(done.stdout.decode("utf-8"))
    assert (done.returncode, verdict["reward"], verdict["extracted"]) == (0, 1.0, "π")


def test_an_argument_that_is_no_text_is_refused() -> None:
    arguments = [part.encode() for part in (*VERIFY, "--answer", "3", "--response")]
    done = subprocess.run([*arguments, b"\xff\xfe 3"], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.splitlines() == ["cascade-rewards: --response is not UTF-8; give it in UTF-8"]


def test_a_closed_output_is_no_error() -> None:
    command = " ".join([*VERIFY, "--response", "4", "--answer", "4", ">&-"])
    done = subprocess.run(command, shell=True, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_ctrl_c_while_a_command_is_loaded_shows_no_traceback() -> None:
    process = subprocess.Popen(
        [*COMMAND, "verify"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONVERBOSE": "1"},
    )
    assert process.stderr
    while COMMANDS_LOADING not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in said
