"""What this machine gives us: CPUs and memory, the limits of its control group counted in."""

from __future__ import annotations

import math
import os
import tempfile
from contextlib import suppress
from pathlib import Path

CGROUP = Path("/sys/fs/cgroup")


def cpu_count(cgroup: Path = CGROUP) -> int:
    """CPUs that this process may use: its affinity, and the quota of a container, rounded up."""
    allowed = len(os.sched_getaffinity(0))
    quota = cpu_quota(cgroup)
    return allowed if quota is None else max(1, min(allowed, math.ceil(quota)))


def cpu_quota(cgroup: Path = CGROUP) -> float | None:
    """CPUs by the control group's quota, version 2 or 1; ``None`` without one."""
    if limit := _read(cgroup / "cpu.max").split():
        return None if limit[0] == "max" else int(limit[0]) / int(limit[1])
    quota = _read(cgroup / "cpu/cpu.cfs_quota_us") or "-1"
    period = _read(cgroup / "cpu/cpu.cfs_period_us") or "100000"
    return int(quota) / int(period) if int(quota) > 0 else None


def memory_bytes(cgroup: Path = CGROUP) -> int:
    """Memory that this process may use: the machine's, or less by its control group's limit."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = _read(cgroup / "memory.max") or _read(cgroup / "memory/memory.limit_in_bytes")
    return min(physical, int(limit)) if limit.isdigit() else physical


def why_not_writable(file: Path) -> str | None:
    """Why ``file`` cannot be created or written, ``None`` when it can; leaves nothing behind."""
    try:
        if file.exists():
            with file.open("ab"):
                return None
        with tempfile.TemporaryFile(dir=file.parent):
            return None
    except OSError as error:
        return error.strerror or str(error)


def _read(path: Path) -> str:
    with suppress(OSError):
        return path.read_text(encoding="ascii").strip()
    return ""
