"""Fenced blocks, as models write them: CommonMark's, and what stays clear where they leave it.

- A fence opens a block at any indent. With backticks and a language's name it does so behind other text too
  (``- ```python``, ``<answer>```python``), if the block ends.
- A block ends at the next fence of its kind that is at least as long, whatever stands behind it. If that is a
  language, or a word right at the backticks, it opens the next block too: the first one's end was forgotten.
- A fence inside a triple-quoted string of a Python block is part of the string, in answers of usual length.
- A block that never ends this way ends at a line which has the fence at its end (``print(1)``` ``).
- In a block of Markdown, blocks are looked for once more.

Linear in the text.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from verifiers.code.python_texts import PYTHON_TEXTS, is_open, without_texts
from verifiers.code.tags import is_language, language_of, tag_of

MOST_MINDED_CHARS: Final = 200_000
"""To find strings takes a hundred bytes for each escape in them."""
_MARKDOWN: Final = frozenset({"markdown", "md"})


@dataclass(frozen=True, slots=True)
class Block:
    tag: str
    code: str
    closed: bool


@dataclass(frozen=True, slots=True)
class Fence:
    """A line with one run of backticks or tildes: ``start`` to ``end`` in the text, the run from ``at``."""

    start: int
    at: int
    end: int
    prefix: str
    run: str
    info: str

    @property
    def tag(self) -> str:
        return tag_of(self.info)

    @property
    def first_in_line(self) -> bool:
        return not self.prefix or self.prefix.isspace()

    @property
    def opens_in_line(self) -> bool:
        return self.run == "```" and is_language(self.tag)

    @property
    def goes_on(self) -> bool:
        """Whether it opens a block where it ends another."""
        return is_language(self.tag) or _ONE_WORD.fullmatch(self.info) is not None

    def ends(self, opening: Fence) -> bool:
        return self.run.startswith(opening.run) and self.first_in_line

    def ends_in_line(self, opening: Fence) -> bool:
        return self.run.startswith(opening.run) and self.info.strip()[:1] in ("", "<")


_FENCE: Final = re.compile(r"^([^`~\n]*)(`{3,}(?!`)|~{3,}(?!~))([^`\n]*)$", re.MULTILINE)
_ONE_WORD: Final = re.compile(r"[A-Za-z][\w+#.-]{0,19}[ \t]*")
_LIST_ITEM: Final = re.compile(r"[ \t]*(?:[-*+]|[0-9]{1,9}[.)])?[ \t]*")


def find_fences(text: str) -> Iterator[Fence]:
    for line in _FENCE.finditer(text):
        yield Fence(line.start(), line.start(2), line.end(), line[1], line[2], line[3])


def find_blocks(text: str, *, nested: bool = True) -> Iterator[Block]:
    """All blocks, in order."""
    fences = list(find_fences(text))
    index, mind_strings, in_line = 0, len(text) <= MOST_MINDED_CHARS, True
    while index < len(fences):
        opening = fences[index]
        index += 1
        if not (opening.first_in_line or (in_line and opening.opens_in_line)):
            continue
        end = next(_ends(fences, opening, index), None)
        if end is not None and mind_strings and language_of(opening.tag) == "python":
            outside = _end_outside_strings(text, fences, opening, index)
            mind_strings = outside is not None  # at most once all the text is read in vain
            end = end if outside is None else outside
        stop, later = _stop(text, fences, opening, index, end)
        closed = stop < len(text)
        if not closed and not opening.first_in_line:
            in_line = False  # nor will any other end
            continue
        block = Block(opening.tag, _outdented(text[opening.end + 1 : stop], opening), closed)
        if nested and block.tag in _MARKDOWN:
            yield from find_blocks(block.code, nested=False)
        yield block
        index = later


def _stop(text: str, fences: Sequence[Fence], opening: Fence, index: int, end: int | None) -> tuple[int, int]:
    """Where the block's code stops, and the fence that is looked at next."""
    if end is not None:
        return fences[end].start, end if fences[end].goes_on else end + 1
    for at in range(index, len(fences)):
        if fences[at].ends_in_line(opening):
            return fences[at].at, at + 1
    return len(text), len(fences)


def _ends(fences: Sequence[Fence], opening: Fence, index: int) -> Iterator[int]:
    """The fences, from a position on, that may end the block which one of them opens."""
    return (at for at in range(index, len(fences)) if fences[at].ends(opening))


def _end_outside_strings(text: str, fences: Sequence[Fence], opening: Fence, index: int) -> int | None:
    """The first end that no string holds; ``None`` when a string goes on for ever: then it was none."""
    position: int | None = opening.end
    for end in _ends(fences, opening, index):
        stop = fences[end].start
        if position is not None and position <= stop:
            position = _behind_strings(text, position, stop)
            if position == stop:
                return end
        if position is None:
            return None
    return None


def _behind_strings(text: str, start: int, stop: int) -> int | None:
    """``stop``, or where the string ends that is open there; ``None`` if it never does."""
    texts = deque(PYTHON_TEXTS.finditer(text, start, stop), maxlen=1)
    if not texts or not is_open(texts[0]):
        return stop
    whole = PYTHON_TEXTS.match(text, texts[0].start())
    return None if whole is None or is_open(whole) else whole.end()


def _outdented(code: str, opening: Fence) -> str:
    """Without the indent that the fence has, as in a list; where Python has less of it, without that."""
    item = _LIST_ITEM.fullmatch(opening.prefix)
    indent = len(opening.prefix) if item else 0
    if indent and language_of(opening.tag) in ("python", ""):
        looked_at = without_texts(code) if len(code) <= MOST_MINDED_CHARS else code
        lines = [line for line in looked_at.split("\n") if line.strip()]
        indent = min([indent, *(len(line) - len(line.lstrip(" \t")) for line in lines)])
    return re.sub(rf"^[ \t]{{1,{indent}}}", "", code, flags=re.MULTILINE) if indent else code
