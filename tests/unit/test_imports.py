"""What importing costs: the contract needs nothing installed, the trainer's part nothing heavy."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
from typing import Any

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


def test_no_pattern_is_possessive() -> None:
    """Python 3.11 before 3.11.5 matches possessive groups wrongly (gh-106052), and Debian 12 has 3.11.2."""
    found = [
        f"{module.__name__}.{name}"
        for module in map(importlib.import_module, modules_of("verifiers", "gateway"))
        for name, value in vars(module).items()
        if any(map(is_possessive, patterns_in(value)))
    ]
    assert found == []


def patterns_in(value: Any) -> list[re.Pattern[Any]]:
    """Itself, or those in the fields of objects in a tuple."""
    if isinstance(value, re.Pattern):
        return [value]
    fields = (
        [getattr(one, name) for one in value for name in slots_of(one)] if isinstance(value, tuple) else []
    )
    return [field for field in fields if isinstance(field, re.Pattern)]


def slots_of(value: Any) -> tuple[str, ...]:
    return tuple(getattr(type(value), "__slots__", ()))


def modules_of(*packages: str) -> list[str]:
    walks = [pkgutil.walk_packages(importlib.import_module(name).__path__, f"{name}.") for name in packages]
    return [module.name for walk in walks for module in walk if not module.name.endswith("__main__")]


def is_possessive(pattern: re.Pattern[Any]) -> bool:
    parsed = str(re._parser.parse(pattern.pattern, pattern.flags))  # type: ignore[attr-defined]
    return "POSSESSIVE_REPEAT" in parsed or "ATOMIC_GROUP" in parsed
