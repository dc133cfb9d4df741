"""Fenced blocks that hold data: a fence begins its line, and the next bare one of its kind ends the block.

Stricter than what a program may come in: a fence with an indent may be part of a YAML text. Linear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_FENCE: Final = re.compile(r"^(`{3,}|~{3,})[ \t]*([^`\n]*?)[ \t\r]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """``tag``: the first word behind the fence, in small letters. ``closed``: false when it never ends."""

    tag: str
    text: str
    closed: bool


def find_blocks(text: str) -> list[Block]:
    """All blocks, in order."""
    blocks: list[Block] = []
    opening: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if opening is None:
            opening = fence
        elif fence[1].startswith(opening[1]) and not fence[2]:
            blocks.append(_block(text, opening, fence.start(), closed=True))
            opening = None
    if opening is not None:
        blocks.append(_block(text, opening, len(text), closed=False))
    return blocks


def _block(text: str, opening: re.Match[str], end: int, *, closed: bool) -> Block:
    words = opening[2].split(maxsplit=1)
    return Block(words[0].lower() if words else "", text[opening.end() + 1 : end].rstrip("\r\n"), closed)
