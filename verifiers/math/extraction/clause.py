"""What a single clause states: the whole of it, what follows its verb, or its last expression.

Numbers in passing ("in 12 months", "between 1 and 100") give way to those that are told, and expressions that
only commas, "and" or "or" keep apart are one list.
"""

from __future__ import annotations

import re
from typing import Final

from verifiers.math.extraction import words
from verifiers.math.extraction.asides import without_asides
from verifiers.math.extraction.spans import Span, formulas
from verifiers.math.extraction.spoken import in_signs, is_compared, with_words
from verifiers.math.extraction.values import SIGNIFICANT, has_value

_LETTERS: Final = re.compile(
    r"(?<!\\)(?<![A-Za-z])[^\W\d_]{2,}|[\u0600-\u06ff\u0900-\u097f\u3040-\u30ff\u4e00-\u9fff]"
)
_WORDED: Final = re.compile(
    r"\\(?:text|mbox|mathrm|textbf|operatorname|begin|end)\s*\{[^{}]*\}(?:\{[clr|]+\})?"
)
_GLUED: Final = re.compile(r"(?<=[\d)}])(or|and)(?=[A-Za-z\d(\\-])")
_BOLD: Final = re.compile(r"\*\*([^*\n]+)\*\*")
_PLACE: Final = r"[\[(](?:[-+−\d.,/√π∞ {}^]|\\[A-Za-z]+)+[\])]"
_CLOCK: Final = r"\d+(?::\d+)+(?:\s?[AaPp]\.?[Mm]\b\.?)?"
_TOKEN: Final = (
    rf"(?:{_PLACE}|{_CLOCK}|\d(?:[\d,.]|\{{,\}}|,?\\!\s?)*\d|\d|\.\d+|\\[A-Za-z]+|\\[ ,;!{{}}]"
    r"|[-+−–±*/^_=<>≤≥≈·×÷√π∞²³!|{}()\[\]])"
)
_RUN: Final = re.compile(rf"(?<![A-Za-z\d_.]){_TOKEN}(?:\s?{_TOKEN})*(?:\\?%|°)?")
_LISTED: Final = re.compile(
    r"\W{0,6}(?:(?:(?:and|or|et|ou|und|oder|y|o|e|i|и|или|vs|versus|to|aka|else|then|but|if|not|also|even|maybe"
    r"|perhaps|possibly|alternatively|text|lor|approx|neq|quad|i\.e)\W{1,4}|[和或与]者?\W{0,4})){0,4}",
    re.I,
)
_OFFERED: Final = re.compile(
    r"\W{0,4}(?:[^\W\d_]{1,20}[ -]){0,3}[^\W\d_]{0,20}\W{0,4}"
    r"(?:(?<![^\W\d_])(?:or|ou|oder|или|vs|versus)\b\W{0,4}(?:(?:else|maybe|perhaps|possibly|even|about|it|is|it's"
    r"|the|answer|as|many|be|also|could|might|may)\W{1,4}){0,5}|/\W{0,4})",
    re.I,
)
"""Between two alternatives, the first with what it counts: " ways or "."""
_COUNTED: Final = re.compile(
    r"[\s$*)\\]{1,4}((?:[^\W\d_]{1,20} ){0,2}?[^\W\d_]{1,20})\W{1,4}(?:(?:and|et|und|y)\W{1,4})?"
)
"""Between two amounts of the same thing."""
MAX_GAP: Final = 60
"""Characters between two alternatives."""
_OPERATOR: Final = re.compile(r"[\\^_+=]")
_WORDY: Final = re.compile(
    r"(?<![\\A-Za-z])(?!(?:sin|cos|tan|log)\b)[^\W\d_]{4,}|\d(?:st|nd|rd|th)\b|[\u00c0-\u024f\u0400-\u06ff\u0900-\u097f\u3040-\u30ff\u4e00-\u9fff]"
)
"""In a product: four letters side by side, an ordinal, another script."""
_AROUND: Final = " \t\n*\"'“”.。．,，;；:："


def pick(clause: str) -> str | None:
    """The answer that a clause holds: all of it, what follows its last verb, or its last expression."""
    clause = in_signs(without_asides(clause))
    whole = whole_formula(clause)
    if whole is not None:
        return whole
    clause = words.FILLER.sub("", undressed(clause))
    if not clause or not has_value(clause):
        return _letter_alone(clause) if is_word_answer(clause) else None
    if is_expression(clause):
        return _unwrapped(clause) if clause[0] == "(" and "=" in clause else _undollared(clause)
    inside = formulas(clause)
    for start in _after_verbs(clause, inside):
        whole = whole_formula(clause[start:])
        if whole is not None:
            return whole
        rest = words.FILLER.sub("", undressed(clause[start:]))
        if rest and has_value(rest):
            return _undollared(rest) if is_expression(rest) else _last_item(rest)
    return _last_item(clause)


def _after_verbs(clause: str, inside: list[Span]) -> list[int]:
    """Where something may be stated: after each copula outside formulas, the last first."""
    ends = [end.end() for end in words.COPULA.finditer(clause) if not _is_unsaid(clause, end.end())]
    return [end for end in reversed(ends[-3:]) if not any(span.start < end < span.end for span in inside)]


def _is_unsaid(clause: str, end: int) -> bool:
    """Whether a verb that ends here denies what follows, or offers it beside something else: "or it is"."""
    before = clause[max(0, end - 40) : end]
    return words.DENIAL.search(before) is not None or words.ALTERNATIVE.search(before) is not None


def _last_item(clause: str) -> str | None:
    """The last formula, bold text or number that is neither denied nor a mere circumstance."""
    bold = [match for match in _BOLD.finditer(clause) if has_value(match[1])]
    if len(bold) == 1 and bold[0][1] != clause and not with_words(clause, *bold[0].span()):
        return pick(bold[0][1])
    clause = clause.replace("**", " ") if bold else clause
    items = [item for item in _items(clause) if not _precedes(words.NEGATED, clause, item)]
    told = [item for item in items if not _precedes(words.CIRCUMSTANCE, clause, item)]
    told = [item for item in told if not is_compared(clause, item.start)] or told
    return _list_ending(clause, told or items)


def _precedes(pattern: re.Pattern[str], clause: str, item: Span) -> bool:
    """Whether the words right before an item match."""
    return pattern.search(clause[max(0, item.start - 24) : item.start]) is not None


def _list_ending(clause: str, items: list[Span]) -> str | None:
    """The last item, with those before it that only commas, "and" or "or" keep apart: guesses are a list."""
    if not items:
        return None
    last = items[-1]
    changed = with_words(clause, last.start, last.end)
    if changed is not None:
        return changed
    listed = [last]
    for item in reversed(items[:-1]):
        if not _stand_side_by_side(clause, item, listed[-1]):
            break
        listed.append(item)
    return ", ".join(item.content for item in reversed(listed))


def _stand_side_by_side(clause: str, item: Span, following: Span) -> bool:
    """Whether two items are one list: "1, 2", "41 ways or 42", "41 ways, 42 ways"."""
    if _LISTED.fullmatch(clause, item.end, following.start):
        return True
    gap = clause[item.end : following.start]
    if len(gap) > MAX_GAP:
        return False
    if _OFFERED.fullmatch(gap):
        return True
    counted = _COUNTED.fullmatch(gap)
    return counted is not None and clause[following.end :].lstrip(" $*)\\").startswith(counted[1])


def _items(clause: str) -> list[Span]:
    """The formulas and, outside them, the numbers and expressions of a clause, in order."""
    inside = [span for span in formulas(clause) if SIGNIFICANT.search(span.content) or len(span.content) > 3]
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
        if SIGNIFICANT.search(content):
            begin = match.start() + max(0, match[0].find(content))
            found.append(Span(begin, match.end(), content + _unit(clause, match.end())))
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
    scale = words.SCALE.match(clause, end)
    unit = None if scale else words.UNIT.match(clause, end)
    return f" {scale[1]}" if scale else unit_text(unit[1]) if unit else ""


def unit_text(unit: str) -> str:
    """A unit as it is put behind a number; per cent has many spellings."""
    if unit.startswith("p") and "c" in unit:
        return "\\%"
    return unit if unit[0] in "^°" else f" {unit}"


def _letter_alone(text: str) -> str:
    """A letter without the parentheses around it: "(c)"."""
    return text[1] if len(text) == 3 and text[0] + text[2] == "()" and text[1].isalpha() else text


def is_word_answer(text: str) -> bool:
    """A name or a few words: "Evelyn", "a regular hexagon"; not the beginning of a text."""
    if not 0 < len(text) <= 80 or has_value(text) or re.search(r"[.!?。！？]\s*\S", text):
        return False
    return len(text.split()) <= 8 and not words.BOILERPLATE.match(text)


def is_expression(text: str) -> bool:
    """Whether a text is mathematics throughout, with no words but those that mathematics uses."""
    if not has_value(text):
        return False
    plain = _WORDED.sub(" ", text)
    unknown = [word for word in _LETTERS.findall(plain) if word.lower() not in words.MATH_WORDS]
    return not unknown or _is_product(plain)


def _is_product(text: str) -> bool:
    """Whether letters side by side are factors, as in ``3qr + 6q`` or ``\\frac{ab}{c}``, and no words."""
    if not _OPERATOR.search(text):
        return False
    tokens = [token for token in text.split() if not token.isalpha() or len(token) == 1]
    return len(tokens) == len(text.split()) and not any(map(_WORDY.search, tokens))


def whole_formula(text: str) -> str | None:
    """What a text holds that is one delimited formula and nothing else but a filler word and a full stop."""
    bare = words.FILLER.sub("", text.strip(_AROUND)).strip(_AROUND)
    spans = formulas(bare)
    if len(spans) != 1 or spans[0].start > 0 or spans[0].end < len(bare):
        return None
    return _undollared(spans[0].content.rstrip(" .。,;")) or None


def undressed(text: str) -> str:
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
