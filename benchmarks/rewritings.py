"""The ways in which the same answer is usually written: each is a pure change of form, never of value."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from benchmarks.data import Pair, boxed

Rewriting = Callable[[str], str]

SHORT_FRACTION = re.compile(r"\\frac\{(\d)\}\{(\d)\}")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
DIGITS_AFTER_COMMA = re.compile(r"\d,\\?!?\d{3}(?!\d)")


def plain(answer: str) -> str:
    return answer


def display_fraction(answer: str) -> str:
    return answer.replace("\\dfrac", "\\frac").replace("\\frac", "\\dfrac")


def text_fraction(answer: str) -> str:
    return answer.replace("\\dfrac", "\\frac").replace("\\frac", "\\tfrac")


def short_fraction(answer: str) -> str:
    return SHORT_FRACTION.sub(r"\\frac\1\2", answer)


def growing_brackets(answer: str) -> str:
    """``\\left`` and ``\\right`` at round brackets, or at the outermost pair when kinds are mixed."""
    if "\\left" in answer or "\\(" in answer or "\\text" in answer:
        return answer
    if answer.count("(") == answer.count(")") and "[" not in answer and "]" not in answer:
        return answer.replace("(", "\\left(").replace(")", "\\right)")
    if answer[0] in "[(" and answer[-1] in "])" and sum(map(answer.count, "[]()")) == 2:
        return f"\\left{answer[0]}{answer[1:-1]}\\right{answer[-1]}"
    return answer


def wide_spacing(answer: str) -> str:
    """Spaces around signs and after commas, but not inside words or digit groups."""
    if "\\text" in answer or "\\mbox" in answer or "\\begin" in answer:
        return answer
    spaced = re.sub(r"\s*([+=])\s*", r" \1 ", answer).strip()
    return spaced if DIGITS_AFTER_COMMA.search(spaced) else re.sub(r",(?!\\)\s*", ", ", spaced)


def degrees_braced(answer: str) -> str:
    return answer.replace("^\\circ", "^{\\circ}")


def in_dollars(answer: str) -> str:
    return f"The computation gives ${answer}$. So the answer is ${answer}$."


def in_box(answer: str) -> str:
    return boxed(answer)


def in_display_box(answer: str) -> str:
    return f"Putting both parts together we get\n\\[\n\\boxed{{{answer}}}\n\\]\nI hope it is correct."


INNER: Sequence[Rewriting] = (
    plain,
    display_fraction,
    text_fraction,
    short_fraction,
    growing_brackets,
    wide_spacing,
    degrees_braced,
)
AROUND: Sequence[Rewriting] = (in_box, in_display_box, in_dollars)
AROUND_CURRENCY: Sequence[Rewriting] = (in_box, in_display_box)  # dollars within dollars are read in two ways


def rewritings(answer: str) -> list[str]:
    """Every distinct whole response that says exactly this answer in another form.

    A gold that is a text of its own, with formulas in it, is only repeated: nobody boxes it. One that is no
    LaTeX at all, such as a brace left open, has none.
    """
    if not _is_whole(answer):
        return []
    bare = undelimited(answer)
    if any(mark in bare.replace("\\$", "") for mark in ("$", "\\(", "\\[", "\\boxed")):
        return [bare]
    inner = dict.fromkeys(change(bare) for change in INNER)
    around = AROUND if "\\$" not in bare else AROUND_CURRENCY
    return [change(form) for form in inner for change in around]


def rewritten_pairs(answers: Sequence[str]) -> list[Pair]:
    """Each gold with one of its rewritings in a box, the forms taking turns."""
    pairs = []
    for index, answer in enumerate(answers):
        bare = undelimited(answer)
        forms = list(dict.fromkeys(change(bare) for change in INNER))
        pairs.append(Pair(answer, boxed(forms[-1 - index % len(forms)])))
    return pairs


def _is_whole(answer: str) -> bool:
    """Braces balance, and no control character shows that a backslash was lost on the way."""
    unescaped = answer.replace("\\{", "").replace("\\}", "")
    return unescaped.count("{") == unescaped.count("}") and not CONTROL.search(answer)


def undelimited(answer: str) -> str:
    """Without the dollars that some sets put around an answer."""
    inner = answer.strip()
    if len(inner) > 2 and inner[0] == inner[-1] == "$" and not inner.endswith("\\$"):
        inner = inner.strip("$")
        return inner if "$" not in inner.replace("\\$", "") else answer
    return inner
