"""Modules that tests import and that are not there: the program by its usual names, and pytest.

``from solution import *`` brings nothing, since it must not replace what the tests define: what they then
use is found in the program anyway. Of pytest there are ``raises``, ``approx``, ``fail`` and
``mark.parametrize``, also where the real one is installed, for its runner is not used; tests that want more
of it cannot run.
"""

from __future__ import annotations

import re
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from .remote import Remote

SOLUTION_NAMES = frozenset(
    {"solution", "candidate", "submission", "answer", "program", "main", "module"}
    | {"your_module", "your_solution", "my_module", "my_solution", "solution_module", "user_solution"}
)


class SolutionModule(ModuleType):
    def __init__(self, name: str, remote: Remote) -> None:
        super().__init__(name)
        self.__all__: list[str] = []
        self._remote = remote

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            return self._remote.look(name)
        except NameError as error:
            raise AttributeError(str(error)) from None


class Finder:
    """Comes last: an installed module wins."""

    def __init__(self, remote: Remote, entry_point: str | None) -> None:
        self._remote = remote
        self._names = SOLUTION_NAMES | ({entry_point} if entry_point else frozenset())

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        return ModuleSpec(name, self) if name in self._names else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return SolutionModule(spec.name, self._remote)

    def exec_module(self, module: ModuleType) -> None:
        return


def install(remote: Remote, entry_point: str | None) -> None:
    for name in SOLUTION_NAMES:
        sys.modules.pop(name, None)
    sys.modules["pytest"] = pytest_module()
    sys.meta_path.append(Finder(remote, entry_point))


def pytest_module() -> ModuleType:
    module = ModuleType("pytest")
    mark = ModuleType("pytest.mark")
    mark.__dict__["parametrize"] = parametrize
    module.__dict__.update(raises=raises, approx=Approx, fail=fail, mark=mark, main=lambda *args: 0)
    return module


class raises:  # noqa: N801 - pytest's name
    def __init__(self, kinds: Any, *call: Any, match: str | None = None) -> None:
        self._kinds, self._match = kinds, match
        self.value: BaseException | None = None
        if call:
            with self:
                call[0](*call[1:])

    def __enter__(self) -> raises:
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> bool:
        assert kind is not None, f"{self._kinds} was not raised"
        if not issubclass(kind, self._kinds):
            return False
        assert self._match is None or re.search(self._match, str(error)), f"{error} does not match"
        self.value, self.type = error, kind
        return True


class Approx:
    """Of a number, or of numbers in a list, tuple or dict."""

    def __init__(self, expected: Any, rel: float | None = None, abs: float | None = None) -> None:  # noqa: A002
        self._expected, self._rel, self._abs = expected, rel, abs

    def __eq__(self, actual: Any) -> bool:
        expected = self._expected
        if isinstance(expected, dict):
            return (
                isinstance(actual, dict)
                and actual.keys() == expected.keys()
                and all(actual[key] == self._like(value) for key, value in expected.items())
            )
        if isinstance(expected, (list, tuple)):
            return (
                isinstance(actual, (list, tuple))
                and len(actual) == len(expected)
                and all(actual[place] == self._like(value) for place, value in enumerate(expected))
            )
        return _is_close(actual, expected, self._rel, self._abs)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"approx({self._expected!r})"

    def _like(self, expected: Any) -> Approx:
        return Approx(expected, self._rel, self._abs)


def _is_close(actual: Any, expected: Any, rel: float | None, absolute: float | None) -> bool:
    if actual == expected:
        return True
    if not isinstance(actual, (int, float, complex)) or not isinstance(expected, (int, float, complex)):
        return False
    if rel is None:
        rel = 1e-6 if absolute is None else 0.0
    tolerance = max(rel * abs(expected), 1e-12 if absolute is None else absolute)
    return tolerance != float("inf") and abs(actual - expected) <= tolerance


def fail(reason: str = "") -> None:
    raise AssertionError(reason)


def parametrize(names: Any, rows: Any, **ignored: Any) -> Any:
    keys = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)

    def decorate(function: Any) -> Any:
        def test(*own: Any, **given: Any) -> None:
            for row in rows:
                values = [row] if len(keys) == 1 else row
                function(*own, **given, **dict(zip(keys, values)))  # noqa: B905 - strict= came with 3.10

        test.__name__, test.__module__ = function.__name__, function.__module__
        return test

    return decorate
