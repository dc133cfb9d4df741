"""``verify``: one sample in, one verdict out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.integration.command_line import Run, row, run_process

FLAGS = ["--verifier", "echo", "--response", "42"]


def test_a_sample_from_standard_input_is_judged() -> None:
    done = run_process("verify", stdin=json.dumps(row("\\boxed{4}", verifier="math", id="7")))
    verdict = json.loads(done.stdout)
    assert done.returncode == 0
    assert (verdict["id"], verdict["status"], verdict["reward"]) == ("7", "scored", 1.0)


def test_a_sample_from_a_file_is_judged(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "sample.json"
    path.write_text(json.dumps(row("5"), indent=2))
    done = run("verify", "--file", path)
    assert (done.exit_code, json.loads(done.stdout)["reason"]) == (0, "wrong_answer")


def test_a_byte_order_mark_is_no_part_of_a_sample(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "sample.json"
    path.write_text(json.dumps(row()), encoding="utf-8-sig")
    assert run("verify", "--file", path).exit_code == 0


def test_a_response_that_stands_twice_is_no_sample(run: Run) -> None:
    done = run("verify", stdin='{"verifier": "echo", "response": "5", "response": "4"}')
    verdict = json.loads(done.stdout)
    assert (done.exit_code, verdict["reason"]) == (3, "invalid_sample")
    assert "more than once" in verdict["detail"]["message"]


@pytest.mark.parametrize(
    ("flags", "reward"),
    [
        ([*FLAGS, "--answer", "42"], 1.0),
        ([*FLAGS, "--answer", "41"], 0.0),
        ([*FLAGS, "--reference", '{"answer": "42"}', "--options", '{"turns": 3}'], 1.0),
    ],
)
def test_a_sample_is_made_of_flags(run: Run, flags: list[str], reward: float) -> None:
    done = run("verify", *flags)
    assert (done.exit_code, json.loads(done.stdout)["reward"]) == (0, reward)


def test_an_unscored_sample_exits_3_with_its_verdict(run: Run) -> None:
    done = run("verify", stdin=json.dumps({"verifier": "echo", "response": "x"}))
    verdict = json.loads(done.stdout)
    assert done.exit_code == 3
    assert (verdict["status"], verdict["reason"], verdict["reward"]) == ("unscored", "invalid_sample", None)


@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [
        ([], ""),
        ([], "no JSON"),
        ([], "[]"),
        (["--file", "none.json"], ""),
        (["--answer", "4"], ""),
        ([*FLAGS, "--answer", "4", "--reference", "{}"], ""),
        ([*FLAGS, "--reference", "{"], ""),
        ([*FLAGS, "--file", "x"], ""),
        ([*FLAGS, "--options", "7"], ""),
        ([*FLAGS, "--options", '{"turns": 1, "turns": 2}'], ""),
        ([*FLAGS, "--reference", '{"answer": "42", "answer": "41"}'], ""),
        ([*FLAGS, "--reference", "[]"], ""),
        (["--verifier", "none", "--response", "x"], ""),
    ],
)
def test_unusable_input_exits_2_in_one_line(run: Run, arguments: list[str], stdin: str) -> None:
    done = run("verify", *arguments, stdin=stdin)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1


def test_several_right_answers_are_accepted() -> None:
    flags = ["--verifier", "math", "--response", "so \\boxed{42}", "--answer", "41", "--answer", "42"]
    done = run_process("verify", *flags)
    assert (done.returncode, json.loads(done.stdout)["reward"]) == (0, 1.0)
