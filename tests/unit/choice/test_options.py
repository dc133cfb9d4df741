"""Options that can be told apart, and answers that are among them."""

from __future__ import annotations

from typing import Any

import pytest

from trainer_client.contract import Reason, Sample
from verifiers.choice.options import ChoiceReference, prepare
from verifiers.choice.verifier import ChoiceVerifier

CITIES = ["Bergen", "Oslo", "Trondheim"]


@pytest.mark.parametrize(
    ("answer", "choices", "right"),
    [
        ("B", None, {"B"}),
        ("b", None, {"B"}),
        ("(B)", None, {"B"}),
        ("**B.**", None, {"B"}),
        ("Ｂ", None, {"B"}),
        ("M", None, {"M"}),
        ("3", None, {"3"}),
        (["A", "C"], None, {"A", "C"}),
        ("Oslo", CITIES, {"B"}),
        ("  oslo. ", CITIES, {"B"}),
        ("B) Oslo", CITIES, {"B"}),
        ("(b) Oslo", CITIES, {"B"}),
        (["Oslo", "C"], CITIES, {"B", "C"}),
        ("ii", {"i": "one", "ii": "two"}, {"ii"}),
        ("(A)", {"(A)": "one", "(B)": "two"}, {"A"}),
        ("AB", [str(at) + "x" for at in range(30)], {"AB"}),
    ],
)
def test_an_answer_is_a_label_or_a_text(answer: Any, choices: Any, right: set[str]) -> None:
    assert prepare(ChoiceReference(answer=answer, choices=choices)).right == right


@pytest.mark.parametrize(
    ("reference", "reason", "where"),
    [
        ({}, "invalid_sample", "reference.answer"),
        ({"answer": ""}, "invalid_sample", "reference.answer"),
        ({"answer": []}, "invalid_sample", "reference.answer"),
        ({"answer": 2}, "invalid_sample", "reference.answer"),
        ({"answer": ["A", 1]}, "invalid_sample", "reference.answer[1]"),
        ({"answer": "A", "choices": "abc"}, "invalid_sample", "reference.choices"),
        ({"answer": "A", "choices": [""]}, "invalid_sample", "reference.choices[0]"),
        ({"answer": "Oslo"}, "bad_reference", "reference.answer"),
        ({"answer": "D", "choices": CITIES}, "bad_reference", "reference.answer: 'D' is none of"),
        ({"answer": ["A", "Rome"], "choices": CITIES}, "bad_reference", "reference.answer[1]"),
        ({"answer": ["B", "Oslo"], "choices": CITIES}, "bad_reference", "names an option twice"),
        ({"answer": "A", "choices": []}, "bad_reference", "reference.choices"),
        ({"answer": "A", "choices": {}}, "bad_reference", "reference.choices"),
        ({"answer": "A", "choices": ["Oslo", " oslo."]}, "bad_reference", "A and B have the same text"),
        ({"answer": "A", "choices": ["x", "**"]}, "bad_reference", "option B has no text"),
        ({"answer": "A", "choices": {"A": "x", "a": "y"}}, "bad_reference", "the same label"),
        ({"answer": "A", "choices": {"A": "x", "B or C": "y"}}, "bad_reference", "is no label"),
        ({"answer": "1", "choices": {"1": "3", "3": "1"}}, "bad_reference", "is the label of"),
    ],
)
async def test_a_useless_reference_is_told_by_its_path(reference: Any, reason: str, where: str) -> None:
    verdict = await ChoiceVerifier().verify(Sample(verifier="choice", response="A", reference=reference))
    assert verdict.reason is Reason(reason)
    assert where in f"{verdict.detail.get('field', '')} {verdict.detail['message']}"
