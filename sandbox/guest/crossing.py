"""How exceptions and classes cross: by name, and only those that mean nothing to the machinery of the tests.

The shape of an exception class is its name, for a builtin, or else its name with the shapes of its bases. The
other side makes a class of that shape, once, so that ``except ValueError`` and ``except TheirError`` catch
what they should. ``StopIteration`` would end a loop of the tests early, and what is no ``Exception`` would
leave it: neither crosses as itself.
"""

from __future__ import annotations

import builtins
from typing import Any

from .codec import CodecError

DEEPEST_CLASS = 16
MOST_CLASSES = 1000
MOST_ATTRIBUTES = 32
DATA_TYPES: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        int, str, float, bool, complex, bytes, bytearray, list, tuple, dict, set, frozenset, range, slice,
        object, type(None),
    )
}  # fmt: skip
_UNFIT = (StopIteration, StopAsyncIteration, getattr(builtins, "BaseExceptionGroup", StopIteration))
EXCEPTIONS: dict[str, type[Exception]] = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, Exception) and not issubclass(kind, _UNFIT)
}


class CandidateError(Exception):
    """An exception of a class from the other side, or of one that may not cross as itself."""

    _text = ""

    def __str__(self) -> str:
        return self._text


class ExceptionClasses:
    """Classes and shapes, one for one: made here for the other side's, or sent there."""

    def __init__(self) -> None:
        self._classes: dict[Any, type[Exception]] = {}
        self._shapes: dict[type, Any] = {}

    def of(self, shape: Any) -> type[Exception]:
        """Raises ``CodecError``."""
        return self._of(_frozen(shape, DEEPEST_CLASS))

    def shape_of(self, kind: type) -> Any:
        """As JSON's lists and text."""
        if kind not in self._shapes:
            shape = _shape(kind, DEEPEST_CLASS)
            self._shapes[kind] = shape
            if type(shape) is tuple and len(self._classes) < MOST_CLASSES:
                self._classes.setdefault(shape, kind)
        return _thawed(self._shapes[kind])

    def _of(self, shape: Any) -> type[Exception]:
        if type(shape) is str:
            return EXCEPTIONS.get(shape) or self._of((shape,))
        if shape not in self._classes:
            if len(self._classes) >= MOST_CLASSES:
                raise CodecError("too many exception classes")
            self._make(shape)
        return self._classes[shape]

    def _make(self, shape: tuple[Any, ...]) -> None:
        bases = [base for base in map(self._of, shape[1:]) if base is not Exception]
        if not any(issubclass(base, CandidateError) for base in bases):
            bases.insert(0, CandidateError)
        try:
            kind = type(shape[0], tuple(bases), {})
        except TypeError:
            raise CodecError("no such class can be made") from None
        self._classes[shape] = kind
        self._shapes[kind] = shape


def _shape(kind: type, room: int) -> Any:
    name = kind.__name__
    if getattr(builtins, name, None) is kind or not room:
        return name
    return (name, *(_shape(base, room - 1) for base in kind.__bases__ if issubclass(base, BaseException)))


def _frozen(shape: Any, room: int) -> Any:
    if type(shape) is str and shape.isidentifier() and len(shape) < 200:
        return shape
    if type(shape) is not list or not room or not 0 < len(shape) < 9 or type(shape[0]) is not str:
        raise CodecError("not the shape of an exception class")
    return tuple(_frozen(part, room - 1) for part in shape)


def _thawed(shape: Any) -> Any:
    return [_thawed(part) for part in shape] if type(shape) is tuple else shape


def build(kind: type[Exception], args: Any, text: Any, state: Any) -> Exception:
    """An instance without running any constructor but a builtin's, where that takes the arguments."""
    error = _instance(kind, tuple(args) if type(args) is list else ())
    if isinstance(error, CandidateError):
        error._text = text if type(text) is str else ""
    if type(state) is dict:
        for name, value in list(state.items())[:MOST_ATTRIBUTES]:
            if type(name) is str and name.isidentifier() and not hasattr(type(error), name):
                setattr(error, name, value)
    return error


def _instance(kind: type[Exception], args: tuple[Any, ...]) -> Exception:
    if not issubclass(kind, CandidateError):
        try:
            return kind(*args)
        except Exception:  # some builtins want what a text cannot give
            kind = type(kind.__name__, (CandidateError, kind), {})
    error = kind.__new__(kind)
    error.args = args
    return error
