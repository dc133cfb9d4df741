"""Splits a response into thought, answer and tool calls. Only the answer is judged.

The thought ends at the first ``</think>`` (Nemotron-Cascade 3.2); an answer that stands only in the thought
was never given. Tool calls are cut out of the answer: their arguments are no statement to the user.
"""

from __future__ import annotations

import msgspec

from trainer_client.contract import Thinking

OPEN_THOUGHT = "<think>"
CLOSE_THOUGHT = "</think>"
OPEN_CALL = "<tool_call>"
CLOSE_CALL = "</tool_call>"
EXPECTED = Thinking.EXPECTED


class SplitResponse(msgspec.Struct, frozen=True):
    """``answer`` is ``None`` when the response never came to one; ``tool_calls`` are the tags' texts."""

    thought: str
    answer: str | None
    tool_calls: tuple[str, ...] = ()


def split_response(response: str, thinking: Thinking = Thinking.AUTO) -> SplitResponse:
    """Linear in the response; one look at the text when it holds no tag."""
    if "<" not in response or ("think>" not in response and OPEN_CALL not in response):
        return SplitResponse(response, None) if thinking == EXPECTED else SplitResponse("", response)
    if thinking == Thinking.NONE:
        return _cut_calls("", response)
    end = response.find(CLOSE_THOUGHT)
    if end >= 0:
        return _cut_calls(response[:end], response[end + len(CLOSE_THOUGHT) :])
    unfinished = thinking == EXPECTED or response.find(OPEN_THOUGHT) >= 0
    return SplitResponse(response, None) if unfinished else _cut_calls("", response)


def _cut_calls(thought: str, answer: str) -> SplitResponse:
    if OPEN_CALL not in answer:
        return SplitResponse(thought, answer)
    kept: list[str] = []
    calls: list[str] = []
    position = 0
    while (start := answer.find(OPEN_CALL, position)) >= 0:
        kept.append(answer[position:start])
        end = answer.find(CLOSE_CALL, start)
        calls.append(answer[start + len(OPEN_CALL) : end if end >= 0 else len(answer)])
        position = end + len(CLOSE_CALL) if end >= 0 else len(answer)
    kept.append(answer[position:])
    return SplitResponse(thought, "".join(kept), tuple(calls))
