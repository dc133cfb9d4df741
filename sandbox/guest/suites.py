"""Tests that are defined and wait for a runner: unittest's cases, and pytest's functions and classes.

Tests that nobody ran would have passed. So what a statement defined and the source calls nowhere is run after
it; a ``check(candidate)`` too.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import CoroutineType, FunctionType, GeneratorType
from typing import Any

from .evidence import Evidence

Run = Callable[[], None]


class Unrunnable(Exception):  # noqa: N818 - it names a state
    """A test function that wants what only pytest could give it."""


def silence_main(sources: str) -> None:
    """``unittest.main`` would look into another module and leave: the cases are run here."""
    if "unittest" in sources:
        import unittest

        unittest.main = lambda *args, **kwargs: None  # type: ignore[assignment]


def waiting(names: tuple[str, ...], namespace: dict[str, Any], evidence: Evidence) -> list[Run]:
    """In the order of their definition."""
    runs: list[Run] = []
    for name in names:
        value = namespace.get(name)
        if getattr(value, "__module__", None) != "__main__":
            continue
        if isinstance(value, type):
            runs += _of_class(name, value)
        elif isinstance(value, FunctionType) and not evidence.is_used(name):
            runs += _of_function(name, value, namespace)
    return runs


def _of_function(name: str, function: FunctionType, namespace: dict[str, Any]) -> list[Run]:
    if not name.startswith(("test", "check")):
        return []
    required = _required(function)
    if not required and name.startswith("test"):
        return [lambda: _to_its_end(function())]
    if len(required) == 1 and (name == "check" or required == ("candidate",)) and "candidate" in namespace:
        return [lambda: _to_its_end(function(namespace["candidate"]))]
    return [lambda: _refuse(name, required)] if name.startswith("test") else []


def _to_its_end(running: Any) -> None:
    """A function that waits or yields has done nothing yet."""
    if isinstance(running, CoroutineType):
        from asyncio import run

        run(running)
    elif isinstance(running, GeneratorType):
        for _ in running:
            pass


def _refuse(name: str, required: tuple[str, ...]) -> None:
    raise Unrunnable(f"{name} wants {', '.join(required)}, and fixtures are not supported")


def _required(function: FunctionType) -> tuple[str, ...]:
    code = function.__code__
    return code.co_varnames[: code.co_argcount - len(function.__defaults__ or ())]


def _of_class(name: str, kind: type) -> list[Run]:
    unittest = sys.modules.get("unittest")
    if unittest is not None and issubclass(kind, unittest.TestCase):
        return [lambda: _run_cases(unittest, kind)]
    if not name.startswith("Test"):
        return []
    methods = [
        member for member in _members(kind) if member.startswith("test") and callable(getattr(kind, member))
    ]
    return [_method(kind, member) for member in methods]


def _members(kind: type) -> list[str]:
    """In the order of their definition, those of its bases first."""
    return list(dict.fromkeys(name for base in reversed(kind.__mro__) for name in vars(base)))


def _method(kind: type, member: str) -> Run:
    def run() -> None:
        instance = kind()
        getattr(instance, "setup_method", lambda: None)()
        try:
            _to_its_end(getattr(instance, member)())
        finally:
            getattr(instance, "teardown_method", lambda: None)()

    return run


def _run_cases(unittest: Any, kind: type) -> None:
    """Raises the first failure."""

    class Result(unittest.TestResult):  # type: ignore[misc]
        first: BaseException | None = None

        def addError(self, test: Any, error: Any) -> None:  # noqa: N802 - unittest's names
            self.first = self.first or error[1]

        addFailure = addError  # noqa: N815

        def addSubTest(self, test: Any, subtest: Any, error: Any) -> None:  # noqa: N802
            if error is not None:
                self.addError(test, error)

        def addUnexpectedSuccess(self, test: Any) -> None:  # noqa: N802
            self.first = self.first or AssertionError(f"unexpected success of {test}")

    result = Result()
    unittest.defaultTestLoader.loadTestsFromTestCase(kind).run(result)
    if result.first is not None:
        raise result.first
