"""Reads what stands behind a marker, in a box or in tags: which options does it choose?

Labels and texts of options, alone or joined by "and", from the start of the text on. A bare letter counts
only where it cannot be a word of a sentence ("A good answer is …"); a label that stands with the text of
another option, a hedge and a denial choose nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from verifiers.choice import words
from verifiers.choice.options import Options

WINDOW: Final = 600
"""Characters of a statement that are read."""
MOST_FILLERS: Final = 4
_LEAD: Final = " \t\n\r:：=—–->→\"'“”‘’«»#•|"
_CLOSED: Final = re.compile(r"\s*[)\]:.](?!\d)|\s*[-–—](?=\s)")
_DELIMITER: Final = re.compile(r"[\s.,:;)\]\-–—(=]*")
_WORD_GOES_ON: Final = re.compile(r"[^\W_]|[.,]\d")
_BLANKS: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Choice:
    """The labels chosen and where their naming ends. ``hedged``: several are offered, or they contradict."""

    labels: frozenset[str]
    end: int
    hedged: bool = False


@dataclass(frozen=True, slots=True)
class _Item:
    label: str
    end: int
    marked: bool  # it cannot be a word of a sentence
    contradicts: bool = False


class ChoiceReader:
    """Reads statements about the options of one question."""

    def __init__(self, options: Options) -> None:
        self._labels = {label.casefold(): label for label in options.texts}
        self._texts = sorted(
            ((text, label) for label, text in options.texts.items() if text), key=lambda pair: -len(pair[0])
        )
        self._reach = 2 * max((len(text) for text, _ in self._texts), default=0) + 20
        either = "|".join(re.escape(label) for label in sorted(options.texts, key=len, reverse=True))
        spaced = any(not label.isascii() and label.lower() != label.upper() for label in options.texts)
        self._no_more = r"(?!\w)" if spaced else r"(?![A-Za-z0-9]|[.,]\d)"
        self._no_less = r"(?<!\w)" if spaced else r"(?<![A-Za-z0-9\\])"
        self._bracketed = re.compile(rf"[(\[{{【（]\s*({either})\s*[)\]}}】）]", re.IGNORECASE)
        self._bare = re.compile(rf"({either}){self._no_more}(?!['’][a-z])", re.IGNORECASE)
        self._run = re.compile(rf"([A-Z]{{2,10}}){self._no_more}")
        self._enumerated = re.compile(
            rf"{self._no_less}(?:[(\[]\s*({either})\s*[)\]]|({either})[).:](?!\d))", re.IGNORECASE
        )
        self._alone = re.compile(rf"^\W*({either})\W*$()", re.IGNORECASE | re.MULTILINE)
        self.concluded = re.compile(
            rf"{self._no_less}[(\[]?({either})(?:[)\]](?:(?!\bnot\b)[^.()\n]){{0,60}}?)?\s+(?:is|are)\s+(?:indeed\s+|clearly\s+)?(?:the\s+)?"
            r"(?:only\s+|most\s+\w+\s+)?(?:correct|right|best|true|answer)\b"
        )

    def read(self, text: str) -> Choice | None:
        """What a text chooses from its start on; ``None`` if it chooses nothing."""
        text = text[:WINDOW]
        start = len(text) - len(text.lstrip(_LEAD))
        choice = self._read_at(text, start)
        for _ in range(MOST_FILLERS):
            filler = words.FILLER.match(text, start) if choice is None else None
            if filler is None:
                break
            start = filler.end()
            choice = self._read_at(text, start)
        return choice

    def enumerates_others(self, text: str, chosen: frozenset[str]) -> bool:
        """Whether a text has the labels of other options as a list of options has them: "(C)", "C."."""
        return self._finds_others(self._enumerated, text, chosen)

    def has_others_alone(self, text: str, chosen: frozenset[str]) -> bool:
        """Whether another option's label has a line to itself."""
        return self._finds_others(self._alone, text, chosen)

    def _finds_others(self, pattern: re.Pattern[str], text: str, chosen: frozenset[str]) -> bool:
        found = (self._labels[(match[1] or match[2]).casefold()] for match in pattern.finditer(text))
        return any(label not in chosen for label in found)

    def names_another(self, text: str, chosen: frozenset[str]) -> bool:
        """Whether a few words choose an option that is not chosen."""
        for place in re.finditer(r"\S+", text):
            item = self._item(text, place.start())
            if item is not None and item.label not in chosen and self._fits(text, item):
                return True
        return False

    def _read_at(self, text: str, at: int) -> Choice | None:
        if words.DENIED.match(text, at):
            return None
        run = self._letters_in_a_row(text, at)
        if run is not None:
            return run
        items: list[_Item] = []
        hedged = False
        while len(items) <= len(self._labels) and (item := self._item(text, at)) is not None:
            items.append(item)
            if joined := words.OR.match(text, item.end):
                hedged = hedged or self._offers(text, joined.end())
                break
            joined = words.AND.match(text, item.end)
            if not joined:
                break
            at = joined.end()
        if not items or not (hedged or self._fits(text, items[-1])):
            return None
        hedged = hedged or any(item.contradicts for item in items)
        return Choice(frozenset(item.label for item in items), items[-1].end, hedged)

    def _offers(self, text: str, at: int) -> bool:
        """Whether an option is named behind an "or", at once or after a few words."""
        return any(
            self._item(text, place.start())
            for place in re.finditer(r"\S+", text[: at + 40])
            if place.start() >= at - 1
        )

    def _letters_in_a_row(self, text: str, at: int) -> Choice | None:
        """ "ACD": several labels of one letter each."""
        run = self._run.match(text, at)
        if run is None or len(set(run[1])) < len(run[1]) or run[1].casefold() in self._labels:
            return None
        if any(letter.casefold() not in self._labels for letter in run[1]):
            return None
        return Choice(frozenset(run[1]), run.end()) if words.GOES_ON.match(text, run.end()) else None

    def _item(self, text: str, at: int) -> _Item | None:
        """The option that is named at a place."""
        bracketed = self._bracketed.match(text, at)
        if bracketed:
            return self._with_text(text, self._labels[bracketed[1].casefold()], bracketed.end(), True)
        bare = self._bare.match(text, at)
        if bare is None:
            return self._by_text(text, at)
        closed = _CLOSED.match(text, bare.end())
        if bare[1].islower() and not closed and not words.GOES_ON.match(text, bare.end()):
            return self._by_text(text, at)
        end = closed.end() if closed else bare.end()
        return self._with_text(text, self._labels[bare[1].casefold()], end, closed is not None)

    def _with_text(self, text: str, label: str, end: int, marked: bool) -> _Item:
        """A label, and the option's text behind it: its own, or that of another, which contradicts."""
        behind = self._by_text(text, _DELIMITER.match(text, end).end())  # type: ignore[union-attr]
        if behind is None:
            return _Item(label, end, marked)
        if behind.label == label:
            return _Item(label, behind.end, True)
        complete = re.match(r"\s*(?:[.,;:!)\]}\n]|$)", text[behind.end :]) is not None
        return _Item(label, end, marked, contradicts=complete)

    def _by_text(self, text: str, at: int) -> _Item | None:
        """The option whose text stands at a place, whatever its case and blanks; the longest there is."""
        if not self._texts:
            return None
        rest = text[at : at + self._reach].casefold()
        compact = _BLANKS.sub(" ", rest)
        for known, label in self._texts:
            if compact.startswith(known) and not _WORD_GOES_ON.match(compact, len(known)):
                return _Item(label, at + _length(rest, known), marked=False)
        return None

    def _fits(self, text: str, item: _Item) -> bool:
        """Whether what follows the last option named lets it be a choice."""
        if words.DISOWNED.match(text, item.end):
            return False
        return item.marked or words.GOES_ON.match(text, item.end) is not None


def _length(text: str, known: str) -> int:
    """How many characters of a text are the known one, in which each run of blanks is one."""
    position = 0
    for word in known.split(" "):
        position = text.index(word, position) + len(word)
    return position
