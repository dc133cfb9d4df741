r"""From a response's answer to the options that it chooses.

Whoever may name two options may name the right one without knowing it, so there is one rule: the answer
states its choice once. Statements are boxes, ``<answer>`` tags, and what follows "the answer is"; all must
agree, but a last one that corrects the others, or is called final, takes their place. Without a statement:
the whole answer, its last line, or sentences that conclude, if these agree. Linear in the answer.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from verifiers.choice import words
from verifiers.choice.cleaning import cleaned
from verifiers.choice.stating import WINDOW, Choice, ChoiceReader

How = Literal["box", "tag", "marker", "whole", "last_line", "sentence"]

MOST_PLACES: Final = 200
"""Of each kind, where a statement may be: the last ones are looked at."""
MOST_BOX_CHARS: Final = 500
TAIL: Final = 1_500
"""Characters at the end of an answer, or behind a statement, in which weaker words count."""
_BOX: Final = re.compile(r"\\(?:boxed|fbox)\s*\{")
_BRACE: Final = re.compile(r"[{}]")
_BETWEEN_BOXES: Final = re.compile(r"\s*(?:[,;、]?\s*(?:and|et|und|y|和|&)?)\s*")
_TAG: Final = re.compile(r"<answer>", re.IGNORECASE)
_END_TAG: Final = re.compile(r"</answer>", re.IGNORECASE)
_SENTENCE_CHARS: Final = 120


@dataclass(frozen=True, slots=True)
class Found:
    """``labels`` are ``None`` exactly when ``message`` says why there is no choice.

    Flags: ``hedged``, ``several_answers``, ``corrected``.
    """

    labels: frozenset[str] | None
    how: How | None = None
    message: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Statement:
    start: int
    end: int
    how: How
    choice: Choice
    final: bool = False


NOTHING: Final = Found(None, None, "no choice is stated")


def find_choice(answer: str, reader: ChoiceReader) -> Found:
    text = cleaned(answer).strip()
    statements = _statements(text, reader)
    if statements:
        return _agreed(text, statements, reader)
    whole = _whole(text, reader)
    if whole is not None and "several_answers" not in whole.flags:
        return whole
    return _last_line(text, reader) or whole or _concluded(text, reader) or NOTHING


def _statements(text: str, reader: ChoiceReader) -> list[_Statement]:
    found = [*_boxes(text, reader), *_tags(text, reader), *_marked(text, reader)]
    found.sort(key=lambda statement: statement.end)
    return found


def _boxes(text: str, reader: ChoiceReader) -> Iterator[_Statement]:
    """Boxes with nothing but an "and" between them are one statement."""
    joined: list[_Statement] = []
    for opening in deque(_BOX.finditer(text), MOST_PLACES):
        end = _closing(text, opening.end())
        choice = reader.read(text[opening.end() : end]) if end >= 0 else None
        if choice is None:
            continue
        box = _Statement(opening.start(), end + 1, "box", choice)
        if joined and not _BETWEEN_BOXES.fullmatch(text, joined[-1].end, box.start):
            yield _one(joined)
            joined = []
        joined.append(box)
    if joined:
        yield _one(joined)


def _one(boxes: list[_Statement]) -> _Statement:
    labels = frozenset[str]().union(*(box.choice.labels for box in boxes))
    hedged = any(box.choice.hedged for box in boxes)
    return _Statement(boxes[0].start, boxes[-1].end, "box", Choice(labels, 0, hedged))


def _closing(text: str, start: int) -> int:
    """Where the brace closes that opens before ``start``, or -1."""
    depth = 1
    for brace in _BRACE.finditer(text, start, start + MOST_BOX_CHARS):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.start()
    return -1


def _tags(text: str, reader: ChoiceReader) -> Iterator[_Statement]:
    for opening in deque(_TAG.finditer(text), MOST_PLACES):
        closing = _END_TAG.search(text, opening.end(), opening.end() + WINDOW)
        if closing:
            choice = reader.read(text[opening.end() : closing.start()])
            if choice is not None:
                yield _Statement(opening.start(), closing.end(), "tag", choice)


def _marked(text: str, reader: ChoiceReader) -> Iterator[_Statement]:
    for stem in _stems(text):
        marker = words.MARKER.match(text, stem, stem + WINDOW)
        before = text[max(0, stem - _SENTENCE_CHARS) : stem]
        line_end = text.find("\n", stem)
        if marker is None and 0 <= line_end < stem + _SENTENCE_CHARS:
            line = text[max(text.rfind("\n", 0, stem) + 1, stem - _SENTENCE_CHARS) : line_end]
            start = line_end if words.HEADING.fullmatch(line) else -1
        elif marker is None or words.ASSUMED.search(before):
            start = -1
        else:
            named = marker["option"] is None or words.RIGHT_BEFORE.search(before)
            start = marker.end() if named else -1
        choice = reader.read(_next_line(text[start : start + WINDOW])) if start >= 0 else None
        if choice is not None:
            final = words.FINAL.search(before[-10:]) is not None
            yield _Statement(stem, start + choice.end, "marker", choice, final)


def _stems(text: str) -> list[int]:
    """Where the last words stand with which a marker begins."""
    lowered = text.lower()
    lowered = lowered if len(lowered) == len(text) else text  # a few capitals have longer small letters
    found: set[int] = set()
    for stem in words.STEMS:
        at = len(lowered)
        for _ in range(MOST_PLACES):
            at = lowered.rfind(stem, 0, at)
            if at < 0:
                break
            if at == 0 or not (lowered[at - 1].isascii() and lowered[at - 1].isalnum()):
                found.add(at)
    return sorted(found)[-MOST_PLACES:]


def _next_line(behind: str) -> str:
    """What follows a marker in its line, or in the next if its own ends there."""
    return behind.lstrip(" \t:：*#").lstrip("\n").partition("\n")[0]


def _agreed(text: str, statements: list[_Statement], reader: ChoiceReader) -> Found:
    last = statements[-1]
    if last.choice.hedged:
        return Found(None, last.how, "several options are offered, or they contradict", ("hedged",))
    earlier = [one for one in statements[:-1] if not one.choice.hedged]
    differing = [one for one in earlier if one.choice.labels != last.choice.labels]
    flags: tuple[str, ...] = ()
    if differing:
        corrected = words.CORRECTION.search(text, differing[-1].end, max(last.start, differing[-1].end))
        overruled = last.final and not any(one.final for one in differing)
        if not corrected and not overruled:
            return Found(None, last.how, "different options are stated", ("several_answers",))
        flags = ("corrected",)
    if _second_thought(text[last.end : last.end + TAIL], last.choice.labels, reader):
        return Found(None, last.how, "another option is offered behind the statement", ("hedged",))
    return Found(last.choice.labels, last.how, flags=flags)


def _second_thought(behind: str, chosen: frozenset[str], reader: ChoiceReader) -> bool:
    return any(
        reader.names_another(behind[thought.end() : thought.end() + 40].partition("\n")[0], chosen)
        for thought in words.SECOND_THOUGHT.finditer(behind)
    )


def _whole(text: str, reader: ChoiceReader) -> Found | None:
    """An answer that begins with its choice."""
    choice = reader.read(text)
    if choice is None:
        return None
    rest = text[choice.end : choice.end + TAIL]
    if choice.hedged:
        return Found(None, "whole", "several options are offered, or they contradict", ("hedged",))
    if _second_thought(rest, choice.labels, reader):
        return Found(None, "whole", "another option is offered behind the first", ("hedged",))
    if reader.enumerates_others(rest, choice.labels) or reader.has_others_alone(rest, choice.labels):
        return Found(None, "whole", "several options are named, and none is chosen", ("several_answers",))
    return Found(choice.labels, "whole")


def _last_line(text: str, reader: ChoiceReader) -> Found | None:
    """A last line that names an option and no more, unless it is the last of a list of options."""
    before, _, line = text.rpartition("\n")
    choice = reader.read(line) if before and len(line) <= WINDOW else None
    if choice is None or line[choice.end :].strip(" .!)]}\"'”’"):
        return None
    if choice.hedged:
        return Found(None, "last_line", "several options are offered, or they contradict", ("hedged",))
    label_alone = len(line.strip(" .()[]")) <= max(map(len, choice.labels))
    before = before[-TAIL:]
    listed = not label_alone and reader.enumerates_others(before, choice.labels)
    if listed or reader.has_others_alone(before, choice.labels):
        return Found(None, "last_line", "the options are listed, and none is chosen", ("several_answers",))
    return Found(choice.labels, "last_line")


def _concluded(text: str, reader: ChoiceReader) -> Found | None:
    """Sentences such as "so it is C" and "C is correct", where all of them agree."""
    tail = text[-TAIL:]
    chosen = [
        reader.read(tail[word.end() : word.end() + 200].partition("\n")[0])
        for word in words.CONCLUDING.finditer(tail)
    ]
    found = [choice for choice in chosen if choice is not None]
    if any(choice.hedged for choice in found):
        return Found(None, "sentence", "several options are offered, or they contradict", ("hedged",))
    named = {choice.labels for choice in found} | {
        frozenset([word[1].upper()]) for word in reader.concluded.finditer(tail)
    }
    if len(named) > 1:
        return Found(None, "sentence", "different options are named", ("several_answers",))
    return Found(named.pop(), "sentence") if named else None
