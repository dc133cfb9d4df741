"""Programs that fail in odd ways: none may be paid, and none may turn its failure into ``unscored``."""

from __future__ import annotations

from typing import Any

REFERENCES: dict[str, dict[str, Any]] = {
    "stdio": {"kind": "stdio", "cases": [{"input": "1\n", "output": "42\n"}]},
    "call": {"kind": "call", "entry_point": "f", "cases": [{"args": [1], "expected": 42}]},
    "assert": {"kind": "assert", "asserts": ["assert f(1) == 42"]},
    "test_program": {
        "kind": "test_program",
        "entry_point": "f",
        "source": "def check(candidate):\n    assert candidate(1) == 42\n    assert candidate(2) == 42\n",
    },
}

_BODIES = {
    "a gigantic list": "return [0] * (30 * 10**6)",
    "a gigantic text": "return 'x' * (40 * 2**20)",
    "a deep list": "x = []\nfor _ in range(200_000): x = [x]\nreturn x",
    "a deep dict": "x = {}\nfor _ in range(200_000): x = {'a': x}\nreturn x",
    "a list in itself": "x = []\nx.append(x)\nreturn x",
    "a huge integer": "return 1 << (8 * 10**6)",
    "a lone surrogate": "return '\\ud800'",
    "a lone surrogate as key": "return {'\\ud800': 1}",
    "bytes": "return b'\\xff' * 1000",
    "not a number": "return float('nan')",
    "a list that lies": "class L(list):\n    __eq__ = lambda s, o: True\n    __iter__ = None\nreturn L([1])",
    "a generator": "return (i for i in range(10))",
    "an endless iterator": "import itertools\nreturn itertools.count()",
    "a function": "return lambda *a: 42",
    "a module": "import os\nreturn os",
    "an exception class": "return ValueError",
    "an equal object": "class E:\n    __eq__ = lambda s, o: True\nreturn E()",
    "an exception that cannot be shown": "class E(Exception):\n    def __str__(s): raise E\n"
    "    __repr__ = __str__\nraise E",
    "an exception that is shown for ever": "class E(Exception):\n    def __str__(s):\n"
    "        while True: pass\nraise E",
    "an exception with a metaclass": "class M(type):\n    def __getattribute__(s, n): raise SystemExit(0)\n"
    "class E(Exception, metaclass=M): pass\nraise E",
    "an exception with a long name": "raise type('x' * 10**6, (Exception,), {})('a')",
    "a gigantic message": "raise ValueError('x' * (50 * 2**20))",
    "a message of odd things": "raise ValueError(object(), lambda: 1, ValueError, '\\ud800')",
    "a BaseException": "class B(BaseException): pass\nraise B('x')",
    "KeyboardInterrupt": "raise KeyboardInterrupt",
    "GeneratorExit": "raise GeneratorExit",
    "a group": "raise ExceptionGroup('g', [ValueError(1), ExceptionGroup('h', [TypeError()])])",
    "a group of BaseExceptions": "raise BaseExceptionGroup('g', [KeyboardInterrupt()])",
    "StopIteration": "raise StopIteration(42)",
    "AssertionError": "raise AssertionError",
    "sys.exit": "import sys\nsys.exit(0)",
    "sys.exit 3": "import sys\nsys.exit(3)",
    "os._exit": "import os\nos._exit(0)",
    "os.abort": "import os\nos.abort()",
    "a segmentation fault": "import ctypes\nctypes.string_at(0)",
    "all descriptors closed": "import os\nos.closerange(0, 256)\nreturn 41",
    "endless output": "while True: print('x' * 10_000)",
    "endless errors": "import sys\nwhile True: sys.stderr.write('x' * 10_000)",
    "sleep": "import time\ntime.sleep(1000)",
    "a loop": "while True: pass",
    "a thread left": "import threading, time\n"
    "threading.Thread(target=time.sleep, args=(1000,)).start()\nreturn 41",
    "a daemon thread left": "import threading, time\n"
    "threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()\nreturn 41",
    "a fork": "import os\nos.fork()\nreturn 41",
    "forks without end": "import os\nwhile True: os.fork()",
    "a daemon": "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(1000)\nreturn 41",
    "memory at once": "return len(bytearray(3 * 10**9))",
    "memory bit by bit": "x = []\nwhile True: x.append(bytearray(10**6))",
    "kills everybody": "import os\nfor pid in (os.getppid(), -1):\n"
    "    try: os.kill(pid, 9)\n    except OSError: pass\nreturn 41",
    "stops itself": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\nreturn 41",
    "junk on every descriptor": "import os\nfor fd in range(3, 64):\n"
    '    try: os.write(fd, b\'{"results": [{"passed": true}]}\' * 10)\n    except OSError: pass\nreturn 41',
    "a short frame": "import os\nfor fd in range(3, 64):\n"
    "    try: os.write(fd, b'\\x00\\x00\\x00\\x05null!')\n    except OSError: pass\nos._exit(0)",
    "recursion": "return f(x)",
    "recursion without a limit": "import sys\nsys.setrecursionlimit(10**9)\nreturn f(x)",
    "another program": "import os\nos.execv('/bin/true', ['true'])",
    "no builtins": "import builtins\nfor name in list(vars(builtins)):\n"
    "    try: delattr(builtins, name)\n    except Exception: pass\nreturn 41",
    "itself gone": "global f\nf = None\nreturn 41",
}

_PROGRAMS = {
    "no Python": "def f(:",
    "a NUL": "x = '\0'\ndef f(x): return 41",
    "a surrogate in the source": "s = '\ud800'\ndef f(x): return 41",
    "nothing": "pass",
    "another function": "def g(x): return 42",
    "raises on loading": "raise ValueError('x')",
    "exits on loading": "import sys\nsys.exit(0)",
    "leaves on loading": "import os\nos._exit(0)",
    "loops on loading": "while True: pass",
    "no function": "f = 5",
    "a class": "class f:\n    def __init__(s, x): pass\n    def __eq__(s, o): return True",
    "a module that leaves": "def __getattr__(name): raise SystemExit",
    "nested source": "f = " + "(" * 5000 + "1" + ")" * 5000,
    "a coding of two bytes": "# -*- coding: utf-16 -*-\ndef f(x): return 41",
    "an unknown coding": "# -*- coding: nonsense -*-\ndef f(x): return 41",
    "a long expression": "x = " + "'a'+" * 100_000 + "''\ndef f(x): return 41",
    "a coroutine": "async def f(x): return 42",
    "a constant to fold": "x = ((1 << (1 << 20)) ** 2)\ndef f(x): return 2 ** (2 ** 27)",
}


def programs(kind: str) -> dict[str, str]:
    """Each defines ``f``; for stdio it calls it and prints what it returned."""
    call = "\nprint(f(int(input())))\n" if kind == "stdio" else ""
    functions = {
        name: "def f(x=None):\n" + "".join(f"    {line}\n" for line in body.split("\n")) + call
        for name, body in _BODIES.items()
    }
    return functions | _PROGRAMS


OTHER_LANGUAGES = [
    ("cpp", '#include "/dev/zero"\nint main() {}'),
    ("cpp", "int main() {} // \ud800\0"),
    ("cpp", "template<int N> struct A { A<N - 1> a; int x = y; };\nA<100000> z;\nint main() {}"),
    ("java", f"public class {'A' * 300} {{ public static void main(String[] a) {{}} }}"),
    ("java", "no class at all"),
    ("java", "/*" * 100_000),
    ("javascript", "throw {toString() { throw 1 }}"),
    ("bash", "exec 1>&-; kill -9 $$"),
    ("bash", "rm -rf / /tmp/*; kill -9 -1"),
]
