"""``combination``: two responses, and the prompt repeated before the answer."""

from __future__ import annotations

from verifiers.instructions.constraint import Constraint, Difference
from verifiers.instructions.families.length_constraints import count_pieces
from verifiers.instructions.text.view import View


class TwoResponses(Constraint, frozen=True):
    asks = "Give two different responses, with six asterisks between them and nowhere else: ******."

    def holds(self, view: View) -> bool:
        pieces = view.text.split("******")
        answers = [piece.strip() for piece in pieces if piece.strip()]
        return count_pieces(pieces) == len(answers) == 2 and answers[0] != answers[1]


class RepeatPrompt(Constraint, frozen=True):
    asks = (
        "First repeat this request word for word, with nothing before it, then answer it. "
        "The request to repeat: {prompt_to_repeat}"
    )
    differences = (
        Difference(
            why="the repetition alone passes, without the answer that is asked for behind it",
            kwargs={"prompt_to_repeat": "Name a colour."},
            response="Name a colour.",
            published=True,
        ),
    )
    prompt_to_repeat: str

    def holds(self, view: View) -> bool:
        request = self.prompt_to_repeat.strip().lower()
        text = view.lower.strip()
        return text.startswith(request) and any(map(str.isalnum, text[len(request) :]))

    def published(self, view: View) -> bool:
        return view.text.strip().lower().startswith(self.prompt_to_repeat.strip().lower())
