"""What one message to the program says of the tests' classes and instances, before what it asks."""

from __future__ import annotations

import sys
import types
from collections.abc import Sequence
from typing import Any

from .bounds import DEEPEST
from .codec import CodecError, Encoder
from .encoding import dump
from .handle import Handle
from .instances import OF_TESTS, Given, attributes_of

_GENERATED = "<string>"
"""Where the methods that ``dataclass`` makes say that they come from."""
_NEVER = frozenset(
    {"__new__", "__getattribute__", "__getattr__", "__setattr__", "__delattr__", "__del__", "__reduce__"}
    | {"__init_subclass__", "__class_getitem__", "__set_name__", "__getstate__", "__setstate__"}
)
_WRAPPERS: dict[type, tuple[str, str]] = {
    property: ("property", "fget"),
    staticmethod: ("static", "__func__"),
    classmethod: ("class", "__func__"),
}


class Sending:
    """What one message says of instances."""

    def __init__(self, given: Given) -> None:
        self._given = given
        self._new: dict[int, tuple[int, Any]] = {}
        self._objects: dict[int, Any] = {}
        self._classes: dict[type, int] = {}
        self._described: list[Any] = []
        self._states: dict[int, str] = {}
        self.met: list[int] = []

    @property
    def is_empty(self) -> bool:
        return not self.met and not self._described

    def number_of(self, value: Any) -> int:
        number = self._given.number_of(value)
        if number is None:
            if id(value) not in self._new:
                self._new[id(value)] = self._given.new_number(), value
            number = self._new[id(value)][0]
        self._objects[number] = value
        self.met.append(number)
        return number

    def prelude(self, encoder: Encoder) -> list[Any]:
        states = [{"S": state} for state in self._changed(encoder)]
        pairs = [
            part
            for number, value in self._new.values()
            for part in (number, self.class_number(type(value), encoder, list(attributes_of(value))))
        ]
        forget = self._given.is_forgotten
        return [*self._described, {"O": [forget, *pairs]}, *states]

    def commit(self) -> None:
        if not self.is_empty:
            self._given.keep(dict(self._new.values()), self._states, self._classes)

    def _changed(self, encoder: Encoder) -> list[Any]:
        """What others hang on comes first, so that it can be hashed where it is a key."""
        bodies: dict[int, Any] = {}
        done: set[int] = set()
        found = []
        left = self.met[::-1]
        while left:
            number = left[-1]
            if number not in bodies:
                self.met = []
                bodies[number] = encoder.plain(attributes_of(self._objects[number]), DEEPEST - 3)
                left += [other for other in self.met[::-1] if other not in bodies]
            else:
                left.pop()
                if number not in done:
                    done.add(number)
                    self._states[number] = dump(bodies[number])
                    if not self._given.is_as_sent(number, self._states[number]):
                        found.append([number, bodies[number]])
        self.met = list(done)
        return found

    def class_number(self, kind: type, encoder: Encoder, names: Sequence[str] = ()) -> int:
        known = self._given.class_number(kind)
        number = self._classes.get(kind) if known is None else known
        if number is None:
            parents = (base for base in kind.__bases__ if base.__module__ == OF_TESTS)
            bases = [self.class_number(base, encoder) for base in parents]
            number = self._classes[kind] = self._given.new_number()
            members, fields = _description(kind, encoder)
            self._described.append({"K": [number, kind.__name__, bases, members, fields, list(names)]})
        return number


def _description(kind: type, encoder: Encoder) -> tuple[list[Any], list[Any] | None]:
    """Its members; and of a dataclass whether it is ``eq``, ``order`` and ``frozen``, and its fields, each
    with the name of the builtin that makes its default, or ``None``."""
    if kind.__module__ != OF_TESTS:
        return [], None
    members = [_member(name, value, encoder) for name, value in vars(kind).items() if name not in _NEVER]
    options = vars(kind).get("__dataclass_params__")
    if options is None:
        return [member for member in members if member], None
    fields = [[field.name, _FACTORIES.get(field.default_factory)] for field in _fields(kind)]
    return [member for member in members if member], [options.eq, options.order, options.frozen, *fields]


def _fields(kind: type) -> Any:
    return sys.modules["dataclasses"].fields(kind)


_FACTORIES: dict[Any, str] = {list: "list", dict: "dict", set: "set"}


def _member(name: str, value: Any, encoder: Encoder) -> list[Any] | None:
    kind, attribute = _WRAPPERS.get(type(value), ("", ""))
    function = getattr(value, attribute) if attribute else value
    if isinstance(function, (types.FunctionType, Handle)):
        code = getattr(function, "__code__", None) if isinstance(function, types.FunctionType) else None
        made = code is not None and code.co_filename == _GENERATED
        return None if made else [name, kind, encoder.tag_of(function, DEEPEST // 2)]
    if name == "__hash__" and value is None:
        return [name, "value", None]
    return [name, "value", encoder.plain(value, DEEPEST // 2)] if _is_constant(name, value) else None


def _is_constant(name: str, value: Any) -> bool:
    return not name.startswith("__") and plain_or_text(value) is value


def plain_or_text(value: Any) -> Any:
    try:
        Encoder().encode(value)
    except CodecError:
        return str(value)
    return value
