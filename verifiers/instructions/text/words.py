"""Tokens as NLTK's ``word_tokenize`` cuts them: the Penn Treebank's conventions (Marcus et al., 1993),
by sentence.

Constraints on "words" that look at tokens were published with that tokenizer, so a token here is a token
there; a test compares the two. A rule whose mark the sentence does not hold is skipped, which is most of
them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

_Rule = tuple[frozenset[str], Callable[[str], str]]
"""Characters of which one must occur, and what the rule then does."""


def _rule(marks: str, pattern: str, replacement: str, flags: re.RegexFlag = re.NOFLAG) -> _Rule:
    compiled = re.compile(pattern, flags)
    return frozenset(marks), lambda text: compiled.sub(replacement, text)


_OPENING: Final[tuple[_Rule, ...]] = (
    _rule("«“‘„`", r"([«“‘„]|`+)", r" \1 "),
    _rule('"', r'^"', "``"),
    _rule('`"', r"(``)", r" \1 "),
    _rule("\"'", r"""([ (\[{<])("|'{2})""", r"\1 `` "),
    _rule("'", r"(?<!\w)'(?!(?:re|ve|ll|m|t|s|d|n)\b)(?=\w)", "' ", re.IGNORECASE),
)
_PUNCTUATION: Final[tuple[_Rule, ...]] = (
    _rule(".", r"""([^.])(\.)([\])}>"'»”’ ]*+)\s*$""", r"\1 \2 \3 "),
    _rule(":,", r"([:,])([^\d])", r" \1 \2"),
    _rule(":,", r"([:,])$", r" \1 "),
    _rule(".", r"\.{2,}", r" \g<0> "),
    _rule(";@#$%&", r"[;@#$%&]", r" \g<0> "),
    _rule("\u2012\u2013\u2014\u2015", "[\u2012-\u2015]", r" \g<0> "),
    _rule(".", r"""([^.])(\.)([\])}>"']*+)\s*$""", r"\1 \2\3 "),
    _rule("?!", r"[?!]", r" \g<0> "),
    _rule("'", r"([^'])' ", r"\1 ' "),
    _rule("*", r"[*]", r" \g<0> "),
    _rule("][(){}<>", r"[\]\[(){}<>]", r" \g<0> "),
    _rule("-", "--", " -- "),
)
_CLOSING: Final[tuple[_Rule, ...]] = (
    _rule("»”’", "([»”’])", r" \1 "),
    _rule("'", "''", " '' "),
    _rule('"', '"', " '' "),
)
_CLITICS: Final[tuple[_Rule, ...]] = (
    _rule("'", r"([^' ])('[sS]|'[mM]|'[dD]|') ", r"\1 \2 "),
    _rule("'", r"([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) ", r"\1 \2 "),
)
_TWO_WORDS: Final = ("cannot", "gimme", "gonna", "gotta", "lemme", "wanna", "'")
_JOINED: Final = re.compile(
    r"\b(?:(can)(not)|(d)('ye)|(gim)(me)|(gon)(na)|(got)(ta)|(lem)(me)|(more)('n))\b", re.IGNORECASE
)
_WANNA: Final = re.compile(r"\b(wan)(na)(?=\s)", re.IGNORECASE)
_TIS: Final = re.compile(r" ('t)(is)\b", re.IGNORECASE)
_TWAS: Final = re.compile(r" ('t)(was)\b", re.IGNORECASE)
_COMMA: Final = re.compile(r",(?!\d)")
_PLAIN: Final = re.compile(r"(?:[\w\s,]|-(?!-)|\.(?!\.))*", re.ASCII)
"""Text that only a comma, a full stop at its end and a word of two can part."""


def tokenize(sentences: Iterable[str]) -> list[str]:
    """All tokens of the sentences, in order."""
    tokens: list[str] = []
    for sentence in sentences:
        tokens += _tokens(sentence)
    return tokens


def _tokens(text: str) -> list[str]:
    text = _part_plain(text) if _PLAIN.fullmatch(text) else _part(text)
    lower = text.lower()
    return (_separate(text) if any(word in lower for word in _TWO_WORDS) else text).split()


def _part_plain(text: str) -> str:
    text = text.rstrip()
    if text.endswith(".") and len(text) > 1:
        text = f"{text[:-1]} . "
    return _COMMA.sub(" , ", text) if "," in text else text


def _part(text: str) -> str:
    present = frozenset(text)
    text = _apply(_OPENING, text, present)
    text = _apply(_PUNCTUATION, text, present)
    text = f" {_apply(_CLOSING, text, present)} "
    return _apply(_CLITICS, f" {' '.join(text.split())} ", present) if "'" in present else text


def _apply(rules: Iterable[_Rule], text: str, present: frozenset[str]) -> str:
    for marks, rule in rules:
        if not marks.isdisjoint(present):
            text = rule(text)
    return text


def _separate(text: str) -> str:
    """Cuts words that are two: cannot, gonna, 'tis."""
    text = _JOINED.sub(lambda found: f" {' '.join(filter(None, found.groups()))} ", f" {text} ")
    text = _WANNA.sub(r" \1 \2 ", text)
    return _TWAS.sub(r" \1 \2 ", _TIS.sub(r" \1 \2 ", text)) if "'" in text else text
