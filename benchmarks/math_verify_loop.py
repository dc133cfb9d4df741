"""The alternative for math: Math-Verify as its users call it, in a plain loop on the main thread."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass

from math_verify import parse, verify
from math_verify.errors import TimeoutException

logging.getLogger("math_verify").setLevel(logging.CRITICAL)  # it logs every answer that it cannot parse


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether the answer was accepted, and the seconds that it took."""

    equal: bool
    seconds: float


def accepts(gold: str, response: str) -> bool:
    """Its own defaults; a gold gets the dollars that its README asks for. What it raises is a refusal."""
    try:
        return bool(verify(parse(delimited(gold)), parse(response)))
    except (Exception, TimeoutException):  # noqa: BLE001 - a peer's crash must not end the comparison
        return False


def loop(pairs: Iterable[tuple[str, str]]) -> list[Judged]:
    judged = []
    for gold, response in pairs:
        started = time.perf_counter()
        equal = accepts(gold, response)
        judged.append(Judged(equal, time.perf_counter() - started))
    return judged


def delimited(text: str) -> str:
    """Bare LaTeX in dollars; text that is delimited or boxed already stays as it is."""
    marked = any(mark in text.replace("\\$", "") for mark in ("$", "\\boxed", "\\(", "\\["))
    return text if marked else f"${text}$"
