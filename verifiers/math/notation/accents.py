"""Letters with a bar, a hat, a tilde or a dot: each is a name of its own."""

from __future__ import annotations

import re

from verifiers.math.notation.ast import (
    Call,
    Node,
    Number,
    Product,
    Symbol,
    free_symbols,
)
from verifiers.math.notation.vocabulary import ACCENTS, GREEK

_BOLD = r"\\(?:mathbf|mathrm|mathcal|mathit|boldsymbol|bm|vec|rm)\s?"
_LETTER = r"([A-Za-z]|\\[A-Za-z]{2,8})"
_INDEX = r"(?:\s?_\s?(?:(\w)|\{\s?(\w{1,6})\s?\}))?('{0,3})"
_ACCENTED = re.compile(
    rf"\s?\{{\s?(?:{_BOLD}\{{\s?{_LETTER}\s?\}}|(?:{_BOLD})?{_LETTER}){_INDEX}\s?\}}"
    rf"|\s?(?:{_BOLD}\{{\s?{_LETTER}\s?\}}|(?:{_BOLD})?{_LETTER})"
)
_UNIT_VECTORS = frozenset({"i", "j", "k", "imath"})


def accent_at(command: str, text: str, position: int) -> tuple[Symbol, int] | None:
    """The symbol of one letter under an accent, and where it ends; None for anything longer."""
    found = _ACCENTED.match(text, position)
    if found is None:
        return None
    letter = _letter(found)
    if (len(letter) > 1 and letter not in GREEK) or letter == "i":
        return None
    index = found[3] or found[4]
    name = f"{letter} {ACCENTS[command]}" + (f"_{index}" if index else "") + (found[5] or "")
    return Symbol(name), found.end()


def is_unit_vector(command: str, text: str, position: int) -> bool:
    r"""Whether a hat stands on i, j or k, which may be written in bold as well: it says nothing then."""
    found = _ACCENTED.match(text, position)
    return found is not None and ACCENTS[command] == "hat" and _letter(found) in _UNIT_VECTORS


def _letter(found: re.Match[str]) -> str:
    return (found[1] or found[2] or found[6] or found[7]).removeprefix("\\")


def accented(accent: str, node: Node) -> Node:
    """What an accent makes of more than a letter.

    A bar over points names their segment, over a number its conjugate, over digits and letters one number.
    """
    factors = node.factors if isinstance(node, Product) else (node,)
    if accent == "bar" and len(factors) > 1 and all(map(_is_point, factors)):
        return node
    if accent == "bar" and not free_symbols(node):
        return node if isinstance(node, Number) else Call("conjugate", (node,))
    if all(isinstance(factor, Symbol | Number) for factor in factors):
        return Symbol("".join(map(_spelled, factors)) + f" {accent}")
    return Call(accent, (node,))


def _is_point(node: Node) -> bool:
    return isinstance(node, Symbol) and node.name[0].isupper()


def _spelled(node: Node) -> str:
    return node.name if isinstance(node, Symbol) else str(getattr(node, "value", ""))
