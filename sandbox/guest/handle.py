"""What an object of the program looks like to the tests.

What is done to it is done by the program, except where the answer would be a verdict upon a value that the
tests know. Such operators are never the program's, whatever it returned:

    handle == plain                   False
    handle == handle or instance      where the tests define a class of its name: as that class says
    handle == handle                  the same object, or if the tests made one, the program's word, flagged
    x in handle                       iterates, and compares here
    handle + plain, handle < plain    the program's, flagged, if the tests made it; otherwise ``TypeError``
    handle.startswith and the like    if the tests made it; otherwise no such attribute
    with handle                       never swallows an exception; flagged when it would have
    isinstance(handle, list)          False
    hash(handle)                      by identity

"The tests made it": they called a class, which by their own source is one (``evidence``). Without this rule a
function could return an object whose ``__sub__`` gives 0, and pass ``abs(f(x) - expected) < 1e-6``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from .instances import is_of_tests
from .operators import BINARY, IN_PLACE, ORDERING

if TYPE_CHECKING:
    from .remote import Remote

VERDICTS = frozenset(
    {"startswith", "endswith", "issubset", "issuperset", "isdisjoint", "equals", "equal", "compare"}
    | {"isclose", "allclose", "array_equal", "difference", "symmetric_difference", "intersection"}
)
_SPECIAL = frozenset({"__name__", "__qualname__", "__doc__", "__dict__", "__wrapped__", "__annotations__"})
COMPARED = "compared_by_candidate"
OPERATED = "operators_by_candidate"


class Handle:
    __slots__ = ("__kind", "__maker", "__name", "__reference", "__remote", "__weakref__")

    def __init__(
        self, remote: Remote, reference: Any, maker: str | None, name: str | None, kind: str = ""
    ) -> None:
        put = object.__setattr__
        put(self, "_Handle__remote", remote)
        put(self, "_Handle__reference", reference)
        put(self, "_Handle__maker", maker)
        put(self, "_Handle__name", name)
        put(self, "_Handle__kind", kind)

    def __del__(self) -> None:
        self.__remote.let_go(self.__reference, self.__maker)

    @property  # type: ignore[misc]  # typeshed has it writable
    def __class__(self) -> Any:
        """That of the tests, where they have one of this name: ``isinstance`` and their own operators fit."""
        return self.__tests_class() or Handle

    def __tests_class(self) -> type | None:
        kind = self.__remote.tests_class(self.__kind)
        return kind if kind is not None and is_of_tests(kind) else None

    def __of_tests(self, method: str) -> Any:
        """What the tests' class of this name has instead of ``object``'s method."""
        kind = self.__tests_class()
        found = None if kind is None else getattr(kind, method, None)
        return None if found is getattr(object, method) else found

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.__remote.call(self, args, kwargs, self.__name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name not in _SPECIAL:
            raise AttributeError(name)
        if name in VERDICTS and not self.__trusted():
            raise AttributeError(f"an object that the program returned has no {name!r} here")
        return self.__remote.get(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self.__remote.set(self, name, value)

    def __delattr__(self, name: str) -> None:
        self.__remote.delete(self, name)

    def __trusted(self) -> bool:
        return self.__maker is not None and self.__remote.evidence.is_class(self.__maker)

    def __operate(self, operator: str, left: Any, right: Any, *more: Any) -> Any:
        other = right if left is self else left
        makers = [self] + ([other] if isinstance(other, Handle) else [])
        maker = next((handle.__maker for handle in makers if handle.__trusted()), None)
        if maker is None:
            if operator != "eq" and not is_of_tests(type(other)):  # whose own operator may answer
                self.__remote.refused = TypeError(f"{operator} of an object that the program returned")
            return NotImplemented
        self.__remote.flag(COMPARED if operator in ORDERING else OPERATED)
        return self.__remote.do(operator, left, right, *more, maker=maker)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        equal = self.__of_tests("__eq__")
        if equal is not None and other.__class__ is self.__class__:
            ours = self if isinstance(other, Handle) else other
            return equal(ours, self if ours is other else other) is True
        if not isinstance(other, Handle):
            return False
        if self.__reference == other.__reference:
            self.__remote.flag(COMPARED)
            return True
        answer = self.__operate("eq", self, other)
        return answer is not NotImplemented and bool(answer)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        own = self.__of_tests("__hash__")
        return hash(self.__reference) if own is None else int(own(self))

    def __ask(self, operator: str, kind: type, *operands: Any) -> Any:
        """The program's answer, if it is of the kind that Python requires of this operator."""
        answer = self.__remote.do(operator, self, *operands)
        if type(answer) is not kind:
            raise TypeError(f"{operator} of an object of the program is no {kind.__name__}")
        return answer

    def __bool__(self) -> bool:
        return bool(self.__ask("bool", bool))

    def __len__(self) -> int:
        return int(self.__ask("len", int))

    def __str__(self) -> str:
        return str(self.__ask("str", str))

    def __repr__(self) -> str:
        return str(self.__ask("repr", str))

    def __format__(self, spec: str) -> str:
        return str(self.__ask("format", str, spec))

    def __bytes__(self) -> bytes:
        return bytes(self.__ask("bytes", bytes))

    def __int__(self) -> int:
        return int(self.__ask("int", int))

    def __float__(self) -> float:
        return float(self.__ask("float", float))

    def __complex__(self) -> complex:
        return complex(self.__ask("complex", complex))

    def __index__(self) -> int:
        return int(self.__ask("index", int))

    def __dir__(self) -> list[str]:
        return list(self.__ask("dir", list))

    def __round__(self, *digits: int) -> Any:
        return self.__remote.do("round", self, *digits, maker=self.__maker)

    def __iter__(self) -> Iterator[Any]:
        iterator = self.__remote.do("iter", self)
        if not isinstance(iterator, Handle):
            raise TypeError("an object of the program gives no iterator")
        return iterator

    def __next__(self) -> Any:
        return self.__remote.do("next", self)

    def __reversed__(self) -> Any:
        return self.__remote.do("reversed", self)

    def __contains__(self, item: Any) -> bool:
        return any(item is member or item == member for member in self)

    def __getitem__(self, key: Any) -> Any:
        return self.__remote.do("getitem", self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self.__remote.do("setitem", self, key, value)

    def __delitem__(self, key: Any) -> None:
        self.__remote.do("delitem", self, key)

    def __instancecheck__(self, instance: Any) -> bool:
        return isinstance(instance, Handle) and self.__remote.do("isinstance", instance, self) is True

    def __subclasscheck__(self, kind: Any) -> bool:
        return isinstance(kind, Handle) and self.__remote.do("issubclass", kind, self) is True

    def __enter__(self) -> Any:
        value = self.__remote.do("enter", self)
        return self if isinstance(value, Handle) and value.__reference == self.__reference else value

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        crossing = kind if kind is None or issubclass(kind, Exception) else Exception
        if self.__remote.do("exit", self, crossing, None, None) and kind is not None:
            self.__remote.flag("exception_not_swallowed")

    def __copy__(self) -> Any:
        return self.__remote.do("copy", self, maker=self.__maker)

    def __deepcopy__(self, memo: Any) -> Any:
        return self.__remote.do("deepcopy", self, maker=self.__maker)

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError("an object of the program cannot be pickled")


Method = Callable[..., Any]


def _forward(operator: str) -> Method:
    def method(self: Any, other: Any, *more: Any) -> Any:
        return self._Handle__operate(operator, self, other, *more)

    return method


def _backward(operator: str) -> Method:
    def method(self: Any, other: Any, *more: Any) -> Any:
        return self._Handle__operate(operator, other, self, *more)

    return method


def _alone(operator: str) -> Method:
    def method(self: Any) -> Any:
        return self._Handle__remote.do(operator, self, maker=self._Handle__maker)

    return method


for _name in [*BINARY, "divmod"]:
    _bare = _name.rstrip("_")
    setattr(Handle, f"__{_bare}__", _forward(_name))
    setattr(Handle, f"__r{_bare}__", _backward(_name))
for _name in [*IN_PLACE, *(name for name in ORDERING if name != "eq")]:
    setattr(Handle, f"__{_name}__", _forward(_name))
for _name in ("neg", "pos", "abs", "invert", "trunc", "floor", "ceil"):
    setattr(Handle, f"__{_name}__", _alone(_name))
