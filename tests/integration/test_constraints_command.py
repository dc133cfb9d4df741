"""``constraints``: all of them, by family and set, as JSON, and each said in English."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

COMMAND = (sys.executable, "-m", "gateway", "constraints")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("names", "count"),
    [((), 112), (("ifeval",), 25), (("ifbench",), 58), (("if_rlvr",), 29), (("startend:", "letters:"), 4)],
)
def test_each_constraint_is_a_line(names: tuple[str, ...], count: int) -> None:
    done = run(*names)
    assert (done.returncode, len(done.stdout.splitlines())) == (0, count)


def test_json_has_the_kwargs_and_the_differences() -> None:
    (line,) = run("keywords:existence", "--json").stdout.splitlines()
    entry = json.loads(line)
    assert entry["kwargs"]["required"] == ["keywords"]
    assert entry["differences"][0]["published"] is True


def test_an_instruction_is_said_with_its_kwargs() -> None:
    done = run("keywords:existence", "--kwargs", '{"keywords": ["sun", "moon"]}')
    assert done.stdout == "Use each of these keywords somewhere in your response: sun, moon.\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("keyword:existence",), "no constraint, family or set is named keyword:existence"),
        (("keywords:existence", "--kwargs", "{}"), "kwargs.keywords: the field is missing"),
        (("keywords:existence", "--kwargs", '{"keywords": []}'), "keywords must hold at least one text"),
        (("keywords:existence", "--kwargs", "[]"), "--kwargs must be a JSON object"),
        (("keywords:existence", "--kwargs", "{"), "--kwargs is no JSON"),
        (("words:", "--kwargs", "{}"), "--kwargs is for one constraint, and 13 are named"),
    ],
)
def test_what_cannot_be_said_is_explained(arguments: tuple[str, ...], message: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
