"""Which file a Java program belongs into: told from any source at all, in time linear in it."""

from __future__ import annotations

import time

import pytest

from sandbox.languages import LANGUAGES, LONGEST_NAME, main_name

JAVA = LANGUAGES["java"]
NAMES = [
    ("public class Sum { }", "Sum"),
    ('class A { } /* public class B */ public final class C { String s = "public class D"; }', "C"),
    ("class A { } class B { static void main(String[] a) { } } class C { }", "B"),
    ("record P(int x) { } interface Q { static void main(String[] a) { } }", "Q"),
    (f"public class {'A' * (LONGEST_NAME + 1)} {{ }}", "Main"),
    (f"class {'Ä' * LONGEST_NAME} {{ }}", "Main"),
    ("no class", "Main"),
    ("", "Main"),
]


@pytest.mark.parametrize(("source", "name"), NAMES)
def test_a_java_program_is_named_after_its_main_class(source: str, name: str) -> None:
    assert main_name(JAVA, source) == name


@pytest.mark.parametrize(
    "piece", ["/*", '"\\', '"', "final ", "public ", "class ", "/**", "class a ", "void main ("]
)
def test_hostile_java_takes_no_time(piece: str) -> None:
    started = time.process_time()
    main_name(JAVA, piece * (1_000_000 // len(piece)))
    assert time.process_time() - started < 2
