"""Finds the answer of a response without a box: after a marker, as a letter, as the last formula or number.

Only what a response *concludes* counts. A number in passing is no answer, a refusal is none, and several
answers offered at once are none: whoever may name two may name the right one without knowing it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from verifiers.math.extraction import words
from verifiers.math.extraction.asides import without_asides
from verifiers.math.extraction.clause import (
    is_expression,
    is_word_answer,
    pick,
    undressed,
)
from verifiers.math.extraction.spans import formulas, sentences
from verifiers.math.extraction.values import has_value, is_number

How = Literal["marker", "choice", "formula", "prose", "whole"]

WINDOW: Final = 4_000
"""Characters at the end of a response in which its conclusion is looked for."""
MARKER_WINDOW: Final = 100_000
"""Characters at the end of a response in which markers are looked for."""
MAX_WHOLE: Final = 300
"""Characters of a response that is nothing but its answer."""
MAX_MARKED: Final = 1_500
"""Characters after a marker within which its answer ends."""
MAX_MARKERS: Final = 8
"""Markers looked at, from the last: "the answer is correct" marks nothing."""
BEFORE_STEM: Final = 30
"""Characters that a marker may have before its word for "answer"."""
LOOK_BACK: Final = 4
"""Sentences before the last one that may be the conclusion if they say so."""

_END: Final = re.compile(r"<\|[a-z_]+\|>|</s>|<end_of_turn>|<eos>|</[Aa]nswer>|</ANSWER>")
_BULLET: Final = re.compile(r"^\s*[-*•]\s+(?=\S)")
_YES_OR_NO: Final = re.compile(r"(yes|no),\s+[a-z]+\s+[a-z]+(?:\s+not|n['’]t)?", re.I)
_LETTER_FIRST: Final = re.compile(
    r"^\W{0,3}([A-J])\W{0,3}(?:$|[.,;:。，、]\s(?!\s*is\s+(?:not|wrong|incorrect))|[。，、]|不是"
    r"|\s+(?:not|non|because|since|is\s+(?:the\s+)?(?:right|correct|answer|best))\b)"
)
_GUESSED_LETTERS: Final = re.compile(
    r"^\W{0,3}[A-J]\W{1,4}(?i:(?:or|maybe|perhaps|possibly|alternatively)\W+)+[A-J]\b"
)
_LETTERS: Final = re.compile(r"\W*[A-J](?:\s*(?:,|、|and|&)\s*[A-J])+\W*")
_LETTER: Final = re.compile(
    r"(?:\b(?:is|['’]s|be|est|es|ist|choose|chose|pick|select|option|choice|letter|answer)\s*[:：]?\s+"
    r"|(?<=[:：])\s*"
    r"|(?:选择?|選擇?|答案是?|是|为|為)\s*)"
    r"(?:definitely\s+|clearly\s+|for\s+sure\s+|probably\s+|option\s+|choice\s+|letter\s+)*"
    r"[*$]{0,2}\(?(?:\\text\{)?\(?([A-J])"
    r"(?=\)|\}|\*|\$|[.,;:!。．，；]|$|\s*不|\s+(?:because|since|non|not|is)\b)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """An answer in running text and how it was found; no text means that what was found must not count."""

    text: str | None
    how: How
    flags: tuple[str, ...] = ()


def answer_in_prose(text: str) -> Found | None:
    """The answer that ``text`` states without a box, or None."""
    ended = _END.search(text)
    text = (text[: ended.start()] if ended else text).strip().removeprefix("∴").lstrip()
    if not text:
        return None
    return _whole(text) or marked_answer(text[-MARKER_WINDOW:]) or _concluded(_tail(text)) or _worded(text)


def _tail(text: str) -> str:
    """The end of a text, from the start of a line where there is one."""
    if len(text) <= WINDOW:
        return text
    line = text.find("\n", len(text) - WINDOW)
    return text[line if 0 <= line < len(text) - WINDOW // 2 else len(text) - WINDOW :]


def marked_answer(text: str) -> Found | None:
    """What stands after the last marker that has an answer after it."""
    start = _first_stem(text)
    if start < 0:
        return None
    marks = [*words.MARKER.finditer(text, start), *words.FINAL_MARKER.finditer(text, start)]
    marks.sort(key=re.Match.end)
    for mark in reversed(marks[-MAX_MARKERS:]):
        if words.DENIAL.search(mark[0]):
            continue
        found = _after_marker(text, mark.end())
        if found is not None:
            return found
    return None


def _first_stem(text: str) -> int:
    """Where the last few words for "answer" begin, or -1: the patterns then read no more than that."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few capitals have longer small letters, and positions would shift
        return 0
    found = []
    for stem in words.STEMS:
        position = len(lowered)
        for _ in range(MAX_MARKERS):
            position = lowered.rfind(stem, 0, position)
            if position < 0:
                break
            found.append(position)
    found.sort()
    return max(0, found[-MAX_MARKERS:][0] - BEFORE_STEM) if found else -1


def overruled_by(text: str) -> Found | None:
    """What a response puts below its box to replace it: a final answer, or a box taken back."""
    text = text[:MARKER_WINDOW]
    final = _final_answer(text)
    if final is not None:
        return final
    disowned = words.DISOWNED.match(text)
    found = marked_answer(text) if disowned or words.RETRACTION.search(text[:MAX_MARKED]) else None
    if found is not None and (found.text is None or found.how == "choice" or has_value(found.text)):
        return found
    return Found(None, "marker", ("denied",)) if disowned else None


def _final_answer(text: str) -> Found | None:
    """The value after the last "final answer"."""
    marks = list(words.FINAL_MARKER.finditer(text))
    found = _after_marker(text, marks[-1].end()) if marks else None
    if found is None or found.text is None or found.how == "choice" or has_value(found.text):
        return found
    return None


def _after_marker(text: str, start: int) -> Found | None:
    """The answer in the sentence that starts at ``start``, unless a second thought follows."""
    rest = text[start : start + MAX_MARKED]
    line = rest.lstrip(" \t:：=*#>—")
    rest = _BULLET.sub("", line.lstrip()) if line.startswith("\n") else line
    rest = rest.lstrip(" \t\n:：=*#>—")
    parts = sentences(rest)
    if not parts:
        return None
    if words.HEDGE.search(parts[0]) or _GUESSED_LETTERS.search(parts[0]):
        return Found(None, "marker", ("hedged",))
    letter = _letter(parts[0])
    answer = letter or pick(parts[0])
    if answer is None:
        return None
    if len(parts) > 1 and is_number(parts[1]) and not letter:
        return Found(None, "marker", ("hedged",))
    if words.SECOND_THOUGHT.search(rest, min(len(parts[0]) - 1, len(rest))):
        return Found(None, "marker", ("hedged",))
    return Found(answer, "choice" if letter else "marker")


def _whole(text: str) -> Found | None:
    """The text itself, if it is an answer and nothing else."""
    if len(text) > MAX_WHOLE or words.REFUSAL.search(text):
        return None
    if words.HEDGE.search(text) or "\n\n" in text:
        return None
    letter = _LETTER_FIRST.match(text)
    if letter is not None:
        return Found(letter[1], "choice")
    text = without_asides(text)
    bare = undressed(text)
    affirmed = _YES_OR_NO.fullmatch(bare)
    if affirmed is not None:
        return Found(affirmed[1], "whole")
    spans = formulas(text)
    is_formula = len(spans) == 1 and spans[0].content.startswith(bare)
    if bare and (is_formula or ("\n" not in bare and is_expression(bare))):
        return Found(bare, "whole")
    return None


def _worded(text: str) -> Found | None:
    """The text itself, if it is a few words: "Evelyn"."""
    if len(text) > MAX_WHOLE:
        return None
    bare = undressed(text)
    if is_word_answer(bare) and not (words.REFUSAL.search(bare) or words.HEDGE.search(bare)):
        return Found(bare, "whole")
    return None


def _concluded(text: str) -> Found | None:
    """The answer of the concluding sentence."""
    parts = [part for part in sentences(text) if not words.BOILERPLATE.match(part.lstrip("*# "))]
    if not parts or any(words.REFUSAL.search(part) for part in parts[-2:]):
        return None
    if len(parts) > 1 and is_number(parts[-1]) and is_number(parts[-2].split()[-1]):
        return Found(None, "prose", ("hedged",))
    for index, line in enumerate(reversed(parts[-LOOK_BACK:])):
        part = _BULLET.sub("", line)
        if index and not words.CONCLUDING.search(part):
            continue
        if words.HEDGE.search(part) or (len(parts) > 1 and words.SECOND_THOUGHT.match(part)):
            return Found(None, "prose", ("hedged",))
        found = _stated(part)
        if found is not None:
            return found
    return None


def _stated(sentence: str) -> Found | None:
    letter = _letter(sentence)
    if letter is not None:
        return Found(letter, "choice")
    answer = pick(sentence)
    if answer is None:
        return None
    return Found(answer, "formula" if any(answer in span.content for span in formulas(sentence)) else "prose")


def _letter(sentence: str) -> str | None:
    """The letter that a sentence chooses: "it's B", "D, it can't be A", "B不是A"."""
    if _LETTERS.fullmatch(sentence):
        return None
    first = _LETTER_FIRST.match(words.FILLER.sub("", sentence.lstrip("*$([ \"'“")))
    if first is not None:
        return first[1]
    chosen = [match[1] for match in _LETTER.finditer(sentence) if not _is_denied(sentence, match.start(1))]
    return chosen[-1] if chosen and len(set(chosen)) == 1 else None


def _is_denied(sentence: str, position: int) -> bool:
    before = sentence[max(0, position - 16) : position]
    return re.search(r"\bnot\b|n['’]t\b|\bcannot\b|不是|\bpas\b|\bnicht\b", before) is not None
