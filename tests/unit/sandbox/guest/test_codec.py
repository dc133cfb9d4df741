"""What is written comes back as it was, and whatever else is read is refused at once."""

from __future__ import annotations

import math
import struct
from collections import Counter, OrderedDict, defaultdict, namedtuple
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.guest.codec import Bounds, CodecError, NotPlain, decode, encode

TEXT = st.text(st.characters(codec=None, exclude_categories=()))
KEYS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT | st.binary()
ATOMS = (
    KEYS
    | st.floats()
    | st.complex_numbers()
    | st.binary().map(bytearray)
    | st.decimals(allow_nan=False)
    | st.fractions()
    | st.dates()
    | st.datetimes(timezones=st.none() | st.just(UTC) | st.just(timezone(timedelta(hours=-3))))
    | st.times()
    | st.timedeltas()
    | st.builds(range, st.integers(), st.integers(), st.integers(1))
    | st.builds(slice, st.none() | st.integers(), st.integers())
)
VALUES = st.recursive(
    ATOMS,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.sets(KEYS)
        | st.frozensets(KEYS | st.tuples(KEYS))
        | st.dictionaries(KEYS, inner)
    ),
    max_leaves=30,
)


def same(one: Any, other: Any) -> bool:
    """Equal, of equal types all the way down, in equal order."""
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return struct.pack("d", one) == struct.pack("d", other) or (math.isnan(one) and math.isnan(other))
    if isinstance(one, complex):
        return same(one.real, other.real) and same(one.imag, other.imag)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return same(list(one.items()), list(other.items()))
    return bool(one == other)


@given(VALUES)
def test_plain_values_come_back_as_they_were(value: Any) -> None:
    assert same(decode(encode(value)), value)


ODD = {
    "as long as decimal goes": 10**4299,
    "longer": 10**5000,
    "much longer": -(10**100_000),
    "longer, among others": [10**5000, {10**5000: 1}],
    "about a machine's word": [2**63, 2**64, -(2**64)],
    "surrogates side by side": "\ud83d\ude00",
    "surrogates alone": ["\udfff", {"\ud800": 1}],
    "infinite": [float("inf"), float("-inf")],
    "a time of a zone": time(1, tzinfo=UTC),
    "wide": [[]] * 999,
}


@pytest.mark.parametrize("value", ODD.values(), ids=ODD.keys())
def test_odd_values_come_back_as_they_were(value: Any) -> None:
    assert same(decode(encode(value)), value)


class Shouting(str):
    def __str__(self) -> str:
        return "LIE"

    encode = lower = __iter__ = None  # type: ignore[assignment]


class Lying(list[Any]):
    def __iter__(self) -> Any:
        return iter(["lie"])

    def __eq__(self, other: object) -> bool:
        return True

    __len__ = __getitem__ = copy = None  # type: ignore[assignment]


class LyingDict(dict[Any, Any]):
    items = keys = __iter__ = __getitem__ = None  # type: ignore[assignment]


class Colour(IntEnum):
    RED = 1


Point = namedtuple("Point", "x y")  # the untyped kind is what programs use


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Shouting("truth"), "truth"),
        (Lying([1, 2]), [1, 2]),
        ([Lying([1])], [[1]]),
        (LyingDict(a=1), {"a": 1}),
        (Colour.RED, 1),
        ({Colour.RED: Colour.RED}, {1: 1}),
        (Point(1, 2), (1, 2)),
        (Counter("aab"), {"a": 2, "b": 1}),
        (defaultdict(list, {1: [2]}), {1: [2]}),
        (OrderedDict([(2, 1), (1, 2)]), {2: 1, 1: 2}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_subclass_arrives_as_its_base_whatever_it_says(value: Any, plain: Any) -> None:
    assert same(decode(encode(value)), plain)


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value", [object(), [object()], len, int, nested(300), iter("a")], ids=lambda value: type(value).__name__
)
def test_what_is_not_plain_is_refused(value: Any) -> None:
    with pytest.raises(CodecError):
        encode(value)


def test_the_refusal_names_the_type() -> None:
    with pytest.raises(NotPlain) as refusal:
        encode([1, {2: iter([])}])
    assert refusal.value.type_name == "list_iterator"


def test_a_list_in_itself_is_refused() -> None:
    value: list[Any] = []
    value.append(value)
    with pytest.raises(CodecError):
        encode(value)


COLLIDING = ",".join(str((2**61 - 1) * n) for n in range(5000)).encode()
HOSTILE = {
    "empty": b"",
    "no utf-8": b'"\xff"',
    "cut": b'["ok"',
    "two messages": b"1 2",
    "no tag": b"{}",
    "two tags": b'{"t":[],"s":[]}',
    "unknown tag": b'{"pickle":"gASV"}',
    "a handle where none may be": b'{"h":[1,"x"]}',
    "unhashable member": b'{"s":[[1]]}',
    "unhashable key": b'{"d":[[1],2]}',
    "key without value": b'{"d":[1]}',
    "dict of a dict": b'{"d":{"t":[]}}',
    "tuple of text": b'{"t":"abc"}',
    "no base64": b'{"b":"a"}',
    "base64 of a list": b'{"b":[1]}',
    "no hex": b'{"i":"zz"}',
    "an int of a float": b'{"r":[1.5,2,3]}',
    "no step": b'{"r":[1,2,0]}',
    "zero below": b'{"F":["0x1","0x0"]}',
    "huge fraction": b'{"F":["0x%s","0x1"]}' % (b"f" * 100_000),
    "huge int": b"9" * 5000,
    "huge hex": b'{"i":"0x%s"}' % (b"f" * 3_000_000),
    "no date": b'{"A":[2024,13,1]}',
    "a date of text": b'{"A":["2024",1,1]}',
    "an offset of text": b'{"H":[1,1,1,1,0,"x"]}',
    "an endless offset": b'{"H":[1,1,1,1,0,Infinity]}',
    "no decimal": b'{"D":"one"}',
    "deep": b"[" * 500 + b"]" * 500,
    "very deep": b"[" * 5_000_000,
    "deep tags": b'{"t":[' * 300 + b"]}" * 300,
    "deep behind a string": b'["[",' * 450 + b"1" + b"]" * 450,
    "many": b"[" + b"1," * 4_100_000 + b"1]",
    "chosen hashes": b'{"s":[' + COLLIDING + b"]}",
    "chosen hashes of keys": b'{"d":[' + COLLIDING.replace(b",", b",0,") + b",0]}",
    "too many hashes": b'{"s":[' + b",".join(b"%d" % n for n in range(100_001)) + b"]}",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.timeout(20)
def test_hostile_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(CodecError):
        decode(data)


def test_a_message_over_the_size_limit_is_refused() -> None:
    with pytest.raises(CodecError):
        decode(b'"' + b"x" * 2000 + b'"', Bounds(size=1000))


def test_brackets_and_commas_in_text_count_for_nothing() -> None:
    value = ["[{," * 3_000_000, '"\\[' * 1000]
    assert decode(encode(value)) == value


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_give_a_value_or_a_codec_error(data: bytes) -> None:
    try:
        decode(data)
    except CodecError:
        return


JSON = st.recursive(
    st.none() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from("tdsfbaiucrlDFTAHEhkx"), inner, max_size=1)
    ),
)


@given(JSON)
def test_any_tags_give_a_value_or_a_codec_error(body: Any) -> None:
    import json

    try:
        decode(json.dumps(body).encode())
    except CodecError:
        return


def test_dates_and_numbers_keep_their_kind() -> None:
    values = [
        datetime(2024, 2, 29, 1, fold=1),
        date(1, 1, 1),
        timedelta(-1, 5),
        Decimal("1.50"),
        Fraction(-1, 3),
    ]
    assert [(type(value), str(value)) for value in decode(encode(values))] == [
        (type(value), str(value)) for value in values
    ]
