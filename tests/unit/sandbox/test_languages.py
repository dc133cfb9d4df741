"""What each language is called, and how its programs are named, built and started."""

from __future__ import annotations

import time
from textwrap import dedent

import pytest

from sandbox.interface import Program
from sandbox.languages import (
    LANGUAGES,
    LONGEST_NAME,
    Language,
    build_command,
    language_named,
    run_command,
    source_name,
)

JAVA = LANGUAGES["java"]
MAIN = "public static void main(String[] a) {}"


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("python", "python"), ("Python3", "python"), ("py", "python"), ("C", "c"), ("C++", "cpp"),
        ("g++", "cpp"), ("cxx", "cpp"), ("Java", "java"), ("js", "javascript"), ("nodejs", "javascript"),
        ("golang", "go"), ("rs", "rust"), ("sh", "bash"), ("SHELL", "bash"),
    ],
)  # fmt: skip
def test_aliases_are_known_whatever_their_case(name: str, language: str) -> None:
    found = language_named(name)
    assert found is not None
    assert found.name == language


@pytest.mark.parametrize("name", ["", "pyth", "brainfuck", "python "])
def test_other_names_are_nobodys(name: str) -> None:
    assert language_named(name) is None


def test_no_two_languages_share_a_name() -> None:
    names = [name for language in LANGUAGES.values() for name in (language.name, *language.aliases)]
    assert len(names) == len(set(names))


JAVA_PROGRAMS = {
    "the public class": (f"class A {{}}\npublic class B {{ {MAIN} }}", "B"),
    "the only class": (f"class Solution {{ {MAIN} }}", "Solution"),
    "the class with the main method": (f"class Node {{}}\nclass Run {{ {MAIN} }}\nclass Z {{}}", "Run"),
    "a class that a comment names": (f"// public class X\n/* public class Y */ class A {{ {MAIN} }}", "A"),
    "a class that a text names": (f'class A {{ String s = "public class X {{"; {MAIN} }}', "A"),
    "a comment in a text": (f'class A {{ String s = "/*"; }} public class B {{ {MAIN} }} /* */', "B"),
    "a text with a quote": (f'class A {{ String s = "\\"public class X"; {MAIN} }}', "A"),
    "a quote as a character": ("class A { char c = '\"'; } public class B { String s = \"\"; }", "B"),
    "a block of text": (f'class A {{ String s = """\n  public class X {{}}\n  """; {MAIN} }}', "A"),
    "a final class": (f"public final class F {{ {MAIN} }}", "F"),
    "an abstract strictfp class": (f"public abstract strictfp class F {{ {MAIN} }}", "F"),
    "a record": (f"public record R(int x) {{ {MAIN} }}", "R"),
    "an enum": (f"public enum E {{ A; {MAIN} }}", "E"),
    "an interface": ("interface I { static void main(String[] a) {} }", "I"),
    "words on several lines": (f"public\n  class\n  Wide {{ {MAIN} }}", "Wide"),
    "a generic class": (f"public class Box<T> {{ {MAIN} }}", "Box"),
    "letters of other scripts": (f"public class Größe {{ {MAIN} }}", "Größe"),
    "a word that only begins so": (f"class A {{ int classy; int subclass; {MAIN} }}", "A"),
    "an inner class after main": (f"class A {{ {MAIN} static class B {{}} }}", "A"),
    "inner classes before main": (f"class Main {{ static class P {{}} enum E {{ A }} {MAIN} }}", "Main"),
    "a public inner class": (f"class Main {{ public static class In {{}} {MAIN} }} class Other {{}}", "Main"),
    "a name too long for a file": (f"public class {'A' * (LONGEST_NAME + 1)} {{}}", "Main"),
    "too many bytes for a file": (f"class {'Ä' * LONGEST_NAME} {{}}", "Main"),
    "no class": ("int x = 1;", "Main"),
    "nothing": ("", "Main"),
    "a comment without an end": (f"class A {{ {MAIN} }} /* public class X", "A"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "name"), JAVA_PROGRAMS.values(), ids=JAVA_PROGRAMS.keys())
def test_the_main_class_of_a_java_program(source: str, name: str) -> None:
    assert source_name(JAVA, dedent(source)) == f"{name}.java"
    assert run_command(JAVA, Program(language="java", source=dedent(source)), 256)[-1] == name


def test_the_main_method_need_not_be_in_the_public_class() -> None:
    source = f"public class Solution {{ int x; }} class Main {{ {MAIN} }}"
    assert source_name(JAVA, source) == "Solution.java"
    assert run_command(JAVA, Program(language="java", source=source), 256)[-1] == "Main"


def test_a_package_is_part_of_the_main_classs_name() -> None:
    source = f"/* package x; */ package a.b; public class C {{ {MAIN} }}"
    assert source_name(JAVA, source) == "C.java"
    assert run_command(JAVA, Program(language="java", source=source), 256)[-1] == "a.b.C"


@pytest.mark.parametrize(
    "piece",
    [
        "/* ",
        '\\"',
        '"',
        "'",
        "final ",
        "public ",
        "class ",
        "class\n",
        "/*/",
        "void main (",
        "{",
        "}",
        "class a ",
        '"""',
        '"\\',
        "a",
    ],
)
def test_to_look_for_it_takes_time_linear_in_the_source(piece: str) -> None:
    """It is done by the supervisor, on a program that nobody trusts."""
    source = piece * (200_000 // len(piece))
    started = time.process_time()
    source_name(JAVA, source)
    assert time.process_time() - started < 1


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES.keys())
def test_no_placeholder_is_left_in_what_is_run(language: Language) -> None:
    source = f"class A {{ {MAIN} }}"
    words = [
        source_name(language, source),
        build_command(language, source),
        *run_command(language, Program(language=language.name, source=source), 512),
    ]
    assert not [word for word in words if "{" in word]


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES.keys())
def test_every_language_says_what_to_install(language: Language) -> None:
    assert language.packages
    assert language.tools


def test_a_java_program_is_built_and_started_by_its_main_class() -> None:
    source = f"public class Two {{ {MAIN} }}"
    assert source_name(JAVA, source) == "Two.java"
    assert " Two.java " in build_command(JAVA, source)
    assert run_command(JAVA, Program(language="java", source=source), 512)[-1] == "Two"


@pytest.mark.parametrize(("memory_mb", "heap_mb"), [(1024, 960), (256, 192), (128, 64), (64, 32)])
def test_a_heap_leaves_room_for_the_virtual_machine(memory_mb: int, heap_mb: int) -> None:
    for name, option in (("java", f"-Xmx{heap_mb}m"), ("javascript", f"--max-old-space-size={heap_mb}")):
        assert option in run_command(LANGUAGES[name], Program(language=name, source=""), memory_mb)
