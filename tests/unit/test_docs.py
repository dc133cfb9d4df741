"""The pages for users name what the code has."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.settings import Settings
from trainer_client.contract import Reason

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_stands_in_the_page_on_serving(name: str) -> None:
    assert f"| `{name}` |" in (ROOT / "docs/serving.md").read_text()


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_stands_in_the_readme(reason: Reason) -> None:
    assert f"`{reason}`" in (ROOT / "README.md").read_text()
