"""From a response to the calls that it makes.

``<tool_call>`` tags count where there are any, and then nothing else does: what a server would run is what is
judged. Without tags, fenced JSON that is a call; without fences, an answer that is JSON and nothing else.
Calls that prose only speaks of are none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from verifiers.core.blocks import find_blocks
from verifiers.core.json_text import Malformed, read_json
from verifiers.tools.calls import Call, calls_in, is_call

_TAGS: Final = ("", "json", "tool_call", "tool_calls")


@dataclass(frozen=True, slots=True)
class Reading:
    """``calls`` in order, and the ``text`` that they stand in.

    ``problem``: why a text that may be a call is none. ``tagged``: it can be meant as nothing else.
    """

    calls: Sequence[Call] = ()
    text: str | None = None
    problem: str = ""
    tagged: bool = False


def read_response(answer: str, tagged: Sequence[str]) -> Reading:
    """``tagged`` are the texts of the tags, which the answer is without."""
    if tagged:
        return _read_tags(tagged)
    blocks = [block.text for block in find_blocks(answer) if block.tag in _TAGS]
    return _read_untagged(blocks or [answer.strip()])


def _read_tags(texts: Sequence[str]) -> Reading:
    calls: list[Call] = []
    whole = "\n".join(text.strip() for text in texts)
    for number, text in enumerate(texts, 1):
        try:
            calls += calls_in(read_json(text.strip()))
        except Malformed as error:
            return Reading((), whole, f"tool call {number}: {error}", tagged=True)
    return Reading(calls, whole, tagged=True)


def _read_untagged(texts: Iterable[str]) -> Reading:
    """Texts that do not begin like JSON are none, and JSON that is no call is data."""
    calls: list[Call] = []
    found: list[str] = []
    for text in texts:
        if text.lstrip()[:1] not in ("{", "["):
            continue
        try:
            value = read_json(text)
            if is_call(value):
                calls += calls_in(value)
                found.append(text)
        except Malformed as error:
            return Reading((), text, str(error))
    return Reading(calls, "\n".join(found) if found else None)
