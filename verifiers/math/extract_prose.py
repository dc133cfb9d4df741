"""Finds the answer of a response without a box: after a marker, as a letter, as the last formula or number.

Only what a response *concludes* counts. A number in passing is no answer, a refusal is none, and several
answers offered at once are none: whoever may name two may name the right one without knowing it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from verifiers.math import extract_words as words
from verifiers.math.extract_spans import Span, formulas, sentences

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
LOOK_BACK: Final = 4
"""Sentences before the last one that may be the conclusion if they say so."""

_END: Final = re.compile(r"<\|[a-z_]+\|>|</s>|<end_of_turn>|<eos>")
_LETTERS: Final = re.compile(
    r"(?<!\\)(?<![A-Za-z])[^\W\d_]{2,}|[\u0600-\u06ff\u0900-\u097f\u3040-\u30ff\u4e00-\u9fff]"
)
_WORDED: Final = re.compile(
    r"\\(?:text|mbox|mathrm|textbf|operatorname|begin|end)\s*\{[^{}]*\}(?:\{[clr|]+\})?"
)
_GLUED: Final = re.compile(r"(?<=[\d)}])(or|and)(?=[A-Za-z\d(\\-])")
_BULLET: Final = re.compile(r"^\s*[-*•]\s+(?=\S)")
_BOLD: Final = re.compile(r"\*\*([^*\n]+)\*\*")
_PLACE: Final = r"[\[(](?:[-+−\d.,/√π∞ {}^]|\\[A-Za-z]+)++[\])]"
_CLOCK: Final = r"\d+(?::\d+)+(?:\s?[AaPp]\.?[Mm]\b\.?)?"
_TOKEN: Final = (
    rf"(?:{_PLACE}|{_CLOCK}|\d(?:[\d,.]|\{{,\}}|,?\\!\s?)*\d|\d|\.\d+|\\[A-Za-z]+|\\[ ,;!{{}}]"
    r"|[-+−–*/^_=<>≤≥≈·×÷√π∞²³!|{}()\[\]])"
)
_RUN: Final = re.compile(rf"(?<![A-Za-z\d_.]){_TOKEN}(?:\s?{_TOKEN})*+(?:\\?%|°)?")
_LISTED: Final = re.compile(
    r"\W{0,6}"
    r"(?:(?:and|or|et|ou|und|oder|y|o|e|и|или|maybe|perhaps|possibly|even|和|或|或者|与)\W{1,4}){0,3}",
    re.I,
)
_SIGNIFICANT: Final = re.compile(r"\d|\\(?:frac|sqrt|pi|infty|emptyset)|[π∞∅]")
_LETTER_FIRST: Final = re.compile(
    r"^\W{0,3}([A-J])\W{0,3}(?:$|[.,;:。，、]\s|[。，、]|不是|\s+(?:not|non|because|since)\b)"
)
_LETTER: Final = re.compile(
    r"(?:\b(?:is|['’]s|be|est|es|ist|choose|chose|pick|select|option|choice|letter)\s+"
    r"|(?:选择?|選擇?|答案是?|是|为|為)\s*)"
    r"(?:definitely\s+|clearly\s+|for\s+sure\s+|probably\s+|option\s+|choice\s+|letter\s+)*"
    r"[*$]{0,2}\(?(?:\\text\{)?\(?([A-J])"
    r"(?=\)|\}|\*|\$|[.,;:!。，；]|$|\s*不|\s+(?:because|since|as|and|but|non|not)\b)"
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
    text = (text[: ended.start()] if ended else text).strip()
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
    marks = list(words.MARKER.finditer(text)) + list(words.FINAL_MARKER.finditer(text))
    marks.sort(key=re.Match.end)
    for mark in reversed(marks[-MAX_MARKERS:]):
        found = _after_marker(text, mark.end())
        if found is not None:
            return found
    return None


def final_answer_after(text: str) -> Found | None:
    """The value after the last "final answer", which a response may put below its box."""
    marks = list(words.FINAL_MARKER.finditer(text))
    found = _after_marker(text, marks[-1].end()) if marks else None
    if found is None or found.text is None or found.how == "choice" or _has_value(found.text):
        return found
    return None


def _after_marker(text: str, start: int) -> Found | None:
    """The answer in the sentence that starts at ``start``, unless a second thought follows."""
    rest = text[start : start + MAX_MARKED].lstrip(" \t\n:：=*#>—-")
    parts = sentences(_BULLET.sub("", rest))
    if not parts:
        return None
    if words.HEDGE.search(parts[0]):
        return Found(None, "marker", ("hedged",))
    letter = _letter(parts[0])
    answer = letter or pick(parts[0])
    if answer is None:
        return None
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
    bare = _undressed(text)
    spans = formulas(text)
    is_formula = len(spans) == 1 and spans[0].content.startswith(bare)
    if bare and (is_formula or ("\n" not in bare and _is_expression(bare))):
        return Found(bare, "whole")
    return None


def _worded(text: str) -> Found | None:
    """The text itself, if it is a few words: "Evelyn"."""
    if len(text) > MAX_WHOLE:
        return None
    bare = _undressed(text)
    if _is_word_answer(bare) and not (words.REFUSAL.search(bare) or words.HEDGE.search(bare)):
        return Found(bare, "whole")
    return None


def _concluded(text: str) -> Found | None:
    """The answer of the concluding sentence."""
    parts = [part for part in sentences(text) if not words.BOILERPLATE.match(part.lstrip("*# "))]
    if not parts or any(words.REFUSAL.search(part) for part in parts[-2:]):
        return None
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
    first = _LETTER_FIRST.match(words.FILLER.sub("", sentence.lstrip("*$([ \"'“")))
    if first is not None:
        return first[1]
    chosen = [match[1] for match in _LETTER.finditer(sentence) if not _is_denied(sentence, match.start(1))]
    return chosen[-1] if chosen and len(set(chosen)) == 1 else None


def _is_denied(sentence: str, position: int) -> bool:
    before = sentence[max(0, position - 16) : position]
    return re.search(r"\bnot\b|n['’]t\b|\bcannot\b|不是|\bpas\b|\bnicht\b", before) is not None


def pick(clause: str) -> str | None:
    """The answer that a clause holds: all of it, what follows its last verb, or its last expression."""
    clause = words.FILLER.sub("", _undressed(words.RESTATED.split(clause, 1)[0]))
    if not clause or not _has_value(clause):
        return clause if _is_word_answer(clause) else None
    if _is_expression(clause):
        return _unwrapped(clause) if clause[0] == "(" and "=" in clause else _undollared(clause)
    inside = formulas(clause)
    for start in _after_verbs(clause, inside):
        rest = words.FILLER.sub("", _undressed(clause[start:]))
        if rest and _has_value(rest):
            return _undollared(rest) if _is_expression(rest) else _last_item(rest)
    return _last_item(clause)


def _after_verbs(clause: str, inside: list[Span]) -> list[int]:
    """Where something may be stated: after each copula outside formulas, the last first."""
    ends = [match.end() for match in words.COPULA.finditer(clause)]
    return [end for end in reversed(ends[-3:]) if not any(span.start < end < span.end for span in inside)]


def _last_item(clause: str) -> str | None:
    """The last formula, bold text or number that is neither denied nor a mere circumstance."""
    bold = [match[1] for match in _BOLD.finditer(clause) if _has_value(match[1])]
    if bold and bold[-1] != clause:
        return pick(bold[-1])
    items = [item for item in _items(clause) if not _precedes(words.NEGATED, clause, item)]
    told = [item for item in items if not _precedes(words.CIRCUMSTANCE, clause, item)]
    return _list_ending(clause, told or items)


def _precedes(pattern: re.Pattern[str], clause: str, item: Span) -> bool:
    """Whether the words right before an item match."""
    return pattern.search(clause[max(0, item.start - 16) : item.start]) is not None


def _list_ending(clause: str, items: list[Span]) -> str | None:
    """The last item, with those before it that only commas, "and" or "or" keep apart: guesses are a list."""
    if not items:
        return None
    listed = [items[-1]]
    for item in reversed(items[:-1]):
        if not _LISTED.fullmatch(clause, item.end, listed[-1].start):
            break
        listed.append(item)
    return ", ".join(item.content for item in reversed(listed))


def _items(clause: str) -> list[Span]:
    """The formulas and, outside them, the numbers and expressions of a clause, in order."""
    inside = [span for span in formulas(clause) if _SIGNIFICANT.search(span.content) or len(span.content) > 3]
    items = [Span(span.start, span.end, span.content + _unit(clause, span.end)) for span in inside]
    position = 0
    for span in [*inside, Span(len(clause), len(clause), "")]:
        items += _runs(clause, position, span.start)
        position = span.end
    return sorted(items, key=lambda item: item.start)


def _runs(clause: str, start: int, end: int) -> list[Span]:
    """The expressions outside formulas."""
    found = []
    for match in _RUN.finditer(clause, start, end):
        content = _unwrapped(match[0])
        if _SIGNIFICANT.search(content):
            found.append(Span(match.start(), match.end(), content + _unit(clause, match.end())))
    return found


def _unwrapped(run: str) -> str:
    """Without the parentheses around it and what hangs at its ends. A chain ``3 + 4 = 7`` stays whole."""
    content = run.strip(" *_|–=≈:")
    if content.count("(") != content.count(")"):
        content = content.strip("()")
    elif content.startswith("(") and content.endswith(")") and "," not in content:
        content = content[1:-1]
    return content.lstrip("+/=").rstrip("-+/<>=^_").strip()


def _unit(clause: str, end: int) -> str:
    match = words.UNIT.match(clause, end)
    return unit_text(match[1]) if match else ""


def unit_text(unit: str) -> str:
    """A unit as it is put behind a number; per cent has many spellings."""
    return "\\%" if unit.startswith("p") and "c" in unit else f" {unit}"


def _has_value(text: str) -> bool:
    return _SIGNIFICANT.search(text) is not None or bool(formulas(text))


def _is_word_answer(text: str) -> bool:
    """A name or a few words: "Evelyn", "a regular hexagon"; not the beginning of a text."""
    if not 0 < len(text) <= 80 or _has_value(text) or re.search(r"[.!?。！？]\s*\S", text):
        return False
    return len(text.split()) <= 8 and not words.BOILERPLATE.match(text)


def _is_expression(text: str) -> bool:
    """Whether a text is mathematics throughout, with no words but those that mathematics uses."""
    plain = _WORDED.sub(" ", text)
    return _has_value(plain) and all(word.lower() in words.MATH_WORDS for word in _LETTERS.findall(plain))


def _undressed(text: str) -> str:
    """Without quotation marks, bold marks, headings, full stop; one formula without its dollars."""
    text = _GLUED.sub(r" \1 ", text.replace('\\"', '"'))
    clock = text.rstrip().endswith((".m.", ".M."))
    text = text.strip(" \t\n\"'“”„«»`#>").rstrip(" .。;；,،!").strip(" \t\n\"'“”«»`") + "." * clock
    if text.startswith("**") and text.endswith("**") and text.count("**") == 2:
        text = text[2:-2].strip(" .:")
    spans = formulas(text)
    if len(spans) == 1 and spans[0].start == 0 and spans[0].end == len(text):
        return spans[0].content.rstrip(" .。,;")
    return text


def _undollared(text: str) -> str:
    """Several formulas in a row as one text."""
    if not formulas(text):
        return text.strip(" *")
    return " ".join(re.sub(r"(?<!\\)\$|\\[()\[\]]", " ", text).split())
