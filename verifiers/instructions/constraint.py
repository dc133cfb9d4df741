"""The frame of a constraint: its kwargs are its fields, and it says what it asks for and whether a text
does it.

``holds`` is the sound check. Where the published one (IFEval, IFBench, IF-RLVR) decides otherwise,
``published`` has it, and ``differences`` say why, each with an example that a test runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import msgspec

from verifiers.core.errors import BadReference
from verifiers.instructions.text.view import View

Relation = Literal["less than", "at least"]
MOST = 1_000_000
"""No count that a reference asks for is larger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """``why`` the published verdict on ``response`` is wrong. ``published`` is what ``compat`` says of
    it; the default says the contrary."""

    why: str
    response: str
    published: bool
    kwargs: Mapping[str, Any]


class Constraint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Subclasses state their kwargs as fields, ``asks`` with fields in braces, and ``holds``."""

    asks: ClassVar[str]
    differences: ClassVar[tuple[Difference, ...]] = ()

    def describe(self) -> str:
        """The instruction in English, as a prompt may say it."""
        said = {
            field: ", ".join(value) if isinstance(value, list) else value
            for field, value in msgspec.structs.asdict(self).items()
        }
        return self.asks.format(**said)

    def check(self) -> None:
        """Raises ``BadReference`` for kwargs that make no sense. Subclasses add to it."""
        for field, value in msgspec.structs.asdict(self).items():
            if isinstance(value, int) and not 0 <= value <= MOST:
                raise BadReference(f"{field} must be between 0 and {MOST}, got {value}")
            for text in value if isinstance(value, list) else [value]:
                if isinstance(text, str) and not text.strip():
                    raise BadReference(f"{field} must hold a text that is not blank")
            if isinstance(value, list) and not value:
                raise BadReference(f"{field} must hold at least one text")

    def holds(self, view: View) -> bool:
        raise NotImplementedError

    def published(self, view: View) -> bool:
        """As the published check decides; where that one raises, it does not hold."""
        return self.holds(view)


def compares(count: int, relation: Relation, limit: int) -> bool:
    return count < limit if relation == "less than" else count >= limit


def demand(sensible: bool, message: str) -> None:
    """Raises ``BadReference`` unless ``sensible``."""
    if not sensible:
        raise BadReference(message)
