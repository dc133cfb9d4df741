"""Doing to the tests' own arguments what a call that returned nothing did to the program's copies of them."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Any

from .instances import attributes_of

_MUTABLE = (list, dict, set, bytearray)
_NOTHING = object()


def pairs_in(changes: Any) -> Iterator[tuple[Any, Any]]:
    for change in changes if type(changes) is list else ():
        if type(change) is list and len(change) == 2:
            yield change[0], change[1]


def become(old: Any, new: Any) -> None:
    """Makes ``old`` equal to ``new`` in place, and what is in both at the same position likewise."""
    if type(old) is not type(new) or type(old) not in _MUTABLE:
        return
    if type(old) is list:
        old[:] = [_kept(old[place], item) if place < len(old) else item for place, item in enumerate(new)]
    elif type(old) is dict:
        items = [(key, _kept(old[key], item) if key in old else item) for key, item in new.items()]
        old.clear()
        old.update(items)
    elif type(old) is set:
        old.clear()
        old.update(new)
    else:
        old[:] = new


def _kept(old: Any, new: Any) -> Any:
    if type(old) is type(new) and type(old) in _MUTABLE:
        become(old, new)
        return old
    return new


def take_attributes(value: Any, state: Any) -> None:
    """Of an instance of the tests. A program replaces none of its methods: the tests may ask them."""
    if type(state) is not dict or not all(type(name) is str for name in state):
        return
    before = attributes_of(value)
    for name in before.keys() - state.keys():
        object.__delattr__(value, name)
    for name, new in state.items():
        if name in before or _is_free(type(value), name):
            object.__setattr__(value, name, _kept(before.get(name), new))


def _is_free(kind: type, name: str) -> bool:
    if not name.isidentifier() or name.startswith("__"):
        return False
    found = next((vars(base)[name] for base in type.mro(kind) if name in vars(base)), _NOTHING)
    if found is _NOTHING:
        return kind.__dictoffset__ != 0
    return isinstance(found, types.MemberDescriptorType) or type(found) in (int, str, float, bool, type(None))
