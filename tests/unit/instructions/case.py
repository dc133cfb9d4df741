"""A constraint with texts that do what it asks and texts that do not: near misses, and ways to be paid
for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    kwargs: Mapping[str, Any]
    holds: tuple[str, ...]
    fails: tuple[str, ...]
