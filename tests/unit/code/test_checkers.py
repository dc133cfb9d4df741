"""Which outputs each checker accepts, and what it says of the others."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers.code.checkers import (
    NAMED,
    Checker,
    CheckerProgram,
    CheckerSpec,
    Floats,
    Tokens,
    Unordered,
    make_checker,
)
from verifiers.code.checkers.base import BLOCK_BYTES, as_bytes
from verifiers.code.checkers.case_insensitive import CaseInsensitive
from verifiers.code.checkers.decimals import Decimals
from verifiers.code.checkers.exact import Exact
from verifiers.code.checkers.lines import Lines
from verifiers.core.errors import InvalidSample

ALL = [kind() for kind in NAMED.values()]
SOUND_APPS = Floats(absolute=1e-8, relative=1e-5, exact_integers=True)

ACCEPTED: list[tuple[Checker, str, bytes | str]] = [
    (Tokens(), "1 2\n3\n", b"1 2 3"),
    (Tokens(), "1 2 3", b"  1\t2\r\n\x0b3\x0c\n\n"),
    (Tokens(), "naïve", "naïve"),
    (Tokens(), "", b" \n"),
    (Tokens(), "a\0b", b"a\0b"),
    (Lines(), "1 2\n3\n", b"1 2  \r\n3\n\n\n"),
    (Exact(), "1 2\n", b"1 2\n"),
    (Floats(), "0.5 x", b"0.5000004 x"),
    (Floats(), "1000000", b"1000000.9"),
    (Floats(), "0", b"-0.0000001"),
    (Floats(), "nan", b"nan"),
    (Floats(), "inf -inf", b"inf  -inf"),
    (Floats(), "1e400", b"1e400 "),
    (Floats(), "1.5", b"+1.5e0"),
    (Floats(), ".5", b"5e-1"),
    (SOUND_APPS, "3.14159", b"3.14160"),
    (SOUND_APPS, "2", b"2.0"),
    (SOUND_APPS, "2", b"1.9999999999"),
    (SOUND_APPS, "9007199254740993", b"+9007199254740993"),
    (Unordered(), "1 2\n3 4\n", b"3 4\n1  2\n"),
    (Unordered(of="tokens"), "1 2\n3 4\n", b"4 3 2 1"),
    (CaseInsensitive(), "YES\nÉtage", "yes étAGE"),
    (Decimals(), "1.0 2\n3", b"1 2.00\n3.0\n"),
    (Decimals(), "word here", b" word here "),
    (Decimals(), "1e3", b"1000"),
    (Decimals(), "0.1", b"0.1000000000000000000000000000000000000000"),
]

REFUSED: list[tuple[Checker, str, bytes | str]] = [
    (Tokens(), "1 2 3", b"1 2"),
    (Tokens(), "1 2 3", b""),
    (Tokens(), "1 2", b"1 2 3"),
    (Tokens(), "12", b"1 2"),
    (Tokens(), "YES", b"yes"),
    (Tokens(), "1", b"1.0"),
    (Tokens(), "1", "１"),
    (Tokens(), "a b", "a\u00a0b"),
    (Tokens(), "\ufffd", b"\xff"),
    (Tokens(), "a", b"a\0"),
    (Lines(), "1 2\n3", b"1  2\n3"),
    (Lines(), "1 2\n3", b"1 2 3"),
    (Lines(), "1\n2", b"1\n\n2"),
    (Lines(), "1\n2", b"1"),
    (Exact(), "1 2\n", b"1 2"),
    (Exact(), "1", b"1\n"),
    (Floats(), "0.5", b"0.500002"),
    (Floats(), "0.5", b"nan"),
    (Floats(), "0.5", b"inf"),
    (Floats(), "nan", b"0.5"),
    (Floats(), "nan", b"NaN"),
    (Floats(), "inf", b"1e400"),
    (Floats(), "1e308", b"1e309"),
    (Floats(), "0.5 x", b"0.5 y"),
    (Floats(), "0.5 0.5", b"0.5"),
    (Floats(), "1000", b"1_000"),
    (Floats(), "1.0", "１.0"),
    (Floats(), "16", b"0x10"),
    (Floats(absolute=0, relative=0), "0.1", b"0.1000001"),
    (SOUND_APPS, "1000000", b"1000001"),
    (SOUND_APPS, "1000000", b"1000001.0"),
    (SOUND_APPS, "9007199254740993", b"9007199254740992"),
    (SOUND_APPS, "1000000000000000001", b"1e18"),
    (SOUND_APPS, "YES", b"yes"),
    (Unordered(), "1 2\n3 4", b"2 1\n3 4"),
    (Unordered(), "1\n1\n2", b"1\n2\n2"),
    (Unordered(), "1\n2", b"1"),
    (Unordered(), "1\n2", b"1\n2\n2"),
    (Unordered(of="tokens"), "1 2 2", b"1 1 2"),
    (CaseInsensitive(), "YES", b"NO"),
    (CaseInsensitive(), "straße", "STRASSE"),
    (CaseInsensitive(), "é", b"\xe9"),
    (Decimals(), "1.0", b"1.0000001"),
    (Decimals(), "1\n2", b"1 2"),
    (Decimals(), "x 1", b"x 1.0"),
    (Decimals(), "nan", b"NaN"),
    (Decimals(), "1", b"sNaN"),
    (Decimals(), "1000", b"1_000"),
    (Decimals(), "1", "１"),
]


@pytest.mark.parametrize(("checker", "expected", "actual"), ACCEPTED)
def test_accepts(checker: Checker, expected: str, actual: bytes | str) -> None:
    assert checker.check(expected, actual).accepted


@pytest.mark.parametrize(("checker", "expected", "actual"), REFUSED)
def test_refuses_and_says_where(checker: Checker, expected: str, actual: bytes | str) -> None:
    judged = checker.check(expected, actual)
    assert not judged.accepted
    assert judged.message
    assert judged.score == 0.0


@pytest.mark.parametrize("checker", ALL, ids=lambda checker: checker.name)
@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_the_expected_output_is_accepted_by_every_checker(checker: Checker, text: str) -> None:
    assert checker.check(text, text).accepted
    assert checker.check(text, text.encode()).accepted


@pytest.mark.parametrize("checker", ALL, ids=lambda checker: checker.name)
@given(expected=st.text(), actual=st.binary())
def test_no_output_makes_a_checker_raise(checker: Checker, expected: str, actual: bytes) -> None:
    judged = checker.check(expected, actual)
    assert judged.accepted or judged.message


@given(st.lists(st.sampled_from([b"1", b"22", b"\n", b" \t", b"x" * 50]), max_size=60))
def test_tokens_agree_with_splitting_both_at_once(parts: list[bytes]) -> None:
    actual = b" ".join(parts)
    assert Tokens().check("1 22 1", actual).accepted == (actual.split() == [b"1", b"22", b"1"])


def test_a_prefix_of_the_output_is_wrong_by_every_checker() -> None:
    for checker in ALL:
        assert not checker.check("1\n2\n3\n", b"1\n2\n").accepted, checker.name


def test_the_message_names_line_and_token_and_both_words() -> None:
    message = Tokens().check("1 2\n3 4\n", b"1 2\n3 5\n").message
    assert message == "line 2, token 4: expected `4`, got `5`"


def test_the_message_finds_its_line_behind_many_blocks() -> None:
    lines = [b"7" * 20] * BLOCK_BYTES
    expected = b"\n".join(lines).decode()
    lines[BLOCK_BYTES - 3] = b"8"
    assert Tokens().check(expected, b"\n".join(lines)).message.startswith(f"line {BLOCK_BYTES - 2}, ")


def test_a_message_is_short_however_long_the_words_are() -> None:
    for checker in ALL:
        assert len(checker.check("7" * 100_000, b"8" * 100_000).message) < 400, checker.name


def test_an_output_that_ends_early_is_told_so() -> None:
    assert Tokens().check("1 2", b"1").message == "token 2: the output ends where `2` is expected"


@pytest.mark.parametrize("checker", ALL, ids=lambda checker: checker.name)
@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ("1e999999999", b"1e999999998"),
        ("1", b"9" * 2_000_000),
        ("1" * 2_000_000, b"1" * 2_000_000 + b"1"),
        ("1." + "1" * 2_000_000, b"1." + b"1" * 1_999_999 + b"x"),
        ("1 " * 500_000, b"1\n" * 500_000 + b"2"),
        ("1", b" " * 2_000_000 + b"2"),
        ("1", b"\n" * 2_000_000 + b"2"),
        ("1", b"\0" * 2_000_000),
    ],
    ids=["exponents", "digits", "more digits", "decimals", "many", "spaces", "lines", "nuls"],
)
def test_long_and_odd_outputs_take_no_time(checker: Checker, expected: str, actual: bytes) -> None:
    started = time.process_time()
    assert not checker.check(expected, actual).accepted
    assert time.process_time() - started < 2


def test_half_a_surrogate_pair_equals_itself_alone() -> None:
    assert Tokens().check("\ud800", "\ud800").accepted
    assert not Tokens().check("\ud800", b"?").accepted
    assert as_bytes("\ud800") == b"\xed\xa0\x80"


def test_every_checker_is_made_by_its_name() -> None:
    for name, kind in NAMED.items():
        assert make_checker(name) == kind()


MADE = [
    (CheckerSpec(name="floats", absolute=0.5, relative=0.0), Floats(absolute=0.5, relative=0.0)),
    (CheckerSpec(name="floats", exact_integers=True), Floats(exact_integers=True)),
    (CheckerSpec(name="unordered", of="tokens"), Unordered(of="tokens")),
    (
        CheckerSpec(style="testlib", source="int main() {}"),
        CheckerProgram(style="testlib", language="cpp", source="int main() {}"),
    ),
    (
        CheckerSpec(style="open_r1", source="print(1)", language="python"),
        CheckerProgram(style="open_r1", language="python", source="print(1)"),
    ),
]


@pytest.mark.parametrize(("spec", "checker"), MADE)
def test_a_checker_is_made_with_its_settings(spec: CheckerSpec, checker: Checker | CheckerProgram) -> None:
    assert make_checker(spec) == checker


UNFIT = [
    (CheckerSpec(), "reference.checker.name"),
    (CheckerSpec(name="tokens", absolute=1.0), "reference.checker.absolute"),
    (CheckerSpec(name="floats", of="lines"), "reference.checker.of"),
    (CheckerSpec(name="floats", relative=1.0), "reference.checker.relative"),
    (CheckerSpec(name="floats", absolute=float("nan")), "reference.checker.absolute"),
    (CheckerSpec(style="testlib"), "reference.checker.source"),
    (CheckerSpec(source="print(1)"), "reference.checker.style"),
    (CheckerSpec(style="testlib", source=" "), "reference.checker.source"),
    (CheckerSpec(name="tokens", style="testlib", source="x"), "reference.checker.name"),
]


@pytest.mark.parametrize(("spec", "field"), UNFIT)
def test_a_setting_that_does_not_fit_is_named(spec: CheckerSpec, field: str) -> None:
    with pytest.raises(InvalidSample) as refused:
        make_checker(spec)
    assert refused.value.field == field
