"""The page for users says what is so: every row of its table is run."""

import re
from pathlib import Path

import pytest

from verifiers.core.languages.switching import find_foreign_language

PAGE = (Path(__file__).parents[3] / "docs" / "code-switching.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\| `(.+?)` \| `(.+?)` \| (yes|no) \|$", PAGE, re.MULTILINE)


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) > 20


@pytest.mark.parametrize(("prompt", "response", "leaves"), EXAMPLES)
def test_every_example_of_the_page_is_true(prompt: str, response: str, leaves: str) -> None:
    assert (find_foreign_language(prompt, response) is not None) == (leaves == "yes")
