"""The alternative for instructions: IFEval's checks as lm-eval ships them, in an environment of their own.

The environment is made once, in ``.bench/lm-eval``: lm-eval without the models' libraries, and what its
checks import. Its NLTK reads the sentence model that ships with us: nothing is downloaded while it runs.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import IO, Any

VERSION = "0.4.13"
_HOME = Path(".bench/lm-eval")
_WORKER = Path(__file__).with_name("ifeval_worker.py")
_IMPORTED = ("nltk", "langdetect==1.0.9", "immutabledict", "packaging")


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict, ``None`` where the check raised, and the seconds that it took."""

    held: bool | None
    seconds: float


class IfevalReference:
    """A running interpreter with lm-eval's checks; ``load`` rows once, then ``judge`` them in a mode."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def load(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._ask({"rows": list(rows)})

    def judge(self, mode: str) -> list[Judged]:
        return [Judged(held, seconds) for held, seconds in self._ask({"mode": mode})]

    def _ask(self, question: Mapping[str, Any]) -> Any:
        asked, answered = _stream(self._process.stdin), _stream(self._process.stdout)
        asked.write(json.dumps(question) + "\n")
        asked.flush()
        return json.loads(answered.readline())


@contextmanager
def ifeval_reference(cores: frozenset[int]) -> Iterator[IfevalReference]:
    python = _environment()
    process = subprocess.Popen(
        [python, "-u", str(_WORKER), json.dumps(sorted(cores))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "NLTK_DATA": str(_HOME / "nltk_data")},
    )
    try:
        yield IfevalReference(process)
    finally:
        _stream(process.stdin).close()
        process.wait(timeout=60)


def _environment() -> Path:
    """The interpreter; made and filled where it is not there yet."""
    python = _HOME / "bin" / "python"
    if (_HOME / "complete").exists():
        return python
    shutil.rmtree(_HOME, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(_HOME)], check=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-deps", f"lm-eval=={VERSION}"], check=True)
    subprocess.run([*pip, *_IMPORTED], check=True)
    with as_file(files("verifiers.instructions.text") / "data" / "punkt_english") as model:
        shutil.copytree(model, _HOME / "nltk_data/tokenizers/punkt_tab/english")
    (_HOME / "complete").touch()
    return python


def _stream(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream
