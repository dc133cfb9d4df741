"""lm-eval's IFEval checks in an interpreter of their own: rows come in on stdin, verdicts and times go out.

Run by ``benchmarks.ifeval_reference`` with the interpreter that lm-eval is installed for; needs nothing of
ours.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import sysconfig
import time
import types
from typing import Any

MODES = {"strict": "test_instruction_following_strict", "loose": "test_instruction_following_loose"}


def main() -> None:
    utils = _checks()
    cores = json.loads(sys.argv[1])
    os.sched_setaffinity(0, cores)
    rows: list[dict[str, Any]] = []
    for line in sys.stdin:
        asked = json.loads(line)
        rows = asked.get("rows", rows)
        answer = [_judge(utils, row, asked["mode"]) for row in rows] if "mode" in asked else []
        print(json.dumps(answer), flush=True)


def _checks() -> Any:
    """Its module of checks, without the packages around it, which import what only models need."""
    for name in ("lm_eval", "lm_eval.tasks"):
        package = types.ModuleType(name)
        package.__path__ = [os.path.join(sysconfig.get_path("purelib"), *name.split("."))]
        sys.modules[name] = package
    importlib.import_module("langdetect").DetectorFactory.seed = 0
    return importlib.import_module("lm_eval.tasks.ifeval.utils")


def _judge(utils: Any, row: dict[str, Any], mode: str) -> tuple[bool | None, float]:
    """``None`` where the check raises."""
    example = utils.InputExample(
        key=0, instruction_id_list=[row["instruction_id"]], prompt=row["prompt"], kwargs=[row["kwargs"]]
    )
    started = time.perf_counter()
    try:
        held = bool(getattr(utils, MODES[mode])(example, row["response"]).follow_instruction_list[0])
    except Exception:  # noqa: BLE001 - a crash of the reference is a result here
        return None, time.perf_counter() - started
    return held, time.perf_counter() - started


if __name__ == "__main__":
    main()
