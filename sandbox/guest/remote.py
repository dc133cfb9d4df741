"""The referee's side of the link: asks the program, answers its callbacks, and believes nothing.

A value from the program is a plain builtin or a ``Handle``. What the program raises is raised here, as the
builtin of that name or as a ``CandidateError``. One condition is above any ``except`` of the tests and stays:

    Unusable     (BaseException) the program is gone, sent no answer, did not load, or lacks its entry point

``trouble`` says which of them, for good; ``lost`` tells the first two apart. ``contacted`` says whether the
program was asked anything yet: until then, whatever fails here fails for every program. ``used``, of a
statement, and ``ever_used`` say whether it was asked for more than whether it has a name. ``told`` says
whether it answered anything since that was last reset: until then, no program has a say in the tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from .arguments import ArgumentEncoder
from .callbacks import Callbacks
from .changes import become, pairs_in, take_attributes
from .codec import CodecError, NotPlain
from .crossing import ExceptionClasses, build
from .handle import Handle
from .instances import OF_TESTS, Given
from .link import LARGEST, Link, LinkError
from .results import ResultDecoder

if TYPE_CHECKING:
    from .evidence import Evidence

MOST_OBJECTS = 100_000
DEEPEST_CALLBACK = 100
RELEASE_AT = 256


class Unusable(BaseException):
    """Not an ``Exception``: tests that catch those would take it for what they test."""


class CannotCross(TypeError):  # noqa: N818 - it names a state
    """``by_tests_alone``: whatever the program is, the tests hand it this and fail."""

    def __init__(self, message: str, refusal: NotPlain, told: bool) -> None:
        super().__init__(message)
        self.by_tests_alone = refusal.is_of_tests and not told


class Remote:
    def __init__(self, link: Link, evidence: Evidence, entry_point: str | None) -> None:
        self.contacted = False
        self.trouble = ""
        self.lost = False
        self.told = False
        self.ever_used = False
        self.flags: dict[str, None] = {}
        self.evidence = evidence
        self._entry_point = entry_point
        self._link = link
        self.given = Given()
        self.namespace: dict[str, Any] = {}
        self._encoder = ArgumentEncoder(self)
        self._decoder = ResultDecoder(self)
        self._classes = ExceptionClasses()
        self._handles: WeakValueDictionary[tuple[Any, str | None], Handle] = WeakValueDictionary()
        self._makers: set[str | None] = {None}
        self._released: set[int] = set()
        self.callbacks = Callbacks(self._classes)
        self._depth = 0
        self.begin_statement()

    def begin_statement(self) -> None:
        """``absent``: a name that the program lacks. ``refused``: what we ourselves raised in its place."""
        self.absent = ""
        self.refused: TypeError | None = None
        self.used = False
        self.callbacks.swallowed = None

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
        if len(answer) > 2 and answer[1] is None:
            self._change(args, kwargs, *answer[2:])
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
        if not self._depth:
            self.given.make_room()
        self._depth += 1
        try:
            message = self._encoder.encode(request)
            if len(message) > LARGEST:
                raise CodecError("too large")
            self.contacted = True
            self._link.send(message)
            before, self.told = self.told, True  # an exception tells something too
            if request[0] not in ("look", "release"):
                self.used = self.ever_used = True
            answer = self._answer(may_stop)
            if request[0] == "look":
                if isinstance(answer[1], Handle):
                    self.told = before  # that there is what is tested
                else:
                    self.used = self.ever_used = True
            return answer
        except NotPlain as error:
            self.flag("argument_cannot_cross")
            self.refused = CannotCross(f"{error}: it cannot be handed to the program", error, self.told)
            raise self.refused from None
        except CodecError as error:
            self.refused = TypeError(f"an argument cannot be handed to the program: {error}")
            raise self.refused from None
        except LinkError as error:
            raise self._give_up(str(error), lost=True) from None
        finally:
            self._depth -= 1

    def _answer(self, may_stop: bool) -> list[Any]:
        while True:
            message = self._receive()
            kind = message[0]
            if (kind == "ok" and _is_answer(message)) or (kind == "stop" and may_stop):
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
        handle = self._handle(body[0], None, None, body[1])
        return _awaiting(self, handle) if body[1] == "coroutine" else handle

    def tests_class(self, name: str) -> type | None:
        """The tests' own class of this name."""
        kind = self.namespace.get(name) if name else None
        fits = not isinstance(kind, Handle) and isinstance(kind, type) and kind.__module__ == OF_TESTS
        return kind if fits else None

    def class_of(self, shape: Any) -> type[Exception]:
        return self._classes.of(shape)

    def _handle(self, reference: Any, maker: str | None, name: str | None, kind: str = "") -> Handle:
        """One object for one reference, so that ``is`` holds; but what the tests made stays apart."""
        handle = self._handles.get((reference, maker))
        if handle is None:
            handle = self._handles[reference, maker] = Handle(self, reference, maker, name, kind)
            self._makers.add(maker)
        self._released.discard(reference)
        return handle

    def _made_by(self, value: Any, maker: str | None) -> Any:
        if maker is not None and isinstance(value, Handle):
            return self._handle(value._Handle__reference, maker, None, value._Handle__kind)
        return value

    def let_go(self, reference: Any, maker: str | None) -> None:
        if type(reference) is int and not any(
            other != maker and (reference, other) in self._handles for other in self._makers
        ):
            self._released.add(reference)

    def _error(self, shape: Any, args: Any, text: Any, state: Any, ident: Any) -> BaseException:
        own = self.callbacks.let_pass(ident)
        if own is not None:
            return own
        try:
            error = build(self._classes.of(shape), args, text, state)
        except CodecError as refusal:
            raise LinkError(f"the program sent what is no exception: {refusal}") from None
        error.__from_program__ = True  # type: ignore[attr-defined]
        return error

    def _change(self, args: tuple[Any, ...], kwargs: dict[str, Any], changes: Any, states: Any = ()) -> None:
        for number, state in pairs_in(states):
            try:
                take_attributes(self.given.of(number), state)
            except CodecError as error:
                raise self._give_up(str(error), lost=True) from None
        for key, new in pairs_in(changes):
            if type(key) is int and 0 <= key < len(args):
                become(args[key], new)
            elif type(key) is str and key in kwargs:
                become(kwargs[key], new)

    # ---- callbacks

    def shape_of(self, kind: type) -> Any:
        return self._classes.shape_of(kind)

    def _called_back(self, ident: Any, args: Any, kwargs: Any) -> bytes:
        if type(args) is not list or type(kwargs) is not dict:
            raise LinkError("the program sent what is no call")
        try:
            function = self.callbacks.of(ident)
        except CodecError as error:
            raise LinkError(str(error)) from None
        try:
            if self._depth > DEEPEST_CALLBACK:
                raise RecursionError("calls back and forth too deep")
            self.told = True
            if getattr(function, "__name__", "") == "__init__" and self._is_given(args[:1]):
                raise TypeError("an instance of the tests is not made again")
            return self._encoded_with(["ok", function(*args, **kwargs)], [*args, *kwargs.values()])
        except NotPlain as error:
            return self._encoder.encode(["raise", "TypeError", [str(error)], str(error), None, -1])
        except Unusable:
            raise
        except BaseException as error:  # the program shall see it, as any caller would
            return self._encoder.encode(self.callbacks.failed(error))

    def _is_given(self, values: list[Any]) -> bool:
        return any(self.given.number_of(value) is not None for value in values)

    def _encoded_with(self, answer: list[Any], arguments: list[Any]) -> bytes:
        """The program is also told what the function changed about instances of the tests."""
        self._encoder.also = [value for value in arguments if self.given.number_of(value) is not None]
        try:
            return self._encoder.encode(answer)
        finally:
            self._encoder.also = []


def _is_answer(message: list[Any]) -> bool:
    return len(message) == 2 or (len(message) in (3, 4) and message[1] is None)


def _text(message: list[Any]) -> str:
    return message[1][:2000] if len(message) == 2 and type(message[1]) is str else "the program is unusable"


async def _awaiting(remote: Remote, handle: Handle) -> Any:
    return remote.do("await", handle)
