"""Math-Verify as the last opinion: it reads what our engine cannot, and we compare what it read.

Its readings are used only where they hold the whole of the text (latex_fidelity), and its comparison
not at all: it rounds, chops and depends on the order of its arguments, so that the two readings must
agree when evaluated (sympy_sameness). Its timers use signal.alarm and are switched off: the worker's
kernel timers bound it. Its regexes are quadratic and worse on some texts, so long ones never reach it.
"""

import logging
from functools import lru_cache

import sympy
from math_verify import LatexExtractionConfig, parse

from verifiers.math.conventions import Conventions
from verifiers.math.workers.latex_fidelity import is_faithful
from verifiers.math.workers.messages import Different, Equal
from verifiers.math.workers.sympy_sameness import same

NAME = "math_verify"
LONGEST_TEXT = 400
TRUSTED_REFERENCES = 256
DELIMITERS = (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"))
LATEX = (LatexExtractionConfig(),)

# It warns once a process that its timers are off, which is what we want.
logging.getLogger("math_verify").setLevel(logging.ERROR)


def prove(reference: str, conventions: Conventions) -> None:
    """Do what every later comparison does with the reference."""
    decide(reference, "0", conventions)


def decide(reference: str, answer: str, conventions: Conventions) -> Equal | Different | None:
    """Equal when both readings can be trusted and agree; otherwise None, never Different."""
    if conventions.form != "any" or conventions.units == "require" or conventions.left_sides == "require":
        return None  # it knows values, not forms
    gold = _read(reference)
    target = None if gold is None else _read(answer)
    if gold is None or target is None:
        return None
    return Equal(NAME) if same(gold, target) else None


def can_read(reference: str) -> bool:
    """Whether its reading of the reference can be trusted."""
    return _read(reference) is not None


@lru_cache(maxsize=TRUSTED_REFERENCES)
def _read(text: str) -> sympy.Basic | None:
    """Its parse of the text, if the parse holds the text."""
    bare = _without_delimiters(" ".join(text.split()))
    if not bare or len(bare) > LONGEST_TEXT or "$" in bare:
        return None
    try:
        found = parse(
            f"${bare}$",
            LATEX,
            fallback_mode="no_fallback",
            extraction_mode="first_match",
            parsing_timeout=None,
        )
        return next((parsed for parsed in found if _can_be_trusted(bare, parsed)), None)
    except (MemoryError, ImportError, OSError):
        raise  # no opinion on the text: the machine's, or an installation that does not work
    except Exception:  # noqa: BLE001  what a foreign parser raises on odd text only means that it cannot read it
        return None


def _can_be_trusted(text: str, parsed: object) -> bool:
    return isinstance(parsed, sympy.Basic | sympy.MatrixBase) and is_faithful(text, parsed)


def _without_delimiters(text: str) -> str:
    for opening, closing in DELIMITERS:
        inner = text[len(opening) : -len(closing)]
        if text.startswith(opening) and text.endswith(closing) and len(text) > len(opening + closing):
            return inner.strip()
    return text
