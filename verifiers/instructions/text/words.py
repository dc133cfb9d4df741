"""Tokens as NLTK's ``word_tokenize`` cuts them: the Penn Treebank's conventions (Marcus et al., 1993),
by sentence.

Constraints on "words" that look at tokens were published with that tokenizer, so a token here is a token
there; a test compares the two. A rule whose mark the sentence does not hold is skipped, which is most of
them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_Rule = tuple[frozenset[str], re.Pattern[str], str]
"""Marks of which one must occur, an expression, and what it becomes."""


def _rule(marks: str, pattern: str, replacement: str, flags: re.RegexFlag = re.NOFLAG) -> _Rule:
    return frozenset(marks), re.compile(pattern, flags), replacement


_OPENING: Final[tuple[_Rule, ...]] = (
    _rule("`", "`+", r" \g<0> "),
    _rule('"', r'^"', "``"),
    _rule('`"', "``", " `` "),
    _rule("\"'", r"""([ (\[{<])(?:"|'{2})""", r"\1 `` "),
    _rule("'", r"(?<!\w)'(?!(?:re|ve|ll|m|t|s|d|n)\b)(?=\w)", "' ", re.IGNORECASE),
)
_OPENERS: Final = frozenset("«“‘„")
_ALONE: Final = frozenset(";@#$%&?!\u2012\u2013\u2014\u2015")
"""Marks that are tokens wherever they stand, as are those of ``_OPENERS`` and ``_CLOSERS``, in their turn."""

_CLOSERS: Final = frozenset("*][(){}<>»”’")
_PUNCTUATION: Final[tuple[_Rule, ...]] = (
    _rule(".", r"""([^.])(\.)([\])}>"'»”’ ]*+)\s*$""", r"\1 \2 \3 "),
    _rule(":,", r"([:,])([^\d])", r" \1 \2"),
    _rule(":,", r"([:,])$", r" \1 "),
    _rule(".", r"\.{2,}", r" \g<0> "),
    _rule("'", r"([^'])' ", r"\1 ' "),
)
_CLOSING: Final[tuple[_Rule, ...]] = (
    _rule("-", "--", " -- "),
    _rule("'", "''", " '' "),
    _rule('"', '"', " '' "),
)
_CLITICS: Final[tuple[re.Pattern[str], ...]] = (
    re.compile(r"([^' ])('[sS]|'[mM]|'[dD]|') "),
    re.compile(r"([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) "),
)
_TWO_WORDS: Final = (
    "cannot", "gimme", "gonna", "gotta", "lemme", "wanna", "d'ye", "more'n", " 'tis", " 'twas",
)  # fmt: skip
_JOINED: Final = re.compile(
    r"\b(?:(can)(not)|(d)('ye)|(gim)(me)|(gon)(na)|(got)(ta)|(lem)(me)|(more)('n))\b", re.IGNORECASE
)
_WANNA: Final = re.compile(r"\b(wan)(na)(?=\s)", re.IGNORECASE)
_TIS: Final = re.compile(r" ('t)(is)\b", re.IGNORECASE)
_TWAS: Final = re.compile(r" ('t)(was)\b", re.IGNORECASE)
_COMMA: Final = re.compile(r",(\D)")
_PLAIN: Final = re.compile(r"(?:[\w\s,]|-(?!-)|\.(?!\.))*", re.ASCII)
"""Text that only a comma, a full stop at its end and a word of two can part."""


def tokenize(sentences: Iterable[str], known: dict[str, list[str]] | None = None) -> list[str]:
    """All tokens of the sentences, in order. ``known`` remembers sentences, for a text that shares them."""
    known = {} if known is None else known
    tokens: list[str] = []
    for sentence in sentences:
        if sentence not in known:
            known[sentence] = _tokens(sentence)
        tokens += known[sentence]
    return tokens


def _tokens(text: str) -> list[str]:
    text = _part_plain(text) if _PLAIN.fullmatch(text) else _part(text)
    lower = text.lower()
    return (_separate(text) if any(word in lower for word in _TWO_WORDS) else text).split()


def _part_plain(text: str) -> str:
    text = text.rstrip()
    if text.endswith(".") and len(text) > 1:
        text = f"{text[:-1]} . "
    if "," in text:
        text = _COMMA.sub(r" , \1", text)
        text = f"{text[:-1]} , " if text.endswith(",") else text
    return f" {text} "


def _part(text: str) -> str:
    present = frozenset(text)
    text = _apply(_OPENING, _set_apart(_OPENERS, text, present), present)
    text = _set_apart(_ALONE, text, present)
    text = _apply(_PUNCTUATION, text, present)
    text = _set_apart(_CLOSERS, text, present)
    text = _apply(_CLOSING, text, present)
    text = f" {text} "
    if "'" in present:
        text = f" {' '.join(text.split())} "
        for clitic in _CLITICS:
            text = clitic.sub(r"\1 \2 ", text)
    return text


def _apply(rules: Iterable[_Rule], text: str, present: frozenset[str]) -> str:
    for marks, expression, replacement in rules:
        if not marks.isdisjoint(present):
            text = expression.sub(replacement, text)
    return text


def _set_apart(marks: frozenset[str], text: str, present: frozenset[str]) -> str:
    for mark in marks & present:
        text = text.replace(mark, f" {mark} ")
    return text


def _separate(text: str) -> str:
    """Cuts words that are two: cannot, gonna, 'tis."""
    text = _JOINED.sub(lambda found: f" {' '.join(filter(None, found.groups()))} ", text)
    text = _WANNA.sub(r" \1 \2 ", text)
    return _TWAS.sub(r" \1 \2 ", _TIS.sub(r" \1 \2 ", text))
