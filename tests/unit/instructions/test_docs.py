"""The page on instructions has what stands beside each constraint."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_tables_of_constraints_are_current() -> None:
    """If not: python tools/constraint_tables.py"""
    is_current = runpy.run_path(str(ROOT / "tools/constraint_tables.py"))["current"]
    assert is_current((ROOT / "docs/instructions.md").read_text(encoding="utf-8"))
