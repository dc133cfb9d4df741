"""``format``: lists, nesting, indents, templates and capitals."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable

import emoji

from verifiers.instructions.constraint import Constraint, Difference
from verifiers.instructions.text.lexicon import MINOR_WORDS
from verifiers.instructions.text.markdown import HYPHEN, is_star
from verifiers.instructions.text.nesting import BRACKETS, bracket_depth, quotation_depth
from verifiers.instructions.text.sentences import split_sentences
from verifiers.instructions.text.view import AROUND_WORDS, View, is_word, plain_words, without_punctuation

NESTED_BRACKETS = 5
NESTED_QUOTES = 3
LABELS = ("My Answer:", "My Conclusion:", "Future Outlook:")
BLANKS = frozenset(("[answer]", "[conclusion]", "[outlook]"))
_LETTERED = re.compile(r"\W*[aA]\W*[bB]\W*[cC]\W*")
_JOINERS = "\ufe0e\ufe0f\u200d\u20e3"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_REGIONAL = range(0x1F1E6, 0x1F200)
_ITALIC = re.compile(r"<(i|em)>([^<]*)</\1>", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]+"')


class Options(Constraint, frozen=True):
    asks = "Answer with one of these options, and explain nothing: {options}."
    differences = (
        Difference(
            why="`or` parts the options inside words too",
            kwargs={"options": "for, against"},
            response="for",
            published=False,
        ),
        Difference(
            why="commas part nothing where there is an `or`",
            kwargs={"options": "yes, no, or maybe"},
            response="no",
            published=False,
        ),
        Difference(
            why="a line break behind the answer fails",
            kwargs={"options": "yes/no/maybe"},
            response="yes\n",
            published=False,
        ),
    )
    options: str

    def holds(self, view: View) -> bool:
        options = re.split("/" if "/" in self.options else r",|\bor\b", self.options)
        return is_word(view.text) and self._is_one(view.text.strip(), options)

    def published(self, view: View) -> bool:
        separator = "/" if "/" in self.options else "or" if "or" in self.options else ","
        return self._is_one(view.text, self.options.split(separator))

    def _is_one(self, answer: str, options: Iterable[str]) -> bool:
        if _LETTERED.match(self.options):
            return answer in {option.strip() for option in options}
        answer = answer.strip(AROUND_WORDS).lower()
        return answer in {option.strip().strip(AROUND_WORDS).lower() for option in options}


class Newline(Constraint, frozen=True):
    asks = "Write each word of your response on a line of its own."
    differences = (
        Difference(
            why="a line of blanks makes up for a line of two words",
            kwargs={},
            response="one two\n \nthree",
            published=True,
        ),
        Difference(
            why="a dash on a word's line counts as a second word",
            kwargs={},
            response="one —\ntwo",
            published=False,
        ),
    )

    def holds(self, view: View) -> bool:
        return max(len(plain_words(line)) for line in view.lines) == 1

    def published(self, view: View) -> bool:
        text = without_punctuation(view.text).strip()
        return sum(line != "" for line in text.split("\n")) == len(view.bare_words)


class Emoji(Constraint, frozen=True):
    asks = "End every sentence with an emoji."
    differences = (
        Difference(
            why="a flag, which is two characters, is no emoji",
            kwargs={},
            response="Vive la France 🇫🇷",
            published=False,
        ),
    )

    def holds(self, view: View) -> bool:
        return self._every_sentence(view, _ends_with_emoji, _is_emoji)

    def published(self, view: View) -> bool:
        return self._every_sentence(view, lambda text: any(map(emoji.is_emoji, text[-2:])), emoji.is_emoji)

    @staticmethod
    def _every_sentence(view: View, ends: Callable[[str], bool], is_emoji: Callable[[str], bool]) -> bool:
        """An emoji behind the full stop opens the next sentence."""
        sentences = [without_punctuation(sentence).strip() for sentence in view.sentences]
        return all(sentences) and all(
            ends(sentence) or (following != "" and is_emoji(following[0]))
            for sentence, following in zip(sentences, [*sentences[1:], ""], strict=True)
        )


class BulletList(Constraint, frozen=True):
    asks = "Answer with a list of items, each on a line that begins with {sep} in place of a bullet."
    differences = (
        Difference(
            why="the marker counts wherever it stands",
            kwargs={"sep": "SEPARATOR"},
            response="I will not use SEPARATOR as SEPARATOR.",
            published=True,
        ),
    )
    sep: str

    def holds(self, view: View) -> bool:
        lines = (line.strip() for line in view.lines)
        return sum(line.startswith(self.sep) and is_word(line.removeprefix(self.sep)) for line in lines) >= 2

    def published(self, view: View) -> bool:
        return view.text.count(self.sep) >= 2


class Parentheses(Constraint, frozen=True):
    asks = "Nest brackets (round, square or curly) at least 5 levels deep."
    differences = (
        Difference(
            why="five brackets that open and one that closes pass",
            kwargs={},
            response="((((( one )",
            published=True,
        ),
    )

    def holds(self, view: View) -> bool:
        return bracket_depth(view.text) >= NESTED_BRACKETS

    def published(self, view: View) -> bool:
        opened: list[str] = []
        deepest = 0
        for character in view.text:
            if character in "([{":
                opened.append(character)
                deepest = max(deepest, len(opened))
            elif character in BRACKETS:
                if not opened or opened[-1] != BRACKETS[character]:
                    opened, deepest = [], 0
                    continue
                opened.pop()
                if deepest >= NESTED_BRACKETS:
                    return True
        return False


class Quotes(Constraint, frozen=True):
    asks = (
        "Put quotations within quotations, at least 3 levels deep, in double and single quotation marks "
        "by turns."
    )
    differences = (
        Difference(
            why="apostrophes inside words are quotation marks",
            kwargs={},
            response="don't \"no 'so' \"no it's",
            published=True,
        ),
        Difference(
            why="curly quotation marks are none",
            kwargs={},
            response="“He said ‘she said “go” to me’ twice”",
            published=False,
        ),
    )

    def holds(self, view: View) -> bool:
        return quotation_depth(view.text) >= NESTED_QUOTES

    def published(self, view: View) -> bool:
        opened: list[str] = []
        deepest = 0
        for mark in re.findall("[\"']", view.text):
            if opened and opened[-1] == mark:
                opened.pop()
                if deepest - len(opened) >= NESTED_QUOTES:
                    return True
            else:
                opened.append(mark)
                deepest = max(deepest, len(opened))
        return False


class LineIndent(Constraint, frozen=True):
    asks = "Build stairs: indent each new line further than the one before."
    differences = (
        Difference(
            why="of two empty lines behind each other one is kept, as a line without an indent",
            kwargs={},
            response="one\n\n\n  two",
            published=False,
        ),
        Difference(why="a single line passes", kwargs={}, response="one", published=True),
        Difference(why="a tab indents nothing", kwargs={}, response="one\n\ttwo", published=False),
    )

    def holds(self, view: View) -> bool:
        lines = [line.expandtabs(4) for line in view.lines if line.strip()]
        return len(lines) >= 2 and _climbs(lines)

    def published(self, view: View) -> bool:
        kept = len(view.lines) // 2  # at least
        if kept * (kept - 1) > 2 * len(view.text):  # more than can climb; removing them would take long
            return False
        return _climbs(_without_some_blanks(view.lines))


class QuoteUnquote(Constraint, frozen=True):
    asks = "Follow every quoted phrase with an explanation that is not quoted."
    differences = (
        Difference(
            why="a response without a quoted phrase passes",
            kwargs={},
            response="No quotes here.",
            published=True,
        ),
        Difference(
            why="a comma between two quoted phrases is an explanation",
            kwargs={},
            response='"One", "two" are numbers.',
            published=True,
        ),
    )

    def holds(self, view: View) -> bool:
        _, *behind = _QUOTED.split(view.text.replace("“", '"').replace("”", '"'))
        return bool(behind) and all(map(is_word, behind))

    def published(self, view: View) -> bool:
        text = "".join(view.text.replace("'\"'", "").split())
        return '""' not in text and not text.strip(_ALL_BUT_QUOTES).endswith('"')


class Thesis(Constraint, frozen=True):
    asks = "Begin each section with a thesis statement in italics, marked with HTML."
    differences = (
        Difference(
            why="an empty thesis passes where the tag is <em>",
            kwargs={},
            response="<em></em> Text.",
            published=True,
        ),
        Difference(
            why="a thesis with nothing behind it passes where the tag is <em>",
            kwargs={},
            response="<em>Thesis.</em>",
            published=True,
        ),
        Difference(
            why="a word in italics in the middle of a sentence is a thesis",
            kwargs={},
            response="I like <i>Hamlet</i> a lot.",
            published=True,
        ),
    )

    def holds(self, view: View) -> bool:
        thesis = next(filter(_begins_something, _ITALIC.finditer(view.text)), None)
        return thesis is not None and is_word(_ITALIC.sub("", view.text[thesis.end() :]))

    def published(self, view: View) -> bool:
        start = _first_found(view.text, "<i>", "<em>")
        if start < 0:
            return False
        text = view.text[start:]
        end = _first_found(text, "</i>", "</em>")
        return end >= 0 and text[3:end].strip() != "" and text[end + 4 :].strip() != ""


class SubBullets(Constraint, frozen=True):
    asks = "Use bullet points marked with *, each with at least one point below it marked with -."
    differences = (
        Difference(
            why="a response without a bullet point passes",
            kwargs={},
            response="No list here.",
            published=True,
        ),
        Difference(
            why="a hyphen inside a word is a point",
            kwargs={},
            response="* a well-known thing",
            published=True,
        ),
        Difference(
            why="every asterisk is a bullet point",
            kwargs={},
            response="* **one**\n  - two",
            published=False,
        ),
    )

    def holds(self, view: View) -> bool:
        points = ["*" if is_star(line) else "-" if HYPHEN.match(line) else "" for line in view.lines]
        order = "".join(points)
        return "*" in order and "**" not in order and order.endswith("-")

    def published(self, view: View) -> bool:
        return all("-" in piece for piece in view.text.split("*")[1:])


class NoBulletsBullets(Constraint, frozen=True):
    asks = (
        "Write at least two sentences that end with a full stop, then at least two bullet points marked "
        "with *."
    )
    differences = (
        Difference(
            why="an empty line between sentences, or behind the bullet points, fails",
            kwargs={},
            response="One.\n\nTwo.\n\n* a\n* b",
            published=False,
        ),
        Difference(
            why="a text in bold at the start of a line is a bullet point",
            kwargs={},
            response="One. Two.\n**A**\n**B**",
            published=True,
        ),
    )

    def holds(self, view: View) -> bool:
        bullets = [number for number, line in enumerate(view.lines) if is_star(line)]
        if len(bullets) < 2:
            return False
        before = split_sentences("\n".join(view.lines[: bullets[0]]))
        return sum(sentence.endswith(".") for sentence in before) >= 2

    def published(self, view: View) -> bool:
        sentences = bullets = 0
        in_sentences = True
        for line in map(str.strip, view.lines):
            if line.startswith("*"):
                in_sentences = False
                if sentences < 2:
                    return False
                bullets += 1
            elif in_sentences:
                in_sentences = line != ""
                sentences += len(split_sentences(line)) if sentences < 2 else 0
            else:
                return False
        return bullets >= 2


class TitleCase(Constraint, frozen=True):
    asks = "Write your whole response in title case: each major word begins with a capital letter."
    differences = (
        Difference(
            why="minor words, which title case leaves small, fail",
            kwargs={},
            response="The Lord of the Rings",
            published=False,
        ),
        Difference(why="contractions fail", kwargs={}, response="I Don't Know", published=False),
        Difference(why="a text without a word passes", kwargs={}, response="...", published=True),
    )

    def holds(self, view: View) -> bool:
        words = [word.strip(AROUND_WORDS + "“”‘’«»—–") for word in view.text.split()]
        words = [word for word in words if word[:1].isalpha()]
        return bool(words) and all(
            (number > 0 and word in MINOR_WORDS) or not _is_small(word) for number, word in enumerate(words)
        )

    def published(self, view: View) -> bool:
        return not any(_is_small(token) for token in view.tokens if token[0].isalpha())


class OutputTemplate(Constraint, frozen=True):
    asks = (
        "Use exactly this template: My Answer: [answer] My Conclusion: [conclusion] Future Outlook: [outlook]"
    )
    differences = (
        Difference(
            why="the labels pass in any order and with nothing behind them",
            kwargs={},
            response="Future Outlook: My Conclusion: My Answer:",
            published=True,
        ),
        Difference(
            why="text before the template passes",
            kwargs={},
            response="Sure! My Answer: a My Conclusion: b Future Outlook: c",
            published=True,
        ),
        Difference(
            why="the template itself passes, with nothing put in the places of its brackets",
            kwargs={},
            response="My Answer: [answer] My Conclusion: [conclusion] Future Outlook: [outlook]",
            published=True,
        ),
    )

    def holds(self, view: View) -> bool:
        pieces = re.split("|".join(LABELS), view.text)
        return (
            re.findall("|".join(LABELS), view.text) == list(LABELS)
            and not is_word(pieces[0])
            and all(map(is_word, pieces[1:]))
            and not BLANKS.intersection(map(str.strip, pieces))
        )

    def published(self, view: View) -> bool:
        return all(label in view.text for label in LABELS)


class NoWhitespace(Constraint, frozen=True):
    asks = "Your response must not contain any blank, tab or line break."
    differences = (
        Difference(
            why="a line break behind the response, which no reader sees, fails",
            kwargs={},
            response="NoBlanks\n",
            published=False,
        ),
    )

    def holds(self, view: View) -> bool:
        return len(view.text.split()) == 1

    def published(self, view: View) -> bool:
        return view.text.split() == [view.text]


_ALL_BUT_QUOTES = "0123456789!#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


def _ends_with_emoji(text: str) -> bool:
    end = len(text)
    while end and (text[end - 1] in _JOINERS or ord(text[end - 1]) in _SKIN_TONES):
        end -= 1
    return end > 0 and _is_emoji(text[end - 1])


def _is_emoji(character: str) -> bool:
    """Flags are two regional letters."""
    return emoji.is_emoji(character) or ord(character) in _REGIONAL


def _climbs(lines: list[str]) -> bool:
    indents = [len(line) - len(line.lstrip(" ")) for line in lines]
    return all(a < b for a, b in itertools.pairwise(indents))


def _without_some_blanks(lines: list[str]) -> list[str]:
    """As the published check has it, which removes blank lines from the list it walks along: each
    removal hides the next line from it, and takes the first line of the list that is equal."""
    left = list(lines)
    for line in left:
        if not line.strip():
            left.remove(line)
    return left


def _begins_something(thesis: re.Match[str]) -> bool:
    """Whether it holds a word and stands at a beginning: of the text, of a line, or behind a mark."""
    before = thesis.string[: thesis.start()].rstrip(" \t")
    return is_word(thesis[2]) and not (before and (before[-1].isalnum() or before[-1] in ",;"))


def _first_found(text: str, *marks: str) -> int:
    """Where the first of the marks stands that occurs at all."""
    return next((place for place in map(text.find, marks) if place >= 0), -1)


def _is_small(token: str) -> bool:
    if len(token) == 1:
        return token.islower()
    return token[0].islower() and (token[1:].islower() or token[1:].isupper())
