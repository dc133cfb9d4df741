"""Whether what a run is to write can be written, and destroys nothing: asked before any work is done."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path

from gateway.grading.rollouts import STANDARD_INPUT
from gateway.user_errors import Unusable


def refuse_inputs(path: str, inputs: Sequence[str]) -> None:
    """Raises ``Unusable`` when what is to be written is what is to be read."""
    for source in inputs:
        if source != STANDARD_INPUT and _same_file(path, source):
            raise Unusable(f"{path} is an input; write to another file")


def refuse_shared(outputs: Mapping[str, str]) -> None:
    """``outputs`` are paths by flag. Raises ``Unusable`` when two of them are one file."""
    for (flag, path), (other, second) in combinations(outputs.items(), 2):
        if _same_file(path, second):
            raise Unusable(f"{flag} {path} and {other} {second} are one file; give each a file of its own")


def require_writable(flag: str, path: Path) -> None:
    """Raises ``Unusable``."""
    folder = path.absolute().parent
    if not folder.is_dir():
        raise Unusable(f"{flag} {path}: there is no such directory; make it first")
    if path.is_dir():
        raise Unusable(f"{flag} {path} is a directory; name a file in it")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise Unusable(f"{flag} {path} cannot be written; name a file that can be")


def _same_file(one: str, other: str) -> bool:
    """By what they are on disk, or will be; a device (``/dev/null``) can be written by several."""
    if os.path.exists(one) and os.path.exists(other):
        return os.path.samefile(one, other) and os.path.isfile(one)
    return os.path.realpath(one) == os.path.realpath(other)
