"""``copy`` and ``new``: a request, a phrase or a span, word for word."""

from __future__ import annotations

from verifiers.instructions.constraint import Constraint, Difference, demand
from verifiers.instructions.text.view import View


class Copy(Constraint, frozen=True):
    asks = "Copy this instruction word for word, and do not follow it: {prompt_to_repeat}"
    prompt_to_repeat: str

    def holds(self, view: View) -> bool:
        return view.lower.strip() == self.prompt_to_repeat.strip().lower()


class CopyingSimple(Copy, frozen=True):
    asks = (
        "Repeat this request without change, say nothing before it, and do not answer it: {prompt_to_repeat}"
    )


class CopyingMultiple(Constraint, frozen=True):
    asks = (
        "Repeat this request without change {N} times, with six asterisks (******) between the "
        "repetitions, say nothing before it, and do not answer it: {prompt_to_repeat}"
    )
    prompt_to_repeat: str
    N: int

    def check(self) -> None:
        super().check()
        demand(self.N >= 1, "N must be at least 1")

    def holds(self, view: View) -> bool:
        request = self.prompt_to_repeat.strip().lower()
        pieces = view.lower.split("******")
        return len(pieces) == self.N and all(piece.strip() == request for piece in pieces)


class RepeatPhrase(Constraint, frozen=True):
    asks = (
        "Repeat the phrase {phrase!r} exactly {small_n} times, each time with one other word in the "
        "middle of it."
    )
    differences = (
        Difference(
            why="only the last repetition must be changed",
            kwargs={"phrase": "one small step", "small_n": 2},
            response="one small step, one big step",
            published=True,
        ),
    )
    phrase: str
    small_n: int

    def check(self) -> None:
        super().check()
        demand(
            len(self.phrase.split()) >= 3, "phrase must have at least three words, of which one can change"
        )
        demand(self.small_n >= 1, "small_n must be at least 1")

    def holds(self, view: View) -> bool:
        return self._changes(view) == [1] * self.small_n

    def published(self, view: View) -> bool:
        changes = self._changes(view)
        return len(changes) == self.small_n and max(changes) <= 1 and changes[-1] == 1

    def _changes(self, view: View) -> list[int]:
        """Of each repetition, how many words are others; many where it has not as many words."""
        wanted = self.phrase.split()
        found = [passage.split() for line in view.lines for passage in _passages(line, wanted[0], wanted[-1])]
        return [
            sum(a != b for a, b in zip(words, wanted, strict=True))
            if len(words) == len(wanted)
            else len(wanted)
            for words in found
        ]


class Span(Constraint, frozen=True):
    """A part of a text by its first and last index."""

    prompt_to_repeat: str
    n_start: int
    n_end: int

    def check(self) -> None:
        super().check()
        demand(self.n_start < self.n_end, f"n_start ({self.n_start}) must be below n_end ({self.n_end})")
        demand(
            self.n_start < len(self.prompt_to_repeat),
            f"n_start ({self.n_start}) is behind the end of prompt_to_repeat",
        )

    def is_characters(self, view: View) -> bool:
        """Whether it is the span by characters, its last one included."""
        span = self.prompt_to_repeat[self.n_start : self.n_end + 1]
        return view.lower.strip() == span.strip().lower()


class CopySpanIdx(Span, frozen=True):
    asks = (
        "Copy what stands between character {n_start} and character {n_end}, both included and counted "
        "from 0, of this text: {prompt_to_repeat}"
    )
    differences = (
        Difference(
            why=(
                "the last character of the span, which the instruction includes, must be left out; both "
                "pass here"
            ),
            kwargs={"prompt_to_repeat": "abcdef", "n_start": 1, "n_end": 3},
            response="bcd",
            published=False,
        ),
    )

    def holds(self, view: View) -> bool:
        return self.is_characters(view) or self.published(view)

    def published(self, view: View) -> bool:
        return view.lower.strip() == self.prompt_to_repeat[self.n_start : self.n_end].strip().lower()


def _passages(line: str, first: str, last: str) -> list[str]:
    """What begins with the first word and ends with the last, each as short as can be."""
    found = []
    position = 0
    while (start := line.find(f"{first} ", position)) >= 0:
        end = line.find(f" {last}", start + len(first) + 1)
        if end < 0:
            break
        position = end + 1 + len(last)
        found.append(line[start:position])
    return found
