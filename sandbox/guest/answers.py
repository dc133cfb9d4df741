"""How the program's side writes answers and reads requests; ``arguments`` and ``results`` are the other's.

{"h": [number, class name]}       an object
{"k": number}                     a function of the tests
{"e": shape}, {"n": name}         an exception class, a data type
{"C": class}, {"o": number}       a class of the tests, an instance that is as they gave it
{"N": [name, fields, values]}     a named tuple
{"m": [number, class name, member, plain value or None]}   a member of an enumeration
"""

from __future__ import annotations

import builtins
import sys
import types
from typing import TYPE_CHECKING, Any

from .bounds import Bounds
from .codec import Decoder, Encoder
from .crossing import DATA_TYPES
from .encoding import Writer

if TYPE_CHECKING:
    from .candidate import Candidate

_TRUSTED = Bounds(size=2**40, items=2**40, hashed=2**40)
_PASSED_BY_NAME = frozenset(DATA_TYPES.values())


class AnswerEncoder(Encoder):
    __slots__ = ("_candidate", "_untouched")

    def __init__(self, candidate: Candidate) -> None:
        super().__init__()
        self._candidate = candidate
        self._untouched: bool | None = None

    def encode(self, value: Any) -> bytes:
        self._untouched = True if len(value) == 4 and value[0] == "ok" else None
        return super().encode(value)

    def writer_of(self, kind: type) -> Writer | None:
        if issubclass(kind, tuple) and hasattr(kind, "_fields"):
            return _write_named
        enum = sys.modules.get("enum")
        if enum is not None and issubclass(kind, enum.Enum):
            return _write_member
        return super().writer_of(kind)

    def tag_of(self, value: Any, room: int) -> Any:
        if type(value) is types.FunctionType:
            callback = self._candidate.ident_of(value)
            if callback is not None:
                return {"k": callback}
        if isinstance(value, type):
            if value in _PASSED_BY_NAME:
                return {"n": value.__name__}
            if issubclass(value, Exception):
                return {"e": self._candidate.shape_of(value)}
            number = self._candidate.stand_ins.number_of_class(value)
            if number is not None:
                return {"C": number}
        number = self._candidate.stand_ins.number_of(value)
        if number is not None and self._is_untouched():
            return {"o": number}
        kind = "coroutine" if isinstance(value, types.CoroutineType) else type(value).__name__
        return {"h": [self._candidate.keep(value), kind]}

    def handle_of(self, value: Any) -> list[Any]:
        return [self._candidate.keep(value), type(value).__name__]

    def _is_untouched(self) -> bool:
        if self._untouched is None:
            self._untouched = self._candidate.stand_ins.are_untouched()
        return self._untouched


def _write_named(encoder: AnswerEncoder, value: Any, room: int) -> Any:
    kind: Any = type(value)
    values = encoder.members(list(tuple.__iter__(value)), room - 1)
    return {"N": [kind.__name__, list(map(str, kind._fields)), values]}


def _write_member(encoder: AnswerEncoder, value: Any, room: int) -> Any:
    name = getattr(value, "_name_", None)
    base = next((base for base in type.mro(type(value)) if base in (int, str, float)), None)
    plain = None if base is None else Encoder().plain(value, room)
    return {"m": [*encoder.handle_of(value), name if type(name) is str else "", plain]}


class RequestDecoder(Decoder):
    __slots__ = ("_candidate",)

    def __init__(self, candidate: Candidate) -> None:
        super().__init__(_TRUSTED)
        self._candidate = candidate

    def request(self, message: bytes) -> list[Any]:
        """What comes before it in the message has been done when it is read."""
        request: list[Any] = self.decode(message)
        if type(request[0]) is not str:
            self._candidate.stand_ins.remember()
            request = request[-1]
        return request

    def reference(self, tag: str, body: Any) -> Any:
        candidate = self._candidate
        if tag == "h":
            return candidate.kept(body)
        if tag == "k":
            return candidate.callback(*body)
        if tag == "e":
            return candidate.class_of(body)
        if tag == "n":
            return DATA_TYPES.get(body) or getattr(builtins, body)
        if tag == "g":
            return iter(body)
        if tag == "x":
            shape, args, text, state = body
            return candidate.rebuilt(shape, args, text, state, None)
        return self._of_tests(tag, body)

    def _of_tests(self, tag: str, body: Any) -> Any:
        stand_ins = self._candidate.stand_ins
        if tag == "o":
            return stand_ins.of(body)
        if tag == "C":
            return stand_ins.class_of(body)
        if tag == "K":
            return stand_ins.read_class(body)
        if tag == "O":
            return stand_ins.read_objects(body)
        if tag == "S":
            return stand_ins.read_state(body)
        if tag == "N":
            return stand_ins.named_tuple(*body)
        if tag == "m":
            return stand_ins.member(*body)
        return super().reference(tag, body)
