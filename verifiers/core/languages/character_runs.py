"""From a text to the runs of one to three characters that its language is told by, as langdetect counts them.

A run never spans two words, a space beside a word belongs to it, and what stands behind two capitals in a row
is left out (an acronym has no language). Only the first 10,000 characters count, after URLs and addresses
are gone; no more of the text than that is ever looked at, so hostile length costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from itertools import compress, pairwise
from operator import add

from verifiers.core.languages.profiles import character_classes, profiles

Runs = tuple[bytes, ...]  # packed frequencies, in the order of the text

COUNTED_CHARS = 10_000
# A URL or an address that is cut off by the end of what is looked at may be read differently; none is longer.
_LONGEST_MATCH = 3_000
_URL = re.compile(r"https?://[-_.?&~;+=/#0-9A-Za-z]{1,2076}")
_ADDRESS = re.compile(r"[-_.0-9A-Za-z]{1,64}@[-_0-9A-Za-z]{1,255}[-_.0-9A-Za-z]{1,255}")
_VIETNAMESE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
_LETTERS_AND_BETWEEN = bytes(range(ord("A"), ord("z") + 1))
_WITHOUT_LATIN = dict.fromkeys(_LETTERS_AND_BETWEEN)
_FROM_COMBINING_MARKS_ON = re.compile("[\u0300-\U0010ffff]+")
# Words are met again and again; longer ones are no words (lines of Chinese, hostile text).
_REMEMBERED_WORDS = 16_384
_LONGEST_WORD = 32
_remembered: dict[str, Runs] = {}  # may be filled by any thread, in any order: what it holds is only derived


def runs_of(text: str) -> list[bytes]:
    """The packed frequencies of every known run, in the order of the text."""
    text = _without_stray_latin(_beginning(text)).translate(_normal_characters())
    *words, last = text.split(" ")
    runs: list[bytes] = []
    for word, known in zip(words, map(_remembered.get, words), strict=True):
        runs += _remember(word) if known is None else known
    runs += _runs(last, "") if last else ()
    return runs


def _beginning(text: str) -> str:
    """The part that counts, without URLs and addresses, Vietnamese letters in one piece."""
    looked_at = COUNTED_CHARS + _LONGEST_MATCH
    while True:
        cleaned = text[:looked_at]
        if "://" in cleaned:
            cleaned = _URL.sub(" ", cleaned)
        if "@" in cleaned:
            cleaned = _ADDRESS.sub(" ", cleaned)
        if not cleaned.isascii() and any(map(cleaned.__contains__, _VIETNAMESE_MARKS)):
            letter_and_mark, whole = _vietnamese()
            cleaned = letter_and_mark.sub(whole, cleaned)
        if looked_at >= len(text) or len(cleaned) >= COUNTED_CHARS + _LONGEST_MATCH:
            return cleaned[:COUNTED_CHARS]
        looked_at *= 2


def _without_stray_latin(text: str) -> str:
    """Latin letters are left out of a text that is mostly written in others."""
    if text.isascii():
        return text
    ascii_text = text.encode("ascii", "ignore")
    latin = len(ascii_text) - len(ascii_text.translate(None, _LETTERS_AND_BETWEEN))
    if latin * 2 >= len(text) - len(ascii_text):
        return text
    other = len(text) - len(_FROM_COMBINING_MARKS_ON.sub("", text))
    return text.translate(_WITHOUT_LATIN) if latin * 2 < other else text


def _runs(word: str, after: str = " ") -> Runs:
    """``after``: what follows the word; nothing does at the end of a text."""
    known = profiles().runs.get
    padded = f" {word}{after}"
    pairs = list(map(add, padded, padded[1:]))
    triples = map(add, pairs, padded[2:])
    in_order: Iterable[tuple[bytes | None, ...]] = zip(
        map(known, padded[1:]), map(known, pairs), (None, *map(known, triples)), strict=True
    )
    if any(map(str.isupper, word[1:])):
        capitals = map(str.isupper, padded)
        in_order = compress(in_order, [not (before and here) for before, here in pairwise(capitals)])
    return tuple(run for three in in_order for run in three if run)


def _remember(word: str) -> Runs:
    runs = _runs(word) if word else ()
    if len(word) <= _LONGEST_WORD:
        if len(_remembered) >= _REMEMBERED_WORDS:
            _remembered.clear()
        _remembered[word] = runs
    return runs


@cache
def _normal_characters() -> str:
    """At each code point the character that it counts as; a string serves ``str.translate`` as a table.

    Capitals stay. Syllables of Hangul, Kana and Bopomofo are one character each, ideographs that occur
    alike are one, and what is no letter of ASCII is a space.
    """
    classes = character_classes()
    normal = [chr(code) for code in range(0x10000)]
    normal[:0x80] = [char if char.isalpha() else " " for char in normal[:0x80]]
    for first, last, counts_as in (
        (0x1EA0, 0x1EFF, "\u1ec3"),
        (0x2000, 0x206F, " "),
        (0x3040, 0x309F, "\u3042"),
        (0x30A0, 0x30FF, "\u30a2"),
        (0x3100, 0x312F, "\u3105"),
        (0x31A0, 0x31BF, "\u3105"),
        (0xAC00, 0xD7AF, "\uac00"),
    ):
        normal[first : last + 1] = counts_as * (last + 1 - first)
    single = {"\u0219": "\u015f", "\u021b": "\u0163", "\u06cc": "\u064a"}
    single |= dict.fromkeys(classes["NGram.LATIN1_EXCLUDE"], " ")
    for name, alike in classes.items():
        if name.startswith("NGram.KANJI"):
            single |= dict.fromkeys(alike, alike[0])
    for char, counts_as in single.items():
        normal[ord(char)] = counts_as
    return "".join(normal)


@cache
def _vietnamese() -> tuple[re.Pattern[str], Callable[[re.Match[str]], str]]:
    """A pattern for a letter with a combining mark behind it, and what gives the one letter that both are."""
    classes = character_classes()
    letters, marks = classes["TO_NORMALIZE_VI_CHARS"], classes["DMARK_CLASS"]
    composed = {
        letter + mark: whole
        for mark in marks
        for letter, whole in zip(letters, classes[f"NORMALIZED_VI_CHARS_{ord(mark):04X}"], strict=True)
    }
    return re.compile(f"[{letters}][{marks}]"), lambda found: composed[found[0]]


def warm() -> None:
    """Builds the tables that the first text would have to wait for."""
    profiles()
    _normal_characters()
    _vietnamese()
