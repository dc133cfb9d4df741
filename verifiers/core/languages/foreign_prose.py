"""Prose in another language than the prompt's, told by its small words, and confirmed by its letters.

Four small words of another language within thirty words, of which at most one belongs to the prompt's: that
is a sentence. Names, titles, lists, code and word plays seldom hold them so densely, and when they do they
are not of that language for ``detect``, which looks at letters alone. Two independent signs must agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from verifiers.core.languages.detection import detect
from verifiers.core.languages.function_words import FUNCTION_WORDS

_AROUND_WORDS = "“”‘’„‚«»‹›—–…¿¡·•。，、；：？！（）「」『』《》،؛؟\u00a0"
_NO_LETTERS = {char for char in map(chr, range(128)) if not char.isalpha()} | set(_AROUND_WORDS)
# At each code point itself, or a space: a string serves ``str.translate`` as a table, and is its fastest.
_SPACED = "".join(" " if char in _NO_LETTERS else char for char in map(chr, range(0x10000)))
_FIRST_OTHER_SCRIPT = "\u0370"
_LATIN_ADDITIONAL = ("\u1e00", "\u1eff")


class Evidence(NamedTuple):
    """How many small words, how many of them different, among how many words, how many of the prompt's."""

    needed: int
    different: int
    among: int
    own: int


SWITCHED = Evidence(needed=4, different=3, among=30, own=1)
# What a prompt quotes or contains is forgiven sooner than a response is accused of it.
MENTIONED = Evidence(needed=3, different=3, among=15, own=4)
# A language is one of the prompt's when the prompt holds this share of the small words of its likeliest one.
_ALSO_LIKELY = 0.7
# In prose of so many words, at least so many are small ones.
_ENOUGH_WORDS = 8
_SMALL_SHARE = 0.2
_STRETCHES_ASKED = 8


class Candidate(NamedTuple):
    """A language that a response must not be written in, and the words that tell it from the prompt's."""

    name: str
    foreign: frozenset[str]
    own: frozenset[str]
    is_latin: bool


class Stretch(NamedTuple):
    """Places of words, the second behind the last one, and the language as ``detect`` has it."""

    start: int
    end: int
    language: str


def words_of(text: str) -> list[str]:
    """In small letters, in the order of the text; 27,000 of them in 3 ms."""
    return text.lower().translate(_SPACED).split()


def candidates(prose: str, shown: str, allowed: frozenset[str]) -> tuple[Candidate, ...]:
    """Every language that is foreign to a prompt; none when it holds too little to tell its own.

    ``allowed``: languages that it asks for. What it says tells its language; what it shows, others that the
    response may be written in.
    """
    words = words_of(prose)
    own = _languages_of(words)
    if own is None:
        return ()
    detected = detect(prose)
    by_letters = {name for name in FUNCTION_WORDS if detected in name.split("/")}
    if own and "en" not in own and not own & by_letters:
        return ()  # the two signs differ: a language that no list is for (Galician, Belarusian)
    others = [_candidate(name, own | by_letters | allowed) for name in FUNCTION_WORDS]
    others = [other for other in others if other.foreign and (other.is_latin or own)]
    words += words_of(shown)
    mentioned = {other.name for other in others if _is_mentioned(words, other)}
    expected = own | by_letters | allowed | mentioned
    return tuple(_candidate(other.name, expected) for other in others if other.name not in mentioned)


def stretches(words: Sequence[str], foreign: tuple[Candidate, ...]) -> Iterator[Stretch]:
    """Stretches of foreign prose, all of one language."""
    distinct = frozenset(words)
    held = {candidate: candidate.foreign & distinct for candidate in foreign}
    likely = [candidate for candidate in foreign if len(held[candidate]) >= SWITCHED.different]
    if not likely:
        return
    likely.sort(key=lambda candidate: -len(held[candidate]))
    small = frozenset().union(*(held[candidate] for candidate in likely))
    places = [place for place, word in enumerate(words) if word in small]
    for candidate in likely:
        found = list(
            _dense(words, [place for place in places if words[place] in candidate.foreign], candidate)
        )
        if language := _confirmed(words, found, candidate):
            yield from (Stretch(start, end, language) for start, end in found)
            return


def _confirmed(words: Sequence[str], found: Sequence[tuple[int, int]], candidate: Candidate) -> str | None:
    """The candidate's code if the letters of a stretch say so too; some are asked, evenly spread."""
    names = candidate.name.split("/")
    for start, end in found[:: max(len(found) // _STRETCHES_ASKED, 1)][: _STRETCHES_ASKED + 1]:
        if (detected := detect(" ".join(words[start:end]))) in names:
            return detected
    return None


def _dense(
    words: Sequence[str], places: Sequence[int], candidate: Candidate, evidence: Evidence = SWITCHED
) -> Iterator[tuple[int, int]]:
    """Stretches that hold the evidence and do not overlap. ``places``: of the foreign small words."""
    foreign, own = candidate.foreign, candidate.own
    index = 0
    while (last := index + evidence.needed - 1) < len(places):
        start, end = places[index], places[last] + 1
        index += 1
        if end - start > evidence.among:
            continue
        stretch = words[start:end]
        if len(foreign.intersection(stretch)) < evidence.different:
            continue
        own_words = sum(map(own.__contains__, stretch))
        if candidate.is_latin:
            own_words += sum(map(_is_other_script, stretch))
        if own_words <= evidence.own:
            yield start, end
            index = last + 1


def _is_mentioned(words: Sequence[str], candidate: Candidate) -> bool:
    places = [place for place, word in enumerate(words) if word in candidate.foreign]
    return next(_dense(words, places, candidate, MENTIONED), None) is not None


def _is_other_script(word: str) -> bool:
    first = word[0]
    return first >= _FIRST_OTHER_SCRIPT and not _LATIN_ADDITIONAL[0] <= first <= _LATIN_ADDITIONAL[1]


def _languages_of(words: Sequence[str]) -> frozenset[str] | None:
    """The languages that a prompt may be written in. ``None``: it holds too little to tell.

    A prompt in a script that no list is for (Chinese, say) has none of them, which is an answer.
    """
    distinct = set(words)
    held = {name: len(small & distinct) for name, small in FUNCTION_WORDS.items()}
    most = max(held.values())
    likely = frozenset(name for name, count in held.items() if count and count >= _ALSO_LIKELY * most)
    small = frozenset().union(*(FUNCTION_WORDS[name] for name in likely))
    if len(words) >= _ENOUGH_WORDS and sum(word in small for word in words) < _SMALL_SHARE * len(words):
        likely, most = frozenset(), 0  # of a language that no list is for, or no prose
    if most > 1 or len(likely) == 1:
        return likely
    return frozenset() if any(map(_is_other_script, words)) else None


@lru_cache(1024)
def _candidate(name: str, expected: frozenset[str]) -> Candidate:
    """``expected``: languages and scripts that a response may be written in."""
    words = FUNCTION_WORDS[name]
    own_words = frozenset().union(*(FUNCTION_WORDS.get(other, ()) for other in expected))
    is_latin = not any(map(_is_other_script, words))
    return Candidate(name, words - own_words, own_words - words, is_latin)
