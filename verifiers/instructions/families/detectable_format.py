"""``detectable_format``: lists, highlights, sections, titles, JSON, and words wrapped in brackets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from verifiers.instructions.constraint import Constraint, Difference
from verifiers.instructions.text.markdown import is_bullet
from verifiers.instructions.text.patterns import count_published
from verifiers.instructions.text.rough_sentences import split_roughly
from verifiers.instructions.text.sentences import split_sentences
from verifiers.instructions.text.view import View, is_word

ANSWERS = ("My answer is yes.", "My answer is no.", "My answer is maybe.")
_HIGHLIGHT = re.compile(r"\*(?<!\*\*)(\*{0,2})(?![\s*])[^\n*]*(?<!\s)\*\1(?!\*)")
_ONE_STAR = re.compile(r"\*[^\n*]*\*")
_TWO_STARS = re.compile(r"\*\*[^\n*]*\*\*")
_BRACKETED = re.compile(r"(?:\[[^\[\]]+\][.,;:!?]*)+")
_JOIN = re.compile(r"(?<=[.!?])-(?=\S)")
_BEHIND = ".,;:!?"
_BEFORE_SECTION = r"^[ \t>*_#\"'“(\[]*"


class NumberBulletLists(Constraint, frozen=True):
    asks = (
        "Write exactly {num_bullets} bullet points in markdown, each on a line that begins with an "
        "asterisk: * one."
    )
    differences = (
        Difference(
            why="a dividing line counts as a bullet point",
            kwargs={"num_bullets": 1},
            response="* one\n---",
            published=False,
        ),
        Difference(
            why="a line that begins with an emphasised word counts as a bullet point",
            kwargs={"num_bullets": 1},
            response="*Note* this line.",
            published=True,
        ),
    )
    num_bullets: int

    def holds(self, view: View) -> bool:
        return sum(map(is_bullet, view.lines)) == self.num_bullets

    def published(self, view: View) -> bool:
        return _published_bullets(view.lines) == self.num_bullets


class ConstrainedResponse(Constraint, frozen=True):
    asks = "Answer with exactly one of these: " + " / ".join(ANSWERS)
    differences = (
        Difference(
            why="a response that gives several of the answers passes",
            kwargs={},
            response="My answer is yes. My answer is no.",
            published=True,
        ),
    )

    def holds(self, view: View) -> bool:
        return sum(view.text.count(answer) for answer in ANSWERS) == 1

    def published(self, view: View) -> bool:
        return any(answer in view.text for answer in ANSWERS)


class NumberHighlightedSections(Constraint, frozen=True):
    asks = (
        "Highlight at least {num_highlights} passages of your response in markdown, like this: *highlighted*."
    )
    differences = (
        Difference(
            why="a bold passage behind a bullet's asterisk counts twice",
            kwargs={"num_highlights": 2},
            response="* **one** thing",
            published=True,
        ),
        Difference(
            why="what stands between two asterisks that emphasise nothing counts",
            kwargs={"num_highlights": 1},
            response="2 * 3 * 4 is 24",
            published=True,
        ),
        Difference(
            why="a highlighted mark counts",
            kwargs={"num_highlights": 1},
            response="So it ends*.*",
            published=True,
        ),
    )
    num_highlights: int

    def holds(self, view: View) -> bool:
        return sum(is_word(found[0]) for found in _HIGHLIGHT.finditer(view.text)) >= self.num_highlights

    def published(self, view: View) -> bool:
        single = sum(bool(found.strip("*").strip()) for found in _ONE_STAR.findall(view.text))
        double = sum(bool(found[2:-2].strip()) for found in _TWO_STARS.findall(view.text))
        return single + double >= self.num_highlights


class MultipleSections(Constraint, frozen=True):
    asks = (
        "Divide your response into {num_sections} sections. Begin each with {section_spliter} and its "
        "number, as in {section_spliter} 1."
    )
    differences = (
        Difference(
            why="a mention in the middle of a line counts as a section",
            kwargs={"section_spliter": "SECTION", "num_sections": 1},
            response="There is no SECTION 1 here.",
            published=True,
        ),
        Difference(
            why="the divider is run as a regular expression; here it means itself",
            kwargs={"section_spliter": "P.", "num_sections": 1},
            response="PX 1",
            published=True,
        ),
        Difference(
            why="the beginning of one section twice counts as two",
            kwargs={"section_spliter": "Part", "num_sections": 2},
            response="Part 1\nOne.\nPart 1\nTwo.",
            published=True,
        ),
        Difference(
            why="sections without content pass",
            kwargs={"section_spliter": "Part", "num_sections": 2},
            response="Part 1\nPart 2",
            published=True,
        ),
    )
    section_spliter: str
    num_sections: int

    def holds(self, view: View) -> bool:
        divider = re.escape(self.section_spliter.strip())
        begins = re.compile(rf"{_BEFORE_SECTION}{divider}\s?(\d+)", re.MULTILINE)
        _, *pieces = begins.split(view.text)
        numbers = {
            number for number, content in zip(pieces[::2], pieces[1::2], strict=True) if is_word(content)
        }
        return len(numbers) >= self.num_sections

    def published(self, view: View) -> bool:
        divider = self.section_spliter.strip()
        if divider.isalnum():
            return len(re.findall(rf"{divider}\s?\d+", view.text)) >= self.num_sections
        pattern = rf"(?-i:{divider}\s?\d+)"
        return count_published(pattern, view) >= self.num_sections


class JsonFormat(Constraint, frozen=True):
    asks = "Write your whole response as JSON: one object or list, in a markdown fence or without one."
    differences = (
        Difference(
            why="a number or a text in quotation marks is JSON, and so any prose passes",
            kwargs={},
            response='"Just prose."',
            published=True,
        ),
        Difference(
            why="NaN and Infinity, which are no JSON, pass", kwargs={}, response='{"a": NaN}', published=True
        ),
    )

    def holds(self, view: View) -> bool:
        value = _parsed(view.text, parse_constant=_refuse, parse_int=str)
        return isinstance(value, (dict, list))

    def published(self, view: View) -> bool:
        return _parsed(view.text) is not _BROKEN


class Title(Constraint, frozen=True):
    asks = "Give your response a title between double angular brackets, like this: <<a title>>."
    differences = (
        Difference(why="a title without a word passes", kwargs={}, response="<<...>>", published=True),
    )

    def holds(self, view: View) -> bool:
        return any(map(is_word, self._titles(view)))

    def published(self, view: View) -> bool:
        return any(title.lstrip("<").rstrip(">").strip() for title in self._titles(view))

    @staticmethod
    def _titles(view: View) -> Iterator[str]:
        return map(_title, view.lines) if "<<" in view.text else iter(())


class SentenceHyphens(Constraint, frozen=True):
    asks = "Join all sentences of your response with hyphens, without blanks between them."
    differences = (
        Difference(
            why="a single sentence, which joins nothing, passes",
            kwargs={},
            response="Only one here.",
            published=True,
        ),
        Difference(
            why="a hyphen inside a word counts as the end of a sentence",
            kwargs={},
            response="A well-known fact.-It is old.",
            published=False,
        ),
    )

    def holds(self, view: View) -> bool:
        sentences = split_sentences(_JOIN.sub(" ", view.text.strip()))
        return len(sentences) >= 2 and "-".join(sentences) == view.text.strip()

    def published(self, view: View) -> bool:
        sentences = split_roughly(view.text.replace("-", " "))
        pieces = view.text.split("-")
        return all(
            piece.strip() == piece == sentence for piece, sentence in zip(pieces, sentences, strict=False)
        )


class SquareBrackets(Constraint, frozen=True):
    asks = "Put every word of your response between square brackets, [like] [this]."
    differences = (
        Difference(why="empty brackets pass", kwargs={}, response="[] []", published=True),
        Difference(
            why="punctuation behind a bracket fails", kwargs={}, response="[Like] [this].", published=False
        ),
    )

    def holds(self, view: View) -> bool:
        words = list(filter(is_word, view.text.split()))
        return bool(words) and all(map(_BRACKETED.fullmatch, words))

    def published(self, view: View) -> bool:
        return all(word.startswith("[") and word.endswith("]") for word in view.text.split())


class BigramWrapping(Constraint, frozen=True):
    asks = "Wrap every two words of your response in double angular brackets, <<like this>> <<all along>>."
    differences = (
        Difference(why="a single word needs no brackets", kwargs={}, response="Hello", published=True),
        Difference(why="brackets around nothing pass", kwargs={}, response="<< >>", published=True),
        Difference(
            why="brackets around every single word pass", kwargs={}, response="<<a>> <<word>>", published=True
        ),
        Difference(
            why="punctuation behind a bracket fails",
            kwargs={},
            response="<<I am>> <<at home>>.",
            published=False,
        ),
    )

    def holds(self, view: View) -> bool:
        words = view.text.split()
        if len(words) % 2 and len(words) > 1:
            last = words.pop()
            if not (last.startswith("<<") and last.rstrip(_BEHIND).endswith(">>")):
                return False
        pairs = zip(words[::2], words[1::2], strict=False)
        return len(words) > 1 and all(_is_wrapped(first, second.rstrip(_BEHIND)) for first, second in pairs)

    def published(self, view: View) -> bool:
        return _pairs_are_wrapped(view.text.split())


def _published_bullets(lines: list[str]) -> int:
    """Lines that begin with an asterisk and no second one, or with a hyphen. A lone asterisk takes the
    line behind it, whatever that is: the published expression lets a line end be the character behind
    the asterisk."""
    count = 0
    taken = False
    for number, line in enumerate(lines):
        if taken:
            taken = False
            count += line.lstrip().startswith("-")
            continue
        begun = line.lstrip()
        if begun.startswith("*") and not begun.startswith("**"):
            taken = begun == "*" and number + 1 < len(lines)
            count += begun != "*" or taken
        count += begun.startswith("-")
    return count


_BROKEN = object()


def _parsed(text: str, **options: Any) -> Any:
    text = text.strip()
    for fence in ("```json", "```Json", "```JSON", "```"):
        text = text.removeprefix(fence)
    try:
        return json.loads(text.removesuffix("```").strip(), **options)
    except (ValueError, RecursionError):
        return _BROKEN


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _title(line: str) -> str:
    """From the first brackets that open to the last that close, empty where something is missing."""
    start, end = line.find("<<"), line.rfind(">>")
    return line[start : end + 2] if start >= 0 and end >= start + 3 else ""


def _is_wrapped(first: str, second: str) -> bool:
    inner = first.removeprefix("<<"), second.removesuffix(">>")
    return (
        first.startswith("<<")
        and second.endswith(">>")
        and all(is_word(part) and "<<" not in part and ">>" not in part for part in inner)
    )


def _pairs_are_wrapped(words: list[str]) -> bool:
    pairs = zip(words[::2], words[1::2], strict=False)
    return all(first.startswith("<<") and second.endswith(">>") for first, second in pairs)
