"""Languages are detected as langdetect detects them with seed 0, whatever the text, thread or order."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import langdetect
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers.core.languages.detection import detect, known_languages, warm

langdetect.DetectorFactory.seed = 0

# Text of every kind, in all languages, cut, mixed, shouted, reversed; ``language`` is langdetect's verdict.
FILE = Path(__file__).parent / "language_samples.jsonl"
SAMPLES = [json.loads(line) for line in FILE.read_bytes().splitlines()]
LETTERS = [
    "the ",
    "and ",
    "über ",
    "ñ",
    "ễ",
    "e\u0301",
    "a\u0323",
    "ABC",
    "Ab",
    "的",
    "は",
    "한",
    "ß ",
    "ж",
    "ي",
    "ی",
]
OTHERS = [
    "http://a.b/c ",
    "x@y.zz ",
    "@",
    "\u00a0",
    "\u2019",
    "\u3000",
    "\x85",
    "\ud800",
    "𝒳",
    "  ",
    "1",
    "_",
    "^",
]
PIECES = [*LETTERS, *OTHERS]
LONG = [
    "a",
    " ",
    "@",
    "a@",
    "a@b ",
    "http://a",
    "http://a ",
    "e\u0301",
    "\u0301",
    "\ud800",
    "中",
    "한",
    "A",
    "Ab",
    "ß",
]


def verdict_of_the_library(text: str) -> str | None:
    try:
        return str(langdetect.detect(text))
    except langdetect.LangDetectException:
        return None


def test_the_samples_hold_every_language() -> None:
    assert len(SAMPLES) > 700
    assert {sample["language"] for sample in SAMPLES} == known_languages() | {None}


def test_every_sample_gets_its_verdict_which_is_that_of_the_library() -> None:
    for sample in SAMPLES:
        text = sample["text"]
        assert detect(text) == sample["language"] == verdict_of_the_library(text), repr(text[:80])


@given(st.text(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_any_text_gets_the_verdict_of_the_library(text: str) -> None:
    assert detect(text) == verdict_of_the_library(text)


@pytest.mark.parametrize("text", ["", " ", "123", "!?", "http://example.org/only", "someone@example.org"])
def test_a_text_without_letters_has_no_language(text: str) -> None:
    assert detect(text) is None


@pytest.mark.parametrize("piece", [*LONG, "a" * 64 + "@", "𝒳", "\x00", "the "])
def test_hostile_length_costs_nothing(piece: str) -> None:
    warm()
    text = piece * (100_000 // len(piece))
    started = time.process_time()
    detect(text)
    assert time.process_time() - started < 0.2


def test_threads_and_order_change_nothing() -> None:
    texts = [sample["text"] for sample in SAMPLES[:200]]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(detect, reversed(texts))) == [detect(text) for text in texts][::-1]


def test_the_languages_are_those_of_the_library() -> None:
    assert len(known_languages()) == 55
    assert {"en", "zh-cn", "zh-tw"} <= known_languages()
