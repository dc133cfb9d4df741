"""Loads a program as a module, and finds in it what a call or a test names.

The module's name is ``solution`` and not ``__main__``: a guarded main would read the input that is not there.
"""

from __future__ import annotations

import sys
from types import CodeType, ModuleType
from typing import Any

MODULE_NAME = "solution"
FILE_NAME = "main.py"


class NotDefined(NameError):  # noqa: N818 - it names a state
    """The program has no such function, class, method or value."""


def load(source: str | bytes | CodeType, name: str = MODULE_NAME) -> dict[str, Any]:
    """The module's namespace. Raises whatever compiling or running the source raises."""
    code = source if isinstance(source, CodeType) else compile(source, FILE_NAME, "exec", dont_inherit=True)
    module = ModuleType(name)
    module.__dict__["__builtins__"] = sys.modules["builtins"]
    module.__dict__["__file__"] = FILE_NAME
    sys.modules[name] = module
    exec(code, module.__dict__)  # what this process is for
    return module.__dict__


def resolve(namespace: dict[str, Any], entry_point: str) -> Any:
    """A name of the module, ``Class.method`` of an instance made without arguments, or a method of the class
    ``Solution`` by its bare name. Raises ``NotDefined``, or what making the instance raises.
    """
    owner, _, member = entry_point.partition(".")
    if not owner.startswith("__") and owner in namespace:
        return _member(namespace[owner], member, entry_point) if member else namespace[owner]
    if not member and hasattr(namespace.get("Solution"), owner):
        return _member(namespace["Solution"], owner, entry_point)
    raise NotDefined(f"name {entry_point!r} is not defined by the program")


def _member(owner: Any, path: str, entry_point: str) -> Any:
    value = owner() if isinstance(owner, type) else owner
    for name in path.split("."):
        if not hasattr(value, name):
            raise NotDefined(f"name {entry_point!r} is not defined by the program")
        value = getattr(value, name)
    return value
