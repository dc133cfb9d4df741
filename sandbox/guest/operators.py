"""What may be done to an object of the program from the other side, besides calling it and its attributes.

``ASKED`` take the object alone, or with what cannot be an expected value. ``WITH_OPERAND`` hand the other
operand to the program, so the referee allows them only on instances that the tests made themselves.
"""

from __future__ import annotations

import copy
import operator
from collections.abc import Callable
from typing import Any


def _await(value: Any) -> Any:
    import asyncio

    return asyncio.run(value)


ASKED: dict[str, Callable[..., Any]] = {
    "len": len,
    "bool": bool,
    "str": str,
    "repr": repr,
    "format": format,
    "bytes": bytes,
    "int": int,
    "float": float,
    "complex": complex,
    "index": operator.index,
    "round": round,
    "trunc": lambda value: value.__trunc__(),
    "floor": lambda value: value.__floor__(),
    "ceil": lambda value: value.__ceil__(),
    "neg": operator.neg,
    "pos": operator.pos,
    "abs": abs,
    "invert": operator.invert,
    "iter": iter,
    "next": next,
    "reversed": reversed,
    "dir": dir,
    "getitem": operator.getitem,
    "setitem": operator.setitem,
    "delitem": operator.delitem,
    "isinstance": isinstance,
    "issubclass": issubclass,
    "enter": lambda value: type(value).__enter__(value),
    "exit": lambda value, *error: type(value).__exit__(value, *error),
    "await": _await,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}

BINARY = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"]
BINARY += ["lshift", "rshift", "and_", "or_", "xor"]
IN_PLACE = ["i" + name.rstrip("_") for name in BINARY]
ORDERING = ["lt", "le", "gt", "ge", "eq"]

WITH_OPERAND: dict[str, Callable[..., Any]] = {
    **{name: getattr(operator, name) for name in BINARY + IN_PLACE + ORDERING},
    "divmod": divmod,
}

OPERATORS = {**ASKED, **WITH_OPERAND}
