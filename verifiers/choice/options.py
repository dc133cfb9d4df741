"""The options of a question: their labels, their texts, and which of them are right."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Final

import msgspec

from verifiers.choice.cleaning import cleaned, comparable
from verifiers.core.decode import Reference, shortened
from verifiers.core.errors import BadReference

MOST_OPTIONS: Final = 200
MOST_LABEL_CHARS: Final = 8
_USUAL_LABELS: Final = string.ascii_uppercase[:10]
_AROUND_LABELS: Final = "()[]{}<>.: \t\n"

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=20_000)]


class ChoiceReference(Reference, frozen=True):
    """``answer``: a label or an option's text; a list is all the right ones, which must all be chosen.

    ``choices``: the options' texts, labelled A, B, C …, or a mapping from label to text.
    """

    answer: Text | Annotated[list[Text], msgspec.Meta(min_length=1, max_length=MOST_OPTIONS)]
    choices: list[Text] | dict[str, Text] | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """``texts``: from label to comparable text, all blank where only the labels are known."""

    texts: Mapping[str, str]
    right: frozenset[str]

    def label(self, text: str) -> str | None:
        """The label that a text is, whatever its case."""
        bare = cleaned(text).strip(_AROUND_LABELS)
        return next((label for label in self.texts if label.casefold() == bare.casefold()), None)


def prepare(reference: ChoiceReference) -> Options:
    """Raises ``BadReference`` for options that cannot be told apart, and answers that are none of them."""
    answers = [reference.answer] if isinstance(reference.answer, str) else reference.answer
    texts = _texts(reference.choices, answers)
    options = Options(texts, frozenset())
    right = [_right(options, answer, at, len(answers)) for at, answer in enumerate(answers)]
    if len(set(right)) < len(right):
        raise BadReference("reference.answer: it names an option twice")
    return Options(texts, frozenset(right))


def _texts(choices: list[str] | dict[str, str] | None, answers: Iterable[str]) -> dict[str, str]:
    if choices is None:
        return _labels_alone(answers)
    if not choices or len(choices) > MOST_OPTIONS:
        raise BadReference(f"reference.choices: there are {len(choices)}, it takes 1 to {MOST_OPTIONS}")
    if isinstance(choices, dict):
        labels = [cleaned(label).strip(_AROUND_LABELS) for label in choices]
        values = list(choices.values())
    else:
        labels, values = [_letters(at) for at in range(len(choices))], choices
    for label in labels:
        if not label.isalnum() or len(label) > MOST_LABEL_CHARS:
            raise BadReference(f"reference.choices: {shortened(label)!r} is no label, such as A or 1")
    texts = dict(zip(labels, map(comparable, values), strict=True))
    _check(labels, texts)
    return texts


def _check(labels: list[str], texts: dict[str, str]) -> None:
    folded = {label.casefold(): label for label in labels}
    if len(folded) < len(labels):
        raise BadReference("reference.choices: two options have the same label")
    known: dict[str, str] = {}
    for label, text in texts.items():
        if not text:
            raise BadReference(f"reference.choices: option {label} has no text")
        if text in known:
            raise BadReference(f"reference.choices: {known[text]} and {label} have the same text")
        known[text] = label
        if folded.get(text, label) != label:
            raise BadReference(f"reference.choices: the text of {label} is the label of {folded[text]}")


def _labels_alone(answers: Iterable[str]) -> dict[str, str]:
    """Letters, up to J or the last one named; numbers where the answers are numbers."""
    named = [cleaned(answer).strip(_AROUND_LABELS).upper() for answer in answers]
    if all(name.isascii() and name.isdigit() and len(name) < 3 for name in named):
        return {str(at): "" for at in range(max(10, *map(int, named)) + 1)}
    for name in named:
        if len(name) != 1 or name not in string.ascii_uppercase:
            raise BadReference(
                f"reference.answer: {shortened(name)!r} is no letter; give `choices` for it to be one of"
            )
    last = max(*_USUAL_LABELS, *named)
    return {letter: "" for letter in string.ascii_uppercase if letter <= last}


def _letters(at: int) -> str:
    """A … Z, AA, AB …"""
    first, last = divmod(at, 26)
    return (string.ascii_uppercase[first - 1] if first else "") + string.ascii_uppercase[last]


def _right(options: Options, answer: str, at: int, answers: int) -> str:
    where = "reference.answer" if answers == 1 else f"reference.answer[{at}]"
    label = options.label(answer)
    if label is not None:
        return label
    text = comparable(answer)
    for label, known in options.texts.items():
        if known and text in (known, *(f"{label.casefold()}{mark} {known}" for mark in (")", ".", ":"))):
            return label
        if known and text == f"({label.casefold()}) {known}":
            return label
    raise BadReference(f"{where}: {shortened(answer)!r} is none of the choices: {', '.join(options.texts)}")
