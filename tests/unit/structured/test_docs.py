"""The page for users says what is so: its rows are run, its options are the options."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from trainer_client.contract import Sample
from verifiers.core.json_schema.formats import FORMATS
from verifiers.structured.verifier import StructuredOptions, StructuredVerifier

PAGE = (Path(__file__).parents[3] / "docs" / "structured.md").read_text(encoding="utf-8")
CELL = r"(?:````\s(.+?)\s````|`([^|]+?)`)"
ROWS = [
    (section.startswith("## Reading YAML"), schema, long or short, outcome)
    for section in re.split(r"(?m)^(?=## )", PAGE)
    for schema, long, short, outcome in re.findall(
        rf"(?m)^\| `(.+?)` \| {CELL} \| (?:`)?([\w.]+)(?:`)? \|$", section
    )
]
OPTIONS = dict(re.findall(r"^\| `(\w+)` \| `(\w+)` \| or ", PAGE, re.MULTILINE))


def test_the_page_has_rows() -> None:
    assert len(ROWS) > 45


@pytest.mark.parametrize(("yaml", "schema", "answer", "outcome"), ROWS)
async def test_every_row_of_the_page_is_true(yaml: bool, schema: str, answer: str, outcome: str) -> None:
    by_share = outcome[0].isdigit()
    options = {"syntax": "yaml" if yaml else "json", "score": "fraction" if by_share else "all"}
    sample = Sample(
        verifier="structured",
        response=answer.replace("\\n", "\n"),
        reference={"schema": json.loads(schema)},
        options=options,
    )
    verdict = await StructuredVerifier().verify(sample)
    assert (verdict.reward == float(outcome)) if by_share else (verdict.reason == outcome), verdict.detail


def test_the_page_names_every_option_with_its_default() -> None:
    defaults = StructuredOptions()
    assert {name: str(getattr(defaults, name)) for name in ("syntax", "score")} == OPTIONS


@pytest.mark.parametrize("name", FORMATS)
def test_the_page_names_every_format_that_is_asserted(name: str) -> None:
    assert f"`{name}`" in PAGE
