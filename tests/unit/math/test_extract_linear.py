"""Extraction reads what a policy under optimisation writes, so no text may cost more than its length.

The guards are generous by a factor of about fifty: they catch a quadratic pattern, which would take minutes.
"""

from __future__ import annotations

import time

import pytest

from verifiers.math.extraction.answer import extract_answer, extract_reference

SIZE = 100_000
GUARD_S = 20.0

UNITS = [
    "\\boxed{1} ",
    "\\boxed{",
    "\\boxed",
    "\\boxedfoo",
    "\\fbox{\\boxed{",
    "{",
    "}",
    "$",
    "$1 ",
    "$$",
    "\\[",
    "\\(",
    "\\",
    "\\text{",
    "(1 ",
    "[1,",
    "1+",
    "1,",
    "1:",
    "1. ",
    " ",
    "\n",
    "**1**",
    "answer is ",
    "answer: 1 ",
    "final answer ",
    "not 1 ",
    "1 or ",
    "either ",
    "or maybe ",
    "soit ",
    "是",
    "wait, ",
    "a",
    "between 1 and ",
    "one of the ",
    "\\boxed{1} or 2 ",
    "-\\boxed{1}",
    "cannot be ",
    "impossible that ",
    "A, ",
    "1 i.e. ",
    "\\frac{1}{",
    "\\boxed{\\frac{1}{2}}",
    "ab+",
    "<answer>",
    "<answer>1</answer>",
    "<answer>\\boxed{",
    "$is$ ",
    "*$( ",
    "1 ways or ",
    "1 or it is ",
    "1, which is 6, ",
    "1, the product ",
    "1 (abc ",
    "1 i.e. 1.0 ",
    "minus 2 ",
    "1 times 2 ",
    "at least 1 ",
    "square root of ",
]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(
    ("beginning", "ending"), [("", ""), ("", "42"), ("<answer>", "</answer>"), ("The answer is ", "")]
)
def test_repetition_costs_no_more_than_length(unit: str, beginning: str, ending: str) -> None:
    text = beginning + unit * (SIZE // len(unit)) + ending
    start = time.monotonic()
    extract_answer(text)
    extract_reference(text)
    assert time.monotonic() - start < GUARD_S


@pytest.mark.parametrize("depth", [10, 1_000, 50_000])
def test_nested_boxes_of_any_depth_are_bounded(depth: int) -> None:
    text = "\\boxed{" * depth + "7" + "}" * depth
    assert "7" in (extract_answer(text).text or "")
