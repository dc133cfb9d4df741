"""The page for users says what is so: its rows are run."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from trainer_client.contract import Sample
from verifiers.choice.verifier import ChoiceVerifier

PAGE = (Path(__file__).parents[3] / "docs" / "choice.md").read_text(encoding="utf-8")
ROWS = [
    (answer or '"B"', response, outcome)
    for answer, response, outcome in re.findall(r"(?m)^(?:\| `([^|]+)` )?\| `([^|]+)` \| `(\w+)` \|$", PAGE)
]
CITIES = ["Bergen", "Oslo", "Trondheim", "Stavanger"]


def test_the_page_has_rows() -> None:
    assert len(ROWS) > 35


@pytest.mark.parametrize(("answer", "response", "outcome"), ROWS)
async def test_every_row_of_the_page_is_true(answer: str, response: str, outcome: str) -> None:
    reference = {"answer": json.loads(answer), "choices": CITIES}
    sample = Sample(verifier="choice", response=response.replace("\\n", "\n"), reference=reference)
    verdict = await ChoiceVerifier().verify(sample)
    assert verdict.reason == outcome, (verdict.extracted, verdict.detail)
