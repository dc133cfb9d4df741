"""A warm interpreter: imports what programs usually import, then clones itself for every run.

Started inside the jail as ``python3 -I zygote.py LIBRARY MODE``; it serves on descriptor 3 and ends with the
launcher. The loop is native (``zygote.so``): what follows ``serve`` happens in the children alone.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import os
import sys
from contextlib import suppress

SOCKET = 3
WORK_DIR = "/tmp"  # noqa: S108 - inside the jail
KEEP = 16
"""Added to what a child is to do when the launcher wants to keep the program as compiled."""
USUAL = (
    "array atexit bisect collections collections.abc copy dataclasses datetime decimal enum fractions "
    "functools heapq io itertools json math operator os random re statistics string struct sys threading "
    "time traceback types typing"
)
MODULES = {
    "plain": USUAL.split(),
    "calls": USUAL.split(),
    "numpy": f"{USUAL} numpy".split(),
    "referee": f"{USUAL} unittest".split(),
}


def main(library: str, mode: str) -> None:
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    from guest import program  # type: ignore[import-not-found]  # its name inside the jail

    modes = {0: program.run_program}
    if mode != "plain":  # the smaller a process, the faster it is cloned, and most only run programs
        from guest import jobs, rehearsal

        modes.update(jobs.MODES)
        rehearsal.warm_up()
    for name in MODULES[mode]:
        with suppress(ImportError):
            importlib.import_module(name)
    sys.path[0] = WORK_DIR  # where a program's own modules are
    serve = ctypes.PyDLL(library).zygote_serve
    gc.collect()
    gc.freeze()
    what = serve(SOCKET, mode != "referee")  # whose children make mounts of their own
    modes[what & ~KEEP](bool(what & KEEP))


if __name__ == "__main__":
    main(*sys.argv[1:])
