"""How often each language uses which letters: the 55 profiles that ship inside the library langdetect.

They are read as data (Wikipedia counts of runs of one to three characters). A run's frequencies are kept
packed, since 80% of the runs belong to one language, and unpacked to one number a language when a text needs
them: all of them unpacked would hold 40 MB.
"""

from __future__ import annotations

import json
import struct
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from string import ascii_letters
from typing import Any, NamedTuple

_ENTRY = struct.Struct("=Bd")  # a language's place in the list, and the run's share in it
_UNPACKED_RUNS = 16_384

Frequencies = tuple[float, ...]


class Profiles(NamedTuple):
    """Languages by code, the first ``latin`` of them written in Latin letters; each run's packed shares."""

    languages: tuple[str, ...]
    latin: int
    runs: Mapping[str, bytes]


@cache
def profiles() -> Profiles:
    """All profiles, in an order that does not depend on the file system."""
    folder = resources.files("langdetect").joinpath("profiles")
    read = [json.loads(file.read_bytes()) for file in folder.iterdir() if file.is_file()]
    read.sort(key=lambda profile: (not _is_latin(profile), profile["name"]))
    runs: defaultdict[str, bytes] = defaultdict(bytes)
    pack = _ENTRY.pack
    for index, profile in enumerate(read):
        totals = profile["n_words"]
        for run, count in profile["freq"].items():
            runs[run] += pack(index, count / totals[len(run) - 1])
    return Profiles(tuple(profile["name"] for profile in read), sum(map(_is_latin, read)), dict(runs))


def _is_latin(profile: Mapping[str, Any]) -> bool:
    letters = sum(profile["freq"].get(letter, 0) for letter in ascii_letters)
    return bool(letters > profile["n_words"][0] / 2)


@lru_cache(_UNPACKED_RUNS)
def frequencies(packed: bytes) -> Frequencies:
    """One number for each language, in the order of ``Profiles.languages``, and a 0 behind them."""
    shares = [0.0] * (len(profiles().languages) + 1)
    for index, share in _ENTRY.iter_unpack(packed):
        shares[index] = share
    return tuple(shares)


@lru_cache(_UNPACKED_RUNS)
def latin_frequencies(packed: bytes) -> Frequencies:
    """One number for each language of Latin letters, and the greatest among the others behind them."""
    latin = profiles().latin
    shares = [0.0] * (latin + 1)
    for index, share in _ENTRY.iter_unpack(packed):
        if index < latin:
            shares[index] = share
        elif share > shares[latin]:
            shares[latin] = share
    return tuple(shares)


@cache
def character_classes() -> Mapping[str, str]:
    """The library's lists of characters that are counted as one, by the names that it gives them."""
    file = resources.files("langdetect").joinpath("utils", "messages.properties")
    pairs = (line.strip().partition("=") for line in file.read_text("ascii").splitlines())
    return {name: value.encode().decode("unicode_escape") for name, _, value in pairs}
