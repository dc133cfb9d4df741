"""Parts a response into prose and what is no language of its own: code, formulas, quotations, tables, links.

One pass with one pattern, each part of which ends at its own opening mark or within a bounded distance, so
that unclosed marks cost time linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_QUOTED_CHARS = 300
_GLOSS_CHARS = 60
_QUOTATION = "|".join(
    f"{opening}[^{opening}{closing}\\n]{{0,{_QUOTED_CHARS}}}{closing}"
    for opening, closing in ('""', "“”", "„“", "„”", "«»", "»«", "‹›", "「」", "『』", "《》")
)
_NOT_PROSE = re.compile(
    r"(?P<shown>```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|`[^`\n]*`"  # code; a fence that is cut off runs to the end
    rf"|{_QUOTATION}|\([^()\n]{{0,{_GLOSS_CHARS}}}\)"
    r"|^[ \t]*[>|][^\n]*)"  # quoted lines, rows of a table
    r"|(?P<formula>\$\$[^$]*\$\$|\$[^$\n]*\$|\\\((?:[^\n\\]|\\[^()\n])*\\\)|\\\[(?:[^\\]|\\[^\[\]])*\\\])"
    r"|\\[a-zA-Z]+|https?://[^\s<>\"]{1,2000}|<[^<>\n]{1,200}>",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Parts:
    """``shown``: code, quotations, glosses in brackets and rows of tables: text that is shown, not said."""

    prose: str
    shown: str
    formulas: str


def parts_of(text: str) -> Parts:
    shown: list[str] = []
    formulas: list[str] = []
    prose: list[str] = []
    end = 0
    for found in _NOT_PROSE.finditer(text):
        prose.append(text[end : found.start()])
        end = found.end()
        if found["shown"] is not None:
            shown.append(found["shown"])
        elif found["formula"] is not None:
            formulas.append(found["formula"])
    prose.append(text[end:])
    return Parts(" ".join(prose), "\n".join(shown), "\n".join(formulas))
