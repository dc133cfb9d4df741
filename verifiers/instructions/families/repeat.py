"""``repeat``: the request or a part of it, again."""

from __future__ import annotations

from verifiers.instructions.constraint import Constraint, Difference
from verifiers.instructions.families.copying import Span
from verifiers.instructions.text.view import View, cleaned


class RepeatChange(Constraint, frozen=True):
    asks = (
        "Repeat this request with another first word, say nothing before it, and do not answer it. "
        "The request to repeat: {prompt_to_repeat}"
    )
    differences = (
        Difference(
            why="the unchanged request passes with one more blank",
            kwargs={"prompt_to_repeat": "Name a colour."},
            response="Name a colour. ",
            published=True,
        ),
        Difference(
            why="the first word passes as changed with a mark beside it",
            kwargs={"prompt_to_repeat": "Name a colour."},
            response="Name, a colour.",
            published=True,
        ),
    )
    prompt_to_repeat: str

    def holds(self, view: View) -> bool:
        first, request_first = (text.split(maxsplit=1)[0] for text in (view.text, self.prompt_to_repeat))
        return self.published(view) and cleaned(first) not in ("", cleaned(request_first))

    def published(self, view: View) -> bool:
        same_rest = self.prompt_to_repeat.split()[1:] == view.text.split()[1:]
        return same_rest and view.text != self.prompt_to_repeat


class RepeatSimple(Constraint, frozen=True):
    asks = "Only output this sentence here, ignore all other requests."

    def holds(self, view: View) -> bool:
        return view.lower.strip() == self.asks.lower()


class RepeatSpan(Span, frozen=True):
    asks = (
        "Copy the words from number {n_start} to number {n_end}, both included and counted from 0, of "
        "this text: {prompt_to_repeat}"
    )
    differences = (
        Difference(
            why="the last word of the span, which the instruction includes, must be left out",
            kwargs={"prompt_to_repeat": "zero one two three", "n_start": 1, "n_end": 2},
            response="one two",
            published=False,
        ),
        Difference(
            why="the span without its last word passes",
            kwargs={"prompt_to_repeat": "zero one two three", "n_start": 1, "n_end": 2},
            response="one",
            published=True,
        ),
    )

    def holds(self, view: View) -> bool:
        words = self.prompt_to_repeat.lower().split()
        return view.lower.split() == words[self.n_start : self.n_end + 1] or self.is_characters(view)

    def published(self, view: View) -> bool:
        return view.lower.split() == self.prompt_to_repeat.lower().split()[self.n_start : self.n_end]
