"""What constraints look at: a text, and what is worked out of it once, whoever asks."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from functools import cached_property
from typing import Final

import regex

from verifiers.core.languages.detection import detect
from verifiers.instructions.text.rough_sentences import split_roughly
from verifiers.instructions.text.sentences import split_sentences
from verifiers.instructions.text.words import tokenize

AROUND_WORDS: Final = string.punctuation + " "
"""What the published checks strip from a word."""

_ASCII_WORD = re.compile(r"\w+")
_WORD = regex.compile(r"\w+")  # which keeps the vowel signs of Indic scripts inside of words
_JOINERS = r"['’-]|(?<=\d)[.,](?=\d)|(?<=\b[^\W\d])\.(?=[^\W\d]\b)"
_ASCII_PLAIN = re.compile(rf"[A-Za-z0-9]+(?:(?:{_JOINERS})[A-Za-z0-9]+){{0,3}}")
_LETTERS = r"[\p{L}\p{N}][\p{L}\p{N}\p{M}]*"
_PLAIN = regex.compile(rf"{_LETTERS}(?:(?:{_JOINERS}){_LETTERS}){{0,3}}")
_PUNCTUATION = frozenset(string.punctuation)
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)
_BLANKS = {code: " " for code in range(128) if not _ASCII_WORD.match(chr(code))}


class View:
    """One text. ``kin`` is a view of nearly the same text: what it knows of sentences need not be found out
    again. With ``same_language`` its language is this one's too."""

    def __init__(self, text: str, kin: View | None = None, *, same_language: bool = False) -> None:
        self.text = text
        self._whole = kin if same_language else None
        self._boundaries: dict[str, bool] = kin._boundaries if kin else {}
        self._tokens: dict[str, list[str]] = kin._tokens if kin else {}

    @cached_property
    def lower(self) -> str:
        return self.text.lower()

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def words(self) -> list[str]:
        """Runs of letters, digits and underscores that hold a letter or a digit."""
        runs = self.runs
        return runs if self.text.isascii() and "_" not in self.text else list(filter(is_word, runs))

    @cached_property
    def runs(self) -> list[str]:
        """Runs of letters, digits and underscores, which are words to the published checks."""
        if self.text.isascii():
            return _ascii_runs(self.text)
        found: list[str] = []
        for piece in self.text.split():
            if piece.isalpha():
                found.append(piece)
            else:
                found += _ascii_runs(piece) if piece.isascii() else _WORD.findall(piece)
        return found

    @cached_property
    def plain_words(self) -> list[str]:
        return plain_words(self.text)

    @cached_property
    def bare_words(self) -> list[str]:
        """Words between blanks, all ASCII punctuation taken out first, as published checks have them."""
        return bare(self.text)

    @cached_property
    def sentences(self) -> list[str]:
        return split_sentences(self.text, self._boundaries)

    @cached_property
    def rough_sentences(self) -> list[str]:
        """As IF-RLVR's checks cut them."""
        return split_roughly(self.text)

    @cached_property
    def tokens(self) -> list[str]:
        """As the Penn Treebank has them: punctuation and clitics are tokens of their own."""
        return self.tokens_of(self.sentences)

    def tokens_of(self, sentences: Iterable[str]) -> list[str]:
        """The tokens of some of its sentences."""
        return tokenize(sentences, self._tokens)

    @cached_property
    def language(self) -> str | None:
        """ISO 639-1 code, with zh-cn and zh-tw; ``None`` where nothing can be told."""
        return detect(self.text) if self._whole is None else self._whole.language

    @cached_property
    def language_of_lower(self) -> str | None:
        return detect(self.lower) if self._whole is None else self._whole.language_of_lower


def is_word(token: str) -> bool:
    return token.isalnum() or any(map(str.isalnum, token))


def plain_words(text: str) -> list[str]:
    """Words as a reader counts them: don't, mother-in-law, U.S. and 1,000.5 are one each, a mark is none."""
    found: list[str] = []
    for piece in text.split():
        word = piece.strip(AROUND_WORDS)
        if word.isalpha():  # most are; the expression takes ten times as long
            found.append(word)
        else:
            found += (_ASCII_PLAIN if piece.isascii() else _PLAIN).findall(piece)
    return found


def bare(text: str) -> list[str]:
    """The words of a piece of text, as ``View.bare_words``."""
    return without_punctuation(text).split()


def without_punctuation(text: str) -> str:
    """All ASCII punctuation taken out."""
    if text.isascii():
        return text.translate(_NO_PUNCTUATION)
    for mark in _PUNCTUATION.intersection(text):  # translating other text takes ten times as long
        text = text.replace(mark, "")
    return text


def _ascii_runs(text: str) -> list[str]:
    return text.translate(_BLANKS).split()  # a third of what an expression takes


def cleaned(word: str) -> str:
    """A word without punctuation at its ends, curly quotes and dashes included, in lower case."""
    start, end = 0, len(word)
    while start < end and not word[start].isalnum():
        start += 1
    while end > start and not word[end - 1].isalnum():
        end -= 1
    return word[start:end].lower()
