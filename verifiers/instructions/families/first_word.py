"""``first_word``: the first word of a response or of each sentence."""

from __future__ import annotations

from verifiers.instructions.constraint import Constraint, Difference
from verifiers.instructions.families.keywords import first_text
from verifiers.instructions.text.view import View, cleaned

PUNCTUATED = "punctuation beside the word makes it another"


class FirstWordSent(Constraint, frozen=True):
    asks = "The first word of each sentence must be {first_word}."
    differences = (
        Difference(why=PUNCTUATED, kwargs={"first_word": "yes"}, response="Yes, I do.", published=False),
    )
    first_word: str | list[str]

    def holds(self, view: View) -> bool:
        word = first_text(self.first_word)
        return bool(view.sentences) and all(_begins(sentence, word) for sentence in view.sentences)

    def published(self, view: View) -> bool:
        word = first_text(self.first_word).lower()
        return all(sentence.lower().split()[:1] == [word] for sentence in view.rough_sentences)


class FirstWordAnswer(Constraint, frozen=True):
    asks = "The first word of your response must be {first_word}."
    differences = (
        Difference(why=PUNCTUATED, kwargs={"first_word": "yes"}, response="Yes, I do.", published=False),
    )
    first_word: str | list[str]

    def holds(self, view: View) -> bool:
        return _begins(view.text, first_text(self.first_word))

    def published(self, view: View) -> bool:
        return view.lower.split()[:1] == [first_text(self.first_word).lower()]


def _begins(text: str, word: str) -> bool:
    first = next(iter(text.split(maxsplit=1)[:1]), "")
    return first.lower() == word.lower() or (cleaned(first) == cleaned(word) != "")
