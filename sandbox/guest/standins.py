"""The program's side of instances: what the tests' own classes and instances become here.

A class becomes the program's own of that name, if its instances can hold the same attributes, and else a
stand-in. The methods of a stand-in ask the referee to run those of the tests. No constructor runs.
"""

from __future__ import annotations

import types
from collections import namedtuple
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from .codec import Encoder
from .instances import attributes_of

Namespace = dict[str, Any]
_OPTIONS = ("eq", "order", "frozen")
_put = object.__setattr__


class StandIns:
    def __init__(self, namespace: Callable[[], Namespace]) -> None:
        self._namespace = namespace
        self._classes: dict[int, Any] = {}
        self._described: dict[int, list[Any]] = {}
        self._class_numbers: dict[int, int] = {}
        self._objects: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._states: dict[int, tuple[str, list[Any]]] = {}
        self._tuples: dict[Any, type] = {}
        self._enums: dict[Any, Any] = {}
        self._named: list[int] = []

    # ---- what arrives

    def read_class(self, body: list[Any]) -> None:
        self._described[body[0]] = body[1:]

    def read_objects(self, body: list[Any]) -> None:
        forget, *pairs = body
        if forget:
            self._objects.clear()
            self._numbers.clear()
            self._states.clear()
        for number, kind in zip(pairs[::2], pairs[1::2]):  # noqa: B905 - strict= came with 3.10
            value = _blank(self.class_of(kind))
            self._objects[number] = value
            self._numbers[id(value)] = number

    def read_state(self, body: list[Any]) -> None:
        number, attributes = body
        value = self._objects[number]
        for name in set(getattr(value, "__dict__", ())) - attributes.keys():
            object.__delattr__(value, name)
        for name, content in attributes.items():
            with suppress(AttributeError, TypeError):  # the program's class may have no room for it
                _put(value, name, content)
        self._named.append(number)

    def remember(self) -> None:
        """All of a message has been read: from here on a change is the program's."""
        named, self._named = self._named, []
        for number in named:
            self._states[number] = self._state_of(number)[:2]

    def of(self, number: int) -> Any:
        return self._objects[number]

    def class_of(self, number: int) -> Any:
        if number not in self._classes:
            kind = self._made(*self._described[number])
            self._classes[number] = kind
            self._class_numbers[id(kind)] = number
        return self._classes[number]

    # ---- what goes back

    def number_of(self, value: Any) -> int | None:
        number = self._numbers.get(id(value))
        return number if number is not None and self._objects[number] is value else None

    def number_of_class(self, kind: type) -> int | None:
        number = self._class_numbers.get(id(kind))
        return number if number is not None and self._classes[number] is kind else None

    def are_untouched(self) -> bool:
        return all(self._state_of(number)[0] == text for number, (text, _) in self._states.items())

    def changes(self, roots: Iterable[Any]) -> list[Any]:
        """Of those that hang on ``roots`` and that the program changed: number and present attributes."""
        found: list[Any] = []
        encoder = _StateEncoder(self)
        encoder.encode(list(roots))
        left, seen = encoder.met, set()
        while left:
            number = left.pop()
            if number in seen:
                continue
            seen.add(number)
            text, held, met = self._state_of(number)
            left += met
            if text != self._states[number][0]:
                self._states[number] = text, held
                found.append([number, attributes_of(self._objects[number])])
        return found

    def _state_of(self, number: int) -> tuple[str, list[Any], list[int]]:
        encoder = _StateEncoder(self)
        try:
            text = encoder.encode(attributes_of(self._objects[number])).decode()
        except Exception:  # the program made something of it that cannot be written: it is another, then
            text = ""
        return text, encoder.held, encoder.met

    # ---- classes

    def _made(
        self, name: str, bases: list[int], members: list[Any], fields: list[Any] | None, names: list[str]
    ) -> Any:
        if name == "SimpleNamespace":
            return types.SimpleNamespace
        own = self._namespace().get(name)
        if isinstance(own, type) and _can_hold(own, names):
            return own
        parents = tuple(map(self.class_of, bases))
        namespace = {"__module__": "solution"}
        namespace.update((member, _MEMBERS[kind](value)) for member, kind, value in members)
        if fields is None:
            return type(name, parents, namespace)
        return _dataclass(name, parents, namespace, fields)

    def named_tuple(self, name: str, fields: list[str], values: list[Any]) -> Any:
        own = self._namespace().get(name)
        if (
            isinstance(own, type)
            and issubclass(own, tuple)
            and getattr(own, "_fields", None) == tuple(fields)
        ):
            return tuple.__new__(own, values)
        shape = (name, *fields)
        if shape not in self._tuples:
            self._tuples[shape] = namedtuple(name, fields)
        return tuple.__new__(self._tuples[shape], values)

    def member(
        self, name: str, family: str, base: str | None, members: list[Any], member: str | None, value: Any
    ) -> Any:
        kind = self._enumeration(name, family, base, members)
        return kind(value) if member is None else kind[member]

    def _enumeration(self, name: str, family: str, base: str | None, members: list[Any]) -> Any:
        import enum

        own = self._namespace().get(name)
        names = members[::2]
        if isinstance(own, type) and issubclass(own, enum.Enum) and set(names) <= own.__members__.keys():
            return own
        shape = (name, family, *names)
        if shape not in self._enums:
            parent: Any = getattr(enum, family, enum.Enum)
            mixin = {"int": int, "str": str, "float": float}.get(base or "")
            pairs = list(zip(names, members[1::2]))  # noqa: B905 - strict= came with 3.10
            mixed = {} if mixin is None or issubclass(parent, mixin) else {"type": mixin}
            self._enums[shape] = parent(name, pairs, **mixed)
        return self._enums[shape]


_MEMBERS: dict[str, Callable[[Any], Any]] = {
    "": lambda value: value,
    "value": lambda value: value,
    "property": property,
    "static": staticmethod,
    "class": classmethod,
}


def _dataclass(name: str, bases: tuple[type, ...], namespace: Namespace, body: list[Any]) -> type:
    """With the constructor of the tests, if it is there: one that they did not write is made here."""
    from dataclasses import make_dataclass

    options = dict(zip(_OPTIONS, body))  # noqa: B905 - strict= came with 3.10
    factories = dict(body[len(_OPTIONS) :])
    inherited = {field for base in bases for field in getattr(base, "__dataclass_fields__", ())}
    fields = [
        (field, object, _default(namespace.pop(field, _MISSING), factory))
        for field, factory in factories.items()
        if field not in inherited
    ]
    made = "__init__" not in namespace
    return make_dataclass(name, fields, bases=bases, namespace=namespace, init=made, repr=False, **options)


_MISSING = object()


def _default(value: Any, factory: str | None) -> Any:
    from dataclasses import field

    if factory is not None:
        return field(default_factory={"list": list, "dict": dict, "set": set}[factory])
    return field() if value is _MISSING else field(default=value)


def _blank(kind: Any) -> Any:
    return types.SimpleNamespace() if kind is types.SimpleNamespace else object.__new__(kind)


def _can_hold(kind: type, names: Iterable[str]) -> bool:
    """Whether ``object.__new__`` makes an instance of it, and these can be its attributes."""
    try:
        value: Any = object.__new__(kind)
    except TypeError:
        return False
    has_dict = hasattr(value, "__dict__")
    for name in names:
        found = next((vars(base)[name] for base in type.mro(kind) if name in vars(base)), None)
        fits = isinstance(found, types.MemberDescriptorType) or (
            has_dict and not hasattr(type(found), "__set__")
        )
        if not fits:
            return False
    return True


class _StateEncoder(Encoder):
    """Only to see whether anything changed. ``held``: what it tells apart by identity."""

    __slots__ = ("_stand_ins", "held", "met")

    def __init__(self, stand_ins: StandIns) -> None:
        super().__init__()
        self._stand_ins = stand_ins
        self.held: list[Any] = []
        self.met: list[int] = []

    def tag_of(self, value: Any, room: int) -> Any:
        number = self._stand_ins.number_of(value)
        if number is not None:
            self.met.append(number)
            return {"o": number}
        self.held.append(value)
        return {"h": id(value)}
