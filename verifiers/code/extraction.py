"""From a response's answer to the program that it hands in.

One rule: the last fenced block in the language asked for; without one, the last block that names no language
and holds a line of code; without any fence, the whole answer if it is code from its first line to its last. A
fence that never ends (the response was cut off) still ends its block, and is flagged. Nothing is put together
from several blocks. What a fence is, ``fences`` says. Linear in the answer.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from trainer_client.contract import Reason
from verifiers.code.fences import Block, find_blocks, find_fences
from verifiers.code.python_texts import without_texts
from verifiers.code.tags import language_of

MOST_FENCES: Final = 5000
MOST_UNFENCED_CHARS: Final = 200_000
"""Of text without a fence or a tag, which is looked at line by line."""


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


def extract(answer: str, language: str = "python") -> Extraction:
    """The program in an answer, which is a response without its thought."""
    text = answer.replace("\r\n", "\n")
    if next(itertools.islice(find_fences(text), MOST_FENCES, None), None):
        return Extraction(None, Reason.MALFORMED_ANSWER, f"there are more than {MOST_FENCES} fences")
    blocks = list(find_blocks(text))
    if not blocks:
        return _unfenced(text, language)
    wanted = language_of(language)
    tagged = [block for block in blocks if block.tag and language_of(block.tag) == wanted]
    if tagged:
        return _handed_in(tagged, tagged[-1], ())
    untagged = [block for block in blocks if not block.tag]
    programs = [block for block in untagged if has_code(block.code, language)]
    if programs:
        return _handed_in(untagged, programs[-1], ("untagged_block",))
    begun = _begun_in_prompt(text, language)
    if begun is not None:
        return begun
    if untagged:
        return _handed_in(untagged, untagged[-1], ("untagged_block",))
    tags = ", ".join(sorted({block.tag[:20] for block in blocks})[:5])
    return Extraction(None, Reason.NO_ANSWER, f"there is no {wanted} block, only: {tags}")


def _handed_in(blocks: Sequence[Block], block: Block, flags: tuple[str, ...]) -> Extraction:
    if not block.code.strip():
        return Extraction(None, Reason.MALFORMED_ANSWER, "the last block is empty", ("empty_block",))
    signs = {"unclosed_fence": not block.closed, "several_blocks": len(blocks) > 1}
    return Extraction(block.code, flags=(*(name for name, seen in signs.items() if seen), *flags))


def _unfenced(text: str, language: str) -> Extraction:
    text = _inside_answer_tags(text)
    if looks_like_code(text, language):
        return Extraction(text.strip("\n") + "\n", flags=("no_fence",))
    return Extraction(
        None, Reason.NO_ANSWER, "there is no fenced block, and the answer as a whole is no code"
    )


def _inside_answer_tags(text: str) -> str:
    start = text.rfind("<answer>")
    end = text.find("</answer>", start)
    return text[start + len("<answer>") : end] if 0 <= start < end else text


def _begun_in_prompt(text: str, language: str) -> Extraction | None:
    """The program before the first fence: that one ends a block which the prompt had opened."""
    first = next((fence for fence in find_fences(text) if fence.first_in_line), None)
    before = text[: first.start] if first is not None and not first.tag else ""
    if not looks_like_code(before, language):
        return None
    return Extraction(before.strip("\n") + "\n", flags=("no_fence",))


_PYTHON_LINE: Final = re.compile(
    r"import\s+[\w.]|from\s+[\w.]+\s+import\b|(?:async\s+)?def\s+\w+\s*\(|class\s+\w+\s*[(:]|@\w"
    r"|(?:async\s+)?(?:for|with)\b.*:|(?:if|elif|while|match)\b.*:|(?:try|else|finally|except)\b[^:]*:"
    r"|(?:return|raise|assert|pass|break|continue|global|nonlocal|del|yield|await)\b"
    r"|(?:(?!\w[ \t]+\w)[\w.,\[\]()*+/%&|^<>: \t-])+=(?!=)|[\w.]+\(|[)\]}]"
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
        outer = _outer_lines(text)
        return bool(outer) and all(map(_PYTHON_LINE.match, outer))
    return bool(_FIRST_LINE.match(text.lstrip())) and has_code(text, language)


def has_code(text: str, language: str) -> bool:
    """Whether a line of it may be code: a sample run is not taken for the program."""
    if language_of(language) == "python" and len(text) <= MOST_UNFENCED_CHARS:
        return any(map(_PYTHON_LINE.match, _outer_lines(text)))
    return any(mark in text for mark in "{;(")


def _outer_lines(text: str) -> list[str]:
    """Those that start at the margin of Python source, without its strings and comments."""
    lines = [line for line in without_texts(text).split("\n") if line.strip()]
    margin = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    return [line[margin:] for line in lines if not line[margin].isspace()]
