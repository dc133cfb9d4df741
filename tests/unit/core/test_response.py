"""What stands after the first end of the thought is judged, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer_client.contract import Thinking
from verifiers.core.response import split_response


@pytest.mark.parametrize(
    ("response", "thinking", "answer"),
    [
        ("42", "auto", "42"),
        ("<think>a</think>b", "auto", "b"),
        ("a</think>b", "auto", "b"),
        ("a</think>b", "expected", "b"),
        ("<think>a</think>b</think>c", "auto", "b</think>c"),
        ("<think>42", "auto", None),
        ("so far \\boxed{42} <think> but", "auto", None),
        ("42", "expected", None),
        ("", "expected", None),
        ("<think>a</think>b", "none", "<think>a</think>b"),
        ("<think>42", "none", "<think>42"),
        ("42", "none", "42"),
        ("a<tool_call>{}</tool_call>b", "auto", "ab"),
        ("<think>x</think>a<tool_call>1</tool_call><tool_call>2</tool_call>b", "auto", "ab"),
        ("a<tool_call>never closed \\boxed{1}", "auto", "a"),
        ("a<tool_call>1</tool_call>b", "none", "ab"),
    ],
)
def test_the_answer_is_what_follows_the_thought(response: str, thinking: str, answer: str | None) -> None:
    assert split_response(response, Thinking(thinking)).answer == answer


def test_tool_calls_are_kept_in_order() -> None:
    split = split_response("<think>t</think><tool_call>1</tool_call> and <tool_call>2</tool_call>")
    assert split.tool_calls == ("1", "2")


def test_a_tool_call_inside_the_thought_is_part_of_the_thought() -> None:
    split = split_response("<think><tool_call>1</tool_call></think>b")
    assert (split.answer, split.tool_calls) == ("b", ())


@given(st.text(alphabet="ab<>/think_ol") | st.text())
def test_without_tags_the_whole_response_is_the_answer(response: str) -> None:
    if "think>" not in response and "<tool_call>" not in response:
        assert split_response(response).answer == response
