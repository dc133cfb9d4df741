"""Names that a program may use without importing them, since what it was written for brings them.

The harness of LiveCodeBench and those of APPS put imports of the standard library before every program, and
LeetCode does; a data set's assertions stand in one file with the program, below their own imports. What a
program names of these is imported before it, and nothing else, so that most programs stay as they are.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import re
from collections.abc import Mapping, Sequence
from typing import Final

from verifiers.code.python_texts import without_texts

MODULES: Final = (
    "string re datetime collections heapq bisect copy math random statistics itertools functools operator io "
    "sys json typing"
)
RECURSION: Final = "__import__('sys').setrecursionlimit(50000)"
MOST_CHARS_READ: Final = 200_000
ALL: Final = "*"
"""Begins the key of what is imported whatever the program names."""

Granted = Mapping[str, str]
"""Names, and what brings each: ``{"List": "from typing import List"}``."""

_WORD: Final = re.compile(r"[^\W\d]\w*")
_FUTURE: Final = re.compile(r"^from[ \t]+__future__[ \t]+import[^\n(]*$\n?", re.MULTILINE)


def _of_harness() -> Granted:
    """As LiveCodeBench has it: all public names, those of later modules first, and the modules themselves."""
    granted = {"def": RECURSION}
    for name in MODULES.split():
        module = importlib.import_module(name)
        public = getattr(module, "__all__", [key for key in vars(module) if not key.startswith("_")])
        granted |= {key: f"from {name} import {key}" for key in public if not hasattr(builtins, key)}
    return granted | {name: f"import {name}" for name in MODULES.split()}


HARNESS: Final = _of_harness()


def imports_of(body: Sequence[ast.stmt]) -> Granted:
    """What these statements import."""
    granted: dict[str, str] = {}
    for node in body:
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        source = f"from {'.' * node.level}{node.module or ''} " if isinstance(node, ast.ImportFrom) else ""
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            written = f"{alias.name} as {alias.asname}" if alias.asname else alias.name
            key = f"{ALL}{node.module}" if isinstance(node, ast.ImportFrom) and name == ALL else name
            granted[key] = f"{source}import {written}"
    return granted


def with_granted(code: str, granted: Granted) -> str:
    """The program with imports of what it names; those that are not there are left out when it runs."""
    if not granted:
        return code
    words = set(_WORD.findall(without_texts(code[:MOST_CHARS_READ])))
    wanted = [statement for name, statement in granted.items() if name in words or name.startswith(ALL)]
    return put_before("".join(f"try: {one}\nexcept ImportError: pass\n" for one in wanted), code)


def put_before(before: str, code: str) -> str:
    """But behind ``from __future__``, which has to be first."""
    if not before.strip():
        return code
    future = "".join(line if line.endswith("\n") else line + "\n" for line in _FUTURE.findall(code))
    return f"{future}{before}{_FUTURE.sub('', code)}"
