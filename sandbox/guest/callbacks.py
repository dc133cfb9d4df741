"""The tests' functions that are in the program's hands, and what they raised there."""

from __future__ import annotations

from typing import Any

from .codec import CodecError
from .crossing import ExceptionClasses

MOST_CALLBACKS = 100_000


class Callbacks:
    """``swallowed``: an assertion of the tests that the program has not let pass, so far."""

    def __init__(self, classes: ExceptionClasses) -> None:
        self.swallowed: AssertionError | None = None
        self._classes = classes
        self._functions: list[Any] = []
        self._raised: list[BaseException] = []

    def add(self, function: Any) -> list[Any]:
        if len(self._functions) >= MOST_CALLBACKS:
            raise CodecError("too many functions are in the program's hands")
        self._functions.append(function)
        return [len(self._functions) - 1, str(getattr(function, "__name__", "callback"))]

    def of(self, ident: Any) -> Any:
        """Raises ``CodecError``."""
        if type(ident) is not int or not 0 <= ident < len(self._functions):
            raise CodecError("not a function of the tests")
        return self._functions[ident]

    def failed(self, error: BaseException) -> list[Any]:
        """An assertion keeps its words to itself: they may say what was expected."""
        self._raised.append(error)
        ident = len(self._raised) - 1
        if isinstance(error, AssertionError):
            self.swallowed = error
            return ["raise", "AssertionError", [], "", None, ident]
        args = [arg if type(arg) in (str, int) else str(arg) for arg in error.args[:16]]
        return ["raise", self._classes.shape_of(type(error)), args, str(error), None, ident]

    def let_pass(self, ident: Any) -> BaseException | None:
        """What the program lets pass comes back to the tests as the same error, if a program may raise it."""
        if type(ident) is not int or not 0 <= ident < len(self._raised):
            return None
        error = self._raised[ident]
        if error is self.swallowed:
            self.swallowed = None
        return error if isinstance(error, Exception) and not isinstance(error, StopIteration) else None
