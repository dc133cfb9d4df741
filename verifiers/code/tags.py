"""The names of languages, as fences and users write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

ALIASES: Final[Mapping[str, frozenset[str]]] = {
    "python": frozenset({"python", "py", "pypy", "ipython", "cpython", "python_code", "tool_code"}),
    "cpp": frozenset({"cpp", "c++", "cc", "cxx", "g++", "gnu++", "cplusplus"}),
    "c": frozenset({"c", "gcc"}),
    "javascript": frozenset({"javascript", "js", "node", "nodejs", "mjs", "cjs"}),
    "typescript": frozenset({"typescript", "ts"}),
    "java": frozenset({"java"}),
    "go": frozenset({"go", "golang"}),
    "rust": frozenset({"rust", "rs"}),
    "bash": frozenset({"bash", "sh", "shell", "zsh"}),
    "ruby": frozenset({"ruby", "rb"}),
    "csharp": frozenset({"csharp", "c#", "cs"}),
    "kotlin": frozenset({"kotlin", "kt"}),
}
NAMELESS: Final = frozenset({"code", "solution", "answer", "program", "final"})
"""Tags that say no more than none."""

_LANGUAGES: Final = {name: language for language, names in ALIASES.items() for name in names}
_TAG: Final = re.compile(r"[^\s:,{}()=<>]+")


def language_of(tag: str) -> str:
    """The language that a fence's tag, or a user, means by one of its names: with a version (``c++17``,
    ``python3.11``), as a file's name (``main.py``), as HTML has it (``language-python``). One that nobody
    knows is itself.
    """
    name = tag.lower().removeprefix("language-").removeprefix("lang-")
    for spelling in (name, name.rstrip("0123456789.-"), name.rpartition(".")[2]):
        if spelling in _LANGUAGES:
            return _LANGUAGES[spelling]
    return name


def is_language(tag: str) -> bool:
    return language_of(tag) in ALIASES


def tag_of(info: str) -> str:
    """What a fence says after its backticks: its first word, or nothing where that says nothing."""
    found = _TAG.search(info)
    tag = found[0].lower().lstrip(".") if found else ""
    return "" if tag in NAMELESS else tag
