"""``<answer>…</answer>``: the pair in which many trainers ask for the answer, read as a box is.

The last opening tag counts. Its content is the answer as it stands; only whole sentences are read for what
they state. Nothing is torn apart at a sign: ``x>2`` between the tags is ``x>2``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from verifiers.math.extraction import words
from verifiers.math.extraction.clause import is_expression, whole_formula
from verifiers.math.extraction.prose import Found, answer_in_prose
from verifiers.math.extraction.spans import formulas

_PAIRS: Final = tuple((f"<{name}>", f"</{name}>") for name in ("answer", "Answer", "ANSWER"))
MAX_AS_IT_STANDS: Final = 4_000
"""Characters between two tags that may be an answer; more are a text."""
_BLANK: Final = " \t\r\n\f\v"


@dataclass(frozen=True, slots=True)
class Tag:
    """A pair of tags: where it starts and ends, and the content (None: never closed)."""

    start: int
    end: int
    content: str | None


def last_tag(text: str, limit: int | None = None) -> Tag | None:
    """The last pair that opens before ``limit``, or None without any."""
    limit = len(text) if limit is None else limit
    start, opening, closing = max((text.rfind(pair[0], 0, limit), *pair) for pair in _PAIRS)
    if start < 0:
        return None
    begin = start + len(opening)
    end = text.find(closing, begin, limit)
    return Tag(start, limit, None) if end < 0 else Tag(start, end + len(closing), text[begin:end])


def stated_in_tag(content: str) -> Found:
    """What a filled pair without a box states: its content, or what the sentences in it conclude."""
    bare = content.strip(_BLANK)
    if bare.startswith("**") and bare.endswith("**") and bare.count("**") == 2:
        bare = bare[2:-2].strip(_BLANK)
    whole = whole_formula(bare)
    if whole is not None:
        return Found(whole, "marker")
    found = answer_in_prose(bare) if _is_told(bare) else None
    return Found(bare, "marker") if found is None else Found(found.text, "marker", found.flags)


def _is_told(text: str) -> bool:
    """Whether a text is sentences or several lines, and no answer as it stands."""
    if len(text) > MAX_AS_IT_STANDS:
        return True
    if is_expression(text):
        return False
    inside = formulas(text)
    verbs = (verb.end() for verb in words.COPULA.finditer(text))
    return "\n" in text or any(all(not span.start < end < span.end for span in inside) for end in verbs)


__all__ = ["Tag", "last_tag", "stated_in_tag"]
