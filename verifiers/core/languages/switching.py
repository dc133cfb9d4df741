"""Does a response leave the language of its prompt? Fast enough to be asked of every response.

Two questions, see docs/decisions/0003: is there a script that the prompt does not use, more of it than names
and formulas need; and is there prose in another language of the same script, told by its small words, of
which names, lists and code hold few. Code, formulas, quotations and tables count as shown, not said, unless
most of the response is shown. Whatever the prompt uses, quotes or names is no foreign language.

A false accusation costs a good response its reward and shifts a whole group's advantages. So every doubt is
decided for the response, and what is found is handed back as evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from verifiers.core.languages.asked_languages import ANY, asked_languages, with_scripts
from verifiers.core.languages.foreign_prose import Candidate, candidates, stretches, words_of
from verifiers.core.languages.foreign_script import find_script, foreign_letters
from verifiers.core.languages.prose import Parts, parts_of
from verifiers.core.languages.scripts import scripts_of, undressed

Prompt = str | Sequence[Mapping[str, Any]]

_EXCERPT_CHARS = 120
_REMEMBERED_PROMPTS = 64
# Where more than this share of a response is foreign text that is only shown, it is not only shown.
_SHOWN_SHARE = 1 / 3
_SHOWN_LETTERS = 60
_SHOWN_WORDS = 30


class ForeignLanguage(msgspec.Struct, frozen=True):
    """The evidence: ``found`` is a script ("Han") or a language's code ("fr"), ``excerpt`` shows where."""

    found: str
    excerpt: str


class _Expected(msgspec.Struct, frozen=True):
    """What a prompt allows: the scripts, and the languages that would be foreign."""

    scripts: frozenset[str]
    foreign: tuple[Candidate, ...]


def find_foreign_language(prompt: Prompt, response: str) -> ForeignLanguage | None:
    """What in the response (thought included) is written in no language of the prompt, if anything is.

    A prompt that decides nothing (without words, or about languages as such) holds nothing against a
    response. Time is linear in the response.
    """
    expected = _expected(prompt if isinstance(prompt, str) else _text_of(prompt))
    if not expected.scripts:
        return None
    response = undressed(response)
    words = words_of(response)
    in_script = find_script(response, expected.scripts) is not None
    in_prose = next(stretches(words, expected.foreign), None) is not None
    if not in_script and not in_prose:
        return None
    parts = parts_of(response)
    script = _in_script(parts, expected.scripts) if in_script else None
    return script or (_in_prose(parts, expected.foreign) if in_prose else None)


def _in_script(parts: Parts, allowed: frozenset[str]) -> ForeignLanguage | None:
    if found := find_script(parts.prose, allowed):
        return ForeignLanguage(found[0], _excerpt(parts.prose[max(found[1] - 20, 0) :]))
    shown = f"{parts.shown}\n{parts.formulas}"
    letters = foreign_letters(shown, allowed)
    if letters < _SHOWN_LETTERS or letters < _SHOWN_SHARE * _letters(parts.prose + shown):
        return None
    found = find_script(shown, allowed)
    return ForeignLanguage(found[0], _excerpt(shown[found[1] :])) if found else None


def _in_prose(parts: Parts, foreign: tuple[Candidate, ...]) -> ForeignLanguage | None:
    words = words_of(parts.prose)
    for stretch in stretches(words, foreign):
        return ForeignLanguage(stretch.language, _excerpt(" ".join(words[stretch.start :])))
    shown = words_of(f"{parts.shown}\n{parts.formulas}")
    found = list(stretches(shown, foreign))
    length = sum(stretch.end - stretch.start for stretch in found)
    if length < _SHOWN_WORDS or length < _SHOWN_SHARE * (len(words) + len(shown)):
        return None
    return ForeignLanguage(found[0].language, _excerpt(" ".join(shown[found[0].start :])))


@lru_cache(_REMEMBERED_PROMPTS)
def _expected(prompt: str) -> _Expected:
    """Remembered, since the responses of a group share their prompt."""
    parts = parts_of(undressed(prompt))
    text = f"{parts.prose}\n{parts.shown}"
    scripts = scripts_of(text)
    asked = asked_languages(text, words_of(text))
    if ANY in asked or not scripts:
        return _Expected(frozenset(), ())
    return _Expected(with_scripts(scripts, asked), candidates(parts.prose, parts.shown, asked))


def _text_of(turns: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(str(turn.get("content", "")) for turn in turns)


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _excerpt(text: str) -> str:
    """On one line, and fit for JSON: a lone surrogate could not be sent."""
    line = " ".join(text[:_EXCERPT_CHARS].split())
    return line.encode("utf-8", "replace").decode()
