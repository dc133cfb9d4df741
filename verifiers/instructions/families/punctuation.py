"""``punctuation``: marks that may not occur. What looks like the mark and does its work counts as it."""

from __future__ import annotations

from verifiers.instructions.constraint import Constraint, Difference
from verifiers.instructions.text.view import View

COMMAS = ",，、،﹐､"
DOTS = ".。．…｡․"
EXCLAMATION_MARKS = "!！‼⁉❗❕﹗"


class NoComma(Constraint, frozen=True):
    asks = "Do not use a comma anywhere in your response."
    differences = (
        Difference(why="commas of other scripts pass", kwargs={}, response="red，green", published=True),
    )

    def holds(self, view: View) -> bool:
        return not any(mark in view.text for mark in COMMAS)

    def published(self, view: View) -> bool:
        return "," not in view.text


class PunctuationDot(Constraint, frozen=True):
    asks = "Do not use a dot (.) anywhere in your response, as punctuation or otherwise."
    differences = (
        Difference(why="dots of other scripts pass", kwargs={}, response="It ends here。", published=True),
    )

    def holds(self, view: View) -> bool:
        return not any(mark in view.text for mark in DOTS)

    def published(self, view: View) -> bool:
        return "." not in view.text


class PunctuationExclamation(Constraint, frozen=True):
    asks = "Do not use an exclamation mark (!) anywhere in your response."
    differences = (
        Difference(
            why="exclamation marks of other scripts pass", kwargs={}, response="Hello！", published=True
        ),
    )

    def holds(self, view: View) -> bool:
        return not any(mark in view.text for mark in EXCLAMATION_MARKS)

    def published(self, view: View) -> bool:
        return "!" not in view.text
