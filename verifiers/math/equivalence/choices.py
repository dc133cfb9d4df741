"""Letters of multiple-choice questions: B, (B), B., \\text{(B)}, (C) Cecile."""

from __future__ import annotations

import re

_WRAPPED = re.compile(r"\\(?:text|mathrm|textbf|mathbf|mbox|textrm|textnormal|rm|bf)\s?\{([^{}]*)\}")
_OTHER = re.compile(r"[({\[][A-J][)}\]]|\b[B-J]\b")
_BOX = re.compile(r"\\(?:boxed|fbox)\b")
_LETTER = re.compile(r"[({\[]?\s?([A-J])\s?(?:[)}\]]|[.:](?=\s|$)|$)")
_NAMED = re.compile(r"\(?([A-J])(?:\)|[.:])?\s[A-Z][a-z]+")
_PREFIX = re.compile(
    r"(?:the\s)?(?:correct\s)?(?:answer|option|choice)(?:\sis)?\s?:?\s?(?=[({\[]?[A-J]\b)", re.IGNORECASE
)


def choice_letter(text: str) -> str | None:
    """The letter that a text chooses; None where it is no choice."""
    plain = _plain(text)
    plain = _PREFIX.sub("", plain, count=1)
    found = _LETTER.match(plain) or _NAMED.match(plain)
    if found is None:
        return None
    rest = plain[found.end() :].strip(" .)}]")
    return (
        found[1]
        if not rest or _NAMED.match(plain) or (found[0].endswith((")", ".", ":")) and not _OTHER.search(rest))
        else None
    )


def is_choice_reference(text: str) -> bool:
    """Whether a reference is a choice: one letter, in brackets or not, or a letter with its name."""
    plain = _plain(text)
    return bool(re.fullmatch(r"\(?\s?[A-J]\s?\)?\.?", plain) or _NAMED.fullmatch(plain))


def _plain(text: str) -> str:
    """The text without \\text{…}, boxes, braces and repeated blanks."""
    bare = _BOX.sub("", _WRAPPED.sub(lambda found: f" {found[1]} ", text))
    return " ".join(bare.replace("{", " ").replace("}", " ").split())
