"""One document is handed in: fenced with prose around, or the whole answer."""

from __future__ import annotations

import pytest

from verifiers.structured.extraction import find_document


@pytest.mark.parametrize(
    ("answer", "syntax", "text"),
    [
        (' {"a": 1}\n', "json", '{"a": 1}'),
        ('Here is the JSON:\n```json\n{"a": 1}\n```\nAsk for more.', "json", '{"a": 1}'),
        ('```\n{"a": 1}\n```', "json", '{"a": 1}'),
        ("~~~yaml\na: 1\n~~~", "yaml", "a: 1"),
        ("```yml\na: 1\n```", "yaml", "a: 1"),
        ('```python\nprint()\n```\n```json\n{"a": 1}\n```', "json", '{"a": 1}'),
        ('Schema:\n```\n{"type": "object"}\n```\nAnswer:\n```json\n{"a": 1}\n```', "json", '{"a": 1}'),
        ('```json\n{"a": 1}\n```\nAgain:\n```json\n{"a": 1}\n```', "json", '{"a": 1}'),
        ('So {"a": 1} it is', "json", 'So {"a": 1} it is'),
        ("note: |\n  ```json\n  {}\n  ```", "yaml", "note: |\n  ```json\n  {}\n  ```"),
    ],
)
def test_the_document_of_an_answer(answer: str, syntax: str, text: str) -> None:
    assert find_document(answer, syntax).text == text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ('```json\n{"a": 1}\n```\nor\n```json\n{"a": 2}\n```', "malformed_answer"),
        ('```\n{"a": 1}\n```\n\n```\n{"a": 2}\n```', "malformed_answer"),
        ("```python\n{}\n```", "no_answer"),
    ],
)
def test_candidates_are_no_document(answer: str, problem: str) -> None:
    found = find_document(answer, "json")
    assert (found.text, found.problem) == (None, problem)


def test_a_fence_that_never_ends_is_flagged() -> None:
    found = find_document('```json\n{"a": 1}', "json")
    assert (found.text, found.flags) == ('{"a": 1}', ("unclosed_fence",))
