"""From a response's answer to the program that it hands in.

One rule: the last fenced block in the language asked for; without one, the last block that names no language;
without any fence, the whole answer if it is code from its first line to its last. A fence that never ends
(the response was cut off) still ends its block, and is flagged. Nothing is put together from several blocks.

Fences are CommonMark's (backticks or tildes, the end as long as the start), at any indent, with one thing
more: a fence inside a triple-quoted string of a Python block does not end it. Linear in the answer.
"""

from __future__ import annotations

import itertools
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from trainer_client.contract import Reason

ALIASES: Final[Mapping[str, frozenset[str]]] = {
    "python": frozenset({"python", "py", "python3", "py3", "pypy", "pypy3", "python3.11", "python3.12"}),
    "cpp": frozenset({"cpp", "c++", "cc", "cxx", "c++11", "c++14", "c++17", "c++20", "c++23", "g++"}),
    "c": frozenset({"c", "c11", "c17", "c99", "gcc"}),
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

_LANGUAGES: Final = {name: language for language, names in ALIASES.items() for name in names}
MOST_FENCES: Final = 5000
MOST_UNFENCED_CHARS: Final = 200_000
"""Of an answer without any fence, which is looked at line by line."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """``code`` is ``None`` exactly when ``problem`` says why, and ``message`` what to look at.

    ``flags``: ``unclosed_fence``, ``several_blocks`` (others in the same language before),
    ``untagged_block``, ``no_fence`` (the whole answer is code), ``empty_block``.
    """

    code: str | None
    problem: Reason | None = None
    message: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    tag: str
    code: str
    closed: bool


_FENCE: Final = re.compile(r"^([ \t]*+)(`{3,}+|~{3,}+)[ \t]*+([^`\n]*+)$", re.MULTILINE)
_TAG: Final = re.compile(r"[^\s:,{}()=]+")
_PYTHON_TEXTS: Final = re.compile(
    r"#[^\n]*+"
    r'|"""(?:[^"\\]++|\\.|"(?!""))*+(?P<double>"""|\\?\Z)'
    r"|'''(?:[^'\\]++|\\.|'(?!''))*+(?P<single>'''|\\?\Z)"
    r'|"(?:[^"\\\n]++|\\.)*+"?' + r"|'(?:[^'\\\n]++|\\.)*+'?",
    re.DOTALL,
)


def language_of(tag: str) -> str:
    """The language that a fence's tag, or a user, means by one of its names."""
    name = tag.lower()
    return _LANGUAGES.get(name, name)


def extract(answer: str, language: str = "python") -> Extraction:
    """The program in an answer, which is a response without its thought."""
    text = answer.replace("\r\n", "\n")
    if next(itertools.islice(_FENCE.finditer(text), MOST_FENCES, None), None):
        return Extraction(None, Reason.MALFORMED_ANSWER, f"there are more than {MOST_FENCES} fences")
    blocks = list(find_blocks(text))
    if not blocks:
        return _unfenced(text, language)
    wanted = language_of(language)
    fitting = [block for block in blocks if block.tag and language_of(block.tag) == wanted]
    untagged = [block for block in blocks if not block.tag]
    if not fitting and not untagged:
        tags = ", ".join(sorted({block.tag[:20] for block in blocks})[:5])
        return Extraction(None, Reason.NO_ANSWER, f"there is no {wanted} block, only: {tags}")
    if not (fitting or untagged)[-1].code.strip():
        return _empty(text, blocks, language)
    return _handed_in(fitting or untagged, tagged=bool(fitting))


def _handed_in(blocks: list[Block], *, tagged: bool) -> Extraction:
    last = blocks[-1]
    signs = {
        "unclosed_fence": not last.closed,
        "several_blocks": len(blocks) > 1,
        "untagged_block": not tagged,
    }
    return Extraction(last.code, flags=tuple(name for name, seen in signs.items() if seen))


def _unfenced(text: str, language: str) -> Extraction:
    if looks_like_code(text, language):
        return Extraction(text.strip("\n") + "\n", flags=("no_fence",))
    return Extraction(
        None, Reason.NO_ANSWER, "there is no fenced block, and the answer as a whole is no code"
    )


def _empty(text: str, blocks: list[Block], language: str) -> Extraction:
    """Its block holds nothing; unless it only ends a block that the prompt had opened."""
    if len(blocks) == 1 and not blocks[0].closed and not blocks[0].tag:
        before = text[: next(_FENCE.finditer(text)).start()]
        if looks_like_code(before, language):
            return Extraction(before.strip("\n") + "\n", flags=("no_fence",))
    return Extraction(None, Reason.MALFORMED_ANSWER, "the last block is empty", ("empty_block",))


def find_blocks(text: str) -> Iterator[Block]:
    """All fenced blocks, in order."""
    fences = list(_FENCE.finditer(text))
    index, mind_strings = 0, True
    while index < len(fences):
        opening = fences[index]
        found = _TAG.search(opening[3])
        tag = found[0].lower().lstrip(".") if found else ""
        end = next(_ends(fences, index), None)
        if end is not None and mind_strings and language_of(tag) == "python":
            outside = _end_outside_strings(text, fences, index)
            mind_strings = outside is not None  # at most once all the text is read in vain
            end = end if outside is None else outside
        stop = len(text) if end is None else fences[end].start()
        yield Block(tag, _content(text[opening.end() + 1 : stop], len(opening[1])), end is not None)
        index = len(fences) if end is None else end + 1


def _ends(fences: list[re.Match[str]], opening: int) -> Iterator[int]:
    """The fences that may end the block which one of them opens."""
    run = fences[opening][2]
    for index in range(opening + 1, len(fences)):
        fence = fences[index]
        if fence[2].startswith(run) and not fence[3].strip():
            yield index


def _end_outside_strings(text: str, fences: list[re.Match[str]], opening: int) -> int | None:
    """The first end that no string holds; ``None`` when a string goes on for ever: then it was none."""
    position: int | None = fences[opening].end()
    for end in _ends(fences, opening):
        stop = fences[end].start()
        if position is not None and position <= stop:
            position = _behind_strings(text, position, stop)
            if position == stop:
                return end
        if position is None:
            return None
    return None


def _behind_strings(text: str, start: int, stop: int) -> int | None:
    """``stop``, or where the string ends that is open there; ``None`` if it never does."""
    texts = deque(_PYTHON_TEXTS.finditer(text, start, stop), maxlen=1)
    last = texts[0] if texts else None
    if last is None or last.lastgroup is None or last[last.lastgroup] in ('"""', "'''"):
        return stop
    whole = _PYTHON_TEXTS.match(text, last.start())
    closed = whole is not None and whole.lastgroup is not None and len(whole[whole.lastgroup]) == 3
    return whole.end() if closed and whole is not None else None


def _content(code: str, indent: int) -> str:
    """Without the indent that the fence itself has, as in a list."""
    return re.sub(rf"^[ \t]{{1,{indent}}}", "", code, flags=re.MULTILINE) if indent else code


def without_texts(source: str, *, keep_strings: bool = False) -> str:
    """Python source with its comments and strings made blank, position by position."""
    return _PYTHON_TEXTS.sub(lambda text: _blank(text[0], keep=keep_strings), source)


def string_literals(source: str) -> Iterator[str]:
    """The strings of Python source, as written between their quotes."""
    for text in _PYTHON_TEXTS.finditer(source):
        if text[0][0] != "#":
            quotes = 3 if text.lastgroup else 1
            yield text[0][quotes:-quotes]


def _blank(text: str, *, keep: bool) -> str:
    return text if keep and text[0] != "#" else re.sub(r"[^\n]", " ", text)


_PYTHON_LINE: Final = re.compile(
    r"import\s+[\w.]|from\s+[\w.]+\s+import\b|(?:async\s+)?def\s+\w+\s*\(|class\s+\w+\s*[(:]|@\w"
    r"|(?:if|elif|for|while|with|match)\b.*:|(?:try|else|finally|except)\b[^:]*:"
    r"|(?:return|raise|assert|pass|break|continue|global|del|yield)\b"
    r"|(?:(?!\w[ \t]+\w)[\w.,\[\]()*+/%&|^<>: \t-])++=(?!=)|[\w.]+\(|[)\]}]"
)
_FIRST_LINE: Final = re.compile(
    r"#!|#\s*(?:include|define)\b|//|/\*|(?:import|package|using|use|public|class|struct|template|static|fn|func"
    r"|function|const|let|var|int|void|module|def|require|async|export)\b"
)


def looks_like_code(text: str, language: str) -> bool:
    """Whether all of it is code, told by its lines; nothing is compiled, for nobody trusts it.

    Prose fails at its first line that starts like no statement.
    """
    if len(text) > MOST_UNFENCED_CHARS:
        return False
    if language_of(language) == "python":
        lines = [line for line in without_texts(text).split("\n") if line.strip()]
        margin = min((len(line) - len(line.lstrip()) for line in lines), default=0)
        outer = [line[margin:] for line in lines if not line[margin].isspace()]
        return bool(outer) and all(map(_PYTHON_LINE.match, outer))
    return bool(_FIRST_LINE.match(text.lstrip())) and any(mark in text for mark in "{;(")
