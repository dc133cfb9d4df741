"""The referee's side of instances: how those of the tests' own classes reach the program, and who is who.

An instance crosses as ``{"o": number}``. What stands before the request, in the same message, says what the
number means. It is said once, and again when the tests changed something:

    {"K": [class, name, bases, members, fields, attributes]}
                                                    a class; a member is [name, kind, value or function]
    {"O": [forget, number, class, number, class …]} new instances
    {"S": [number, attributes]}                     their attributes, what others hang on first

All that hangs on an instance crosses with it, attributes that begin with an underscore too (the program's own
class of that name may need them): what a program must not know has no place in an argument. No code crosses:
methods are functions of the tests that the program may ask the referee to call.

An instance that comes back untouched is the tests' own again.
"""

from __future__ import annotations

import types
from abc import ABC
from contextlib import suppress
from typing import Any, Generic, Protocol

from .codec import CodecError

KEPT = 20_000
OF_TESTS = "__main__"
_BASES = (object, ABC, Generic, Protocol, types.SimpleNamespace)


def is_of_tests(kind: type) -> bool:
    """Whether the tests define it, and all that its instances hold is in attributes."""
    return kind not in _BASES[:-1] and all(map(_holds_attributes_alone, type.mro(kind)))


def _holds_attributes_alone(kind: type) -> bool:
    return kind.__module__ == OF_TESTS or kind in _BASES or "__dataclass_fields__" in vars(kind)


def attributes_of(value: Any) -> dict[str, Any]:
    """Those in slots and in ``__dict__``."""
    found: dict[str, Any] = {}
    for kind in type.mro(type(value)):
        for name, member in vars(kind).items():
            if isinstance(member, types.MemberDescriptorType) and not name.startswith("__"):
                with suppress(AttributeError):
                    found[name] = member.__get__(value)
    state = getattr(value, "__dict__", {})
    found.update((name, content) for name, content in state.items() if not name.startswith("__"))
    return found


class Given:
    """The instances that are in the program's hands."""

    def __init__(self) -> None:
        self._objects: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._sent: dict[int, str] = {}
        self._classes: dict[type, int] = {}
        self._next = 0
        self.is_forgotten = False
        """What the next message has to tell."""

    def of(self, number: Any) -> Any:
        """Raises ``CodecError``."""
        if type(number) is not int or number not in self._objects:
            raise CodecError("not an instance of the tests")
        return self._objects[number]

    def number_of(self, value: Any) -> int | None:
        return self._numbers.get(id(value))

    def is_as_sent(self, number: int, state: str) -> bool:
        return self._sent.get(number) == state

    def new_number(self) -> int:
        self._next += 1
        return self._next

    def class_of(self, number: Any) -> type:
        """Raises ``CodecError``."""
        for kind, known in self._classes.items():
            if known == number:
                return kind
        raise CodecError("not a class of the tests")

    def class_number(self, kind: type) -> int | None:
        return self._classes.get(kind)

    def keep(self, objects: dict[int, Any], states: dict[int, str], classes: dict[type, int]) -> None:
        self.is_forgotten = False
        self._classes.update(classes)
        for number, value in objects.items():
            self._objects[number] = value
            self._numbers[id(value)] = number
        self._sent.update(states)

    def make_room(self) -> None:
        """Between calls: an instance given before is a new one for the program when it is given again."""
        if len(self._objects) > KEPT:
            self.is_forgotten = True
            self._objects.clear()
            self._numbers.clear()
            self._sent.clear()
