"""Every verifier by name. A new one is one file and one line here."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

from verifiers.core.protocols import Verifier

# Name -> module and class. Imported on use, so that one family does not load the libraries of another.
VERIFIERS: Mapping[str, str] = {
    "math": "verifiers.math.verifier:MathVerifier",
    "code": "verifiers.code.verifier:CodeVerifier",
    "instructions": "verifiers.instructions.verifier:InstructionsVerifier",
    "structured": "verifiers.structured.verifier:StructuredVerifier",
    "tools": "verifiers.tools.verifier:ToolsVerifier",
    "choice": "verifiers.choice.verifier:ChoiceVerifier",
}


def create_verifier(name: str, **settings: Any) -> Verifier:
    """Builds a verifier; ``settings`` are its constructor's keyword arguments.

    Raises ``KeyError`` naming the verifiers that exist when there is none of that name.
    """
    if name not in VERIFIERS:
        raise KeyError(f"no verifier named {name!r}; there are: {', '.join(VERIFIERS)}")
    module, _, class_name = VERIFIERS[name].partition(":")
    verifier: Verifier = getattr(importlib.import_module(module), class_name)(**settings)
    return verifier
