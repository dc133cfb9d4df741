"""How an output is compared with the expected one: one small file a checker, and the table of them.

A checker is added by its file, a line in ``NAMED`` and a name in ``Name``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Annotated, Final, Literal

import msgspec

from verifiers.code.checkers.base import ACCEPTED, Checker, Judged
from verifiers.code.checkers.case_insensitive import CaseInsensitive
from verifiers.code.checkers.decimals import Decimals
from verifiers.code.checkers.exact import Exact
from verifiers.code.checkers.floats import Floats
from verifiers.code.checkers.lines import Lines
from verifiers.code.checkers.program import CheckerFailed, CheckerProgram, Style, read_verdict
from verifiers.code.checkers.tokens import Tokens
from verifiers.code.checkers.unordered import Unordered
from verifiers.code.tags import ALIASES, is_language, language_of
from verifiers.core.errors import InvalidSample

__all__ = [
    "ACCEPTED",
    "NAMED",
    "Checker",
    "CheckerFailed",
    "CheckerProgram",
    "CheckerSpec",
    "Floats",
    "Judged",
    "Name",
    "Tokens",
    "Unordered",
    "make_checker",
    "read_verdict",
]

Name = Literal["tokens", "lines", "exact", "floats", "unordered", "case_insensitive", "decimals"]
Tolerance = Annotated[float, msgspec.Meta(ge=0, lt=1e9)]


class CheckerSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A checker with its settings (``name`` and what it takes), or a checker program (``style`` and
    ``source``).
    """

    name: Name | None = None
    absolute: Tolerance | None = None
    relative: Tolerance | None = None
    exact_integers: bool | None = None
    of: Literal["lines", "tokens"] | None = None
    style: Style | None = None
    language: str | None = None
    source: str | None = None


NAMED: Final[Mapping[str, Callable[..., Checker]]] = {
    kind.name: kind for kind in (Tokens, Lines, Exact, Floats, Unordered, CaseInsensitive, Decimals)
}
_SETTINGS: Final[Mapping[str, frozenset[str]]] = {
    "floats": frozenset({"absolute", "relative", "exact_integers"}),
    "unordered": frozenset({"of"}),
}
_LANGUAGE_OF_STYLE: Final[Mapping[str, str]] = {"testlib": "cpp", "open_r1": "python"}
MOST_CHECKER_CHARS: Final = 1_000_000


def make_checker(asked: str | CheckerSpec, path: str = "reference.checker") -> Checker | CheckerProgram:
    """Raises ``InvalidSample`` that names the setting which does not fit."""
    spec = CheckerSpec(name=asked) if isinstance(asked, str) else asked  # type: ignore[arg-type] # see _named
    if spec.relative is not None and spec.relative >= 1:
        raise InvalidSample("a relative tolerance of 1 accepts everything; write less", f"{path}.relative")
    given = {key: value for key, value in msgspec.structs.asdict(spec).items() if value is not None}
    if "style" in given or "source" in given:
        return _program(given, path)
    return _named(given, path)


def _named(given: dict[str, object], path: str) -> Checker:
    name = given.pop("name", None)
    if not isinstance(name, str) or name not in NAMED:
        raise InvalidSample(f"there is no such checker; write one of: {', '.join(NAMED)}", f"{path}.name")
    for key, value in given.items():
        if key not in _SETTINGS.get(name, ()):
            raise InvalidSample(f"the checker {name} takes no `{key}`; leave it out", f"{path}.{key}")
        if isinstance(value, float) and not math.isfinite(value):
            raise InvalidSample("write a finite number", f"{path}.{key}")
    return NAMED[name](**given)


def _program(given: dict[str, object], path: str) -> CheckerProgram:
    for key in given.keys() - {"style", "source", "language"}:
        raise InvalidSample(f"a checker program takes no `{key}`; leave it out", f"{path}.{key}")
    style, source = given.get("style"), given.get("source")
    if style not in ("testlib", "open_r1"):
        raise InvalidSample("the field is missing; write testlib or open_r1", f"{path}.style")
    if not isinstance(source, str) or not source.strip() or len(source) > MOST_CHECKER_CHARS:
        raise InvalidSample(
            f"write the checker's program, at most {MOST_CHECKER_CHARS} characters", f"{path}.source"
        )
    language = str(given.get("language", _LANGUAGE_OF_STYLE[style]))
    if not is_language(language):
        raise InvalidSample(
            f"there is no such language; write one of: {', '.join(ALIASES)}", f"{path}.language"
        )
    return CheckerProgram(style=style, language=language_of(language), source=source)
