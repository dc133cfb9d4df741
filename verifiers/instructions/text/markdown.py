"""Bullet points, as people write them in markdown."""

from __future__ import annotations

import re
from typing import Final

STAR: Final = re.compile(r"\s*\*(?:[ \t]+\S|[^\s*][^*]*$)")
"""An asterisk and an item; a line that begins with an emphasised word is none."""

HYPHEN: Final = re.compile(r"\s*-[ \t]*[^\s-]")
_RULE = re.compile(r"\s*(?:\*[ \t]*){3,}$|\s*(?:-[ \t]*){3,}$")


def is_star(line: str) -> bool:
    return bool(STAR.match(line)) and not _RULE.match(line)


def is_bullet(line: str) -> bool:
    return is_star(line) or bool(HYPHEN.match(line))
