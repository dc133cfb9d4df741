r"""From a response to its answer.

A policy under optimisation writes whatever is paid, so there is one rule: the answer is what the response
*last states*, once. The last box or pair of answer tags wins (boxes that stand together are one list); a
"final answer" below it wins over it; without either a marker, a letter, or the concluding sentence. A box or
tag that is empty or never closed is the response's last act and is malformed: nothing else is looked for,
since a fall-back would pay for a second guess. Hedges and refusals are no answer.

Pure, and linear in the length of the text.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from msgspec import Struct

from verifiers.math.extraction.boxes import Box, box_before, boxes_together, last_box
from verifiers.math.extraction.clause import whole_formula
from verifiers.math.extraction.plain import plainly_boxed
from verifiers.math.extraction.prose import Found, answer_in_prose, overruled_by
from verifiers.math.extraction.surroundings import around_box, is_denied
from verifiers.math.extraction.tags import Tag, last_tag, stated_in_tag

Mode = Literal["any", "boxed"]
How = Literal["boxed", "marker", "choice", "formula", "prose", "whole"]
Problem = Literal["no_answer", "malformed_answer"]

MAX_REFERENCE: Final = 500
"""Characters of a reference that is an answer, a sentence or several lines; longer ones are solutions."""


class Extraction(Struct, frozen=True, gc=False):
    r"""What a response states as its answer.

    ``text`` is None exactly when ``problem`` says why. ``how`` names the rule that found it. ``flags`` are
    for a person's eye: ``several_boxes`` (other boxes or answer tags before), ``list_of_boxes`` (several are
    the answer), ``hedged`` (several answers offered, none stated), ``denied`` ("is not \boxed{5}"),
    ``box_overruled`` (a final answer below the box or tag, or a box taken back), and what makes an answer
    malformed: ``empty_box``, ``unclosed_box``, ``empty_tag``, ``unclosed_tag``.
    """

    text: str | None
    how: How | None = None
    problem: Problem | None = None
    flags: tuple[str, ...] = ()


NO_ANSWER: Final = Extraction(None, problem="no_answer")

_EMPTY: Final = re.compile(r"(?:\\(?:boxed|fbox|text|mbox|mathrm|quad|ldots|dots|[^A-Za-z])|[\s{}$~.…_?])*")
_EMPTY_SET: Final = re.compile(r"\\\{(?:\\[ ,;!]|\s)*\\\}")
_ANSWERING: Final = re.compile(r"\banswer(?: is|:)|####", re.I)


def extract_answer(text: str, mode: Mode = "any") -> Extraction:
    """The answer of a response's answer part. ``boxed`` takes boxes alone."""
    plain = plainly_boxed(text)
    return read_in_full(text, mode) if plain is None else Extraction(plain, "boxed")


def read_in_full(text: str, mode: Mode = "any") -> Extraction:
    """``extract_answer`` without its short cut."""
    box = last_box(text)
    tag = last_tag(text) if mode == "any" else None
    if tag is not None and not _comes_after(box, tag):
        return _overruled(text, tag.end) or _tagged(text, tag)
    if box is None:
        return _unboxed(text) if mode == "any" else NO_ANSWER
    if box.content is None:
        return Extraction(None, "boxed", "malformed_answer", ("unclosed_box",))
    overruling = _overruled(text, box.end) if mode == "any" else None
    return overruling or _boxed(text, box)


def extract_reference(text: str) -> str:
    """The answer that a data set means: bare answers stay as they are, solutions give their box or end.

    An empty text means an empty box. What cannot be an answer is for the comparison to refuse.
    """
    box = last_box(text)
    if box is not None and box.content is not None:
        return _boxed(text, box).text or ""
    bare = text.strip()
    formula = whole_formula(bare) if "\n" in bare else None
    if formula is not None:
        return formula
    if not _is_solution(bare):
        return bare
    found = answer_in_prose(bare)
    return bare if found is None or found.text is None else found.text


def _overruled(text: str, end: int) -> Extraction | None:
    """What takes the place of a box or tag that ends here."""
    overruling = overruled_by(text[end:]) if len(text) - end > 8 else None
    if overruling is None:
        return None
    return _of(Found(overruling.text, overruling.how, (*overruling.flags, "box_overruled")))


def _comes_after(box: Box | None, tag: Tag) -> bool:
    """Whether a box has the last word: behind a closed pair, or anywhere behind an open tag."""
    return box is not None and box.start > (tag.start if tag.content is None else tag.end - 1)


def _tagged(text: str, tag: Tag) -> Extraction:
    """The content of answer tags, or the box in it."""
    if tag.content is None:
        return Extraction(None, "marker", "malformed_answer", ("unclosed_tag",))
    if last_box(tag.content) is not None:
        return read_in_full(tag.content, "any")
    if _is_empty(tag.content):
        return Extraction(None, "marker", "malformed_answer", ("empty_tag",))
    earlier = last_tag(text, tag.start) or box_before(text, Box(tag.start, tag.start, None))
    flags = () if _agree(earlier, tag) else ("several_boxes",)
    found = stated_in_tag(tag.content)
    return _of(Found(found.text, found.how, (*found.flags, *flags)))


def _boxed(text: str, last: Box) -> Extraction:
    """The last box, or the list that it ends."""
    if last.content is None or _is_empty(last.content):
        return Extraction(None, "boxed", "malformed_answer", ("empty_box",))
    boxes, earlier = boxes_together(text, last)
    flags = () if _agree(earlier, last) else ("several_boxes",)
    if len(boxes) == 1:
        if is_denied(text, last):
            return Extraction(None, "boxed", "no_answer", ("denied", *flags))
        return Extraction(around_box(text, last), "boxed", None, flags)
    filled = [(box.content or "").strip() for box in boxes]
    contents = [content for content in dict.fromkeys(filled) if content]
    if len(contents) == 1:
        return Extraction(contents[0], "boxed", None, flags)
    return Extraction(_joined(contents), "boxed", None, ("list_of_boxes", *flags))


def _is_empty(content: str) -> bool:
    """Whether a box holds nothing; braces that are to be seen are the empty set."""
    return _EMPTY.fullmatch(content) is not None and not _EMPTY_SET.search(content)


def _agree(earlier: Box | Tag | None, last: Box | Tag) -> bool:
    return earlier is None or (earlier.content or "").strip() == (last.content or "").strip()


def _joined(contents: list[str]) -> str:
    """One list; semicolons where a member has commas of its own outside brackets."""
    return ("; " if any(_has_bare_comma(content) for content in contents) else ", ").join(contents)


def _has_bare_comma(content: str) -> bool:
    depth = 0
    for character in content:
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        elif character == "," and depth == 0:
            return True
    return False


def _unboxed(text: str) -> Extraction:
    found = answer_in_prose(text)
    return NO_ANSWER if found is None else _of(found)


def _of(found: Found) -> Extraction:
    if found.text is None:
        return Extraction(None, found.how, "no_answer", found.flags)
    return Extraction(found.text, found.how, None, found.flags)


def _is_solution(text: str) -> bool:
    """Whether a reference is a text to read and not an answer to take as it stands."""
    return len(text) > MAX_REFERENCE or _ANSWERING.search(text) is not None


__all__ = ["Extraction", "extract_answer", "extract_reference", "read_in_full"]
