"""A problem's tests in one unprotected process, as LiveCodeBench and what was copied from it run them.

Usage: /usr/bin/python3 -I code_harness.py
Each line on stdin is a problem, {"source": text, "inputs": [...], "outputs": [...]}, and gets a line of JSON:
the seconds that its judgement took. Written for this benchmark. It does what the harness does and costs time
there: a manager and a process for every problem, a guard that takes functions away, the program wrapped in a
function by way of its syntax tree, for every test an alarm, five patches to feed it, output caught in memory.
"""

from __future__ import annotations

import ast
import builtins
import datetime
import faulthandler
import importlib
import io
import json
import multiprocessing
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout, suppress
from decimal import Decimal
from types import FrameType, ModuleType
from typing import Any
from unittest.mock import mock_open, patch

with suppress(ImportError):
    importlib.import_module("numpy")  # the harness has it, and a fork copies it

LOADED = (datetime, platform)
TIME_LIMIT_S = 6
NAMES = (
    "string re datetime collections heapq bisect copy math random statistics itertools functools operator io "
    "sys json builtins typing"
)
HEADER = "".join(f"from {name} import *\n" for name in NAMES.split())
TAKEN = {
    os: "kill system putenv remove removedirs rmdir fchdir setuid fork forkpty killpg rename renames "
    "truncate replace unlink fchmod fchown chmod chown chroot lchown getcwd chdir",
    shutil: "rmtree move chown",
    subprocess: "Popen",
    builtins: "quit",
}
Compared = list[bool]


def judge(problem: dict[str, Any]) -> Compared:
    manager = multiprocessing.Manager()
    results, details = manager.list(), manager.list()
    process = multiprocessing.Process(target=judged_alone, args=(problem, results, details))
    process.start()
    process.join(timeout=(TIME_LIMIT_S + 1) * len(problem["inputs"]) + 5)
    if process.is_alive():
        process.kill()
    return list(results[0])


def judged_alone(problem: dict[str, Any], results: Any, details: Any) -> None:
    signal.signal(signal.SIGALRM, out_of_time)
    take_functions_away()
    compared, took = run_tests(problem)
    results.append(compared)
    details.append({"execution time": took})


def out_of_time(number: int, frame: FrameType | None) -> None:
    raise TimeoutError


def take_functions_away() -> None:
    faulthandler.disable()
    os.environ["OMP_NUM_THREADS"] = "1"
    for module, names in TAKEN.items():
        for name in names.split():
            setattr(module, name, None)
    for name in ("ipdb", "joblib", "resource", "psutil", "tkinter"):
        sys.modules[name] = None  # type: ignore[assignment]


def run_tests(problem: dict[str, Any]) -> tuple[Compared, float]:
    function = as_function(problem["source"])
    compared = []
    took = 0.0
    for given, expected in zip(problem["inputs"], problem["outputs"]):  # noqa: B905 - as it does
        signal.alarm(TIME_LIMIT_S)
        faulthandler.enable()
        caught = io.StringIO()
        with redirect_stdout(caught):
            started = time.time()
            call_fed(function, given)
            took += time.time() - started
        signal.alarm(0)
        faulthandler.disable()
        compared.append(agree(caught.getvalue(), expected))
        if not compared[-1]:
            break
    return compared, took


def as_function(source: str) -> Callable[[], object]:
    """Imports stay on top, everything else becomes the body of a function."""
    body = ast.parse(source).body
    imports = [one for one in body if isinstance(one, ast.Import | ast.ImportFrom)]
    others = [one for one in body if not isinstance(one, ast.Import | ast.ImportFrom)]
    wrapped = ast.parse("def wrapped(): pass").body[0]
    assert isinstance(wrapped, ast.FunctionDef)
    wrapped.body = others
    text = "\n".join((HEADER, *map(ast.unparse, imports), ast.unparse(ast.fix_missing_locations(wrapped))))
    module = ModuleType("solution")
    signal.alarm(TIME_LIMIT_S)
    exec(text, module.__dict__)
    signal.alarm(0)
    function: Callable[[], object] = module.__dict__["wrapped"]
    return function


def call_fed(function: Callable[[], object], given: str) -> None:
    lines = iter(given.split("\n"))
    with (
        patch("builtins.open", mock_open(read_data=given)),
        patch("sys.stdin", io.StringIO(given)),
        patch("sys.stdin.readline", lambda *_: next(lines)),
        patch("sys.stdin.readlines", lambda *_: given.split("\n")),
        patch("sys.stdin.read", lambda *_: given),
        suppress(SystemExit),
    ):
        function()


def agree(printed: str, expected: str) -> bool:
    ours, theirs = ([line.strip() for line in text.strip().split("\n")] for text in (printed, expected))
    return len(ours) == len(theirs) and all(map(lines_agree, ours, theirs))


def lines_agree(printed: str, expected: str) -> bool:
    if printed == expected:
        return True
    try:
        return list(map(Decimal, printed.split())) == list(map(Decimal, expected.split()))
    except ArithmeticError:
        return False


def main() -> None:
    multiprocessing.set_start_method("fork")
    for line in sys.stdin:
        problem = json.loads(line)
        started = time.perf_counter()
        compared = judge(problem)
        seconds = time.perf_counter() - started
        if compared != [True] * len(problem["inputs"]):
            raise SystemExit(f"the harness judges the benchmark's problem wrongly: {compared}")
        print(json.dumps(seconds), flush=True)


if __name__ == "__main__":
    main()
