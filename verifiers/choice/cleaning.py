"""Takes decoration off a text: Markdown, LaTeX, full-width letters. Options are compared without it, too."""

from __future__ import annotations

import re
from typing import Final

_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_CIRCLED: Final = {0x24B6 + at: ord("A") + at for at in range(26)} | {
    0x24D0 + at: ord("a") + at for at in range(26)
}
_SIGNS: Final = str.maketrans({**_FULL_WIDTH, **_CIRCLED, **dict.fromkeys(map(ord, "*_`$~"), None)})
_WRAPPED: Final = re.compile(
    r"\\(?:text|textbf|textit|textrm|textsf|texttt|mathrm|mathbf|mathsf|mathit|mbox|emph|underline|bf|rm)"
    r"[ ]?\{([^{}]*)\}"
)
_SPACES: Final = re.compile(r"\\(?:[ ,;:!()\[\]]|quad\b|qquad\b)|\u00a0|<\|[a-z_]{1,20}\|>|</s>")


def cleaned(text: str) -> str:
    r"""The text without decoration; ``\boxed{…}`` and ``<answer>`` stay."""
    text = text.translate(_SIGNS)
    if "\\" in text:
        text = _WRAPPED.sub(r"\1", _WRAPPED.sub(r"\1", text))
    return _SPACES.sub(" ", text) if "\\" in text or "<" in text or "\u00a0" in text else text


def comparable(text: str) -> str:
    """An option's text, as it is compared: case, decoration, blanks and a last full stop do not count."""
    return " ".join(cleaned(text).casefold().split()).rstrip(" .。").lstrip()
