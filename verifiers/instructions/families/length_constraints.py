"""``length_constraints``: how many sentences, words and paragraphs."""

from __future__ import annotations

import re

from verifiers.instructions.constraint import Constraint, Difference, Relation, compares, demand
from verifiers.instructions.text.view import View, cleaned, is_word

_STARS = re.compile(r"\s?\*\*\*\s?")
UNDERSCORES = "a row of underscores, such as a blank to fill in, counts as a word"


class NumberSentences(Constraint, frozen=True):
    asks = "Your response should have {relation} {num_sentences} sentences."
    differences = (
        Difference(
            why="marks and emoji that stand alone are sentences",
            kwargs={"num_sentences": 3, "relation": "at least"},
            response="Hi. ! !",
            published=True,
        ),
    )
    num_sentences: int
    relation: Relation

    def holds(self, view: View) -> bool:
        return compares(sum(map(is_word, view.sentences)), self.relation, self.num_sentences)

    def published(self, view: View) -> bool:
        return compares(len(view.sentences), self.relation, self.num_sentences)


class NumberWords(Constraint, frozen=True):
    asks = "Your response should have {relation} {num_words} words."
    differences = (
        Difference(
            why=UNDERSCORES,
            kwargs={"num_words": 3, "relation": "at least"},
            response="Name: ____ ____",
            published=True,
        ),
    )
    num_words: int
    relation: Relation

    def holds(self, view: View) -> bool:
        return compares(len(view.words), self.relation, self.num_words)

    def published(self, view: View) -> bool:
        return compares(len(view.runs), self.relation, self.num_words)


class NumberParagraphs(Constraint, frozen=True):
    asks = "Write {num_paragraphs} paragraphs, with the markdown divider *** between them."
    num_paragraphs: int

    def holds(self, view: View) -> bool:
        return count_pieces(split_at_stars(view.text)) == self.num_paragraphs


class NthParagraphFirstWord(Constraint, frozen=True):
    asks = (
        "Write {num_paragraphs} paragraphs, with two line breaks and nothing else between them. Paragraph "
        "{nth_paragraph} must begin with the word {first_word}."
    )
    differences = (
        Difference(
            why="an empty piece between paragraphs is not counted, and yet moves those behind it",
            kwargs={"num_paragraphs": 2, "nth_paragraph": 2, "first_word": "two"},
            response="One.\n\n\n\nTwo.",
            published=False,
        ),
        Difference(
            why="marks other than . , ? ! and straight quotes beside the word make it another",
            kwargs={"num_paragraphs": 1, "nth_paragraph": 1, "first_word": "dogs"},
            response="**Dogs**: loyal friends.",
            published=False,
        ),
    )
    num_paragraphs: int
    nth_paragraph: int
    first_word: str

    def check(self) -> None:
        super().check()
        demand(
            1 <= self.nth_paragraph <= self.num_paragraphs,
            f"nth_paragraph must be between 1 and num_paragraphs ({self.num_paragraphs}), "
            f"got {self.nth_paragraph}",
        )

    def holds(self, view: View) -> bool:
        paragraphs = [piece for piece in view.text.split("\n\n") if piece.strip()]
        if len(paragraphs) != self.num_paragraphs:
            return False
        paragraph = paragraphs[self.nth_paragraph - 1]
        first = cleaned(paragraph.split(maxsplit=1)[0])
        return self._begins(paragraph) or first == cleaned(self.first_word) != ""

    def published(self, view: View) -> bool:
        pieces = view.text.split("\n\n")
        count = sum(bool(piece.strip()) for piece in pieces)
        return count == self.num_paragraphs and self._begins(pieces[self.nth_paragraph - 1])

    def _begins(self, paragraph: str) -> bool:
        if not paragraph.strip():
            return False
        word = paragraph.split(maxsplit=1)[0].lstrip("'").lstrip('"')
        return re.split(r"[.,?!'\"]", word, maxsplit=1)[0].lower() == self.first_word.lower()


def split_at_stars(text: str) -> list[str]:
    """At the markdown divider ***, with a blank on either side."""
    return _STARS.split(text) if "***" in text else [text]


def count_pieces(pieces: list[str]) -> int:
    """Paragraphs between dividers; empty ends are forgiven, and an empty one inside makes it -1."""
    if any(not piece.strip() for piece in pieces[1:-1]):
        return -1
    ends = pieces[:1] + pieces[1:][-1:]
    return len(pieces) - sum(not piece.strip() for piece in ends)
