from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.guest.call import run_call
from sandbox.guest.codec import decode, encode
from sandbox.guest.loading import MODULE_NAME, NotDefined, load, resolve


@pytest.fixture(autouse=True)
def _no_module_left() -> Iterator[None]:
    yield
    sys.modules.pop(MODULE_NAME, None)


def call(source: str, entry_point: str, *args: Any, **kwargs: Any) -> Any:
    payload = encode({"entry_point": entry_point, "args": list(args), "kwargs": kwargs})
    return decode(run_call(source, payload))


@pytest.mark.parametrize(
    ("source", "entry_point", "args", "result"),
    [
        ("def f(a, b): return (a, b)", "f", (1, "x"), (1, "x")),
        ("class A:\n    def f(self, a): return a", "A.f", ([1],), [1]),
        ("class A:\n    @staticmethod\n    def f(a): return a", "A.f", (1,), 1),
        ("class Solution:\n    def f(self, a): return a", "f", (1,), 1),
        ("class Solution:\n    def f(self): return 1\ndef f(): return 2", "f", (), 2),
        ("def f(): yield from 'ab'", "f", (), ["a", "b"]),
        ("def f(): return [map(str, [1]), {1: 2}.keys()]", "f", (), [["1"], [1]]),
        ("f = lambda: __name__", "f", (), "solution"),
        ("if __name__ == '__main__': 1 / 0\nf = lambda: 1", "f", (), 1),
        (
            "from __future__ import annotations\nfrom dataclasses import dataclass\n"
            "@dataclass\nclass A:\n    x: int\ndef f(): return A(1).x",
            "f", (), 1,
        ),
    ],
)  # fmt: skip
def test_a_call_returns_plain_values(
    source: str, entry_point: str, args: tuple[Any, ...], result: Any
) -> None:
    assert call(source, entry_point, *args) == {"returned": result}


def test_keywords_arrive() -> None:
    assert call("def f(*, a): return a", "f", a={1: 2}) == {"returned": {1: 2}}


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("def f(): raise ValueError('no')", "ValueError"),
        ("class Own(Exception):\n    def __str__(self): raise OSError\ndef f(): raise Own", "Own"),
        ("1 / 0", "ZeroDivisionError"),
        ("def f(:", "SyntaxError"),
        ("def g(): pass", "NotDefined"),
        ("f = 5", "TypeError"),
        ("def f(): return f()", "RecursionError"),
    ],
)
def test_what_it_raises_is_named(source: str, kind: str) -> None:
    assert call(source, "f")["raised"]["type"] == kind


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("def f(): return object()", "object"),
        ("def f(): return [len]", "builtin_function_or_method"),
        ("import itertools\ndef f(): return itertools.count()", "count"),
        ("def f():\n    x = []\n    x.append(x)\n    return x", "nested too deeply"),
    ],
)
def test_what_cannot_cross_is_named(source: str, kind: str) -> None:
    assert call(source, "f") == {"unsupported": kind}


def test_a_program_that_leaves_has_no_result() -> None:
    with pytest.raises(SystemExit):
        call("import sys\ndef f(): sys.exit(3)", "f")


@pytest.mark.parametrize("name", ["missing", "A.missing", "__builtins__", "__name__", "Solution.f", "a.b.c"])
def test_a_name_that_is_not_there_is_not_defined(name: str) -> None:
    with pytest.raises(NotDefined):
        resolve(load("class A: pass\na = 1"), name)
