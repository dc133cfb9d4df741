"""Objects of the tests' own classes as arguments: they cross by value, and a right program passes."""

from __future__ import annotations

import pytest

from .jails import judge, kinds

LIST_NODE = """
class ListNode:
    def __init__(self, val=0, next=None):
        self.val = val
        self.next = next
def linked(items):
    head = None
    for item in reversed(items):
        head = ListNode(item, head)
    return head
def listed(head):
    items = []
    while head is not None:
        items.append(head.val)
        head = head.next
    return items
"""
TREE_NODE = """
class TreeNode:
    __slots__ = ("val", "left", "right")
    def __init__(self, val=0, left=None, right=None):
        self.val, self.left, self.right = val, left, right
tree = TreeNode(1, TreeNode(2, TreeNode(4)), TreeNode(3))
"""
POINT = (
    "from dataclasses import dataclass\n@dataclass(order=True)\nclass Point:\n    x: int\n    y: int = 0\n"
)
FROZEN = POINT.replace("order=True", "frozen=True")
PERSON = """
class Person:
    species = "human"
    def __init__(self, name, age): self.name, self._age = name, age
    @property
    def age(self): return self._age
    def greet(self, other): return f"{self.name} greets {other.name}"
    def grow(self): self._age += 1
    def __lt__(self, other): return self._age < other._age
    def __eq__(self, other): return isinstance(other, Person) and self.name == other.name
    def __hash__(self): return hash(self.name)
    @staticmethod
    def of(name): return Person(name, 0)
"""
COLOUR = "from enum import Enum\nclass Colour(Enum):\n    RED = 1\n    BLUE = 2\n"
REVERSE = (
    "def f(head):\n    back = None\n    while head:\n"
    "        head.next, back, head = back, head, head.next\n    return back"
)

RIGHT = {
    "a linked list that is reversed": (
        LIST_NODE,
        REVERSE,
        "assert listed(f(linked([1, 2, 3]))) == [3, 2, 1]",
    ),
    "a long linked list": (
        LIST_NODE,
        REVERSE,
        "assert listed(f(linked(range(500)))) == list(range(500))[::-1]",
    ),
    "nodes that the program makes of those given": (
        LIST_NODE,
        "def f(head): return type(head)(head.val + 1, head)",
        "assert listed(f(linked([1]))) == [2, 1]",
    ),
    "nodes of the program's own class": (
        LIST_NODE,
        "class ListNode:\n    def __init__(self, val, next): self.val, self.next = val, next\n"
        "def f(head):\n    assert isinstance(head, ListNode) and type(head) is ListNode\n"
        "    return ListNode(0, head)",
        "assert listed(f(linked([1]))) == [0, 1] and isinstance(f(linked([1])), ListNode)",
    ),
    "a class whose instances have no room for the attributes": (
        LIST_NODE,
        "class ListNode:\n    __slots__ = ('value',)\ndef f(head): return head.val",
        "assert f(ListNode(5)) == 5",
    ),
    "a tree of slots": (
        TREE_NODE,
        "def f(root): return 0 if root is None else 1 + max(f(root.left), f(root.right))",
        "assert f(tree) == 3",
    ),
    "a node that is found": (
        TREE_NODE,
        "def f(root, val):\n"
        "    if root is None or root.val == val: return root\n"
        "    return f(root.left, val) or f(root.right, val)",
        "assert f(tree, 4) is tree.left.left and f(tree, 3) == tree.right and f(tree, 9) is None",
    ),
    "a cycle": (
        LIST_NODE,
        "def f(head):\n    seen = set()\n    while head and id(head) not in seen:\n"
        "        seen.add(id(head)); head = head.next\n    return head",
        "a = linked([1, 2, 3])\na.next.next.next = a.next\nassert f(a) is a.next and f(linked([1])) is None",
    ),
    "shared objects": (
        LIST_NODE,
        "def f(a, b): return a[0] is a[1] and a[0].next is b",
        "b = ListNode(2)\na = ListNode(1, b)\nassert f([a, a], b)",
    ),
    "the same object in two calls": (
        LIST_NODE,
        "class G:\n    def __init__(self): self.nodes = []\n    def add(self, n): self.nodes.append(n)\n"
        "    def has(self, n): return any(n is m for m in self.nodes)\n"
        "    def sum(self): return sum(n.val for n in self.nodes)",
        "g, a, b = G(), ListNode(1), ListNode(1)\ng.add(a)\nassert g.has(a) and not g.has(b)\n"
        "a.val = 5\nassert g.has(a) and g.sum() == 5",
    ),
    "changed in place": (
        LIST_NODE,
        "def f(head):\n    head.val = 9\n    head.next.next = type(head)(7)",
        "a = linked([1, 2])\nb = a.next\nassert f(a) is None and listed(a) == [9, 2, 7] and a.next is b",
    ),
    "a tree inverted in place": (
        TREE_NODE,
        "def f(root):\n    if root:\n        root.left, root.right = root.right, root.left\n"
        "        f(root.left); f(root.right)",
        "left = tree.left\nf(tree)\nassert tree.right is left and left.right.val == 4 and left.left is None",
    ),
    "a list of instances changed in place": (
        POINT,
        "def f(points): points.sort(key=lambda p: p.x)",
        "a, b = Point(2), Point(1)\nps = [a, b]\nf(ps)\nassert ps == [Point(1), Point(2)] and ps[0] is b",
    ),
    "a dataclass": (
        POINT,
        "def f(p): return p.x + p.y, sorted([p, type(p)(0, 5)])[0].y, p == type(p)(p.x, p.y), repr(p)",
        "assert f(Point(1, 2)) == (3, 5, True, 'Point(x=1, y=2)')",
    ),
    "a dataclass of the program's as result": (
        POINT,
        POINT + "def f(p): return Point(p.y, p.x)",
        "assert f(Point(1, 2)) == Point(2, 1) and Point(2, 1) == f(Point(1, 2)) and "
        "f(Point(1, 2)) != Point(1, 2)\n"
        "assert isinstance(f(Point(1)), Point) and [f(Point(1))] == [Point(0, 1)]",
    ),
    "a frozen dataclass as key": (
        FROZEN,
        "from dataclasses import replace, asdict\n"
        "def f(d, p): return d[p], replace(p, y=9).y, asdict(p), p in {p}",
        "assert f({Point(1): 'a', Point(2): 'b'}, Point(2)) == ('b', 9, {'x': 2, 'y': 0}, True)",
    ),
    "a dataclass with defaults": (
        "from dataclasses import dataclass, field\n@dataclass\nclass Bag:\n    name: str\n"
        "    items: list = field(default_factory=list)\n    size: int = 3\n"
        "    def __post_init__(self): self.total = self.size * 2",
        "def f(bag):\n    new = type(bag)('b', size=4)\n    new.items.append(1)\n    return new",
        "assert f(Bag('a')) == Bag('b', [1], 4) and f(Bag('a')).total == 8",
    ),
    "a set of results": (
        FROZEN,
        FROZEN + "def f(): return [Point(1), Point(1)]",
        "assert set(f()) == {Point(1)}",
    ),
    "methods of the tests": (
        PERSON,
        "def f(ps):\n    a, b = sorted(ps)\n    b.grow()\n"
        "    return a.greet(b), b.age, a.species, a == b, len({a, b}), a.of('x').name",
        "assert f([Person('A', 5), Person('B', 3)]) == ('B greets A', 6, 'human', False, 2, 'x')",
    ),
    "methods that change what they are of": (
        PERSON,
        "def f(p):\n    p.grow()\n    p._age += 1\n    p.grow()\n    return p._age",
        "assert f(Person('A', 5)) == 8",
    ),
    "keys of a callback": (
        PERSON,
        "def f(ps, key): return max(ps, key=key)",
        "ps = [Person('A', 5), Person('B', 7)]\nassert f(ps, lambda p: p.age) is ps[1]",
    ),
    "a base class": (
        "class Shape:\n    def area(self): return 0\nclass Square(Shape):\n"
        "    def __init__(self, a): self.a = a\n"
        "    def area(self): return self.a ** 2 + super().area()",
        "def f(shapes): return sum(s.area() for s in shapes), type(shapes[0]).__mro__[1].__name__",
        "assert f([Square(2), Square(3)]) == (13, 'Shape')",
    ),
    "a named tuple": (
        "from collections import namedtuple\nP = namedtuple('P', 'x y')",
        "def f(p):\n    x, y = p\n    return p.x + y, p._replace(x=0)",
        "assert f(P(1, 2)) == (3, P(0, 2)) and f(P(1, 2))[1].y == 2 and type(f(P(1, 2))[1]) is P",
    ),
    "a named tuple of the program's": (
        "",
        "from collections import namedtuple\nP = namedtuple('P', 'x y')\ndef f(): return P(1, 2)",
        "assert f() == (1, 2) and f().x == 1 and f()._asdict() == {'x': 1, 'y': 2}",
    ),
    "an enumeration": (
        COLOUR,
        "def f(c): return c.name, c.value, c == type(c).RED, [m.name for m in type(c)], type(c).BLUE",
        "assert f(Colour.RED) == ('RED', 1, True, ['RED', 'BLUE'], Colour.BLUE) and "
        "f(Colour.RED)[4] is Colour.BLUE",
    ),
    "an enumeration of the program's": (
        COLOUR,
        COLOUR + "def f(c): return c is Colour.RED, Colour.BLUE",
        "assert f(Colour.RED) == (True, Colour.BLUE)",
    ),
    "whole numbers of an enumeration": (
        "from enum import IntEnum, IntFlag\nclass N(IntEnum):\n    ONE = 1\nclass F(IntFlag):\n"
        "    A = 1\n    B = 2",
        "def f(n, b): return n.name, n + 1, b.value",
        "assert f(N.ONE, F.A | F.B) == ('ONE', 2, 3)",
    ),
    "a simple namespace": (
        "from types import SimpleNamespace",
        "def f(n):\n    n.b = n.a + 1",
        "n = SimpleNamespace(a=1)\nf(n)\nassert n.b == 2",
    ),
    "private names": (
        "class A:\n    def __init__(self): self.__x = 1\n    def x(self): return self.__x",
        "def f(a): return a.x()",
        "assert f(A()) == 1",
    ),
    "a decorated class": (
        "",
        "def singleton(kind):\n    made = {}\n    def make(*args):\n"
        "        if kind not in made: made[kind] = kind(*args)\n"
        "        return made[kind]\n    return make\ndef mark(kind):\n    kind.marked = True\n"
        "    return kind",
        "@singleton\nclass A:\n    def __init__(self, x): self.x = x\nassert A(1) is A(2) and A(3).x == 1",
    ),
    "an exception as argument": (
        "",
        "def f(e): return type(e).__name__, str(e), isinstance(e, LookupError)",
        "class Own(KeyError):\n    pass\n"
        "assert f(Own('a')) == ('Own', \"'a'\", True) and f(ValueError('b'))[1] == 'b'",
    ),
    "surrogates and huge numbers inside": (
        LIST_NODE,
        "def f(n): return n.val",
        r"assert f(ListNode(['\ud800', 10**5000])) == ['\ud800', 10**5000]",
    ),
}


@pytest.mark.parametrize(("preamble", "program", "tests"), RIGHT.values(), ids=RIGHT.keys())
def test_a_right_program_passes(preamble: str, program: str, tests: str) -> None:
    report = judge(program, tests, preamble)
    assert [result["message"] for result in report["results"] if not result["passed"]] == []


LYING_POINT = """
class Point:
    def __init__(self, x, y=0): self.x, self.y = x, y
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return hash((2, 1))
    def __lt__(self, other): return True
    def __getattr__(self, name): return lambda *args: True
"""
CHEATS = {
    "an object that equals everything": (
        POINT,
        LYING_POINT + "def f(p): return Point(0, 0)",
        "assert f(Point(1, 2)) == Point(2, 1)",
    ),
    "the other way around": (
        POINT,
        LYING_POINT + "def f(p): return Point(0, 0)",
        "assert Point(2, 1) == f(Point(1, 2))",
    ),
    "among others": (
        FROZEN,
        LYING_POINT + "def f(p): return Point(0, 0)",
        "assert f(Point(1, 2)) in {Point(2, 1)}",
    ),
    "attributes that equal everything": (
        POINT,
        LYING_POINT + "def f(p): return Point(Point(1), Point(1))",
        "assert f(Point(1, 2)) == Point(2, 1)",
    ),
    "a number's name": (
        "class Money(int):\n    pass",
        "class Money:\n    def __eq__(self, other): return True\n    def __int__(self): return 5\n"
        "    def __sub__(self, other): return 0\ndef f(x): return Money()",
        "assert f(Money(5)) == 5",
    ),
    "the argument for the answer": (POINT, "def f(p): return p", "assert f(Point(1, 2)) == Point(2, 1)"),
    "the argument changed to what is returned": (
        LIST_NODE,
        "def f(n):\n    n.val = 9\n    return 9",
        "n = ListNode(1)\nassert f(n) == n.val + 1",
    ),
    "a method of the argument replaced": (
        "class Box:\n    def __init__(self): self.x = 1\n    def is_full(self): return self.x == 5",
        "def f(b):\n    b.is_full = lambda: True",
        "b = Box()\nf(b)\nassert b.is_full()",
    ),
    "a property of the argument replaced": (
        PERSON,
        "def f(p):\n    type(p).age = 7",
        "p = Person('A', 5)\nf(p)\nassert p.age == 7",
    ),
    "the class of the argument replaced": (
        POINT,
        "class Other: pass\ndef f(p):\n    p.__class__ = Other",
        "p = Point(1)\nf(p)\nassert type(p) is not Point",
    ),
    "a field that answers in place of a method": (
        "",
        "from collections import namedtuple\ndef f(): return namedtuple('P', 'a count')(1, lambda x: 5)",
        "assert f().count(9) == 5",
    ),
    "an assertion of a method swallowed": (
        "class Judge:\n    def __init__(self): self.n = 0\n    def guess(self, x):\n        assert x == 5\n",
        "def f(j):\n    try: j.guess(4)\n    except AssertionError: pass\n    return True",
        "assert f(Judge())",
    ),
    "another member": (COLOUR, COLOUR + "def f(c): return Colour.RED", "assert f(Colour.RED) == Colour.BLUE"),
    "a member that is none": (
        COLOUR,
        "from enum import Enum\nclass Colour(Enum):\n    X = 2\n    def __eq__(self, other): return True\n"
        "    __hash__ = None\ndef f(c): return Colour.X",
        "assert f(1) == Colour.BLUE",
    ),
}


@pytest.mark.parametrize(("preamble", "program", "tests"), CHEATS.values(), ids=CHEATS.keys())
def test_a_cheating_program_fails(preamble: str, program: str, tests: str) -> None:
    assert kinds(program, tests, preamble)[0] in ("assertion", "candidate_raised")


def test_no_code_of_the_tests_is_in_the_programs_process() -> None:
    program = (
        "def f(p):\n    codes = [getattr(type(p), name).__code__ for name in ('greet', 'grow')]\n"
        "    return [code.co_filename.rsplit('/')[-1] for code in codes]"
    )
    assert kinds(program, "assert f(Person('A', 5)) == ['candidate.py'] * 2", PERSON, fresh=True) == [
        "passed"
    ]


def test_many_instances_are_let_go() -> None:
    tests = (
        "for _ in range(25):\n    assert listed(f(linked(range(1000)))) == list(range(1000))[::-1]\n"
        "assert alive() < 22000"
    )
    program = REVERSE + (
        "\ndef alive():\n    import gc\n    gc.collect()\n"
        "    return sum(type(x).__name__ == 'ListNode' for x in gc.get_objects())"
    )
    assert kinds(program, tests, LIST_NODE) == ["passed"]


NOT_DATA = {
    "a lock": ("import threading", "threading.Lock()"),
    "a stream": ("import io", "io.StringIO('x')"),
    "a file": ("", "open('/dev/null')"),
    "a module": ("import math", "math"),
    "a socket": ("import socket", "socket.socket()"),
    "a mock": ("from unittest.mock import Mock", "Mock()"),
    "a class of a library": ("import io", "io.StringIO"),
    "an object of nothing": ("", "object()"),
    "inside": ("import threading", "[1, {'a': (threading.Lock(),)}]"),
    "inside an instance": (POINT, "Point(object())"),
}


@pytest.mark.parametrize(("preamble", "argument"), NOT_DATA.values(), ids=NOT_DATA.keys())
@pytest.mark.parametrize("entry_point", ["f", None])
def test_what_is_no_data_is_the_tests_fault(preamble: str, argument: str, entry_point: str | None) -> None:
    statements = [
        f"assert f({argument}) == 1",
        f"import threading, io, math, socket\nassert f({argument}) == 1",
    ]
    assert kinds("def f(x): return 1", statements, preamble, entry_point) == ["reference_error"] * 2


def test_what_is_no_data_is_the_tests_fault_also_after_other_tests() -> None:
    statements = ["assert f(1) == 2", "assert f(threading.Lock()) == 1"]
    for program in ("def f(x): return 2", "def f(x): return 1", "def f(x): 1 / 0"):
        assert kinds(program, statements, "import threading")[1] == "reference_error"


NESTED = "def f(x):\n    y = []\n    for _ in range(190): y = [y]\n    return y\n"
STEERED = {
    "too deep": (NESTED, "assert f([[f(1)]] * 2) == 1"),
    "too deep with more around": (NESTED, "x = f(1)\nfor _ in range(20): x = [x]\nassert f(x) == 1"),
    "too large": ("def f(x): return x if type(x) is list else 'a' * 2 ** 25", "assert f([f(1), f(1)]) == 1"),
    "a coroutine": ("async def f(x): return 1", "assert f(f(1)) == 1"),
    "an iterator that never ends": ("def f(x):\n    while True: yield 1", "assert f(map(int, f(1))) == 1"),
    "an exception": (
        "class Odd(Exception):\n    x = object()\ndef f(x): raise Odd(object())",
        "try:\n    f(1)\nexcept Exception as error:\n    assert f(error.__traceback__) == 1",
    ),
    "a class": ("def f(x): return object()", "assert f(type(f(1))) == 1"),
    "a branch": (
        "def f(x): return 1",
        "import threading\nif f(1) != 2:\n    f(threading.Lock())\nassert f(1) == 2",
    ),
    "a choice": ("def f(x): return 1", "import threading\nassert f([0, threading.Lock()][f(1)]) == 2"),
    "an exception that is caught": (
        "def f(x): return 1",
        "import threading\ntry:\n    assert f(1) == 2\nexcept AssertionError:\n    f(threading.Lock())",
    ),
    "an exception of its own that is caught": (
        "def f(x): raise ValueError",
        "import threading\ntry:\n    assert f(1) == 2\nexcept ValueError:\n    f(threading.Lock())",
    ),
    "a name that is not there": (
        "def f(x): return 1",
        "import threading\nf\ntry:\n    g\nexcept NameError:\n    f(threading.Lock())\nassert f(1) == 2",
    ),
    "a callback": (
        "def f(g): g(1)",
        "import threading\ndef g(x):\n    f(threading.Lock())\nf(g)\nassert False",
    ),
}


@pytest.mark.parametrize(("program", "tests"), STEERED.values(), ids=STEERED.keys())
def test_no_response_makes_its_failure_the_tests_fault(program: str, tests: str) -> None:
    assert kinds(program, tests)[0] in ("candidate_raised", "assertion")


@pytest.mark.parametrize(
    ("preamble", "statements"),
    [
        ("import threading", ["x = [0, threading.Lock()][f(1)]", "assert f(x) == 2"]),
        (
            "import threading\nrows = []",
            ["rows.append([0, threading.Lock()][f(1)])", "assert f(rows[0]) == 2"],
        ),
        (
            "import threading\nx = 0\ndef g(): return x",
            ["x = [0, threading.Lock()][f(1)]", "assert f(g()) == 2"],
        ),
    ],
)
def test_nor_over_several_statements(preamble: str, statements: list[str]) -> None:
    assert kinds("def f(x): return 1", statements, preamble)[1] == "candidate_raised"
