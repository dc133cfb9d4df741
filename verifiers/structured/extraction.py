"""From a response's answer to the one document that it hands in.

A fenced block in the syntax asked for, or without such one that names no language, with whatever prose
around; without any fence, the whole answer. One document is handed in: blocks that differ are a list of
candidates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from trainer_client.contract import Reason
from verifiers.core.blocks import find_blocks

Syntax = Literal["json", "yaml"]
_TAGS: Final[dict[Syntax, tuple[str, ...]]] = {"json": ("json",), "yaml": ("yaml", "yml")}


@dataclass(frozen=True, slots=True)
class Document:
    """``text`` is ``None`` exactly when ``problem`` and ``message`` say why. Flag: ``unclosed_fence``."""

    text: str | None
    problem: Reason | None = None
    message: str = ""
    flags: tuple[str, ...] = ()


def find_document(answer: str, syntax: Syntax) -> Document:
    blocks = find_blocks(answer)
    if not blocks:
        return Document(answer.strip())
    tagged = [block for block in blocks if block.tag in _TAGS[syntax]]
    chosen = tagged or [block for block in blocks if not block.tag]
    if not chosen:
        tags = ", ".join(sorted({block.tag[:20] for block in blocks})[:5])
        return Document(None, Reason.NO_ANSWER, f"there is no {syntax} block, only: {tags}")
    if any(block.text.strip() != chosen[0].text.strip() for block in chosen):
        message = f"there are {len(chosen)} different {syntax} blocks; an answer is one document"
        return Document(None, Reason.MALFORMED_ANSWER, message)
    return Document(chosen[-1].text, flags=() if chosen[-1].closed else ("unclosed_fence",))
