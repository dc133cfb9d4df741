from __future__ import annotations

import subprocess
import sys

CHECK = """
import sys
from sandbox.guest import jobs, rehearsal
modules, finders = dict(sys.modules), list(sys.meta_path)
rehearsal.warm_up()
assert sys.meta_path == finders
for name in ("__main__", "pytest", "solution"):
    assert sys.modules.get(name) is modules.get(name), name
"""


def test_a_rehearsal_passes_and_leaves_nothing() -> None:
    subprocess.run([sys.executable, "-c", CHECK], check=True, timeout=60)


def test_both_sides_play_their_whole_part() -> None:
    """A script that no longer fits would warm up nothing, and nobody would see it."""
    check = "from sandbox.guest import rehearsal\nassert rehearsal.examined() == ['passed']"
    subprocess.run([sys.executable, "-c", check], check=True, timeout=60)
