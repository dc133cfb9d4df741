"""Tests that would have to reach into the program's process are found before anything runs."""

from __future__ import annotations

import pytest

from verifiers.code.formats.statements import parse_python
from verifiers.core.errors import BadReference

REACHING = {
    "output redirected": "import io\nfrom contextlib import redirect_stdout\nout = io.StringIO()\n"
    "with redirect_stdout(out):\n    f()\nassert out.getvalue() == 'x'",
    "by its full name": "import contextlib, io\n"
    "with contextlib.redirect_stdout(io.StringIO()) as out:\n    f()",
    "another stdout": "import io, sys\nsys.stdout = out = io.StringIO()\nf()",
    "another stdin": "import io, sys\nsys.stdin = io.StringIO('5')\nassert f() == 5",
    "inside a function": "def check(candidate):\n    import sys, io\n"
    "    sys.stdin = io.StringIO('5')\n    candidate()",
    "patch": "from unittest.mock import patch\nwith patch('builtins.input', return_value='5'):\n    f()",
    "patch as decorator": "from unittest.mock import patch\n@patch('builtins.print')\n"
    "def test_f(p):\n    f()",
    "patch.object": "from unittest.mock import patch\nimport time\n"
    "with patch.object(time, 'sleep'):\n    f()",
    "patch of the module": "from unittest import mock\nwith mock.patch('random.random'):\n    f()",
    "patch by the full name": "import unittest.mock\nwith unittest.mock.patch('random.random'):\n    f()",
    "patch.dict": "import unittest.mock as m\nwith m.patch.dict('os.environ', A='1'):\n    f()",
    "a mock": "from unittest.mock import MagicMock\nf(MagicMock())",
    "fixtures": "def test_f(capsys):\n    f()\n    assert capsys.readouterr().out == 'x'",
    "monkeypatch": "def test_f(monkeypatch):\n    monkeypatch.setattr('builtins.input', lambda: '5')",
    "a builtin": "import builtins\nbuiltins.input = lambda *a: '5'\nassert f() == 5",
    "the name of a builtin": "input = lambda *a: '5'\nassert f() == 5",
    "a module's function": "import random\nrandom.randint = lambda a, b: 4\nassert f() == 4",
    "a file": "import io\ndef check(candidate):\n    assert candidate(1) == 1\n"
    "    assert candidate(io.StringIO('x')) == 1",
}
HARMLESS = {
    "a stream in memory": "import csv, io\nassert list(csv.reader(io.StringIO(f(1)))) == [['a']]",
    "a variable of that name": "input = [1, 2]\nprint = 5\nassert f(input) == 3",
    "the tests print": "import sys\nprint(f(1), file=sys.stdout)\nsys.stderr.write('x')",
    "a seed": "import random\nrandom.seed(1)\nassert f(random.random()) is not None",
    "a time": "import time\nstart = time.time()\nf(1)\nassert time.time() - start < 5",
    "a function named patch": "assert patch([1], {0: 2}) == [2]\nassert mock(1) == 1",
    "a method named patch": "a = A()\na.patch(1)\nassert a.mock.patch(2) == 2",
    "a parameter named capsys": "def helper(capsys):\n    return capsys\nassert f(helper(1)) == 1",
    "an attribute of an object": "class Time: pass\ntime = Time()\ntime.hour = 5\nassert f(time) == 5",
    "words": "assert f('redirect_stdout(sys.stdout) patch capsys') == 'mock'",
    "an attribute named stdout": "p = f()\np.stdout = 'x'\nassert p.stdout == 'x'",
    "the recursion limit": "import sys\nsys.setrecursionlimit(10000)\nassert f(1) == 1",
    "reading a stream": "import sys\nassert f(sys.maxsize) == 1",
}


@pytest.mark.parametrize("source", REACHING.values(), ids=REACHING.keys())
def test_tests_that_reach_into_the_program_are_refused(source: str) -> None:
    with pytest.raises(BadReference, match="program"):
        parse_python(source, "test 0")


@pytest.mark.parametrize("source", HARMLESS.values(), ids=HARMLESS.keys())
def test_harmless_tests_are_read(source: str) -> None:
    assert parse_python(source, "test 0").body


def test_capturing_tests_are_told_what_to_use() -> None:
    with pytest.raises(BadReference, match=r"`stdio` cases \(line 2\)"):
        parse_python("import sys\nsys.stdout = None", "test 0")
