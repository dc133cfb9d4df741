"""A cheaper way to make frozen dataclasses with slots, for those of which every sample makes one.

To call a class with keywords, and to set frozen fields past its guard, made up a third of the cost of a batch
of cheap verdicts. A function that fills an open twin and then turns it into the class takes a third of that.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_ABSENT: Any = object()


def quick(cls: Callable[P, T]) -> Callable[P, T]:
    """A function that makes what ``cls`` makes, called as ``cls`` is; ``__post_init__`` runs as usual."""
    fields = dataclasses.fields(cls)  # type: ignore[arg-type]  # a dataclass, seen as its constructor
    twin = type(f"_Open{cls.__name__}", (), {"__slots__": tuple(field.name for field in fields)})
    names: dict[str, Any] = {"_ABSENT": _ABSENT, "_new": object.__new__, "_twin": twin, "_cls": cls}
    parameters = ["*"] if all(field.kw_only for field in fields) else []
    body = ["self = _new(_twin)"]
    for field in fields:
        name = field.name
        if field.default is not dataclasses.MISSING:
            names[f"_default_{name}"] = field.default
            parameters.append(f"{name}=_default_{name}")
        elif field.default_factory is not dataclasses.MISSING:
            names[f"_make_{name}"] = field.default_factory
            parameters.append(f"{name}=_ABSENT")
            body.append(f"if {name} is _ABSENT: {name} = _make_{name}()")
        else:
            parameters.append(name)
        body.append(f"self.{name} = {name}")
    body.append("self.__class__ = _cls")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    body.append("return self")
    source = f"def make({', '.join(parameters)}):\n " + "\n ".join(body)
    exec(source, names)  # noqa: S102 - as dataclasses does; made of field names alone
    made: Callable[P, T] = names["make"]
    made.__name__ = made.__qualname__ = f"quick({cls.__qualname__})"
    return made
