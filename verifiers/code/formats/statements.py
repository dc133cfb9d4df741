"""Reading the Python of a reference, to tell a broken one before anything runs.

Tests come from the owner of the data, yet nothing is taken for granted: the text is bounded, and parsing
alone runs none of it. What a *response* holds is never parsed in this process.

Tests and program run in two processes, so tests that capture the program's output, or put something in the
place of a builtin or a module's function that it uses, fail for every program: ``parse_python`` refuses them.
"""

from __future__ import annotations

import ast
import functools
import warnings
from collections.abc import Iterator
from typing import Final

from verifiers.core.errors import BadReference

MOST_SOURCE_CHARS: Final = 1_000_000
_REMEMBERED_CHARS: Final = 10_000

_STREAMS: Final = frozenset({"stdin", "stdout", "stderr"})
_REDIRECTIONS: Final = frozenset({"redirect_stdout", "redirect_stderr"})
_FIXTURES: Final = frozenset({"capsys", "capfd", "monkeypatch", "mocker", "caplog"})
_MOCKS: Final = frozenset({"patch", "Mock", "MagicMock", "AsyncMock", "PropertyMock", "create_autospec"})
_MOCK_MODULES: Final = frozenset({"mock", "unittest.mock"})
_PATCHED: Final = frozenset({"builtins", "datetime", "os", "random", "time"})
_NO_DATA: Final = frozenset(
    {"open", "StringIO", "BytesIO", "io.StringIO", "io.BytesIO", "io.TextIOWrapper", "socket.socket"}
    | {f"threading.{name}" for name in ("Condition", "Event", "Lock", "RLock", "Semaphore", "Thread")}
)
_MARKS: Final = ("std", "redirect_", "mock", "patch", "capsys", "capfd", "caplog", "builtins", "candidate")
_MARKS_OF_PATCHES: Final = ("import datetime", "import os", "import random", "import time", "lambda")


def parse_python(source: str, path: str) -> ast.Module:
    """Raises ``BadReference`` for what is no Python, too long, or too deeply nested to be read, and for tests
    that cannot work from another process."""
    if len(source) > MOST_SOURCE_CHARS:
        raise BadReference(f"{path} is longer than {MOST_SOURCE_CHARS} characters")
    read = _remembered if len(source) <= _REMEMBERED_CHARS else _parse
    try:
        tree, trouble = read(source)
    except SyntaxError as error:
        raise BadReference(f"{path} is no Python: {error.msg} (line {error.lineno})") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise BadReference(f"{path} cannot be read as Python: {error or type(error).__name__}") from error
    if trouble is not None:
        raise BadReference(f"{path} {trouble}")
    return tree


def _parse(source: str) -> tuple[ast.Module, str | None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a test may hold an odd escape in a string
        tree = ast.parse(source)
    if not any(mark in source for mark in (*_MARKS, *_MARKS_OF_PATCHES)):
        return tree, None
    return tree, next(_Reach(tree).troubles(), None)


_remembered = functools.lru_cache(maxsize=4096)(_parse)


class _Reach:
    """What of the tests would have to reach into the program's process."""

    def __init__(self, tree: ast.Module) -> None:
        self._nodes = list(ast.walk(tree))
        self._modules: set[str] = set()
        self._mocks: set[str] = set()
        for node in self._nodes:
            self._note_imports(node)

    def troubles(self) -> Iterator[str]:
        for node in self._nodes:
            trouble = self._trouble_of(node)
            if trouble is not None:
                yield f"{trouble} (line {getattr(node, 'lineno', 1)})"

    def _note_imports(self, node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            self._modules |= {alias.asname or alias.name for alias in node.names}
            self._mocks |= {alias.asname or alias.name for alias in node.names if alias.name in _MOCK_MODULES}
        elif isinstance(node, ast.ImportFrom) and node.module in _MOCK_MODULES:
            self._mocks |= {alias.asname or alias.name for alias in node.names if alias.name in _MOCKS}
        elif isinstance(node, ast.ImportFrom) and node.module == "unittest":
            self._mocks |= {alias.asname or alias.name for alias in node.names if alias.name == "mock"}

    def _trouble_of(self, node: ast.AST) -> str | None:
        if isinstance(node, ast.Call):
            return self._trouble_of_call(node)
        if isinstance(node, ast.Assign):
            troubles = (self._trouble_of_target(target, node.value) for target in node.targets)
            return next(filter(None, troubles), None)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            wanted = sorted(_FIXTURES.intersection(argument.arg for argument in node.args.args))
            return _captures(f"the fixture {wanted[0]}") if wanted else None
        return None

    def _trouble_of_call(self, node: ast.Call) -> str | None:
        name = _dotted(node.func)
        if name.removeprefix("contextlib.") in _REDIRECTIONS:
            return _captures(name)
        if self._is_mock(_without_kind(name)):
            return (
                f"uses {name}, and no mock reaches into the program's own process: "
                "hand it a function or an object of a class of the tests"
            )
        if name == "candidate" and any(self._is_no_data(argument) for argument in node.args):
            return "hands the program a file, a socket or a lock, which stay in the process they were made in"
        return None

    def _is_mock(self, name: str) -> bool:
        owner, _, member = name.rpartition(".")
        return name in self._mocks if not owner else owner in self._mocks and member in _MOCKS

    def _is_no_data(self, node: ast.AST) -> bool:
        return isinstance(node, ast.Call) and _dotted(node.func) in _NO_DATA

    def _trouble_of_target(self, target: ast.AST, value: ast.AST) -> str | None:
        name = _dotted(target)
        owner, _, member = name.rpartition(".")
        if owner == "sys" and member in _STREAMS:
            return _captures(f"another {name}")
        if owner in _PATCHED and owner in self._modules:
            return f"puts another {name} in place, which the program in its own process never sees"
        if name in ("input", "print") and isinstance(value, ast.Lambda):
            return _captures(f"another {name}")
        return None


def _captures(means: str) -> str:
    return (
        f"reads or feeds the program's streams by {means}, and the program runs in another process: "
        "write such tests as `stdio` cases"
    )


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        owner = _dotted(node.value)
        return f"{owner}.{node.attr}" if owner else ""
    return node.id if isinstance(node, ast.Name) else ""


def _without_kind(name: str) -> str:
    """``patch`` of ``patch.object``."""
    return name.rpartition(".")[0] if name.endswith((".object", ".dict", ".multiple")) else name
