"""Sentences and tokens are NLTK's, without NLTK: see write_nltk_verdicts.py."""

from __future__ import annotations

import pytest

from tests.unit.instructions.write_nltk_verdicts import read
from verifiers.instructions.text.sentences import split_sentences
from verifiers.instructions.text.words import tokenize

ROWS = [(row["text"], row["sentences"], row["tokens"]) for row in read()]


@pytest.mark.parametrize(("text", "sentences", "tokens"), ROWS)
def test_sentences_and_tokens_are_those_of_nltk(text: str, sentences: list[str], tokens: list[str]) -> None:
    assert split_sentences(text) == sentences
    assert tokenize(sentences) == tokens


def test_there_are_many() -> None:
    assert len(ROWS) >= 150
