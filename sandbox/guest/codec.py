"""How plain values cross a wall: tagged JSON, written with care and read as if an enemy had written it.

A JSON array is a list, and the atoms stand for themselves (``NaN`` and ``Infinity`` too, as Python's ``json``
writes them). A JSON object is never a dict: it has one key, the tag, which says what its body becomes.

    t tuple   d dict [k, v, k, v …]   s set   f frozenset   b bytes   a bytearray   i int (hex)   u str
    c complex   r range   l slice   D Decimal   F Fraction   T datetime   A date   H time   E timedelta
    others    references: what they mean is for a subclass to say (``tag_of`` and ``reference``)

Only plain values come out of ``decode``. What goes in is read by the builtin's own methods, so a subclass
arrives as its base (a namedtuple as a tuple, a Counter as a dict, an IntEnum as an int) and what it says of
itself in ``__iter__`` or ``__eq__`` is left behind. Where numpy is loaded, its scalars cross as Python's and
its arrays as nested lists.
"""

from __future__ import annotations

from typing import Any

from .bounds import BOUNDS, Bounds, CodecError, NotPlain
from .decoding import Decoder
from .encoding import Encoder

__all__ = ["BOUNDS", "Bounds", "CodecError", "Decoder", "Encoder", "NotPlain", "decode", "encode"]


def encode(value: Any) -> bytes:
    """Raises ``CodecError``: ``NotPlain`` for an object, or for what is nested too deeply."""
    return Encoder().encode(value)


def decode(data: bytes, bounds: Bounds = BOUNDS) -> Any:
    """Safe on hostile bytes. Raises ``CodecError``."""
    return Decoder(bounds).decode(data)
