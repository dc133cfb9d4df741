"""The page for users says what is so: its references are in order, its tables are ours."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from trainer_client.contract import Reason
from verifiers.code.checkers import NAMED
from verifiers.code.conduct import FLAGS
from verifiers.code.formats import FORMATS
from verifiers.code.formats.canonical import Kind
from verifiers.code.reference import CodeReference, prepare
from verifiers.code.verifier import CodeOptions
from verifiers.core.decode import decode

PAGE = (Path(__file__).parents[3] / "docs" / "code.md").read_text(encoding="utf-8")
EXAMPLES = [
    json.loads(line)
    for block in re.findall(r"^```json\n(.+?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]


def table(heading: str) -> dict[str, str]:
    """Names in the first column of the first table below a heading, with the second column."""
    below = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.+?) \| (.+?) \|", below, re.MULTILINE)
    return {name: text for names, text in rows for name in re.findall(r"`(\w+)`", names)}


@pytest.mark.parametrize("reference", EXAMPLES, ids=lambda reference: str(reference)[:50])
def test_every_reference_of_the_page_is_in_order(reference: dict[str, Any]) -> None:
    assert prepare(decode(CodeReference, reference, "reference")).size


def test_every_kind_and_format_has_an_example() -> None:
    assert {example["kind"] for example in EXAMPLES if "kind" in example} == set(get_args(Kind))
    assert {example["format"] for example in EXAMPLES if "format" in example} == set(FORMATS)


def test_the_flags_are_those_that_are_found() -> None:
    assert table("Flags") == dict(FLAGS)


def test_the_checkers_and_formats_are_those_that_there_are() -> None:
    assert set(table("Checkers")) == set(NAMED)
    assert set(table("References that are a data set's own record")) == set(FORMATS)


def test_the_options_are_those_that_there_are_with_their_defaults() -> None:
    shown = table("Options")
    own = {field.name: field.default for field in msgspec.structs.fields(CodeOptions)}
    own.pop("code_switching")
    assert set(shown) == set(own)
    for name, default in own.items():
        if default is not None:
            assert shown[name] == f"`{str(default).lower()}`"


def test_the_reasons_are_reasons() -> None:
    assert set(table("Reasons")) <= set(Reason)
