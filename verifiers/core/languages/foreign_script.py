"""A script that the prompt does not use, more of it than names and formulas need."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from verifiers.core.languages.scripts import CASED, RANGES, SCRIPTS

# How many letters of a foreign script a response may hold: a Han character is a word, a letter is not.
# Of Greek, words count: single letters are formulas.
_ALLOWED = {"Han": 1, "Kana": 2, "Hangul": 2, "Greek": 1}
_ALLOWED_LETTERS = 12
_ENOUGH_LETTERS = _ALLOWED_LETTERS + 1
_ALLOWED_NAMES = 6
_GREEK_WORD_LETTERS = 3
_LATIN_SHARE = 0.5
_LATIN_LETTERS = 20
_LATIN_WORD = re.compile(f"[{RANGES['Latin']}]+")


def find_script(text: str, allowed: frozenset[str]) -> tuple[str, int] | None:
    """The first script that is not ``allowed`` and counts, and where its first letters stand."""
    if not text.isascii() and (found := _find_other(text, allowed)):
        return found
    if "Latin" not in allowed and mostly_latin(text):
        return "Latin", 0
    return None


def foreign_letters(text: str, allowed: frozenset[str]) -> int:
    """Letters of scripts that are not allowed, Latin ones aside."""
    return 0 if text.isascii() else sum(map(len, _foreign_words(allowed).findall(text)))


def mostly_latin(text: str) -> bool:
    latin = sum(map(len, _LATIN_WORD.findall(text)))
    return latin > _LATIN_LETTERS and latin > _LATIN_SHARE * sum(map(str.isalpha, text))


def _find_other(text: str, allowed: frozenset[str]) -> tuple[str, int] | None:
    letters: Counter[str] = Counter()
    first: dict[str, int] = {}
    names = 0
    for found in _foreign_words(allowed).finditer(text):
        word = found[0]
        scripts = list(map(script_of, word[:_ENOUGH_LETTERS]))
        if scripts[0] in CASED and word.istitle() and names < _ALLOWED_NAMES:
            names += 1
            continue
        if scripts[0] == "Greek":
            scripts = scripts[:1] if len(word) >= _GREEK_WORD_LETTERS else []
        for script in scripts:
            letters[script] += 1
            start = first.setdefault(script, found.start())
            if letters[script] > _ALLOWED.get(script, _ALLOWED_LETTERS):
                return script, start
    return None


@lru_cache(4096)
def script_of(letter: str) -> str:
    return next((name for name, pattern in SCRIPTS.items() if pattern.match(letter)), "")


@lru_cache(256)
def _foreign_words(allowed: frozenset[str]) -> re.Pattern[str]:
    """Runs of letters of scripts that are neither allowed nor Latin."""
    foreign = [letters for name, letters in RANGES.items() if name not in allowed and name != "Latin"]
    return re.compile(f"[{''.join(foreign)}]+" if foreign else r"(?!)")
