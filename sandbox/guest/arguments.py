"""What the tests hand over, written for the program: ``codec`` writes plain values, and here is the rest.

    {"h": reference}                  an object of the program
    {"k": [number, name]}             a function of the tests, or an object of theirs that can be called
    {"e": shape}, {"n": name}         an exception class, a builtin
    {"x": [shape, args, text, attributes]}   an exception
    {"g": items}                      an iterator
    {"C": class}, {"o": number}       a class of the tests, an instance of one (``instances``)
    {"N": [name, fields, values]}     a named tuple
    {"m": [name, kind, base, members, member or None, value]}   a member of an enumeration

``NotPlain`` is raised for the rest. Its ``is_of_tests`` tells what only the tests can have made from what the
program may have brought about.
"""

from __future__ import annotations

import builtins
import sys
import types
from typing import TYPE_CHECKING, Any

from .bounds import DEEPEST
from .codec import CodecError, Encoder, NotPlain
from .encoding import Writer, dump
from .handle import Handle
from .instances import OF_TESTS, attributes_of, is_of_tests
from .sending import Sending, plain_or_text

if TYPE_CHECKING:
    from .remote import Remote

LONGEST_ITERATOR = 100_000
_MAY_BE_THE_PROGRAMS = (Handle, types.CoroutineType, BaseException, types.TracebackType, types.FrameType)


class ArgumentEncoder(Encoder):
    """``also``: instances whose attributes are sent, if they changed, though they are not in the message."""

    __slots__ = ("_remote", "_sending", "also")

    def __init__(self, remote: Remote) -> None:
        super().__init__()
        self._remote = remote
        self._sending = Sending(remote.given)
        self.also: list[Any] = []

    def _encode(self, value: Any, atoms: frozenset[type]) -> bytes:
        self._atoms = atoms
        outer, self._sending = self._sending, Sending(self._remote.given)
        try:
            plain = self.plain(value, DEEPEST)
            for value in self.also:
                self._sending.number_of(value)
            if not self._sending.is_empty:
                plain = [*self._sending.prelude(self), plain]
            data = dump(plain).encode()
            self._sending.commit()
            return data
        except RecursionError:
            raise CodecError("nested too deeply") from None
        finally:
            self._sending = outer

    def writer_of(self, kind: type) -> Writer | None:
        return _writer_of_tests(kind) or super().writer_of(kind)

    def number_of(self, value: Any) -> int:
        return self._sending.number_of(value)

    def tag_of(self, value: Any, room: int) -> Any:
        if isinstance(value, Handle):
            return {"h": value._Handle__reference}
        if isinstance(value, type):
            return self._tag_of_class(value)
        name = getattr(value, "__name__", None)
        if isinstance(value, types.BuiltinFunctionType) and vars(builtins).get(str(name)) is value:
            return {"n": name}
        if isinstance(value, Exception):
            args = [plain_or_text(arg) for arg in value.args]
            state = {name: plain_or_text(content) for name, content in attributes_of(value).items()}
            shape = self._remote.shape_of(type(value))
            return {"x": [shape, self.plain(args, room), str(value), self.plain(state, room)]}
        if callable(value) and not _is_mock(value):
            return {"k": self._remote.callbacks.add(value)}
        if hasattr(type(value), "__next__") and not hasattr(value, "fileno"):
            return {"g": self.members(_all(value), room)}
        raise refusal(value)

    def _tag_of_class(self, kind: type) -> Any:
        if issubclass(kind, Exception):
            return {"e": self._remote.shape_of(kind)}
        if kind is type(None):
            return {"n": "NoneType"}
        if vars(builtins).get(kind.__name__) is kind:
            return {"n": kind.__name__}
        if is_of_tests(kind):
            return {"C": self._sending.class_number(kind, self)}
        raise refusal(kind)


def _writer_of_tests(kind: type) -> Writer | None:
    if kind.__module__ != OF_TESTS and not is_of_tests(kind):
        return None
    enum = sys.modules.get("enum")
    if enum is not None and issubclass(kind, enum.Enum):
        return _write_member
    if issubclass(kind, tuple):
        return _write_named if hasattr(kind, "_fields") else None
    if any("__call__" in vars(base) or "__next__" in vars(base) for base in type.mro(kind)):
        return None
    return _write_instance if is_of_tests(kind) else None


def _write_instance(encoder: ArgumentEncoder, value: Any, room: int) -> Any:
    return {"o": encoder.number_of(value)}


def _write_named(encoder: ArgumentEncoder, value: Any, room: int) -> Any:
    kind = type(value)
    values = encoder.members(list(tuple.__iter__(value)), room - 1)
    return {"N": [kind.__name__, list(kind._fields), values]}


def _write_member(encoder: ArgumentEncoder, value: Any, room: int) -> Any:
    kind = type(value)
    bases: list[str] = [base.__name__ for base in (int, str, float) if isinstance(value, base)]
    family = next(parent.__name__ for parent in type.mro(kind) if parent.__module__ == "enum")
    members = [part for name, member in kind.__members__.items() for part in (name, member._value_)]
    name = value._name_ if value._name_ in kind.__members__ else None
    body = [encoder.members(members, room - 1), name, encoder.plain(value._value_, room - 1)]
    return {"m": [kind.__name__, family, bases[0] if bases else None, *body]}


def refusal(value: Any) -> NotPlain:
    """``is_of_tests``: no answer of the program, whatever it is, brings such an object about."""
    error = NotPlain(type(value).__name__)
    error.is_of_tests = not isinstance(value, _MAY_BE_THE_PROGRAMS) and value is not Handle
    return error


def _is_mock(value: Any) -> bool:
    return type(value).__module__ == "unittest.mock" or type(type(value)).__module__ == "unittest.mock"


def _all(iterator: Any) -> list[Any]:
    items = []
    for item in iterator:
        items.append(item)
        if len(items) > LONGEST_ITERATOR:
            raise NotPlain("endless iterator")
    return items
