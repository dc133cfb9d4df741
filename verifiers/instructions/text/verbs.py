"""Is the first word a verb? NLTK's averaged perceptron (Honnibal, 2013), as far as a first word needs
it.

The tagger goes from left to right and looks two words ahead, so the tag of the first word depends on the
first three alone: tagging the rest, as the published check does twice, changes nothing.
``data/first_word_tags.json.gz`` holds the weights that a first word can meet, taken from NLTK's model by
``tools/first_word_tagger.py``.
"""

from __future__ import annotations

import functools
import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

LOOKED_AT: Final = 3
"""Tokens of a text that decide the tag of the first."""

_END: Final = ("-END-", "-END2-")


@dataclass(frozen=True, slots=True)
class Tagger:
    """``weights``: feature to tag to weight; ``always``: what every first word gets; ``known``: words of
    one tag."""

    tags: Sequence[str]
    known: dict[str, str]
    always: Sequence[float]
    weights: dict[str, list[list[float]]]

    def tag(self, tokens: Sequence[str]) -> str:
        """The Penn Treebank tag of the first of ``tokens``; only ``LOOKED_AT`` of them are looked at."""
        first = tokens[0]
        if first in self.known:
            return self.known[first]
        scores = list(self.always)
        for feature in _features(tokens):
            for tag, weight in self.weights.get(feature, ()):
                scores[int(tag)] += weight
        return max(zip(scores, self.tags, strict=True))[1]


@functools.cache
def english_tagger() -> Tagger:
    packed = files("verifiers.instructions.text") / "data" / "first_word_tags.json.gz"
    return Tagger(**json.loads(gzip.decompress(packed.read_bytes())))


def _features(tokens: Sequence[str]) -> Iterator[str]:
    word = tokens[0]
    here, second, third = (*map(_normal, tokens[:LOOKED_AT]), *_END)[:LOOKED_AT]
    yield f"i suffix {word[-3:]}"
    yield f"i pref1 {word[0]}"
    yield f"i word {here}"
    yield f"i-1 tag+i word -START- {here}"
    yield f"i+1 word {second}"
    yield f"i+1 suffix {second[-3:]}"
    yield f"i+2 word {third}"


def _normal(word: str) -> str:
    if "-" in word[1:] and word[0] != "-":
        return "!HYPHEN"
    if word.isdigit() and len(word) == 4:
        return "!YEAR"
    return "!DIGITS" if word[0].isdigit() else word.lower()
