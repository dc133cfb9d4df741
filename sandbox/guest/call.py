"""One call of a function of the program: plain arguments in, a plain result out.

The payload is ``encode({"entry_point": text, "args": [...], "kwargs": {...}})``, the result one of

    {"returned": value}
    {"raised": {"type": text, "message": text}}     loading the program included
    {"unsupported": type name}                      an object, or data too large or too deep to cross

An iterator (a generator, ``map``, ``zip``) and a dict's view arrive as a list. ``SystemExit`` and the like
are no result: they pass through, and the process ends as the program wanted.
"""

from __future__ import annotations

from itertools import islice
from types import CodeType
from typing import Any

from .codec import Bounds, CodecError, Encoder, NotPlain, decode, encode
from .loading import load, resolve

LONGEST_ITERATOR = 1_000_000
LONGEST_MESSAGE = 2000
_TRUSTED = Bounds(size=2**40, items=2**40, hashed=2**40)
_VIEWS: tuple[type, ...] = (type({}.keys()), type({}.values()), type({}.items()))


class _ResultEncoder(Encoder):
    def tag_of(self, value: Any, room: int) -> Any:
        if isinstance(value, _VIEWS) or hasattr(type(value), "__next__"):
            items = list(islice(value, LONGEST_ITERATOR + 1))
            if len(items) > LONGEST_ITERATOR:
                raise NotPlain(type(value).__name__)
            return self.plain(items, room)
        return super().tag_of(value, room)


def run_call(source: str | bytes | CodeType, payload: bytes) -> bytes:
    request = decode(payload, _TRUSTED)
    try:
        entry_point = resolve(load(source), request["entry_point"])
        value = entry_point(*request.get("args", ()), **request.get("kwargs", {}))
        return _ResultEncoder().encode({"returned": value})
    except NotPlain as refusal:
        return encode({"unsupported": refusal.type_name})
    except CodecError as refusal:
        return encode({"unsupported": str(refusal)})
    except Exception as error:  # whatever the program raises is its result
        return encode({"raised": {"type": type(error).__name__, "message": text_of(error)}})


def text_of(error: BaseException) -> str:
    """``str(error)`` of a class that nobody trusts."""
    try:
        return str.__str__(str(error))[:LONGEST_MESSAGE]
    except Exception:  # the program's own __str__
        return ""
