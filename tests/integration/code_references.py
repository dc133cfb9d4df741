"""A small problem in every kind and format of a ``code`` reference, with a right and a wrong program."""

from __future__ import annotations

import base64
import json
import pickle
import zlib
from typing import Any

Problem = tuple[dict[str, Any], str, str]

DOUBLE = "print(2 * int(input()))"
SQUARE = "print(int(input()) ** 2)"
_DEF_DOUBLE = "def double(x):\n    return 2 * x"
_DEF_SQUARE = "def double(x):\n    return x ** 2"
_IN_FILES = "n = int(open({0!r}).read())\nprint({{}}, file=open({1!r}, 'w'))"


def _in_files(given: str, printed: str) -> tuple[str, str]:
    program = _IN_FILES.format(given, printed)
    return program.format("2 * n"), program.format("n ** 2")


def _packed(tests: list[dict[str, str]]) -> str:
    return base64.b64encode(zlib.compress(pickle.dumps(json.dumps(tests)))).decode()


def _record(format_: str, **record: Any) -> dict[str, Any]:
    return {"format": format_, "record": record}


_CHECK = "def check(candidate):\n    assert candidate(3) == 6\n    assert candidate(5) == 10\n"
_PROMPT = 'def double(x):\n    """Twice x."""\n'
_STDIN = [{"input": "3\n", "output": "6\n", "testtype": "stdin"}]
_FUNCTIONAL = [{"input": "3", "output": "6", "testtype": "functional"}]
_CHECKER = "import sys\nprint(int(open(sys.argv[2]).read() == open(sys.argv[3]).read()))"
_METHOD = "class Solution:\n    def double(self, x):\n        return {}"

ALL: dict[str, Problem] = {
    "stdio": (
        {"kind": "stdio", "cases": [{"input": "3\n", "output": "6\n"}, {"input": "5", "output": "10"}]},
        DOUBLE,
        SQUARE,
    ),
    "call": (
        {
            "kind": "call",
            "entry_point": "double",
            "cases": [{"args": [3], "expected": 6}, {"kwargs": {"x": 5}, "expected": 10}],
        },
        _DEF_DOUBLE,
        _DEF_SQUARE,
    ),
    "call of a method": (
        {"kind": "call", "entry_point": "Solution.double", "cases": [{"args": [3], "expected": 6}]},
        _METHOD.format("2 * x"),
        _METHOD.format("x ** 2"),
    ),
    "assert": (
        {
            "kind": "assert",
            "setup": "import math",
            "asserts": ["assert math.isclose(double(3), 6)", "assert double(5) == 10"],
        },
        _DEF_DOUBLE,
        _DEF_SQUARE,
    ),
    "test_program": (
        {"kind": "test_program", "entry_point": "double", "source": _CHECK},
        _DEF_DOUBLE,
        _DEF_SQUARE,
    ),
    "test_program of unittest": (
        {
            "kind": "test_program",
            "source": "import unittest\nfrom solution import double\n"
            "class Test(unittest.TestCase):\n    def test_it(self): self.assertEqual(double(3), 6)\n",
        },
        _DEF_DOUBLE,
        _DEF_SQUARE,
    ),
    "livecodebench stdin": (
        _record("livecodebench", public_test_cases=json.dumps(_STDIN), private_test_cases=_packed(_STDIN)),
        DOUBLE,
        SQUARE,
    ),
    "livecodebench functional": (
        _record("livecodebench", private_test_cases=_packed(_FUNCTIONAL), metadata='{"func_name": "double"}'),
        _METHOD.format("2 * x"),
        _METHOD.format("x ** 2"),
    ),
    "apps": (_record("apps", input_output='{"inputs": ["3\\n"], "outputs": ["6\\n"]}'), DOUBLE, SQUARE),
    "apps call": (_record("apps", inputs=[[3]], outputs=[[6]], fn_name="double"), _DEF_DOUBLE, _DEF_SQUARE),
    "taco": (_record("taco", inputs=["3\n"], outputs=["6\n"]), DOUBLE, SQUARE),
    "taco asserts": (_record("taco", assert_case=["assert double(3) == 6"]), _DEF_DOUBLE, _DEF_SQUARE),
    "codecontests": (
        _record(
            "codecontests", public_tests={"input": ["3\n"], "output": ["6\n"]}, time_limit={"seconds": 2}
        ),
        DOUBLE,
        SQUARE,
    ),
    "codecontests files": (
        _record(
            "codecontests",
            private_tests={"input": ["3\n"], "output": ["6\n"]},
            input_file="a.in",
            output_file="a.out",
        ),
        *_in_files("a.in", "a.out"),
    ),
    "humaneval": (
        _record("humaneval", prompt=_PROMPT, entry_point="double", test=_CHECK),
        _DEF_DOUBLE,
        _DEF_SQUARE,
    ),
    "humaneval completion": (
        _record("humaneval", prompt=_PROMPT, entry_point="double", test=_CHECK),
        "    return 2 * x",
        "    return x ** 2",
    ),
    "mbpp": (
        _record(
            "mbpp",
            test_list=["assert double(3) == 6"],
            test_setup_code="",
            challenge_test_list=["assert double(5) == 10"],
        ),
        _DEF_DOUBLE,
        _DEF_SQUARE,
    ),
    "codeforces": (
        _record(
            "codeforces", official_tests=[{"input": "3\n", "output": "6\n"}], time_limit=1.0, memory_limit=256
        ),
        DOUBLE,
        SQUARE,
    ),
    "codeforces checker": (
        _record("codeforces", official_tests=[{"input": "3\n", "output": "6\n"}], generated_checker=_CHECKER),
        DOUBLE,
        SQUARE,
    ),
    "codeforces files": (
        _record("codeforces", official_tests=[{"input": "3\n", "output": "6\n"}], input_mode="file"),
        *_in_files("input.txt", "output.txt"),
    ),
    "sandbox_fusion": (
        _record("sandbox_fusion", test=[{"input": {"stdin": "3\n"}, "output": {"stdout": "6\n"}}]),
        DOUBLE,
        SQUARE,
    ),
}
