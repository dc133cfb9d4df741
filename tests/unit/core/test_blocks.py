"""Fenced blocks are found in one pass, closed or cut off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers.core.blocks import find_blocks


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("no fence", []),
        ("```json\n{}\n```", [("json", "{}", True)]),
        ("Here:\n```JSON title\n{}\n```\nDone.", [("json", "{}", True)]),
        ("~~~\na\n```\nb\n~~~", [("", "a\n```\nb", True)]),
        ("````\n```\n````", [("", "```", True)]),
        ("```\na\n```\n```b\nc\n```", [("", "a", True), ("b", "c", True)]),
        ("```json\n{}", [("json", "{}", False)]),
        ("```json\r\n{}\r\n```\r\n", [("json", "{}", True)]),
        ("text ```json {}```", []),
        ("a: |\n  ```\n  b\n  ```", []),
        ("```\n```", [("", "", True)]),
    ],
)
def test_blocks_are_found(text: str, blocks: list[tuple[str, str, bool]]) -> None:
    assert [(block.tag, block.text, block.closed) for block in find_blocks(text)] == blocks


@given(st.text(alphabet="`~\n a{", max_size=60))
def test_only_the_last_block_can_be_open(text: str) -> None:
    assert all(block.closed for block in find_blocks(text)[:-1])
