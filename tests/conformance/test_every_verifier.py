"""Every verifier of the registry keeps every promise of the conformance suite."""

from __future__ import annotations

import pytest

from gateway.compose import build_verifiers
from gateway.settings import Settings
from trainer_client.contract import Sample
from verifiers.registry import VERIFIERS, create_verifier
from verifiers.selfcheck import run_selfcheck

KNOWN_FAILURES: dict[str, tuple[str, ...]] = {}


@pytest.mark.parametrize("name", VERIFIERS)
async def test_a_verifier_conforms(name: str) -> None:
    verifier = build_verifiers(Settings())[name]
    await verifier.start()
    try:
        failures = await run_selfcheck(verifier, KNOWN_FAILURES.get(name, ()))
    finally:
        await verifier.close()
    assert [failure for failure in failures if not failure.known] == []


@pytest.mark.parametrize("name", VERIFIERS)
def test_the_example_is_a_sample_of_its_verifier(name: str) -> None:
    example = build_verifiers(Settings())[name].describe().example
    assert isinstance(example, Sample)
    assert example.verifier == name


def test_an_unknown_verifier_is_refused_by_naming_the_known_ones() -> None:
    with pytest.raises(KeyError, match="math"):
        create_verifier("mathematics")
