"""HumanEval: what runs with the tests, and which program a response means."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.interface import Examination
from verifiers.code.formats.humaneval import complete
from verifiers.code.reference import CodeReference, prepare
from verifiers.core.decode import decode
from verifiers.core.errors import BadReference

PROMPT = '''import math


def poly(x):
    return x + 1


def twice(x: int) -> int:
    """ Twice poly(x).
    def twice(y): no
    """
'''
TEST = "\n\nMETADATA = {'author': 'me'}\n\n\ndef check(candidate):\n    assert candidate(1) == 2 * poly(1)\n"
RECORD = {
    "task_id": "x/0",
    "prompt": PROMPT,
    "entry_point": "twice",
    "test": TEST,
    "canonical_solution": "...",
}


def examination(record: dict[str, Any]) -> Examination:
    problem = prepare(decode(CodeReference, {"format": "humaneval", "record": record}, "reference"))
    assert problem.examination is not None
    return problem.examination


def test_the_prompt_runs_before_the_tests_and_check_is_the_one_statement() -> None:
    tests = examination(RECORD)
    assert tests.statements == ("check(twice)",)
    assert tests.entry_point == "twice"
    names: dict[str, Any] = {}
    exec(tests.preamble, names)
    assert names["poly"](1) == 2
    assert names["twice"](1) is None


@pytest.mark.parametrize(
    "prompt", ["def twice(x):\n", "def twice(x):  # so:\n", "def twice(x):\n    return 2\n"]
)
def test_a_prompt_without_a_docstring_gets_a_body(prompt: str) -> None:
    exec(examination({**RECORD, "prompt": prompt}).preamble, {})


@pytest.mark.parametrize("changed", [{"prompt": "def twice(:\n"}, {"test": "def check(:"}])
def test_a_record_that_is_no_python_is_a_bad_reference(changed: dict[str, str]) -> None:
    with pytest.raises(BadReference, match=r"reference\.record\."):
        examination({**RECORD, **changed})


MEANT = [
    "    return 2 * poly(x)\n",
    "return 2 * poly(x)\n",
    "y = poly(x)\n    return 2 * y\n",
    "y = poly(x)\nif y:\n    y = 2 * y\nreturn y",
    "if True:\n    y = poly(x)\n    return 2 * y",
    "if True:\n        y = poly(x)\n    return 2 * y",
    "\n    # so\n\n    return 2 * poly(x)\n",
    "def twice(x: int) -> int:\n    return 2 * poly(x)\n",
    PROMPT + "    return 2 * poly(x)\n",
    "from __future__ import annotations\n\n\ndef twice(x: Unknown):\n    return 2 * poly(math.floor(x))\n",
    "from functools import cache\n\n@cache\ndef twice(x):\n    return 2 * poly(x)\n",
    "twice = lambda x: 2 * poly(x)\n",
    "    def twice(y):\n        return 2 * y\n    return twice(poly(x))\n",
    "    '''\ndef twice(x):\n    '''\n    return 2 * poly(x)\n",
]


@pytest.mark.parametrize("code", MEANT)
def test_a_whole_program_and_a_continuation_both_run(code: str) -> None:
    names: dict[str, Any] = {}
    exec(compile(complete(PROMPT, code, "twice"), "response", "exec"), names)
    assert names["twice"](3) == 8


def test_a_decorator_of_the_prompt_stays_with_its_own_function() -> None:
    prompt = "import functools\n\n@functools.cache\ndef f(x):\n"
    assert (
        complete(prompt, "def f(x):\n    return 1\n", "f") == "import functools\n\ndef f(x):\n    return 1\n"
    )


def test_a_whole_program_stays_as_it_is_where_the_prompt_has_nothing_to_add() -> None:
    code = "def f():\n    return 1\n"
    assert complete('def f():\n    """One."""\n', code, "f") == code
