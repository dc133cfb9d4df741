"""Which programs are flagged for a person to look at."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers.code.conduct import FLAGS, MOST_CHARS, find_flags
from verifiers.code.formats.canonical import Kind

PYTHON = [
    ("import os\nos.write(3, b'passed')", "writes_descriptors"),
    ("open('/proc/self/fd/4', 'w')", "reads_proc"),
    ("f = sys._getframe(1)", "walks_frames"),
    ("except E as e:\n    e.__traceback__.tb_frame.f_back", "walks_frames"),
    ("gc.get_objects()", "walks_frames"),
    ("inspect.stack()[1]", "walks_frames"),
    ("open(f'/proc/{os.getppid()}/mem')", "reads_proc"),
    ("os.kill(os.getppid(), 9)", "kills_or_traces"),
    ("from os import kill", "kills_or_traces"),
    ("import ctypes", "kills_or_traces"),
    ("signal.signal(signal.SIGXCPU, lambda *a: None)", "handles_limit"),
    ("signal.signal(signal.SIGALRM, signal.SIG_IGN)", "handles_limit"),
    ("import builtins\nbuiltins.len = lambda x: 0", "patches_interpreter"),
    ("setattr(builtins, 'len', f)", "patches_interpreter"),
    ("sys.modules['math'] = fake", "patches_interpreter"),
    ("time.time=lambda: 0", "patches_interpreter"),
    ("json.dumps = f", "patches_interpreter"),
    ("class A:\n    def __eq__(self, other):\n        return True", "always_equal"),
    ("class A(int):\n    __eq__ = lambda self, o: True", "always_equal"),
    ("class A:\n    def __ne__(self, o) -> bool: return False", "always_equal"),
    ("open('sitecustomize.py', 'w')", "plants_files"),
    ("open('x.pth', 'w')", "plants_files"),
    ("Path('conftest.py')", "plants_files"),
    ("import subprocess", "runs_programs"),
    ("os.execv('/bin/true', [])", "runs_programs"),
    ("import socket", "uses_network"),
    ("from urllib import request", "uses_network"),
]

OTHER = [
    ("cpp", 'fopen("/proc/self/maps", "r");', "reads_proc"),
    ("cpp", "__attribute__((constructor)) void f() { exit(0); }", "runs_before_main"),
    ("cpp", '#include "/etc/passwd"', "includes_files"),
    ("cpp", "#include <../secret>", "includes_files"),
    ("cpp", "ptrace(PTRACE_ATTACH, p, 0, 0);", "kills_or_traces"),
    ("cpp", "kill(getppid(), SIGKILL);", "kills_or_traces"),
    ("cpp", 'system("ls");', "runs_programs"),
    ("cpp", "write(3, s, 4);", "writes_descriptors"),
    ("cpp", "socket(AF_INET, SOCK_STREAM, 0);", "uses_network"),
    ("javascript", "require('child_process').exec('x')", "runs_programs"),
    ("javascript", "const n = require('node:net')", "uses_network"),
]

HARMLESS: list[tuple[str, str]] = [
    ("python", "import sys\nsys.setrecursionlimit(10**6)\nsys.stdin = open(0)\nprint(input())"),
    ("python", "import os, io\ninput = io.BytesIO(os.read(0, 10**7)).readline\nos.write(1, b'3')"),
    ("python", "# never use os.kill or sys._getframe\nprint('os.system is bad, import socket too')"),
    ("python", '"""Walks gc.get_objects()."""\nx = 1 if math.pi == y else f(key=math.inf)'),
    ("python", "class P:\n    def __eq__(self, o):\n        return self.x == o.x"),
    ("python", "import sys\nsys.exit()"),
    ("cpp", "#include <bits/stdc++.h>\nint main() { // kill(1)\n  fwrite(s, 1, 3, stdout); }"),
    ("javascript", "class A { constructor() { this.x = 1; } }"),
]


@pytest.mark.parametrize(("source", "flag"), PYTHON)
def test_python_is_flagged(source: str, flag: str) -> None:
    assert flag in find_flags(source, "python")


@pytest.mark.parametrize(("language", "source", "flag"), OTHER)
def test_other_languages_are_flagged(language: str, source: str, flag: str) -> None:
    assert flag in find_flags(source, language)


@pytest.mark.parametrize(("language", "source"), HARMLESS)
def test_harmless_programs_are_not(language: str, source: str) -> None:
    assert find_flags(source, language) == ()


@pytest.mark.parametrize(
    "ending", ["sys.exit(0)", "os._exit(0)", "quit()", "raise SystemExit", "import atexit"]
)
@pytest.mark.parametrize(
    ("kind", "flagged"), [("call", True), ("assert", True), ("test_program", True), ("stdio", False)]
)
def test_an_early_end_is_odd_only_in_a_function(ending: str, kind: Kind, flagged: bool) -> None:
    assert ("exits_early" in find_flags(ending, "python", kind)) == flagged


HARD_CODED = 'if s == "1 2 3 4 5":\n    print("first answer")\nelse:\n    print("second\\nanswer")'


@pytest.mark.parametrize("tests", [["first answer\n", "second\nanswer\n"], ["1 2 3 4 5\n", "first answer"]])
def test_two_tests_held_as_literals_are_flagged(tests: list[str]) -> None:
    assert find_flags(HARD_CODED, "python", tests=tests) == ("hard_codes_tests",)


@pytest.mark.parametrize(
    "tests", [["first answer"], ["first answer", "first answer\n"], ["first", "second"], []]
)
def test_one_test_or_short_ones_are_not(tests: list[str]) -> None:
    assert find_flags(HARD_CODED, "python", tests=tests) == ()


def test_hard_coded_tests_are_seen_in_other_languages() -> None:
    source = 'puts(n == 1 ? "first answer" : "second answer");'
    assert find_flags(source, "cpp", tests=["first answer\n", "second answer\n"]) == ("hard_codes_tests",)


def test_what_is_too_long_is_looked_at_in_part_and_said_so() -> None:
    assert find_flags("import socket\n" + "x" * MOST_CHARS, "python") == ("uses_network", "long_source")


def test_every_flag_is_explained() -> None:
    shown = {flag for _, flag in PYTHON} | {flag for _, _, flag in OTHER}
    assert shown | {"exits_early", "hard_codes_tests", "long_source"} == set(FLAGS)


@given(st.text(), st.sampled_from(["python", "cpp", "java"]))
def test_any_text_is_survived(source: str, language: str) -> None:
    assert set(find_flags(source, language, "call", [source, source[1:]])) <= set(FLAGS)


@pytest.mark.parametrize(
    "piece",
    [
        "(",
        "[" * 99,
        '"',
        "'''",
        "def __eq__ (",
        "sys.modules[",
        "setattr(   ",
        "# include   ",
        "builtins.a  ",
        "\\",
        "/*",
        "f_ ",
    ],
)
@pytest.mark.parametrize("language", ["python", "cpp"])
def test_hostile_source_takes_no_time(piece: str, language: str) -> None:
    started = time.process_time()
    find_flags(
        "kill exit f_ include os. " + piece * (1_000_000 // len(piece)), language, "call", [piece * 9] * 500
    )
    assert time.process_time() - started < 2
