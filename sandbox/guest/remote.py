"""The referee's side of the link: asks the program, answers its callbacks, and believes nothing.

A value from the program is a plain builtin or a ``Handle``. What the program raises is raised here, as the
builtin of that name or as a ``CandidateError``. One condition is above any ``except`` of the tests and stays:

    Unusable     (BaseException) the program is gone, sent no answer, did not load, or lacks its entry point

``trouble`` says which of them, for good; ``lost`` tells the first two apart. ``contacted`` says whether the
program was asked anything yet: until then, whatever fails here fails for every program.
"""

from __future__ import annotations

import builtins
import types
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from .codec import BOUNDS, CodecError, Decoder, Encoder, NotPlain
from .crossing import DATA_TYPES, EXCEPTIONS, ExceptionClasses, build
from .handle import Handle
from .link import LARGEST, Link, LinkError

if TYPE_CHECKING:
    from .evidence import Evidence

MOST_CALLBACKS = 100_000
MOST_OBJECTS = 100_000
DEEPEST_CALLBACK = 100
LONGEST_ITERATOR = 100_000
RELEASE_AT = 256
_MUTABLE = (list, dict, set, bytearray)


class Unusable(BaseException):
    """Not an ``Exception``: tests that catch those would take it for what they test."""


class Remote:
    def __init__(self, link: Link, evidence: Evidence, entry_point: str | None) -> None:
        self.contacted = False
        self.trouble = ""
        self.lost = False
        self.absent = ""
        self.swallowed: AssertionError | None = None
        self.flags: dict[str, None] = {}
        self.evidence = evidence
        self._entry_point = entry_point
        self._link = link
        self._encoder = _ArgumentEncoder(self)
        self._decoder = _ResultDecoder(self)
        self._classes = ExceptionClasses()
        self._handles: WeakValueDictionary[tuple[Any, str | None], Handle] = WeakValueDictionary()
        self._makers: set[str | None] = {None}
        self._released: set[int] = set()
        self._callbacks: list[Any] = []
        self._raised: dict[int, BaseException] = {}
        self._depth = 0

    # ---- asking

    def look(self, name: str) -> Any:
        """Raises ``NameError`` where the program has no such name."""
        value = self._ask(["look", name])[1]
        if isinstance(value, Handle):
            value = self.named(name)
        return value

    def call(self, target: Handle, args: tuple[Any, ...], kwargs: dict[str, Any], maker: str | None) -> Any:
        request = ["call", target, list(args)]
        answer = self._ask([*request, kwargs] if kwargs else request)
        if len(answer) == 3 and answer[1] is None:
            self._change(args, kwargs, answer[2])
        return self._made_by(answer[1], maker)

    def get(self, target: Handle, name: str) -> Any:
        return self._ask(["get", target, name])[1]

    def set(self, target: Handle, name: str, value: Any) -> None:
        self._ask(["set", target, name, value])

    def delete(self, target: Handle, name: str) -> None:
        self._ask(["del", target, name])

    def do(self, operator: str, *operands: Any, maker: str | None = None) -> Any:
        answer = self._ask(["do", operator, list(operands)], may_stop=operator == "next")
        if answer[0] == "stop":
            raise StopIteration
        return self._made_by(answer[1], maker)

    def flag(self, name: str) -> None:
        self.flags[name] = None

    def _ask(self, request: list[Any], may_stop: bool = False) -> list[Any]:
        if len(self._released) >= RELEASE_AT:
            released, self._released = list(self._released), set()
            self._ask(["release", released])
        if self.trouble:
            raise Unusable(self.trouble)
        self._depth += 1
        try:
            message = self._encoder.encode(request)
            if len(message) > LARGEST:
                raise CodecError("too large")
            self.contacted = True
            self._link.send(message)
            return self._answer(may_stop)
        except NotPlain as error:
            self.flag("argument_cannot_cross")
            raise TypeError(f"{error}: it cannot be handed to the program") from None
        except CodecError as error:
            raise TypeError(f"an argument cannot be handed to the program: {error}") from None
        except LinkError as error:
            raise self._give_up(str(error), lost=True) from None
        finally:
            self._depth -= 1

    def _answer(self, may_stop: bool) -> list[Any]:
        while True:
            message = self._receive()
            kind = message[0]
            if (kind == "ok" and len(message) in (2, 3)) or (kind == "stop" and may_stop):
                return message
            if kind == "callback" and len(message) == 4:
                self._link.send(self._called_back(*message[1:]))
            elif kind == "raise" and len(message) == 6:
                raise self._error(*message[1:])
            elif kind == "absent":
                raise self._missing(_text(message))
            elif kind == "broken":
                raise self._give_up(_text(message), lost=False)
            else:
                raise LinkError("the program sent what is no answer")

    def _receive(self) -> list[Any]:
        try:
            message = self._decoder.decode(self._link.receive())
        except CodecError as error:
            raise LinkError(f"the program sent what is no answer: {error}") from None
        if type(message) is not list or not message or type(message[0]) is not str:
            raise LinkError("the program sent what is no answer")
        return message

    def _give_up(self, trouble: str, lost: bool) -> Unusable:
        self.trouble, self.lost = trouble, lost
        return Unusable(trouble)

    def _missing(self, text: str) -> BaseException:
        if self._entry_point is not None and f"'{self._entry_point}'" in text:
            return self._give_up(text, lost=False)
        self.absent = text
        return NameError(text)

    # ---- what comes back

    def named(self, name: str) -> Handle:
        return self._handle(name, None, name)

    def handle_of(self, body: Any) -> Any:
        if type(body) is not list or len(body) != 2 or type(body[0]) is not int or type(body[1]) is not str:
            raise CodecError("not a handle")
        if len(self._handles) > MOST_OBJECTS:
            raise CodecError("too many objects")
        handle = self._handle(body[0], None, None)
        return _awaiting(self, handle) if body[1] == "coroutine" else handle

    def class_of(self, shape: Any) -> type[Exception]:
        return self._classes.of(shape)

    def callback_of(self, ident: Any) -> Any:
        if type(ident) is not int or not 0 <= ident < len(self._callbacks):
            raise CodecError("not a function of the tests")
        return self._callbacks[ident]

    def _handle(self, reference: Any, maker: str | None, name: str | None) -> Handle:
        """One object for one reference, so that ``is`` holds; but what the tests made stays apart."""
        handle = self._handles.get((reference, maker))
        if handle is None:
            handle = self._handles[reference, maker] = Handle(self, reference, maker, name)
            self._makers.add(maker)
        self._released.discard(reference)
        return handle

    def _made_by(self, value: Any, maker: str | None) -> Any:
        if maker is not None and isinstance(value, Handle):
            return self._handle(value._Handle__reference, maker, None)
        return value

    def let_go(self, reference: Any, maker: str | None) -> None:
        if type(reference) is int and not any(
            other != maker and (reference, other) in self._handles for other in self._makers
        ):
            self._released.add(reference)

    def _error(self, shape: Any, args: Any, text: Any, state: Any, ident: Any) -> BaseException:
        if type(ident) is int and ident in self._raised:
            if self._raised[ident] is self.swallowed:
                self.swallowed = None
            return self._raised[ident]
        try:
            error = build(self._classes.of(shape), args, text, state)
        except CodecError as refusal:
            raise LinkError(f"the program sent what is no exception: {refusal}") from None
        error.__from_program__ = True  # type: ignore[attr-defined]
        return error

    def _change(self, args: tuple[Any, ...], kwargs: dict[str, Any], changes: Any) -> None:
        for change in changes if type(changes) is list else ():
            if type(change) is list and len(change) == 2:
                key, new = change
                if type(key) is int and 0 <= key < len(args):
                    become(args[key], new)
                elif type(key) is str and key in kwargs:
                    become(kwargs[key], new)

    # ---- callbacks

    def callback(self, function: Any) -> list[Any]:
        if len(self._callbacks) >= MOST_CALLBACKS:
            raise CodecError("too many functions are in the program's hands")
        self._callbacks.append(function)
        return [len(self._callbacks) - 1, str(getattr(function, "__name__", "callback"))]

    def shape_of(self, kind: type) -> Any:
        return self._classes.shape_of(kind)

    def _called_back(self, ident: Any, args: Any, kwargs: Any) -> bytes:
        if type(args) is not list or type(kwargs) is not dict:
            raise LinkError("the program sent what is no call")
        try:
            function = self.callback_of(ident)
        except CodecError as error:
            raise LinkError(str(error)) from None
        try:
            if self._depth > DEEPEST_CALLBACK:
                raise RecursionError("calls back and forth too deep")
            return self._encoder.encode(["ok", function(*args, **kwargs)])
        except NotPlain as error:
            return self._encoder.encode(["raise", "TypeError", [str(error)], str(error), None, -1])
        except Unusable:
            raise
        except BaseException as error:  # the program shall see it, as any caller would
            return self._encoder.encode(self._failed(error))

    def _failed(self, error: BaseException) -> list[Any]:
        """An assertion keeps its words to itself: they may say what was expected. What the program lets pass
        comes back to the tests as the same error, if it is one that a program may raise."""
        ident = len(self._raised)
        if isinstance(error, Exception) and not isinstance(error, StopIteration):
            self._raised[ident] = error
        if isinstance(error, AssertionError):
            self.swallowed = error
            return ["raise", "AssertionError", [], "", None, ident]
        args = [arg if type(arg) in (str, int) else str(arg) for arg in error.args[:16]]
        return ["raise", self._classes.shape_of(type(error)), args, str(error), None, ident]


class _ArgumentEncoder(Encoder):
    __slots__ = ("_remote",)

    def __init__(self, remote: Remote) -> None:
        super().__init__()
        self._remote = remote

    def tag_of(self, value: Any, room: int) -> Any:
        if isinstance(value, Handle):
            return {"h": value._Handle__reference}
        if isinstance(value, type) and issubclass(value, Exception):
            return {"e": self._remote.shape_of(value)}
        name = getattr(value, "__name__", None)
        if isinstance(value, (type, types.BuiltinFunctionType)) and vars(builtins).get(str(name)) is value:
            return {"n": name}
        if value is type(None):
            return {"n": "NoneType"}
        if callable(value):
            return {"k": self._remote.callback(value)}
        if hasattr(type(value), "__next__"):
            return {"g": self.members(_all(value), room)}
        return super().tag_of(value, room)


class _ResultDecoder(Decoder):
    __slots__ = ("_remote",)

    def __init__(self, remote: Remote) -> None:
        super().__init__(BOUNDS)
        self._remote = remote

    def reference(self, tag: str, body: Any) -> Any:
        if tag == "h":
            return self._remote.handle_of(body)
        if tag == "k":
            return self._remote.callback_of(body)
        if tag == "e":
            return self._remote.class_of(body)
        if tag == "n" and type(body) is str and body in DATA_TYPES:
            return DATA_TYPES[body]
        return super().reference(tag, body)


def _all(iterator: Any) -> list[Any]:
    items = []
    for item in iterator:
        items.append(item)
        if len(items) > LONGEST_ITERATOR:
            raise NotPlain("endless iterator")
    return items


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


def _text(message: list[Any]) -> str:
    return message[1][:2000] if len(message) == 2 and type(message[1]) is str else "the program is unusable"


async def _awaiting(remote: Remote, handle: Handle) -> Any:
    return remote.do("await", handle)


__all__ = ["EXCEPTIONS", "Remote", "Unusable", "become"]
