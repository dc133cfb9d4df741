"""Right programs pass the tests that people write, and wrong ones fail them, with the reason told apart."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from .jails import judge, kinds


@dataclass(frozen=True)
class Case:
    program: str
    tests: str
    preamble: str = ""
    flags: list[str] = field(default_factory=list)


VECTOR = """
class Vector:
    def __init__(self, x, y): self.x, self.y = x, y
    def __add__(self, other): return Vector(self.x + other.x, self.y + other.y)
    def __mul__(self, factor): return Vector(self.x * factor, self.y * factor)
    __rmul__ = __mul__
    def __sub__(self, other): return NotImplemented
    def __eq__(self, other): return (self.x, self.y) == (other.x, other.y)
    def __lt__(self, other): return self.x < other.x
    def __iadd__(self, other): self.x += other.x; return self
    def __abs__(self): return (self.x ** 2 + self.y ** 2) ** 0.5
    def __neg__(self): return Vector(-self.x, -self.y)
    def __repr__(self): return f"Vector({self.x}, {self.y})"
    def __hash__(self): return 1
"""
STACK = """
class Empty(IndexError): pass
class Stack:
    size = 0
    def __init__(self, items=()): self.items = list(items)
    def push(self, item): self.items.append(item); return self
    def pop(self):
        if not self.items: raise Empty("nothing left", 7)
        return self.items.pop()
    def peek(self): return self.items[-1]
    def __len__(self): return len(self.items)
    def __bool__(self): return bool(self.items)
    def __iter__(self): return iter(self.items)
    def __getitem__(self, place): return self.items[place]
    def __setitem__(self, place, item): self.items[place] = item
    def __delitem__(self, place): del self.items[place]
    def __enter__(self): return self
    def __exit__(self, kind, error, trace): self.items.clear()
"""
RETRY = """
import functools
def retry(times, kinds=(Exception,)):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            for attempt in range(times):
                try: return function(*args, **kwargs)
                except kinds:
                    if attempt == times - 1: raise
        return wrapper
    return decorate
"""
COMPARED, OPERATED = "compared_by_candidate", "operators_by_candidate"

RIGHT = {
    "plain values": Case(
        "def f(*a, **k): return a, k",
        "assert f(1, [2], x={3: (4,)}) == ((1, [2]), {'x': {3: (4,)}})\nassert f(None)[0][0] is None",
    ),
    "a class with methods": Case(
        STACK,
        "s = Stack()\ns.push(1).push(2)\nassert s.pop() == 2 and len(s) == 1 and s and s.peek() == 1\n"
        "assert list(s) == [1] and 1 in s and 2 not in s and s[0] == 1\ns[0] = 5\nassert s[-1] == 5\n"
        "del s[0]\n"
        "assert not s and s.size == 0\ns.size = 3\nassert s.size == 3 and not hasattr(s, 'nothing')\n"
        "del s.size\nassert s.size == 0 and Stack.size == 0"
        " and isinstance(s, Stack) and not isinstance(1, Stack)",
    ),
    "the same object": Case(STACK, "s = Stack()\nassert s.push(1) is s.push(2)\n"
        "assert s.push(3) == s", flags=[COMPARED]),
    "its own exceptions": Case(
        STACK,
        "s = Stack()\n"
        "for kind in (Empty, IndexError, LookupError, Exception):\n"
        "    try:\n        s.pop()\n        assert False\n    except kind as error:\n"
        "        assert error.args == ('nothing left', 7) and 'nothing left' in str(error)\n"
        "try:\n    s.pop()\nexcept ValueError:\n    assert False\nexcept Empty:\n    pass",
    ),
    "builtin exceptions": Case(
        "def f(x):\n    return int(x)",
        "try:\n    f('a')\n    assert False\nexcept ValueError as error:\n"
        "    assert type(error) is ValueError and 'invalid literal' in str(error)",
    ),
    "exceptions with attributes": Case(
        "class Own(Exception):\n    def __init__(self, code): super().__init__('m'); self.code = code\n"
        "def f(): raise Own(404)",
        "try:\n    f()\n    assert False\nexcept Own as error:\n"
        "    assert error.code == 404 and str(error) == 'm'",
    ),
    "an odd builtin exception": Case(
        "def f(): b'\\xff'.decode()",
        "try:\n    f()\n    assert False\nexcept UnicodeDecodeError:\n    pass",
    ),
    "operators of what the tests made": Case(
        VECTOR,
        "a, b = Vector(1, 2), Vector(3, 4)\nassert Vector(1, 2) + Vector(3, 4) == Vector(4, 6)\n"
        "assert 2 * Vector(1, 2) == Vector(2, 4) == Vector(1, 2) * 2 and abs(Vector(3, 4)) == 5.0\n"
        "assert str(-Vector(1, 2)) == 'Vector(-1, -2)' and f'{a + b}' == 'Vector(4, 6)' if False else True\n"
        "assert sorted([Vector(2, 0), Vector(1, 0)])[0].x == 1",
        flags=[OPERATED, COMPARED],
    ),
    "operators in place": Case(
        VECTOR,
        "a = Vector(1, 2)\nsame = a\na += Vector(1, 1)\nassert a is same and a.x == 2",
        flags=[OPERATED],
    ),
    "generators": Case(
        "def f():\n    n = 0\n    while True:\n        yield n\n        n += 1",
        "import itertools\ng = f()\nassert next(g) == 0 and list(itertools.islice(g, 2)) == [1, 2]\n"
        "assert [a for a, b in zip(f(), 'ab')] == [0, 1]",
    ),
    "a generator that ends": Case(
        "def f(n): yield from range(n)",
        "assert list(f(3)) == [0, 1, 2] and sum(f(3)) == 3\ng = f(0)\n"
        "try:\n    next(g)\n    assert False\nexcept StopIteration:\n    pass",
    ),
    "callbacks": Case(
        "def f(g, xs): return [g(x) for x in xs]",
        "calls = []\ndef g(x):\n    calls.append(x)\n    return x * 2\n"
        "assert f(g, [1, 2]) == [2, 4] and calls == [1, 2]"
        " and f(len, ['ab']) == [2] and f(str, [1]) == ['1']",
    ),
    "callbacks that call back": Case(
        "def f(n, g): return 0 if n == 0 else n + g(n - 1)",
        "def g(n):\n    return f(n, g)\nassert f(10, g) == 55",
    ),
    "functions that come back": Case(
        "def compose(f, g): return lambda x: f(g(x))\ndef same(f): return f",
        "assert compose(lambda x: x + 1, lambda x: x * 2)(5) == 11\nassert same(len) is not None\n"
        "def g(): pass\nassert same(g) is g",
    ),
    "decorators": Case(
        RETRY,
        "calls = []\n@retry(3)\ndef g(x):\n    calls.append(x)\n    if len(calls) < 3:\n"
        "        raise ValueError('no')\n"
        "    return x\nassert g(5) == 5 and calls == [5, 5, 5] and g.__name__ == 'g'",
    ),
    "exceptions of callbacks": Case(
        RETRY,
        "class Boom(Exception):\n    pass\n@retry(2, (Boom,))\ndef g():\n    raise Boom('b')\n"
        "try:\n    g()\n    assert False\nexcept Boom as error:\n    assert error.args == ('b',)",
    ),
    "arguments changed in place": Case(
        "def f(x, y):\n    x.sort(); y['a'][0] = 5; y['b'] = 1",
        "x, inner = [3, 1], [0]\ny = {'a': inner}\nassert f(x, y) is None\n"
        "assert x == [1, 3] and y == {'a': [5], 'b': 1} and inner == [5]",
    ),
    "keyword arguments and sets changed in place": Case(
        "def f(x, *, y):\n    x.add(1); y += b'a'",
        "x, y = set(), bytearray()\nf(x, y=y)\nassert x == {1} and y == b'a'",
    ),
    "context managers": Case(STACK, "s = Stack([1])\nwith s as t:\n    assert t is s and len(t) == 1\n"
        "assert len(s) == 0"),
    "coroutines": Case("async def f(x): return x + 1", "import asyncio\nassert asyncio.run(f(1)) == 2"),
    "iterators as arguments": Case(
        "def f(x): return next(x), list(x)",
        "assert f(iter([1, 2, 3])) == (1, [2, 3])",
    ),
    "names of the program's": Case(
        "MOD = 7\nclass A:\n    B = [1]\nimport math",
        "assert MOD == 7 and A.B == [1]\nclass T:\n    a = A()\nassert isinstance(T.a, A)",
    ),
    "forgotten imports": Case(
        "import math\nfrom collections import Counter\ndef f(x): return x",
        "assert math.isclose(f(1.0), 1.0 + 1e-12) and Counter(f('aab')) == Counter('aba')",
    ),
    "LeetCode's class": Case(
        "class Solution:\n    def f(self, x): return x",
        "assert Solution().f(1) == 1 and f(2) == 2\ns = Solution()\nassert s.f([3]) == [3]",
    ),
    "a module of the program": Case(
        "def f(x): return x\nclass A: pass",
        "assert f(1) == 1 and solution.f(2) == 2 and isinstance(A(), A)",
        "from solution import f, A\nimport solution",
    ),
    "everything of the program": Case("def f(x): return x", "assert f(1) == 1", "from your_module import *"),
    "helpers of the tests": Case("def f(x): return x", "assert g(1) == 2", "def g(x):\n    return f(x) + 1"),
    "unittest": Case(
        "def f(x): return 1 / x",
        "class T(unittest.TestCase):\n    def setUp(self):\n        self.x = 2\n"
        "    def test_a(self):\n        self.assertEqual(f(self.x), 0.5)\n"
        "    def test_b(self):\n        with self.assertRaises(ZeroDivisionError):\n            f(0)\n"
        "if __name__ == '__main__':\n    unittest.main()",
        "import unittest",
    ),
    "pytest": Case(
        "def f(x): return 1 / x",
        "import pytest\n@pytest.mark.parametrize('x, y', [(1, 1), (4, 0.25)])\ndef test_a(x, y):\n"
        "    assert f(x) == pytest.approx(y)\n"
        "class TestF:\n    def test_b(self):\n        with pytest.raises(ZeroDivisionError):\n"
        "            f(0)",
    ),
    "the tests leave in order": Case("def f(x): return x", "import sys\nassert f(1) == 1\nsys.exit(0)"),
    "a builtin's name": Case("def sum(a, b): return a + b", "assert sum(1, 2) == 3"),
    "numbers of any size": Case("def f(n): return 10 ** n", "assert f(5000) == 10 ** 5000"),
    "dates and decimals": Case(
        "def f(x): return x",
        "import datetime as d, decimal\n"
        "x = [d.date(2024, 1, 2), decimal.Decimal('1.10'), float('inf'), 1j]\nassert f(x) == x",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", RIGHT.values(), ids=RIGHT.keys())
def test_a_right_program_passes(case: Case) -> None:
    report = judge(case.program, case.tests, case.preamble)
    assert [result["message"] for result in report["results"] if not result["passed"]] == []
    assert report["flags"] == case.flags


WRONG = {
    "a wrong value": ("def f(x): return 1", "assert f(1) == 2", "assertion"),
    "an exception": ("def f(x): raise OSError(5, 'x')", "assert f(1) == 2", "candidate_raised"),
    "an assertion of its own": ("def f(x): assert False", "assert f(1) == 2", "candidate_raised"),
    "nothing": ("def f(x): pass", "assert len(f(1)) == 2", "candidate_raised"),
    "a missing function": ("", "assert f(1) == 2", "candidate_raised"),
    "a missing method": ("class A: pass", "assert A().f(1) == 2", "candidate_raised"),
    "source that does not compile": ("def f(x) return", "assert f(1) == 2", "candidate_raised"),
    "an object for a list": ("class A: pass\ndef f(x): return A()", "assert f(1) == [2]", "assertion"),
    "a tuple for a list": ("def f(x): return (2,)", "assert f(1) == [2]", "assertion"),
    "unittest": (
        "def f(x): return 1",
        "import unittest\nclass T(unittest.TestCase):\n    def test(self):\n"
        "        self.assertEqual(f(1), 2)\n"
        "unittest.main()",
        "assertion",
    ),
    "subtests": (
        "def f(x): return 1",
        "import unittest\nclass T(unittest.TestCase):\n    def test(self):\n        for x in (1, 2):\n"
        "            with self.subTest(x=x):\n                self.assertEqual(f(x), x)",
        "assertion",
    ),
    "test functions that nobody calls": ("def f(x): return 1", "def test_f():\n"
        "    assert f(1) == 2", "assertion"),
    "a check that nobody calls": ("def f(x): return 1", "def check(candidate):\n"
        "    assert candidate(1) == 2", "assertion"),
    "the tests leave with a status": ("def f(x): return 1", "import sys\nsys.exit(f(1) != 2)", "assertion"),
    "a sum of strangers": ("def f(x): return object()", "assert f(1) + 1 == 2", "candidate_raised"),
    "endless recursion": ("def f(x): return f(x)", "assert f(1) == 2", "candidate_raised"),
}  # fmt: skip


@pytest.mark.parametrize(("program", "tests", "kind"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_program_fails(program: str, tests: str, kind: str) -> None:
    assert kinds(program, tests, entry_point="f") == [kind]


BROKEN = {
    "no syntax": ("", "assert f(1) = 2", "reference_error"),
    "no import": ("", "import nowhere_to_be_found\nassert f(1) == 1", "reference_error"),
    "no import in the preamble": ("import nowhere_to_be_found", "assert f(1) == 1", "reference_error"),
    "no syntax in the preamble": ("def", "assert f(1) == 1", "reference_error"),
    "an exception before anything was asked": ("", "x = 1 / 0", "reference_error"),
    "fixtures": ("", "def test_f(capsys):\n    assert f(1) == 1", "reference_error"),
}


@pytest.mark.parametrize(("preamble", "statement", "kind"), BROKEN.values(), ids=BROKEN.keys())
def test_tests_that_fail_for_every_program_are_called_so(preamble: str, statement: str, kind: str) -> None:
    assert kinds("def f(x): return x", statement, preamble, "f") == [kind]


def test_a_missing_import_is_the_tests_fault_also_after_a_call() -> None:
    statements = ["assert f(1) == 1", "import nowhere_to_be_found", "assert f(2) == 2"]
    assert kinds("def f(x): return x", statements) == ["passed", "reference_error", "passed"]


def test_statements_are_judged_one_by_one_and_share_their_names() -> None:
    statements = ["x = f(1)", "assert x == 2", "assert x == 1", "assert f(x) == 1"]
    assert kinds("def f(x): return x", statements) == ["passed", "assertion", "passed", "passed"]


def test_all_that_follows_a_lost_program_is_lost() -> None:
    statements = ["assert f(1) == 1", "assert f(0) == 0", "assert True"]
    program = "import os\ndef f(x): return x or os._exit(0)"
    assert kinds(program, statements) == ["passed", "candidate_lost", "candidate_lost"]


VAIN = {
    "nothing": "assert True",
    "a check without its argument": "def check(candidate): assert candidate(2) == 4",
    "a class in a class": "from solution import f\nclass TestA:\n    class TestB:\n"
    "        def test(self): assert f(2) == 4",
    "a test that is only named": "from solution import f\ndef test_a(): assert f(2) == 4\nTESTS = [test_a]",
    "a test that is never awaited": "from unittest import TestCase\nclass T(TestCase):\n"
    "    async def test_a(self): assert f(2) == 4",
}


@pytest.mark.filterwarnings("ignore:coroutine")
@pytest.mark.filterwarnings("ignore:It is deprecated to return a value")
@pytest.mark.parametrize("tests", VAIN.values(), ids=VAIN.keys())
def test_tests_that_never_use_the_program_are_at_fault(tests: str) -> None:
    assert kinds("def f(x): return None", tests) == ["reference_error"]


RUN_AFTER_ALL = {
    "tests that leave": "import sys, unittest\nfrom solution import f\nclass T(unittest.TestCase):\n"
    "    def test_a(self): self.assertEqual(f(2), 4)\nsys.exit(unittest.main())",
    "a coroutine": "async def test_a(): assert f(2) == 4",
    "a generator": "def test_a():\n    yield\n    assert f(2) == 4",
    "a coroutine in a class": "class TestA:\n    async def test_a(self): assert f(2) == 4",
    "an inherited test": "class Base:\n    def test_a(self): assert f(2) == 4\nclass TestB(Base): pass",
    "rows in a class": "import pytest\nclass TestA:\n    @pytest.mark.parametrize('x', [2, 3])\n"
    "    def test_a(self, x): assert f(x) == x * x",
    "by the name of this file": "import pytest\nfrom solution import f\ndef test_a(): assert f(2) == 4\n"
    "pytest.main([__file__])",
}


@pytest.mark.parametrize("tests", RUN_AFTER_ALL.values(), ids=RUN_AFTER_ALL.keys())
def test_every_test_is_run(tests: str) -> None:
    assert kinds("def f(x): return x * x", tests) == ["passed"]
    assert kinds("def f(x): return 0", tests) == ["assertion"]


def test_a_name_that_the_tests_can_do_without_is_not_missed() -> None:
    tests = "try: g = Solution().f\nexcept NameError: g = f\nassert g(2) == 4"
    assert kinds("def f(x): return x * x", tests) == ["passed"]
    assert kinds("def f(x): return x", tests) == ["assertion"]


REFUSALS = {
    "what cannot cross": "import pytest\nwith pytest.raises(TypeError): f(object())",
    "operators of what it returned": "f(1)\ntry: f(2) + 1\nexcept TypeError: pass\nelse: assert False",
}


@pytest.mark.parametrize("tests", REFUSALS.values(), ids=REFUSALS.keys())
def test_what_we_refuse_is_no_error_of_the_programs_that_tests_could_wait_for(tests: str) -> None:
    assert kinds("class X: pass\ndef f(x): return X()", tests) != ["passed"]


def test_an_instance_of_the_tests_is_not_made_again_by_the_program() -> None:
    preamble = "class Box:\n    def __init__(self, items): self.items = items"
    tests = "b = Box([3, 1, 2])\nassert f(b) == sorted(b.items)"
    assert kinds("def f(b):\n    b.__init__([])\n    return []", tests, preamble) == ["candidate_raised"]


def test_names_that_only_the_program_defines_are_flagged() -> None:
    report = judge("def f(x): return x\ndef helper(x): return x", "assert f(1) == helper(1)", entry_point="f")
    assert report["flags"] == ["name_from_candidate:helper"]


def test_an_argument_that_cannot_cross_is_flagged() -> None:
    report = judge("def f(x): return x", "f(1)\nf(object())")
    assert (report["results"][0]["kind"], report["flags"]) == ("candidate_raised", ["argument_cannot_cross"])


def test_handles_are_let_go() -> None:
    program = (
        "class A: pass\ndef f(): return A()\ndef alive():\n    import gc\n    gc.collect()\n"
        "    return sum(type(x) is A for x in gc.get_objects())"
    )
    assert kinds(program, "for _ in range(2000):\n    f()\nassert alive() < 600") == ["passed"]
