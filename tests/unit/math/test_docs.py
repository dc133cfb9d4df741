"""The page for users says what is so: its examples are run, its options are the options."""

import re
from pathlib import Path

import pytest

from verifiers.math.conventions import Conventions
from verifiers.math.equivalence.compare import compare_symbolic

PAGE = (Path(__file__).parents[3] / "docs" / "math.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\| `(.+?)` \| `(.+?)` \| (yes|no) \|$", PAGE, re.MULTILINE)
OPTIONS = dict(re.findall(r"^\| `(\w+)` \| `(\w+)` \| .+ \| .* \|$", PAGE, re.MULTILINE))


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) > 40


@pytest.mark.parametrize(("reference", "answer", "paid"), EXAMPLES)
def test_every_example_of_the_page_is_true(reference: str, answer: str, paid: str) -> None:
    decision = compare_symbolic(reference, answer)
    assert decision is not None
    assert decision.equal == (paid == "yes")


def test_the_page_names_every_option_with_its_default() -> None:
    defaults = Conventions()
    shown = {name: str(getattr(defaults, name)).lower() for name in Conventions.__struct_fields__}
    shown.pop("code_switching", None)
    assert shown == OPTIONS
