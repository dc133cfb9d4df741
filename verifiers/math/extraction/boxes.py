r"""Finds ``\boxed{…}``: the last one, the one around it, and those that stand together with it.

Everything here walks the text once and from its end, where the answer is. Braces are balanced by hand, since
no linear regular expression can, and an escaped brace ``\{`` is no brace.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from verifiers.math.extraction.words import words_of

COMMANDS: Final = ("\\boxed", "\\fbox")

MAX_NESTED: Final = 32
"""Boxes around one box. Deeper nests are nobody's answer, and the inner one is taken."""
MAX_TOGETHER: Final = 1000
"""Boxes in one list answer."""
MAX_GAP: Final = 160
"""Characters between two boxes of one list answer."""

_BRACE: Final = re.compile(r"\\.|[{}]", re.DOTALL)
_UNBRACED: Final = re.compile(r"[ \t]*([-+]?[0-9][0-9.,/]*|\\[A-Za-z]+|[A-Za-z]+)")
_NOISE: Final = re.compile(
    r"\\(?:quad|qquad|hspace|vspace|text|textbf|textrm|mathrm|mbox|displaystyle|newline|end|begin)(?![A-Za-z])"
    r"|\\[^A-Za-z]|[\W_]",
)
_LABEL: Final = re.compile(r"[A-Za-z]\w{0,2}(?:_\{?\w{1,3}\}?)?(?:\([a-z]\))?\s*(?:&\s*)?=")
_AND: Final = words_of("and et und y e и 和 及 與 与 以及 且 और و plus")
_OR: Final = words_of(
    "or ou oder o или 或 或者 または أو या alternatively maybe perhaps possibly if else lor"
)
_RESTATED: Final = words_of("approx equivalently simply approximately roughly about decimal")
_PART: Final = words_of("part parts case for teil partie caso item")
_CORRECTION: Final = words_of(
    "no not nope wait actually sorry correction corrected reflection oops instead rather hmm but becomes so "
    "thus hence therefore gives giving yields implies then finally final answer result solution total sum "
    "all altogether step check donc ainsi also daher luego entonces итак 所以 因此 最终答案 答案"
)


@dataclass(frozen=True, slots=True)
class Box:
    """A box: where its command starts, where its content ends, and the content (None: never closed)."""

    start: int
    end: int
    content: str | None


def last_box(text: str) -> Box | None:
    """The outermost box around the last box command, or None without any."""
    start = _last_command(text, len(text))
    if start < 0:
        return None
    box = _box_at(text, start)
    return box if box.content is None else _outermost(text, box)


def boxes_together(text: str, last: Box) -> tuple[list[Box], Box | None]:
    """The boxes that form one list answer with ``last``, in the text's order, and the box before them."""
    boxes = [last]
    earlier = box_before(text, last)
    while earlier is not None and _stand_together(text[earlier.end : boxes[-1].start]):
        boxes.append(earlier)
        if len(boxes) == MAX_TOGETHER:
            break
        earlier = box_before(text, earlier)
    boxes.reverse()
    return boxes, earlier


def box_before(text: str, box: Box) -> Box | None:
    """The closed box that ends before ``box`` starts."""
    start = _last_command(text, box.start)
    if start < 0:
        return None
    found = _box_at(text, start, box.start)
    return None if found.content is None else _outermost(text, found, box.start)


def _last_command(text: str, end: int) -> int:
    """Where the last box command before ``end`` starts, or -1. ``\\boxedfoo`` is another command."""
    while True:
        start = text.rfind("\\boxed", 0, end)
        start = max(start, text.rfind("\\fbox", max(start, 0), end))
        if start < 0:
            return -1
        after = start + (6 if text.startswith("\\boxed", start) else 5)
        if not text[after : after + 1].isalpha():
            return start
        end = start


def _box_at(text: str, start: int, limit: int | None = None) -> Box:
    """The box whose command stands at ``start``; one that does not close before ``limit`` is unclosed."""
    limit = len(text) if limit is None else limit
    opening = start + (6 if text.startswith("\\boxed", start) else 5)
    while opening < limit and text[opening] in " \t\n":
        opening += 1
    if opening >= limit or text[opening] != "{":
        return _unbraced(text, start, limit)
    end = closing_brace(text, opening + 1, limit)
    return Box(start, limit, None) if end < 0 else Box(start, end + 1, text[opening + 1 : end])


def _unbraced(text: str, start: int, limit: int) -> Box:
    r"""``\boxed 5``: the number or word that follows."""
    after = start + (6 if text.startswith("\\boxed", start) else 5)
    match = _UNBRACED.match(text, after, limit)
    if match is None:
        return Box(start, limit, None)
    content = match[1].rstrip(".,")
    return Box(start, match.start(1) + len(content), content)


def closing_brace(text: str, position: int, limit: int, depth: int = 1) -> int:
    """Where the brace closes that makes ``depth`` zero, counted from ``position``; -1 if none does."""
    end = text.find("}", position, limit)
    if end < 0:
        return -1
    if depth == 1 and text.find("{", position, end) < 0 and text.find("\\", position, end) < 0:
        return end
    for match in _BRACE.finditer(text, position, limit):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth -= 1
            if depth == 0:
                return match.start()
    return -1


def _outermost(text: str, box: Box, limit: int | None = None) -> Box:
    """The box around ``box``, as long as there is one that closes before ``limit``."""
    limit = len(text) if limit is None else limit
    start = box.start
    for _ in range(MAX_NESTED):
        if closing_brace(text, box.end, limit) < 0:
            return box
        start = _last_command(text, start)
        if start < 0:
            return box
        box = _around(text, start, box) or box
    return box


def _around(text: str, start: int, box: Box) -> Box | None:
    """The box whose command stands at ``start`` if it holds ``box``. Looks at no character twice."""
    opening = text.find("{", start, box.start)
    if opening < 0 or closing_brace(text, opening + 1, box.start) >= 0:
        return None
    depth = 1 + _balance(text, opening + 1, box.start)
    end = closing_brace(text, box.end, len(text), depth)
    return None if end < 0 else Box(start, end + 1, text[opening + 1 : end])


def _balance(text: str, start: int, end: int) -> int:
    """Opened minus closed braces."""
    found = [match[0] for match in _BRACE.finditer(text, start, end)]
    return found.count("{") - found.count("}")


def _stand_together(gap: str) -> bool:
    """Whether what stands between two boxes makes them one list: nothing, punctuation, "and", a noun."""
    if len(gap) > MAX_GAP:
        return False
    words = _NOISE.sub(" ", _LABEL.sub(" ", gap)).lower().split()
    joined = _AND.intersection(words) or any("和" in word for word in words)
    if _RESTATED.intersection(words) or "i.e." in gap:
        return False
    if _OR.intersection(words):  # "or", "or maybe": a hedge is a list of guesses, however it is dressed
        return len(words) <= 6
    others = [word for word in words if not _is_neutral(word)]
    return len(others) <= (3 if joined else 2) and not _CORRECTION.intersection(others)


def _is_neutral(word: str) -> bool:
    """Connectives, enumerators ("b", "2", "ii") and the words that go with them."""
    return word in _AND or word in _OR or word in _PART or len(word) == 1 or word in {"ii", "iii", "iv"}
