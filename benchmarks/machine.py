"""On what the figures were taken."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

from benchmarks.measure import ALL_CORES

PACKAGES = (
    "math-verify",
    "latex2sympy2_extended",
    "sympy",
    "fastapi",
    "uvicorn",
    "uvloop",
    "msgspec",
    "grpcio",
    "protobuf",
)


@dataclass(frozen=True, slots=True)
class Machine:
    """Where a run took place; ``load`` tells whether it was alone there."""

    processor: str
    cores: int
    memory_gib: float
    kernel: str
    python: str
    packages: dict[str, str]
    load: Sequence[float]

    def __str__(self) -> str:
        packages = ", ".join(f"{name} {number}" for name, number in self.packages.items())
        return (
            f"{self.processor}, {self.cores} cores, {self.memory_gib:.0f} GiB; Linux {self.kernel}; "
            f"Python {self.python}; {packages}; load before the run {self.load[0]:.1f}"
        )


def this_machine() -> Machine:
    return Machine(
        processor=_processor(),
        cores=len(ALL_CORES),
        memory_gib=psutil.virtual_memory().total / 2**30,
        kernel=platform.release(),
        python=platform.python_version(),
        packages={name: _version(name) for name in PACKAGES},
        load=psutil.getloadavg(),
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
