"""The short cut for the common ending never reads another answer than the full reading."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifiers.math.extraction.answer import Extraction, read_in_full
from verifiers.math.extraction.plain import plainly_boxed

PIECES = [
    *"{}$()[]-−*. \n\\01,a=_?…~",
    "\\boxed{",
    "\\boxed{4}",
    "\\boxed",
    "\\fbox",
    "\\fbox{",
    "\\frac{1}{2}",
    "\\text{",
    "\\quad",
    "\\{",
    "\\}",
    "\\ldots",
    "answer is ",
    "^\\circ",
    " cm",
    "\\pm",
    "\\ne",
    "not ",
    "n't be",
    "/",
    "<answer>",
    "</answer>",
]


@settings(max_examples=1000)
@given(st.lists(st.sampled_from(PIECES), max_size=8), st.lists(st.sampled_from(PIECES), max_size=8))
def test_what_is_plainly_boxed_is_what_the_full_reading_finds(before: list[str], inside: list[str]) -> None:
    text = "".join([*before, "\\boxed{", *inside, "}$."])
    plain = plainly_boxed(text)
    assert plain is None or read_in_full(text) == Extraction(plain, "boxed")


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (r"Thus $x = \boxed{42}$.", "42"),
        ("\\[\n\\boxed{ \\frac{1}{\\sqrt{2}} }\n\\]\n", r"\frac{1}{\sqrt{2}}"),
        (r"\boxed{x^{2}+1}", "x^{2}+1"),
    ],
)
def test_common_endings_take_the_short_cut(text: str, content: str) -> None:
    assert plainly_boxed(text) == content


@pytest.mark.parametrize(
    "text",
    [
        r"\boxed{1}, \boxed{2}",
        r"-\boxed{2}",
        r"\boxed{2} cm",
        r"\boxed{}",
        r"\boxed{\text{}}",
        r"\boxed{2",
        r"\boxed{<answer>2</answer>}",
        "2",
    ],
)
def test_what_takes_a_second_look_is_left_to_the_full_reading(text: str) -> None:
    assert plainly_boxed(text) is None
