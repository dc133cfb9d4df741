"""What is remembered of large records, and how much of it."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from verifiers.code.formats.canonical import Canonical, Record, StdioCase
from verifiers.code.formats.reading import WORTH_REMEMBERING_CHARS, Reader
from verifiers.core.errors import BadReference

LARGE = "x" * WORTH_REMEMBERING_CHARS


class Counting:
    def __init__(self, output: str = "") -> None:
        self.times = 0
        self._output = output

    def __call__(self, record: Record) -> Canonical:
        self.times += 1
        return Canonical(kind="stdio", cases=[StdioCase(b"", self._output)])


def test_a_large_record_is_read_once() -> None:
    reader, convert = Reader(), Counting()
    first = reader.read("a", convert, {"tests": LARGE, "n": 1})
    assert reader.read("a", convert, {"n": 1, "tests": f"{LARGE}y"[:-1]}) is first
    assert convert.times == 1


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("b", {"tests": LARGE, "n": 1}),
        ("a", {"tests": LARGE, "n": 2}),
        ("a", {"tests": LARGE, "n": "1"}),
        ("a", {"tests": f"{LARGE}x", "n": 1}),
        ("a", {"tests": LARGE}),
    ],
)
def test_another_record_is_another(name: str, fields: dict[str, Any]) -> None:
    reader, convert = Reader(), Counting()
    reader.read("a", convert, {"tests": LARGE, "n": 1})
    reader.read(name, convert, fields)
    assert convert.times == 2


def test_small_records_are_read_again() -> None:
    reader, convert = Reader(), Counting()
    for _ in range(2):
        reader.read("a", convert, {"tests": "x"})
    assert convert.times == 2


def test_a_broken_record_is_broken_each_time() -> None:
    def refuse(record: Record) -> Canonical:
        raise BadReference("broken")

    reader = Reader()
    for _ in range(2):
        with pytest.raises(BadReference):
            reader.read("a", refuse, {"tests": LARGE})


def test_the_least_recently_used_goes_first() -> None:
    reader, convert = Reader(most_bytes=250), Counting("y" * 100)
    for number in (1, 2, 1, 3):
        reader.read("a", convert, {"tests": LARGE, "n": number})
    assert convert.times == 3
    reader.read("a", convert, {"tests": LARGE, "n": 1})
    assert convert.times == 3
    reader.read("a", convert, {"tests": LARGE, "n": 2})
    assert convert.times == 4


def test_what_is_larger_than_the_room_is_not_kept() -> None:
    reader, convert = Reader(most_bytes=50), Counting("y" * 100)
    for _ in range(2):
        reader.read("a", convert, {"tests": LARGE})
    assert convert.times == 2


def test_threads_may_share_it() -> None:
    reader, convert = Reader(most_bytes=250), Counting("y" * 100)
    fields = [{"tests": LARGE, "n": number} for number in range(8)]

    def read() -> None:
        for _ in range(20):
            for one in fields:
                assert reader.read("a", convert, one).cases

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert reader._bytes == sum(size for _, size in reader._kept.values()) <= 250
