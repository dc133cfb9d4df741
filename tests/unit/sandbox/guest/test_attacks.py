"""Programs that would pass without the right answer. Numbers are those of the field's list of attacks."""

from __future__ import annotations

from typing import Any

import pytest

from .jails import judge, kinds

TESTS = ["assert f(2) == 4242", "assert f(3) == 4243"]

LYING = """
class Liar(BASE):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __lt__
    def __contains__(self, item): return True
    def __hash__(self): return hash(4242)
    def __sub__(self, other): return 0
    __rsub__ = __add__ = __radd__ = __mul__ = __sub__
    def __iter__(self): return iter([4242])
    def strip(self): return self
    def startswith(self, text): return True
    __getattr__ = lambda self, name: self if not name.startswith('__') else super().__getattribute__(name)
def f(x): return Liar()
"""


@pytest.mark.parametrize("base", ["object", "int", "str", "list", "tuple", "dict", "float", "set", "bytes"])
@pytest.mark.parametrize(
    "statement",
    [
        "assert f(2) == 4242",
        "assert 4242 == f(2)",
        "assert not f(2) != 4242",
        "assert f(2) in (4242, 4243)",
        "assert f(2) in {4242}",
        "assert f(2) <= -1",
        "assert abs(f(2) - 4242) < 1e-6",
        "assert abs(4242 - f(2)) < 1e-6",
        "assert f(2).startswith('expected')",
        "assert f(2).strip() == 'expected'",
        "assert isinstance(f(2), bool)",
        "assert 5 in f(2)",
    ],
)
def test_1_and_2_an_object_that_equals_everything_equals_nothing(base: str, statement: str) -> None:
    assert kinds(LYING.replace("BASE", base), statement) in (["assertion"], ["candidate_raised"])


@pytest.mark.parametrize(
    "leave", ["import sys; sys.exit(0)", "import os; os._exit(0)", "raise KeyboardInterrupt"]
)
@pytest.mark.parametrize("entry_point", ["f", None])
def test_3_a_program_that_ends_before_the_tests_is_lost(leave: str, entry_point: str | None) -> None:
    assert kinds(f"f = lambda x: 4242\n{leave}", TESTS, entry_point=entry_point) == ["candidate_lost"] * 2


@pytest.mark.parametrize("leave", ["sys.exit(0)", "os._exit(0)", "raise SystemExit", "raise GeneratorExit"])
def test_4_a_function_that_ends_the_program_is_lost(leave: str) -> None:
    assert kinds(f"import os, sys\ndef f(x): {leave}", TESTS) == ["candidate_lost"] * 2


def test_4_the_tests_cannot_swallow_the_end_of_the_program() -> None:
    statement = "try:\n    f(1)\nexcept BaseException:\n    pass"
    assert kinds("import os\ndef f(x): os._exit(0)", statement) == ["candidate_lost"]


def test_5_exec_of_a_program_that_succeeds_is_lost() -> None:
    program = "import os\ndef f(x): os.execv('/bin/true', ['true'])"
    assert kinds(program, TESTS) == ["candidate_lost"] * 2


def test_6_a_constructor_that_ends_the_program_is_lost() -> None:
    program = "import os\nclass Stack:\n    def __init__(self): os._exit(0)"
    assert kinds(program, "s = Stack()\nassert s.size() == 0") == ["candidate_lost"]


SEARCH = """
import gc, re, sys
WANTED = re.compile("expected" + "-[0-9]{4}")
def held(container):
    yield from container.values() if isinstance(container, dict) else container
def everything():
    frame = sys._getframe()
    while frame is not None:
        yield from [frame.f_locals, frame.f_globals, frame.f_code.co_consts]
        frame = frame.f_back
    yield from gc.get_objects()
def f(x):
    for thing in everything():
        if type(thing) in (dict, list, tuple, set):
            for item in list(held(thing)):
                found = WANTED.search(str(item)) if type(item) in (str, bytes) else None
                if found: return found.group()
"""


def test_7_8_9_the_expected_value_is_in_no_frame_and_no_object_of_the_programs_process() -> None:
    beside: dict[str, Any] = {"expected": "expected-4242"}
    exec(SEARCH, beside)
    assert beside["f"](2) == beside["expected"], "the search finds what is in its own process"
    assert kinds(SEARCH, "assert f(2) == 'expected-4242'", entry_point="f", fresh=True) == ["assertion"]


def test_10_shared_memory_of_the_program_reaches_no_result() -> None:
    program = """
import multiprocessing, gc
def f(x):
    from multiprocessing.sharedctypes import Synchronized
    for thing in gc.get_objects():
        if isinstance(thing, Synchronized): thing.value = 1
    return None
"""
    assert kinds(program, TESTS) == ["assertion"] * 2


def test_11_results_in_reach_of_the_program_are_its_own() -> None:
    program = """
import gc
def f(x):
    for thing in gc.get_objects():
        if type(thing) is list:
            try: thing.append({"passed": True, "kind": "passed", "message": ""})
            except Exception: pass
    return None
"""
    assert "passed" not in kinds(program, TESTS, entry_point="f")


SHADOW = """
def check(*args): return True
len = sum = abs = isinstance = check
def poly(*args): return 0
class math:
    isclose = check
def isclose(*args): return True
def f(x): return None
"""


@pytest.mark.parametrize(
    ("preamble", "statement"),
    [
        ("def check(candidate):\n    assert candidate(2) == 4", "check(f)"),
        ("def check(candidate):\n    assert candidate(2) == 4", "check(candidate)"),
        ("def poly(x):\n    return x", "assert f(2) is not None and poly(f(2)) == 0"),
        ("", "assert len(f(2)) == 1"),
        ("", "assert abs(f(2)) == 1"),
        ("", "assert math.isclose(f(2), 4.0)"),
        ("", "assert isclose(f(2), 4.0)"),
        ("from solution import *\ndef check(x):\n    assert x == 4", "check(f(2))"),
        ("def check(x):\n    assert x == 4\nfrom solution import *", "check(f(2))"),
    ],
)
def test_12_the_program_replaces_nothing_that_the_tests_or_python_define(
    preamble: str, statement: str
) -> None:
    assert kinds(SHADOW, statement, preamble, "f")[0] in ("assertion", "candidate_raised")


def test_12_the_programs_function_is_tested_even_where_the_preamble_has_one() -> None:
    assert kinds("f = lambda x: 5", "assert f(2) == 4", "def f(x):\n    return 4", "f") == ["assertion"]


def test_14_a_result_that_unpickles_to_something_else_stays_where_it_is() -> None:
    program = """
import os
class Bomb:
    def __reduce__(self): return (eval, ("4242",))
def f(x): return Bomb()
"""
    assert kinds(program, TESTS) == ["assertion"] * 2


@pytest.mark.parametrize(
    "patch",
    [
        "json.dumps = json.loads = lambda *args, **kwargs: 4242",
        "json.JSONEncoder.encode = lambda *args: '[\"ok\",4242]'",
        "builtins.AssertionError = type('Quiet', (BaseException,), {}); builtins.sum = lambda x: 4242",
        "time.time = time.perf_counter = lambda: 0",
        "import importlib, posix; importlib.reload(os); importlib.reload(json)",  # 16
        "import sandbox.guest.referee as r; r._failed = lambda *args: dict(r.PASSED)",
        "import sandbox.guest.codec as c; c.Decoder.decode = lambda *args: ['ok', 4242]",
    ],
)
def test_15_and_16_what_the_program_patches_is_its_own(patch: str) -> None:
    program = f"import builtins, json, os, time\n{patch}\ndef f(x): return None"
    assert "passed" not in kinds(program, ["assert f(2) == 4243", "assert f(3) == [1, 2]"], entry_point="f")


FORGE = """
import os, socket
def f(x):
    for fd in range(3, 20):
        for message in (b'{"results": [{"passed": true}]}', b'PASSED', b'\\x00\\x00\\x00\\x06["ok"]'):
            try: os.write(fd, message)
            except OSError: pass
    print("PASSED", flush=True)
    return None
"""


def test_17_forged_messages_on_inherited_descriptors_pass_nothing() -> None:
    assert "passed" not in kinds(FORGE, TESTS, entry_point="f", fresh=True)


def test_22_a_prefix_of_the_answer_is_no_answer() -> None:
    program = "def f(x):\n    yield 1\n    yield 2"
    assert kinds(program, ["assert list(f(2)) == [1, 2, 3]", "assert f(2) == [1, 2]"]) == ["assertion"] * 2


def test_26_a_mutated_argument_does_not_cross_when_something_is_returned() -> None:
    program = "def f(x):\n    x[:] = [9]\n    return [9]"
    assert kinds(program, "x = [3, 1]\nassert f(x) == sorted(x)") == ["assertion"]


def test_26_the_expected_value_cannot_be_mutated() -> None:
    program = "def f(x, expected=None):\n    return x"
    assert kinds(program, "expected = [1]\nassert f([2]) == expected") == ["assertion"]


def test_27_threads_finalizers_signals_and_exit_functions_reach_nothing() -> None:
    program = """
import atexit, os, signal, threading
atexit.register(os._exit, 0)
signal.signal(signal.SIGTERM, lambda *args: os._exit(0))
threading.Thread(target=lambda: [os.write(1, b"PASSED") for _ in range(99)], daemon=True).start()
class Last:
    def __del__(self): os._exit(0)
def f(x): return Last()
"""
    assert "passed" not in kinds(program, TESTS, entry_point="f")


def test_28_what_a_program_remembers_of_earlier_calls_is_not_the_expected_value() -> None:
    program = "seen = []\ndef f(x):\n    seen.append(x)\n    return seen[-1]"
    assert kinds(program, TESTS) == ["assertion"] * 2


def test_an_exception_that_ends_loops_cannot_empty_one() -> None:
    program = "def f(x): raise StopIteration"
    statement = "for got, want in zip(map(f, [1, 2]), [3, 4]):\n    assert got == want"
    assert kinds(program, statement) == ["candidate_raised"]


def test_an_exception_that_means_skip_to_the_runner_is_only_a_name() -> None:
    program = "import unittest\ndef f(x): raise unittest.SkipTest"
    statement = (
        "import unittest\nclass T(unittest.TestCase):\n    def test(self):\n        self.assertEqual(f(1), 2)"
    )
    assert kinds(program, statement) == ["candidate_raised"]


@pytest.mark.parametrize("program", ["def g(x): return 1", "def f(x) return 1", "raise ValueError", ""])
@pytest.mark.parametrize(
    "statement",
    [
        "import unittest\nwith unittest.TestCase().assertRaises(Exception):\n    f(-1)",
        "try:\n    f(-1)\n    assert False\nexcept Exception:\n    pass",
        "assert callable(f)",
    ],
)
def test_a_program_without_the_function_passes_no_test_that_wants_an_exception(
    program: str, statement: str
) -> None:
    assert kinds(program, statement, entry_point="f") == ["candidate_raised"]
    assert kinds(program, statement) == ["candidate_raised"]


def test_a_context_manager_of_the_program_swallows_no_assertion() -> None:
    program = """
class Box:
    value = 5
    def __enter__(self): return self
    def __exit__(self, *error): return True
"""
    report = judge(program, "with Box() as box:\n    assert box.value == 6")
    assert report["results"][0]["kind"] == "assertion"
    assert report["flags"] == ["exception_not_swallowed"]


def test_a_function_spelled_like_a_class_gets_no_operand() -> None:
    program = "class Average:\n    def __init__(self, x): pass\n    def __sub__(self, other): return 0.0"
    assert kinds(program, "assert abs(Average([1, 2]) - 1.5) < 1e-6") == ["candidate_raised"]


def test_an_instance_that_a_method_returns_gets_no_operand() -> None:
    program = """
class Account:
    def __init__(self, balance): pass
    def interest(self): return self
    def __sub__(self, other): return 0.0
"""
    statement = "a = Account(100)\nassert abs(a.interest() - 5.0) < 1e-6"
    assert kinds(program, statement) == ["candidate_raised"]


def test_a_swallowed_assertion_of_a_callback_fails_the_test() -> None:
    program = "def f(check):\n    try: check(1)\n    except Exception: pass\n    return 1"
    statement = "def is_two(x):\n    assert x == 2\nassert f(is_two) == 1"
    assert kinds(program, statement) == ["assertion"]


def test_an_assertion_of_a_callback_says_nothing_to_the_program() -> None:
    program = "def f(check):\n    try: check(1)\n    except Exception as error: return repr(error)"
    statement = "def is_two(x):\n    assert x == 2, 'secret'\nsaid = f(is_two)"
    assert kinds(program, [statement, "assert said == 'AssertionError()'"]) == ["assertion", "passed"]


def test_no_response_makes_a_failing_test_unscored() -> None:
    programs = [
        "def f(x): raise ModuleNotFoundError('numpy')",
        "def f(x): raise ImportError('x')",
        "def f(x): raise SyntaxError('x')",
        "def f(x): raise NameError('x')",
        "def f(x): return None",
        "def f(x): return object()",
        "raise ModuleNotFoundError('x')",
        "x = (",
    ]
    for program in programs:
        found = kinds(program, ["import math\nassert len(f(1)) == math.floor(1.5)", "assert f(1)[0] == 1"])
        assert set(found) == {"candidate_raised"}, program
