"""MBPP, full and sanitized: a list of asserts, each a test by itself, and what runs before them."""

from __future__ import annotations

from verifiers.code.formats.canonical import Canonical, Record


def convert(record: Record) -> Canonical:
    before = [*record.texts("test_imports"), record.optional_text("test_setup_code")]
    return Canonical(
        kind="assert",
        preamble="\n".join(part for part in before if part.strip()),
        statements=[*record.texts("test_list"), *record.texts("challenge_test_list")],
    )
