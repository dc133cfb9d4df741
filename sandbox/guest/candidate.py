"""The program's side of an examination: it is loaded, and then does what the tests ask of it.

Nothing here protects anything: the program owns this process and may send what it likes. Plain values cross
by value. Objects stay in a table, bounded, and cross as handles; they live until the referee lets go of them.
A function of the tests arrives as a function that asks the referee to call it, by number, with arguments that
cross as any others do. Instances of the tests' own classes arrive as ``standins`` says.

When a call returned ``None``, the lists, dicts, sets and bytearrays among its arguments are sent back as
they are now, for the referee to do the same to the caller's; so are the attributes of the instances of the
tests' classes that hang on its arguments. Not so when it returned anything else: a program
could make the expected value, which was computed from the same object, equal to what it returns.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from types import CodeType
from typing import Any
from weakref import WeakKeyDictionary

from .answers import AnswerEncoder, RequestDecoder
from .call import text_of
from .codec import CodecError, Encoder
from .crossing import ExceptionClasses, build
from .link import LARGEST, Link, LinkError
from .loading import NotDefined, load, resolve
from .operators import OPERATORS
from .standins import StandIns

MOST_OBJECTS = 100_000
_MUTABLE = (list, dict, set, bytearray)

Namespace = dict[str, Any]


def serve(source: str | bytes | CodeType, connection: socket.socket) -> None:
    """Until the referee closes the connection. ``SystemExit`` and the like of the program pass through, and
    the connection is closed: the referee takes that for a lost program."""
    link = Link(connection)
    try:
        Candidate(link, source).serve()
    except LinkError:
        return
    finally:
        link.close()


class Candidate:
    def __init__(self, link: Link, source: str | bytes | CodeType) -> None:
        self._link = link
        self._objects: dict[int, Any] = {}
        self._idents: dict[int, int] = {}
        self._next = 1
        self._classes = ExceptionClasses()
        self._callbacks: WeakKeyDictionary[Any, int] = WeakKeyDictionary()
        self.stand_ins = StandIns(lambda: self._namespace)
        self._encoder = AnswerEncoder(self)
        self._decoder = RequestDecoder(self)
        self._broken = ""
        self._namespace: Namespace = {}
        try:
            self._namespace = load(source)
        except Exception as error:  # whatever the program raises is told
            self._broken = f"the program does not load: {type(error).__name__}: {text_of(error)}"

    def serve(self) -> None:
        while True:
            self._answer(self._receive())

    def _receive(self) -> list[Any]:
        message = self._link.receive()
        try:
            return self._decoder.request(message)
        except Exception as error:  # finding a name may run the program: its answer is this
            return ["fail", error]

    def _answer(self, request: list[Any]) -> None:
        reply = self._reply(request)
        if len(reply) > LARGEST:
            reply = self._encoder.encode(self._raised(CodecError("the value is too large to cross")))
        self._link.send(reply)

    def _reply(self, request: list[Any]) -> bytes:
        if self._broken:
            return self._encoder.encode(["broken", self._broken])
        try:
            return self._encoder.encode(_DOERS[request[0]](self, *request[1:]))
        except LinkError:
            raise
        except NotDefined as error:
            return self._encoder.encode(["absent", text_of(error)])
        except Exception as error:  # whatever the program raises is told
            return self._encoder.encode(self._raised(error))

    # ---- what can be asked

    def _look(self, name: str) -> list[Any]:
        return ["ok", resolve(self._namespace, name)]

    def _fail(self, error: Exception) -> list[Any]:
        raise error

    def _call(self, target: Any, args: list[Any], kwargs: Namespace | None = None) -> list[Any]:
        kwargs = kwargs or {}
        value = target(*args, **kwargs)
        if value is not None:
            return ["ok", value]
        changed: list[Any] = [[key, arg] for key, arg in enumerate(args) if isinstance(arg, _MUTABLE)]
        changed += [[key, arg] for key, arg in kwargs.items() if isinstance(arg, _MUTABLE)]
        states = self.stand_ins.changes([*args, *kwargs.values()])
        if states:
            return ["ok", None, changed, states]
        return ["ok", None, changed] if changed else ["ok", None]

    def _get(self, target: Any, name: str) -> list[Any]:
        return ["ok", getattr(target, name)]

    def _set(self, target: Any, name: str, value: Any) -> list[Any]:
        setattr(target, name, value)
        return ["ok", None]

    def _delete(self, target: Any, name: str) -> list[Any]:
        delattr(target, name)
        return ["ok", None]

    def _do(self, operator: str, operands: list[Any]) -> list[Any]:
        if operator != "next":
            return ["ok", OPERATORS[operator](*operands)]
        try:
            return ["ok", next(operands[0])]
        except StopIteration:
            return ["stop"]

    def _release(self, idents: list[int]) -> list[Any]:
        for ident in idents:
            self._idents.pop(id(self._objects.pop(ident, None)), None)
        return ["ok", None]

    # ---- exceptions

    def _raised(self, error: Exception) -> list[Any]:
        ident = getattr(error, "__referee__", None)
        kind = self._classes.shape_of(type(error))
        args = [self._plain_or_text(arg) for arg in error.args[:16]]
        state = vars(error).items()
        public = {name: self._plain_or_text(value) for name, value in state if not name.startswith("_")}
        return ["raise", kind, args, text_of(error), public, ident]

    def _plain_or_text(self, value: Any) -> Any:
        try:
            Encoder().encode(value)
        except CodecError:
            return text_of(value)
        return value

    # ---- the tests' functions

    def callback(self, ident: int, name: str) -> Callable[..., Any]:
        def callback(*args: Any, **kwargs: Any) -> Any:
            return self._ask(["callback", ident, list(args), kwargs])

        callback.__name__ = callback.__qualname__ = name
        self._callbacks[callback] = ident
        return callback

    def ident_of(self, function: Any) -> int | None:
        return self._callbacks.get(function)

    def _ask(self, request: list[Any]) -> Any:
        self._link.send(self._encoder.encode(request))
        while True:
            message = self._receive()
            if message[0] == "ok":
                return message[1]
            if message[0] == "raise":
                raise self.rebuilt(*message[1:])
            self._answer(message)

    def rebuilt(self, shape: Any, args: Any, text: Any, state: Any, ident: int | None) -> Exception:
        error = build(self._classes.of(shape), args, text, state)
        error.__referee__ = ident  # type: ignore[attr-defined]
        return error

    # ---- objects

    def keep(self, value: Any) -> int:
        ident = self._idents.get(id(value))
        if ident is None:
            if len(self._objects) >= MOST_OBJECTS:
                raise CodecError("too many objects are in the tests' hands")
            ident = self._next
            self._next += 1
            self._objects[ident] = value
            self._idents[id(value)] = ident
        return ident

    def kept(self, reference: Any) -> Any:
        if type(reference) is str:
            return resolve(self._namespace, reference)
        return self._objects[reference]

    def shape_of(self, kind: type) -> Any:
        return self._classes.shape_of(kind)

    def class_of(self, shape: Any) -> Any:
        return self._classes.of(shape)


_DOERS: dict[str, Callable[..., list[Any]]] = {
    "look": Candidate._look,
    "call": Candidate._call,
    "get": Candidate._get,
    "set": Candidate._set,
    "del": Candidate._delete,
    "do": Candidate._do,
    "release": Candidate._release,
    "fail": Candidate._fail,
}
