"""Letters of multiple-choice questions: B, (B), B., \\text{(B)}, (C) Cecile, and several: ABD, A and D."""

from __future__ import annotations

import re

_WRAPPED = re.compile(
    r"\\(?:text|mathrm|textbf|mathbf|mbox|textrm|textnormal|underline|rm|bf)\s?\{([^{}]*)\}"
)
_OTHER = re.compile(r"[({\[][A-J][)}\]]|\b[B-J]\b|\bA\b(?!\s[a-z])")
_DENIAL = re.compile(
    r"\b(?:not|wrong|incorrect|false|isn't|nor|maybe|perhaps|or|either|possibly|unsure|instead)\b",
    re.IGNORECASE,
)
_BOX = re.compile(r"\\(?:boxed|fbox)\b")
_SPACE = re.compile(r"\\[ ,;:~]|~|\\quad")
_LETTER = re.compile(r"[({\[]?\s?([A-J])\s?(?:[)}\]]|[.:](?=\s|$)|$)")
_SMALL = re.compile(r"\(?\s?([a-j])\s?\)?\.?")
_NAMED = re.compile(r"\(?([A-J])(?:\)|[.:])?\s[A-Z][a-z]+")
_CONTENT_IN_BRACKETS = re.compile(r"([A-J])\s?\((?![A-J]\))[^()]*\)")
_PREFIX = re.compile(
    r"(?:the\s)?(?:correct\s)?(?:answer|option|choice|选项|选|答案)(?:\sis|是|为)?\s?:?\s?(?=[({\[]?[A-J]\b)",
    re.IGNORECASE,
)
_MARKED = re.compile(r"(?:\(([A-J])\)|([A-J])[.):](?=\s|[^\w]))\s*(?=\S)")
_MARKED_UPRIGHT = re.compile(
    r"\\(?:text|mathrm|textbf|mathbf|mbox|textrm|textnormal)\s?\{\s?(?:\(([A-J])\)|([A-J])[.):])\s*\}"
    r"(?:\\[ ,;]|~|\s)*(?=\S)"
)
_STATEMENT = re.compile("[①-⑳]")
_CIRCLED = re.compile(r"[①-⑳](?:[\s,;]*[①-⑳])*")
_SEVERAL = re.compile(r"[A-H]{2,8}")
_LISTED = re.compile(r"\(?[A-H]\)?(?:(?:\s?[,;]\s?(?:and\s)?|\s(?:and|&)\s|\s)\(?[A-H]\)?){1,7}")


def choice_letter(text: str, small: bool = False) -> str | None:
    """The letter that a text chooses, lower case too where `small` allows it; None where it is no choice.

    What follows the letter is its content, and may neither name another letter nor deny.
    """
    plain = _PREFIX.sub("", _plain(text), count=1)
    lower = _SMALL.fullmatch(plain) if small else None
    if lower is not None:
        return lower[1].upper()
    inside = _CONTENT_IN_BRACKETS.fullmatch(plain)
    if inside is not None:
        return None if _DENIAL.search(plain) or _OTHER.search(plain[1:]) else inside[1]
    found = _LETTER.match(plain)
    if found is None:
        return None
    rest = plain[found.end() :].strip(" .)}]")
    if rest.casefold() == "no":
        return None
    marked = found[0].endswith((")", ".", ":", "]"))
    return found[1] if not rest or (marked and not _OTHER.search(rest) and not _DENIAL.search(rest)) else None


def is_choice_reference(text: str) -> bool:
    """Whether a reference is a choice: one letter, in brackets or not, or a letter with its name."""
    plain = _PREFIX.sub("", _plain(text), count=1)
    return bool(re.fullmatch(r"\(?\s?[A-J]\s?\)?\.?", plain) or _NAMED.fullmatch(plain))


def reference_letter(text: str) -> str | None:
    """The letter of a reference that is a choice."""
    named = _NAMED.fullmatch(_plain(text))
    return named[1] if named else choice_letter(text)


def content_of_choice(text: str) -> tuple[str, str] | None:
    r"""`(B) 42` and `\textbf{(B) } 42` as B and 42; None for anything else."""
    found = _MARKED_UPRIGHT.match(text) or _MARKED.match(text)
    if found is None:
        return None
    return found[1] or found[2], text[found.end() :].strip()


def several_letters(text: str) -> frozenset[str] | None:
    """The letters of an answer that chooses several: ABD; A, B and D. None where it is no such answer."""
    plain = _plain(text)
    if _CIRCLED.fullmatch(plain):
        return frozenset(_STATEMENT.findall(plain))
    if _SEVERAL.fullmatch(plain):
        return frozenset(plain) if list(plain) == sorted(set(plain)) else None
    if _LISTED.fullmatch(plain) is None:
        return None
    letters = re.findall("[A-H]", plain)
    return frozenset(letters) if len(set(letters)) == len(letters) else None


def _plain(text: str) -> str:
    """The text without \\text{…}, boxes, braces and repeated blanks."""
    if "\\" in text:
        text = _SPACE.sub(" ", _BOX.sub("", _WRAPPED.sub(lambda found: f" {found[1]} ", text)))
    return " ".join(text.replace("\\{", " ").replace("\\}", " ").replace("{", " ").replace("}", " ").split())
