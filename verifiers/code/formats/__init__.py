"""The data sets whose records are taken as they are: one small file each, and the table of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal

from verifiers.code.formats import (
    apps,
    codecontests,
    codeforces,
    humaneval,
    livecodebench,
    mbpp,
    sandbox_fusion,
)
from verifiers.code.formats.canonical import Canonical, Record

__all__ = ["FORMATS", "Canonical", "Format", "Record"]

Format = Literal[
    "livecodebench", "apps", "taco", "codecontests", "humaneval", "mbpp", "codeforces", "sandbox_fusion"
]

FORMATS: Final[Mapping[str, Callable[[Record], Canonical]]] = {
    "livecodebench": livecodebench.convert,
    "apps": apps.convert,
    "taco": apps.convert,
    "codecontests": codecontests.convert,
    "humaneval": humaneval.convert,
    "mbpp": mbpp.convert,
    "codeforces": codeforces.convert,
    "sandbox_fusion": sandbox_fusion.convert,
}
