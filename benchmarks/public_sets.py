"""The public sets that accuracy and speed are also measured on, when ``--data`` names their folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class PublicSet:
    """One file: rows of JSON with these fields."""

    file: str
    rows: int
    sha256: str
    fields: str
    source: str


LABELLED = PublicSet(
    "math_dev.jsonl",
    519,
    "e9929fc0c76c3d4586eedda44bbc4c876af502c77bbd51648a1f8d57e6f64f6a",
    "source, gold, pred, expected",
    "cases of the test suites of Math-Verify and lighteval, and of Math-Verify's issues",
)
GOLDS = PublicSet(
    "math_golds.jsonl",
    8496,
    "bce58beccbcaf0d02e9de7b88cb47260200a2341f09a84523c536fb3f397c67e",
    "source, answer",
    "answers of the MATH test set, of Omni-MATH's rule-gradable part, and of OlympiadBench",
)
RESPONSES = PublicSet(
    "math_responses_dev.jsonl",
    400,
    "1dd55ab217b130d7cf3da127c7a581e2d40fd61ea0b7c24188505c02634235d7",
    "problem, answer, response, pred, qwen_grader",
    "whole responses of a model, with the grade that Qwen2.5-Math's evaluation gave them",
)
IFEVAL = PublicSet(
    "ifeval_dev.jsonl",
    834,
    "b12aaafb0e894b9181b27503ca38b55aebe8f271eb7802d04255a2450f6f13e0",
    "instruction_id, kwargs, prompt, response, strict, loose, strict_seed_dependent, loose_seed_dependent",
    "IFEval's reference run over the responses of GPT-4 that it ships",
)
IFBENCH = PublicSet(
    "ifbench_dev.jsonl",
    166,
    "b0ff1b825574b6122cb4bd6cc6992309ea6afcc3a98604790467aa1301ba1859",
    "instruction_id, kwargs, prompt, response, strict, loose, seed_dependent",
    "IFBench's reference run over half of the sample output that it ships",
)
PUBLIC_SETS: Sequence[PublicSet] = (LABELLED, GOLDS, RESPONSES, IFEVAL, IFBENCH)


def read(folder: Path, public_set: PublicSet) -> list[dict[str, Any]]:
    """The rows of a file of lines."""
    return [json.loads(line) for line in content(folder, public_set).splitlines() if line.strip()]


def content(folder: Path, public_set: PublicSet) -> bytes:
    """A file that is not the one that the published figures came from is refused."""
    data = (folder / public_set.file).read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != public_set.sha256:
        raise SystemExit(
            f"{folder / public_set.file} has the sha256 {found}, but docs/benchmarks.md measures on "
            f"{public_set.sha256}; get that file, or leave --data out"
        )
    return data


def gold_answers(folder: Path, source: str) -> list[str]:
    """Answers of one source: ``MATH test``, ``Omni-MATH rule`` or ``OlympiadBench``."""
    return [row["answer"] for row in read(folder, GOLDS) if row["source"] == source]
