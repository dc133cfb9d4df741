"""What is at the other end of the link speaks the protocol badly, or too well."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable

import pytest

from .jails import Peer, judge, kinds

TESTS = ["assert f(1) == 2", "assert f(2) == 3"]
LOST = ["candidate_lost", "candidate_lost"]


def framed(payload: bytes) -> bytes:
    return len(payload).to_bytes(4, "big") + payload


def answering(*answers: object) -> Peer:
    """Answers every request with the next of these; with the last one for ever."""

    def peer(link: socket.socket) -> None:
        left = list(answers)
        while link.recv(65536):
            answer = left.pop(0) if len(left) > 1 else left[0]
            link.sendall(answer if isinstance(answer, bytes) else framed(json.dumps(answer).encode()))

    return peer


BAD = {
    "noise": b"\xff" * 100,
    "a message of no length": framed(b""),
    "text": "ok",
    "an empty list": [],
    "no kind": [1, 2],
    "an unknown kind": ["passed", True],
    "nothing with it": ["ok"],
    "too much with it": ["ok", 1, 2, 3],
    "the end of an iterator": ["stop"],
    "the referee's own word": ["call", "f", []],
    "an unknown tag": ["ok", {"pickle": "x"}],
    "a handle of no number": ["ok", {"h": ["f", "x"]}],
    "a handle of a handle": ["ok", {"h": [{"h": [1, "x"]}, "x"]}],
    "a function that was never given": ["ok", {"k": 0}],
    "a builtin function": ["ok", {"n": "eval"}],
    "an instance that was never given": ["ok", {"o": 7}],
    "an instance of no number": ["ok", {"o": [1]}],
    "a class that was never given": ["ok", {"C": 7}],
    "a named tuple of no fields": ["ok", {"N": ["P", "xy", [1, 2]]}],
    "a named tuple cut short": ["ok", {"N": ["P"]}],
    "a member cut short": ["ok", {"m": [1, "A"]}],
    "a member of no number": ["ok", {"m": ["x", "A", "B", None]}],
    "instances of its own": ["ok", {"O": [False, 1, 1]}],
    "attributes of what was never given": ["ok", None, [], [[7, {"d": ["x", 1]}]]],
    "a value with changes": ["ok", 1, [], []],
    "a callback that was never given": ["callback", 0, [], {"d": []}],
    "a callback of a negative number": ["callback", -1, [], {"d": []}],
    "a callback by name": ["callback", "eval", ["1"], {"d": []}],
    "an exception of no class": ["raise", 5, [], "", None, None],
    "an exception of endless bases": ["raise", ["A"] * 50, [], "", None, None],
    "an exception cut short": ["raise", "ValueError"],
    "bases that do not fit": ["raise", ["A", "OSError", "SyntaxError"], [], "", None, None],
    "deep": b"\x00\x00\x20\x00" + b"[" * 0x2000,
    "huge": b"\xff\xff\xff\xff" + b"[" * 100,
}


@pytest.mark.parametrize("answer", BAD.values(), ids=BAD.keys())
def test_what_is_no_answer_loses_the_program(answer: object) -> None:
    assert kinds("", TESTS, entry_point="f", peer=answering(answer)) == LOST


MATTER = ["with_traceback", 1, "args", 2, "__class__", 3, "_text", 4]
ODD = {
    "exit": ["raise", "SystemExit", [0], "", None, None],
    "interrupt": ["raise", "KeyboardInterrupt", [], "", None, None],
    "stop": ["raise", "StopIteration", [], "", None, None],
    "skip": ["raise", ["SkipTest", "Exception"], [], "", None, None],
    "an error of the tests' that never was": ["raise", "ValueError", [], "", None, 5],
    "an error of odd parts": ["raise", "ValueError", "args", [], ["state"], "x"],
    "attributes that matter": ["raise", ["A", "Exception"], [], 5, {"d": MATTER}, None],
    "absent": ["absent", "name 'f' is not defined"],
    "absent in odd words": ["absent", 5],
    "broken": ["broken"],
    "no value": ["ok", None],
    "changes of odd kinds": ["ok", None, [1, [0, []], ["x", 1], [99, []], [[], []]]],
    "changes of no kind": ["ok", None, "abc"],
    "attributes of odd kinds": ["ok", None, [], [1, [1], "x"]],
    "attributes of no kind": ["ok", None, [], "abc"],
    "a named tuple with too many values": ["ok", {"N": ["P", ["x"], [1, 2]]}],
    "a named tuple of odd names": ["ok", {"N": ["class", ["x"], [1]]}],
    "a named tuple that hides a method": ["ok", {"N": ["P", ["count", "index"], [1, 2]]}],
    "a type": ["ok", {"n": "list"}],
    "a handle": ["ok", {"h": [1, "list"]}],
    "a coroutine": ["ok", {"h": [1, "coroutine"]}],
}  # fmt: skip


@pytest.mark.parametrize("answer", ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize(
    "statement", ["assert f([1], a={}) == 2", "import sys\nassert f(lambda: sys.exit(0)) == 3"]
)
def test_an_odd_answer_passes_nothing_and_breaks_nothing(answer: object, statement: str) -> None:
    kind = kinds("", statement, entry_point="f", peer=answering(answer))[0]
    assert kind in ("assertion", "candidate_raised", "candidate_lost")


@pytest.mark.parametrize(
    "statement", ["assert not f(1)", "assert f(1)", "len(f(1))", "str(f(1))", "list(f(1))[0]", "f(1)[0]"]
)
def test_an_operator_answers_in_its_own_kind(statement: str) -> None:
    peer = answering(["ok", {"h": [1, "A"]}], ["ok", "words"])
    kind = kinds("", statement, entry_point="f", peer=peer)[0]
    assert (
        kind in ("candidate_raised", "passed")
        if statement in ("str(f(1))", "f(1)[0]")
        else kind == "candidate_raised"
    )


def closing(link: socket.socket) -> None:
    link.close()
    time.sleep(60)


def half(link: socket.socket) -> None:
    link.recv(65536)
    link.sendall(b"\x00\x00\x00\x0a[1")


def answering_before(link: socket.socket) -> None:
    link.sendall(framed(b'["ok",2]') * 50)
    while link.recv(65536):
        pass


@pytest.mark.parametrize("peer", [closing, half])
def test_a_peer_that_goes_is_lost(peer: Callable[[socket.socket], None]) -> None:
    assert kinds("", TESTS, entry_point="f", peer=peer) == LOST


def test_answers_sent_before_the_question_are_only_answers() -> None:
    assert kinds("", TESTS, entry_point="f", peer=answering_before) == ["passed", "assertion"]


def test_one_object_given_for_all_is_flagged() -> None:
    report = judge(
        "", "assert g() == Point(1, 2)", entry_point="g", peer=answering(["ok", {"h": [1, "Point"]}])
    )
    assert "compared_by_candidate" in report["flags"]


def test_calls_back_and_forth_have_a_depth() -> None:
    """Every request is answered by a callback, whose function makes the next request."""
    peer = answering(*[["callback", 0, [], {"d": []}]] * 150, ["ok", 2])
    assert kinds("", "def g():\n    return f(g)\nassert f(g) == 1", entry_point="f", peer=peer) == [
        "assertion"
    ]
