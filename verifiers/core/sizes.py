"""How large a sample is, told fast: what is heavy is judged off the event loop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

HEAVY_CHARS: Final = 20_000
"""Of a response or a reference. To read and check it then takes some ten milliseconds or more."""
_OTHER: Final = 4


def is_larger(value: Any, chars: int) -> bool:
    """Whether a value would take more than about so many characters as JSON. Stops as soon as it knows."""
    pending = [value]
    while pending and chars >= 0:
        value = pending.pop()
        if isinstance(value, str):
            chars -= len(value) + _OTHER
        elif isinstance(value, Mapping):
            chars -= sum(len(key) + _OTHER for key in value if isinstance(key, str))
            pending.extend(value.values())
        elif isinstance(value, list | tuple):
            chars -= _OTHER
            pending.extend(value)
        else:
            chars -= _OTHER
    return chars < 0
