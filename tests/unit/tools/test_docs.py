"""The page for users says what is so: its rows are run."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from trainer_client.contract import Sample
from verifiers.tools.verifier import ToolsVerifier

PAGE = (Path(__file__).parents[3] / "docs" / "tools.md").read_text(encoding="utf-8")
ROWS = re.findall(r"(?m)^\| `(\[.*?\])` \| (?:````\s(.+?)\s````|`([^|]+?)`) \| `(\w+)` \|$", PAGE)


def test_the_page_has_rows() -> None:
    assert len(ROWS) > 20


@pytest.mark.parametrize(("calls", "long", "short", "outcome"), ROWS)
async def test_every_row_of_the_page_is_true(calls: str, long: str, short: str, outcome: str) -> None:
    response = (long or short).replace("\\n", "\n")
    sample = Sample(verifier="tools", response=response, reference={"calls": json.loads(calls)})
    verdict = await ToolsVerifier().verify(sample)
    assert verdict.reason == outcome, verdict.detail
