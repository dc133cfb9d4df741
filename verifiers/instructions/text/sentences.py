"""English sentences, where NLTK's Punkt sees them (Kiss and Strunk, Unsupervised Multilingual Sentence
Boundary Detection, 2006), with its English model.

Constraints count sentences, so the boundaries must be those that everybody's figures are made with; a test
compares them with NLTK's own. Ours looks hard only at periods that may belong to an abbreviation, an
initial, a number or an ellipsis: every other period, question and exclamation mark is decided by one look.
Linear.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from importlib.resources import files
from typing import Final

# Bits of a word's contexts in the training text: where it was seen, and with which first letter.
BEGINNING_UPPER: Final = 1 << 1
MIDDLE_UPPER: Final = 1 << 2
UNKNOWN_UPPER: Final = 1 << 3
BEGINNING_LOWER: Final = 1 << 4
MIDDLE_LOWER: Final = 1 << 5
UNKNOWN_LOWER: Final = 1 << 6
UPPER: Final = BEGINNING_UPPER | MIDDLE_UPPER | UNKNOWN_UPPER
LOWER: Final = BEGINNING_LOWER | MIDDLE_LOWER | UNKNOWN_LOWER

_CLOSING = "‘’“”«»"  # curly quotes and guillemets close a sentence as straight ones do (NLTK 3.10)
_NOT_IN_WORDS = rf"""[)";}}\]*:@'({{\[{_CLOSING}?!]"""
# A mark, what stands behind it, and the next word where that is blanks and a word.
_CANDIDATE = re.compile(rf"[.?!](?=({_NOT_IN_WORDS}|\s+(\S+)))")
_CLOSES = re.compile(rf"""["')\]}}{_CLOSING}]+?(?:\s+|(?=--)|$)""", re.MULTILINE)
_CLOSING_MARKS = frozenset(f"\"')]}}{_CLOSING}")
_SEVERAL = r"(?:-{2,}|\.{2,}|(?:\.\s){2,}\.)"
_TOKEN = re.compile(
    rf"""{_SEVERAL}
      | (?=[^("`{{\[:;&#*@)}}\]\-,])
        \S+?(?=\s|$|{_NOT_IN_WORDS}|{_SEVERAL}|,(?=$|\s|{_NOT_IN_WORDS}|{_SEVERAL}))
      | \S""",
    re.VERBOSE,
)
_NUMBER = re.compile(r"-?[.,]?\d[\d,.-]*\.?$")
_INITIAL = re.compile(r"[^\W\d]\.$")
_ELLIPSIS = re.compile(r"\.\.+$")
_NO_SENTENCE_BEGINS_WITH = frozenset(";:,.!?")
_WHITESPACE = " \t\n\r\x0b\x0c"


@dataclass(frozen=True, slots=True)
class Model:
    """What Punkt learned of a language. ``contexts``: bits of each word type, see above."""

    abbreviations: frozenset[str]
    collocations: frozenset[tuple[str, str]]
    starters: frozenset[str]
    contexts: dict[str, int]
    suspects: frozenset[str]
    """Words whose final period needs a second look: abbreviations, and first words of collocations."""


class _Starts(Enum):
    """Whether a word begins a sentence, as far as its spelling tells."""

    YES = auto()
    NO = auto()
    UNKNOWN = auto()


@functools.cache
def english() -> Model:
    folder = files("verifiers.instructions.text") / "data" / "punkt_english"

    def lines(name: str) -> list[str]:
        return (folder / name).read_text(encoding="utf-8").splitlines()

    collocations = frozenset((first, second) for first, second in map(str.split, lines("collocations.tab")))
    contexts = {word: int(bits) for word, bits in (line.split("\t") for line in lines("ortho_context.tab"))}
    abbreviations = frozenset(lines("abbrev_types.txt"))
    return Model(
        abbreviations,
        collocations,
        frozenset(lines("sent_starters.txt")),
        contexts,
        abbreviations | {first for first, _ in collocations},
    )


def split_sentences(text: str, known: dict[str, bool] | None = None) -> list[str]:
    """The sentences of a text, without the blanks between them. ``known`` remembers whether a sentence ends
    at a full stop between two words, for texts that share them."""
    pieces: list[str] = []
    spans = _spans(text, {} if known is None else known)
    start, end = next(spans)
    shift = 0
    for next_start, next_end in spans:
        start += shift
        shift = 0
        begins = text[next_start : next_start + 1]
        closing = _CLOSES.match(text, next_start, next_end) if begins in _CLOSING_MARKS else None
        if closing:
            pieces.append(text[start : next_start + len(closing[0].rstrip())])
            shift = closing.end() - next_start
        elif start < end:
            pieces.append(text[start:end])
        start, end = next_start, next_end
    if start + shift < end:
        pieces.append(text[start + shift : end])
    return pieces


def _spans(text: str, known: dict[str, bool]) -> Iterator[tuple[int, int]]:
    last = 0
    for match, word_start in _candidates(text):
        if match[0] != "." or _ends_sentence(text, match, word_start, known):
            yield last, match.end()
            last = match.start(2) if match[2] else match.end()
    yield last, len(text.rstrip())


def _candidates(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Marks that may end a sentence, each with the start of the word before it; of marks in one word the
    last."""
    previous: re.Match[str] | None = None
    word_start = word_end = 0
    blanks = [blank for blank in _WHITESPACE if blank in text]
    for match in _CANDIDATE.finditer(text):
        mark = match.start()
        last_blank = word_end
        for blank in blanks:
            found = text.rfind(blank, last_blank, mark)
            if found > last_blank:
                last_blank = found
        start = last_blank + 1 if last_blank > word_end else word_start
        if previous is not None and word_end <= start:
            yield previous, word_start
        previous, word_start, word_end = match, start, mark
    if previous is not None:
        yield previous, word_start


def _ends_sentence(text: str, match: re.Match[str], word_start: int, known: dict[str, bool]) -> bool:
    """Of a full stop."""
    word = text[word_start : match.start()]
    if len(word) > 1 and word.isascii() and word.isalpha() and word.lower() not in english().suspects:
        return True
    context = f"{word}.{match[1]}"
    if context not in known:
        known[context] = _holds_boundary(context)
    return known[context]


def _holds_boundary(context: str) -> bool:
    """Whether a sentence ends inside: a token ends one, and another token follows."""
    model = english()
    tokens = [token for line in context.split("\n") if line.strip() for token in _TOKEN.findall(line)]
    return any(_is_boundary(tokens[i], tokens[i + 1], model) for i in range(len(tokens) - 1))


def _is_boundary(token: str, following: str, model: Model) -> bool:
    boundary, abbreviation = _by_type(token, model)
    ellipsis = bool(_ELLIPSIS.match(token))
    if not token.endswith("."):
        return boundary
    kind = _type(token)
    kind = kind[:-1] if len(kind) > 1 and kind.endswith(".") else kind
    next_kind = _type(following)
    if _by_type(following, model)[0] and len(next_kind) > 1 and next_kind.endswith("."):
        next_kind = next_kind[:-1]
    if (kind, next_kind) in model.collocations:
        return False
    initial = bool(_INITIAL.match(token))
    starts = _starts_sentence(following, next_kind, model)
    begins = starts is _Starts.YES or (following[0].isupper() and next_kind in model.starters)
    if (abbreviation or ellipsis) and not initial and begins:
        return True
    if initial or kind == "##number##":
        if starts is _Starts.NO:
            return False
        never_lower = not model.contexts.get(next_kind, 0) & LOWER
        if starts is _Starts.UNKNOWN and initial and following[0].isupper() and never_lower:
            return False
    return boundary


def _by_type(token: str, model: Model) -> tuple[bool, bool]:
    """Whether a token ends a sentence and whether it is an abbreviation, by itself."""
    if token in (".", "?", "!"):
        return True, False
    if _ELLIPSIS.match(token) or not token.endswith(".") or token.endswith(".."):
        return False, False
    word = token[:-1].lower()
    abbreviation = word in model.abbreviations or word.rsplit("-", 1)[-1] in model.abbreviations
    return not abbreviation, abbreviation


def _type(token: str) -> str:
    return _NUMBER.sub("##number##", token.lower(), 1) if _NUMBER.match(token.lower()) else token.lower()


def _starts_sentence(token: str, kind: str, model: Model) -> _Starts:
    if token in _NO_SENTENCE_BEGINS_WITH:
        return _Starts.NO
    context = model.contexts.get(kind, 0)
    if token[0].isupper() and context & LOWER and not context & MIDDLE_UPPER:
        return _Starts.YES
    if token[0].islower() and (context & UPPER or not context & BEGINNING_LOWER):
        return _Starts.NO
    return _Starts.UNKNOWN
