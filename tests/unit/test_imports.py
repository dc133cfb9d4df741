"""What importing costs: the contract needs nothing installed, the trainer's part nothing heavy."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"torch", "transformers", "numpy", "pandas", "grpc", "pydantic", "fastapi", "sympy", "vllm", "trl"}


def modules_after(statement: str) -> set[str]:
    code = f"import sys; before = set(sys.modules); {statement}; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return {name.partition(".")[0] for name in done.stdout.split()}


@pytest.mark.parametrize("module", ["trainer_client.contract", "trainer_client.grpo"])
def test_the_contract_pulls_in_nothing_but_the_standard_library(module: str) -> None:
    assert modules_after(f"import {module}") - sys.stdlib_module_names == {"trainer_client"}


def test_the_trainers_part_takes_no_heavy_module() -> None:
    everything = "import trainer_client.contract, trainer_client.grpo, trainer_client.wire.convert"
    assert not modules_after(everything) & HEAVY


def test_verifiers_load_when_they_are_used() -> None:
    assert "sympy" not in modules_after("import verifiers.registry")
