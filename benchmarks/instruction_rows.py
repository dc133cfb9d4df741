"""Rows of one instruction and one response, for the benchmarks of constraints."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import public_sets
from benchmarks.public_sets import IFEVAL, PublicSet
from benchmarks.report import Settings
from trainer_client.contract import Sample, Thinking
from verifiers.instructions.table import IFEVAL as IFEVAL_CONSTRAINTS

LANGUAGE = frozenset(
    ("language:response_language", "change_case:english_capital", "change_case:english_lowercase")
)
_EXAMPLES = Path(__file__).parents[1] / "examples/rollouts/instructions.jsonl"


@dataclass(frozen=True, slots=True)
class InstructionRow:
    """``verdicts``: the reference's by mode, without those that depend on its random numbers."""

    instruction_id: str
    kwargs: Mapping[str, Any]
    prompt: str
    response: str
    verdicts: Mapping[str, bool]

    def sample(self, **options: Any) -> Sample:
        return Sample(
            verifier="instructions",
            prompt=self.prompt,
            response=self.response,
            reference={"instructions": [{"id": self.instruction_id, "kwargs": dict(self.kwargs)}]},
            options=options,
            thinking=Thinking.NONE,
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "instruction_id": self.instruction_id,
            "kwargs": dict(self.kwargs),
            "prompt": self.prompt,
            "response": self.response,
        }


def public_rows(folder: Path, public_set: PublicSet) -> list[InstructionRow]:
    return [_public(row) for row in public_sets.read(folder, public_set)]


def ifeval_rows(settings: Settings) -> list[InstructionRow]:
    """IFEval's own where its file is at hand, else the examples' answers to instructions of IFEval."""
    if settings.data is not None:
        return public_rows(settings.data, IFEVAL)
    return [row for row in example_rows() if row.instruction_id in IFEVAL_CONSTRAINTS]


def example_rows() -> list[InstructionRow]:
    rows: list[InstructionRow] = []
    for line in _EXAMPLES.read_text(encoding="utf-8").splitlines():
        sample = json.loads(line)
        if sample["metadata"]["expected"]["status"] == "scored" and "instructions" in sample["reference"]:
            answer = sample["response"].rpartition("</think>")[2].strip()
            rows += [
                InstructionRow(item["id"], item.get("kwargs") or {}, sample["prompt"], answer, {})
                for item in sample["reference"]["instructions"]
            ]
    return rows


def _public(row: Mapping[str, Any]) -> InstructionRow:
    verdicts = {
        mode: row[mode]
        for mode in ("strict", "loose")
        if row[mode] is not None and not row.get(f"{mode}_seed_dependent", row.get("seed_dependent"))
    }
    return InstructionRow(row["instruction_id"], row["kwargs"], row["prompt"], row["response"], verdicts)
