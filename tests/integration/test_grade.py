"""``grade`` from the outside: exit codes, files, stopping and going on."""

from __future__ import annotations

import gzip
import json
import os
import pty
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.integration.command_line import COMMAND, Run, read_rows, row, run_process, write_rows

RIGHT = row(group_id="a", metadata={"expected": {"reward": 1.0}})
WRONG = row("5", group_id="a")
MATH = row("\\boxed{4}", verifier="math")


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "rows.jsonl", RIGHT, WRONG)


def test_every_sample_scored_exits_0_and_sums_up(run: Run, rows: Path, tmp_path: Path) -> None:
    done = run("grade", rows, "--out", tmp_path / "out", "--summary", tmp_path / "summary.json")
    assert done.exit_code == 0, done.stderr
    assert done.stderr == ""
    assert "pass@2" in done.stdout
    assert "\x1b" not in done.stdout
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert (summary["samples"], summary["pass_rate"], summary["unscored"]) == (2, 0.5, 0)
    assert [row["reason"] for row in read_rows(tmp_path / "out")] == ["correct", "wrong_answer"]


def test_a_bad_line_is_a_verdict_in_its_place_and_exits_3(run: Run, tmp_path: Path) -> None:
    rows = write_rows(tmp_path / "rows.jsonl", RIGHT, "{broken", WRONG)
    done = run("grade", rows, "--out", tmp_path / "out")
    assert done.exit_code == 3
    assert [row["reason"] for row in read_rows(tmp_path / "out")] == [
        "correct",
        "invalid_sample",
        "wrong_answer",
    ]
    assert "rows.jsonl:2" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["none.jsonl"], "no file"),
        (["."], "directory"),
        (["empty.jsonl"], "no rows"),
        (["text.txt"], "JSON Lines"),
        (["rows.jsonl", "--verifier", "math"], "echo"),
        (["rows.jsonl", "--recipe", "none"], "math_rl"),
        (["rows.jsonl", "--options", "{"], "--options"),
        (["rows.jsonl", "--map", "answer=x"], "--map"),
        (["rows.jsonl", "--out", "rows.jsonl", "--overwrite"], "input"),
        (["rows.jsonl", "--out", "none/out"], "none/out"),
        (["rows.jsonl", "--summary", "none/summary"], "none/summary"),
        (["rows.jsonl", "--summary", "."], "directory"),
        (["rows.jsonl", "--summary", "rows.jsonl"], "input"),
        (["rows.jsonl", "--journal", "rows.jsonl"], "input"),
        (["rows.jsonl", "--out", "new", "--summary", "new"], "of its own"),
        (["rows.jsonl", "--out", "new", "--summary", "./new"], "of its own"),
        (["rows.jsonl", "--out", "new", "--journal", "new"], "of its own"),
        (["rows.jsonl", "--resume"], "--out"),
        (["rows.jsonl", "--out", "text.txt"], "--overwrite"),
        (["rows.jsonl", "--journal", "text.txt"], "journal"),
        (["rows.jsonl", "--config", "none.toml"], "none.toml"),
        ([], "FILE"),
    ],
)
def test_unusable_input_exits_2_and_says_what_to_do(
    run: Run, rows: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.jsonl").touch()
    (tmp_path / "text.txt").write_text("no samples here\n" * 3)
    done = run("grade", *arguments)
    assert done.exit_code == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_two_names_of_one_file_are_one_file(run: Run, rows: Path, tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    (tmp_path / "link").hardlink_to(tmp_path / "out")
    done = run("grade", rows, "--out", tmp_path / "out", "--summary", tmp_path / "link")
    assert (done.exit_code, "of its own" in done.stderr) == (2, True)


def test_a_journal_named_elsewhere_is_not_the_file_of_verdicts(
    run: Run, rows: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASCADE_JOURNAL", str(tmp_path / "out"))
    done = run("grade", rows, "--out", tmp_path / "out")
    assert (done.exit_code, "of its own" in done.stderr) == (2, True)


def test_earlier_verdicts_stay_until_there_are_new_ones(run: Run, rows: Path, tmp_path: Path) -> None:
    out, broken = tmp_path / "out", tmp_path / "rows.gz"
    run("grade", rows, "--out", out)
    before = out.read_bytes()
    broken.write_bytes(gzip.compress(rows.read_bytes() * 60)[:-9])
    assert run("grade", broken, "--out", out, "--overwrite").exit_code == 2
    assert out.read_bytes() == before
    assert run("grade", rows, "--out", out, "--overwrite", "--limit", "1").exit_code == 0
    assert out.read_bytes() == before.splitlines(keepends=True)[0]


def test_samples_come_from_standard_input_and_verdicts_go_to_standard_output(run: Run, rows: Path) -> None:
    done = run("grade", "-", "--out", "-", stdin=rows.read_text())
    assert done.exit_code == 0
    assert [json.loads(line)["reward"] for line in done.stdout.splitlines()] == [1.0, 0.0]
    assert "pass rate" in done.stderr


def test_equal_input_gives_equal_bytes(run: Run, rows: Path, tmp_path: Path) -> None:
    for name, workers in (("one", "1"), ("two", "2")):
        run("grade", rows, "--out", tmp_path / name, "--workers", workers)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_foreign_file_is_graded_through_a_map(run: Run, tmp_path: Path) -> None:
    rows = write_rows(tmp_path / "rows.jsonl", {"completion": "4", "answer": 4, "source": "x"})
    maps = ["--map", "response=completion", "--map", "reference.answer=str(answer)"]
    assert run("grade", rows, "--verifier", "echo", *maps).exit_code == 0


def test_a_limit_grades_the_first_rows(run: Run, rows: Path, tmp_path: Path) -> None:
    assert run("grade", rows, "--limit", "1", "--out", tmp_path / "out").exit_code == 0
    assert len(read_rows(tmp_path / "out")) == 1


def test_a_recipe_pins_its_options(tmp_path: Path) -> None:
    rows = write_rows(tmp_path / "rows.jsonl", row("The answer is 4.", verifier="math"))
    graded = run_process("grade", rows, "--recipe", "math_rl")
    assert graded.returncode == 0
    assert "no_answer" in graded.stdout


def test_a_disagreement_is_shown_and_exits_1_only_when_asked(run: Run, tmp_path: Path) -> None:
    wrong = row(metadata={"expected": {"reward": 0.0}}, id="odd one")
    rows = write_rows(tmp_path / "rows.jsonl", RIGHT, wrong)
    shown = run("grade", rows)
    assert shown.exit_code == 0
    assert "as expected: 1 of 2" in shown.stdout
    assert "rows.jsonl:2 odd one" in shown.stdout
    assert run("grade", rows, "--check-expected").exit_code == 1


@pytest.mark.parametrize(("flags", "code"), [((), 3), (("--check-expected",), 0)])
def test_an_unscored_sample_that_was_expected_is_well_when_expectations_are_checked(
    run: Run, tmp_path: Path, flags: tuple[str, ...], code: int
) -> None:
    unusable = row(answer="unusable", metadata={"expected": {"status": "unscored", "reward": None}})
    rows = write_rows(tmp_path / "rows.jsonl", RIGHT, unusable)
    assert run("grade", rows, *flags).exit_code == code


@pytest.mark.parametrize(
    ("metadata", "says"),
    [
        ({}, "no row says what it expects"),
        ({"expect": {"reward": 0.0}}, "no row says what it expects"),
        ({"expected": {"reward": 1.0, "rewrad": 0.0}}, "rows.jsonl:1: metadata.expected: "),
        ({"expected": "correct"}, "no object"),
    ],
)
def test_a_check_of_expectations_that_cannot_be_made_does_not_pass(
    run: Run, tmp_path: Path, metadata: dict[str, object], says: str
) -> None:
    rows = write_rows(tmp_path / "rows.jsonl", row(metadata=metadata))
    done = run("grade", rows, "--check-expected")
    assert (done.exit_code, says in done.stderr) == (2, True)
    assert run("grade", rows).exit_code == 0


@pytest.mark.parametrize("command", ["grade", "verify", "check-data"])
def test_a_misspelt_variable_is_told(
    run: Run, rows: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("CASCADE_MATH_WORKER", "3")
    flags = ["--verifier", "echo", "--response", "4", "--answer", "4"] if command == "verify" else [rows]
    assert run(command, *flags).stderr.count("is CASCADE_MATH_WORKERS meant?") == 1


def test_help_of_every_command_shows_an_example(run: Run) -> None:
    for command in ("serve", "grade", "verify", "check-data", "doctor"):
        assert f"cascade-rewards {command}" in run(command, "--help").stdout


def test_help_loads_nothing_heavy() -> None:
    asked = "import sys; import gateway.commands.application; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    heavy = {"sympy", "fastapi", "pydantic", "grpc", "rich.progress", "pyarrow", "msgspec"}
    assert heavy.isdisjoint(loaded.split())


def test_the_journal_records_what_was_graded(run: Run, rows: Path, tmp_path: Path) -> None:
    run("grade", rows, "--journal", tmp_path / "journal.sqlite", "--out", tmp_path / "out")
    with closing(sqlite3.connect(tmp_path / "journal.sqlite")) as connection:
        recorded = connection.execute("SELECT sample_hash, reward FROM verdicts").fetchall()
    assert recorded == [(row["sample_hash"], row["reward"]) for row in read_rows(tmp_path / "out")]


@contextmanager
def endless(out: Path) -> Iterator[subprocess.Popen[str]]:
    """A run that waits for more of its input, after some was graded and written."""
    process = subprocess.Popen(
        [*COMMAND, "grade", "-", "--out", str(out)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdin
    try:
        process.stdin.writelines(json.dumps(MATH | {"id": str(number)}) + "\n" for number in range(600))
        process.stdin.flush()
        while not (out.exists() and out.stat().st_size):
            assert process.poll() is None, process.communicate()
            time.sleep(0.02)
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_stopped_run_goes_on_to_the_same_bytes(tmp_path: Path, how: signal.Signals) -> None:
    rows = write_rows(tmp_path / "rows.jsonl", *(MATH | {"id": str(number)} for number in range(600)))
    with endless(tmp_path / "out") as process:
        (os.kill if how is signal.SIGTERM else os.killpg)(process.pid, how)
        _, said = process.communicate(timeout=60)
    if how is not signal.SIGKILL:
        assert process.returncode == 130
        assert "--resume" in said
        assert "Traceback" not in said
    assert 0 < len(read_rows_that_are_whole(tmp_path / "out")) < 600
    resumed = run_process("grade", rows, "--out", tmp_path / "out", "--resume", "--summary", tmp_path / "sum")
    assert resumed.returncode == 0, resumed.stderr
    run_process("grade", rows, "--out", tmp_path / "whole")
    assert (tmp_path / "out").read_bytes() == (tmp_path / "whole").read_bytes()
    assert json.loads((tmp_path / "sum").read_text())["samples"] == 600


def read_rows_that_are_whole(path: Path) -> list[bytes]:
    return [line for line in path.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]


def test_a_run_over_another_input_is_not_gone_on_with(run: Run, rows: Path, tmp_path: Path) -> None:
    run("grade", rows, "--out", tmp_path / "out")
    write_rows(rows, WRONG, RIGHT)
    refused = run("grade", rows, "--out", tmp_path / "out", "--resume")
    assert refused.exit_code == 2
    assert "rows.jsonl:1 differs" in refused.stderr
    assert run("grade", rows, "--out", tmp_path / "out", "--overwrite").exit_code == 0


def test_a_reader_that_goes_away_ends_the_run_as_sigpipe_does(tmp_path: Path) -> None:
    rows = write_rows(tmp_path / "rows.jsonl", *(MATH | {"id": "x" * 1000} for _ in range(500)))
    process = subprocess.Popen(
        [*COMMAND, "grade", str(rows), "--out", "-"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline()
    process.stdout.close()
    assert process.stderr
    with process.stderr as said:
        assert said.read() == ""
    assert process.wait(60) == 141


def test_progress_is_shown_on_a_terminal(tmp_path: Path) -> None:
    rows = write_rows(tmp_path / "rows.jsonl", MATH, MATH | {"response": "\\boxed{5}"})
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "grade", str(rows)],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "120"},
    )
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:
        pass  # the other side of a terminal that closed
    finally:
        os.close(ours)
    process.communicate(timeout=60)
    assert b"2 samples" in shown
    assert b"50.0 % pass" in shown
