"""``custom``: single tasks, each with its own answer."""

from __future__ import annotations

import csv
import datetime
import io
import itertools
import re
import string
import unicodedata

from verifiers.instructions.constraint import Constraint, Difference
from verifiers.instructions.text.lexicon import AFRICAN_COUNTRIES
from verifiers.instructions.text.lexicon import EUROPEAN_CAPITALS as CAPITALS
from verifiers.instructions.text.sentences import split_sentences
from verifiers.instructions.text.view import AROUND_WORDS, View, bare, plain_words

COUNTRIES = 52
TOO_MANY_ROWS = 20
QUESTIONS, CHOICES = 4, 5
SHORTEST_SENTENCE = 4
LETTERS = list(string.ascii_lowercase)
FORWARDS = frozenset(("the", "is", "of"))
"""Words that no sentence holds whose letters are reversed."""
KYIV = CAPITALS.index("Prague")
"""Where the capital belongs that the published list lacks: between Brussels and Prague."""
BORN, DIED = 1769, 1821
_CITY = ("ID", "Country", "City", "Year", "Count")
_PRODUCT = ("ProductID", "Category", "Brand", "Price", "Stock")
_STUDENT = ("StudentID", "Subject", "Grade", "Semester", "Score")
_PRODUCT_HEADER = re.compile(",[ \t]*".join(f'(?:{name}|"{name}")' for name in _PRODUCT) + "$")
_STUDENT_HEADER = re.compile("\t *".join(f'(?:{name}|"{name}")' for name in _STUDENT) + "$")
_SPECIAL = re.compile(r'".*[^\d\w\s].*"')
_QUOTED = re.compile(r'"([^"\n]*)"')
_MARK = re.compile(r"[^\w\s]")
_QUESTION = re.compile(r"Question \d+[.|):;]?\s*")
_CHOICE = re.compile(r"[A-Ea-e][.|)]\s*\w")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}$")
_LIST_MARK = re.compile(r"^(?:\d+[.)]\s*|[-*•]\s*)")
_FENCE = re.compile(r"\s*```\w*[ \t]*\n(.*?)\n?```\s*\Z", re.DOTALL)


class Multiples(Constraint, frozen=True):
    asks = "Count from 10 to 50, but write only the multiples of 7."

    def holds(self, view: View) -> bool:
        numbers = re.findall(r"\d+", view.text.replace(",", ", "))
        return numbers == [str(number) for number in range(14, 51, 7)]


class McqCountLength(Constraint, frozen=True):
    asks = (
        "Write 4 multiple choice questions on 20th century art history, each with 5 options. Each begins "
        'with the word "Question" and its number, each is longer than the one before, and nothing is '
        "explained."
    )

    differences = (
        Difference(
            why="options of one letter pass, and a first question that asks nothing",
            kwargs={},
            response="\n".join(
                f"Question {number + 1}. {'why ' * number}\n" + "a) x\n" * CHOICES
                for number in range(QUESTIONS)
            ),
            published=True,
        ),
    )

    def holds(self, view: View) -> bool:
        questions = self._questions(view)
        return all(choices == "abcde" and length > 0 for choices, length in questions) and _grow(questions)

    def published(self, view: View) -> bool:
        questions = self._questions(view)
        return all(len(choices) == CHOICES for choices, _ in questions) and _grow(questions)

    @staticmethod
    def _questions(view: View) -> list[tuple[str, int]]:
        """The letters of each question's options, and its length."""
        if not view.text.startswith("Question"):
            return []
        pieces = [piece.strip() for piece in _QUESTION.split(view.text) if piece.strip()]
        return [(_choices(piece), _question_length(piece)) for piece in pieces]


class ReverseNewline(Constraint, frozen=True):
    asks = "List the countries of Africa in reverse alphabetical order, each on a line of its own."
    differences = (
        Difference(
            why="any lines in reverse order pass that begin with Zimbabwe",
            kwargs={},
            response="\n".join(["Zimbabwe", *["Zambia"] * 52]),
            published=True,
        ),
    )

    def holds(self, view: View) -> bool:
        if "zimbabwe" not in view.lower:
            return False
        names = (" ".join(bare(_plain(_LIST_MARK.sub("", line.strip())).lower())) for line in view.lines)
        countries: list[str] = []
        for name in filter(AFRICAN_COUNTRIES.__contains__, names):
            if countries and name >= countries[-1]:
                return False
            countries.append(name)
        return countries[:1] == ["zimbabwe"] and len(countries) >= COUNTRIES

    def published(self, view: View) -> bool:
        lines = [line.strip(AROUND_WORDS) for line in view.lines]
        lines = [line for line in lines if line]
        start = next((number for number, line in enumerate(lines) if "Zimbabwe" in line), len(lines))
        names = [_plain(line) for line in lines[start:]]
        return len(names) >= COUNTRIES and names == sorted(names, reverse=True)


class WordReverse(Constraint, frozen=True):
    asks = (
        "Which animal is the national symbol of the US? Answer in a sentence, with its words in reverse "
        "order."
    )

    differences = (
        Difference(why="two words are no sentence", kwargs={}, response="Eagle bald.", published=True),
        Difference(
            why="a sentence in its usual order passes that says the name both ways",
            kwargs={},
            response="The bald eagle bald is it.",
            published=True,
        ),
    )

    def holds(self, view: View) -> bool:
        words = plain_words(view.lower)
        backwards, forwards = " ".join(reversed(words)), " ".join(words)
        return len(words) >= SHORTEST_SENTENCE and "bald eagle" in backwards and "bald eagle" not in forwards

    def published(self, view: View) -> bool:
        answer = " ".join(reversed(bare(view.lower.strip())))
        return "bald eagle" in answer and answer in split_sentences(answer)


class CharacterReverse(Constraint, frozen=True):
    asks = (
        "Which animal is the national symbol of the US? Answer in a sentence, with its letters in "
        "reverse order."
    )

    differences = (
        Difference(why="two words are no sentence", kwargs={}, response="elgae dlab", published=True),
        Difference(
            why="a sentence passes of which the name alone is reversed",
            kwargs={},
            response="The national symbol is the elgae dlab.",
            published=True,
        ),
    )

    def holds(self, view: View) -> bool:
        if "elgae" not in view.lower:
            return False
        words = plain_words(view.lower)
        return (
            len(words) >= SHORTEST_SENTENCE and "elgae dlab" in " ".join(words) and FORWARDS.isdisjoint(words)
        )

    def published(self, view: View) -> bool:
        return "elgae dlab" in view.lower


class SentenceAlphabet(Constraint, frozen=True):
    asks = "Tell a story of 26 sentences whose first letters are those of the alphabet, in order."
    differences = (
        Difference(
            why="a quotation mark before a sentence hides its first letter",
            kwargs={},
            response=" ".join(f'"{chr(65 + number)}bc def."' for number in range(26)),
            published=False,
        ),
        Difference(
            why="26 single words are a story",
            kwargs={},
            response=" ".join(f"{chr(65 + number)}bc." for number in range(26)),
            published=True,
        ),
    )

    def holds(self, view: View) -> bool:
        stripped = (sentence.lower().lstrip(AROUND_WORDS + "“‘«\t\n") for sentence in view.sentences[:27])
        return [text[:1] for text in stripped] == LETTERS and all(
            len(plain_words(sentence)) > 1 for sentence in view.sentences
        )

    def published(self, view: View) -> bool:
        return [sentence.lower().lstrip()[:1] for sentence in view.sentences[:27]] == LETTERS


class EuropeanCapitalsSort(Constraint, frozen=True):
    asks = (
        "List the capitals of European countries north of 45 degrees of latitude, from north to south, "
        "between commas and without the countries."
    )
    differences = (
        Difference(
            why="the published list lacks Kyiv",
            kwargs={},
            response=", ".join([*CAPITALS[:KYIV], "Kyiv", *CAPITALS[KYIV:]]),
            published=False,
        ),
        Difference(
            why="a full stop behind the list fails",
            kwargs={},
            response=", ".join(CAPITALS) + ".",
            published=False,
        ),
    )

    def holds(self, view: View) -> bool:
        names = _names(view.text.strip().removesuffix("."))
        with_kyiv = [[*CAPITALS[:KYIV], city, *CAPITALS[KYIV:]] for city in ("Kyiv", "Kiev")]
        return names in (CAPITALS, *with_kyiv)

    def published(self, view: View) -> bool:
        return _names(view.text) == CAPITALS


class CsvCity(Constraint, frozen=True):
    asks = f"Write CSV with the columns {', '.join(_CITY)}, between commas, and with 7 rows of data."
    differences = (
        Difference(
            why="a fence or an empty line around the data fails",
            kwargs={},
            response="```csv\n" + "\n".join([",".join(_CITY), *["1,Peru,Lima,2020,5"] * 7]) + "\n```",
            published=False,
        ),
        Difference(
            why="rows of empty fields pass",
            kwargs={},
            response="\n".join([",".join(_CITY), *[",,,,"] * 7]),
            published=True,
        ),
    )

    def holds(self, view: View) -> bool:
        rows = [[field.strip() for field in row] for row in _rows(_unfenced(view.text))]
        return _is_table(rows, _CITY, 7) and all(map(all, rows))

    def published(self, view: View) -> bool:
        return _is_table(_rows(view.text), _CITY, 7)


class CsvSpecialCharacter(Constraint, frozen=True):
    asks = (
        f"Write CSV with the columns {', '.join(_PRODUCT)}, between commas, and with 14 rows of data. One "
        "field must hold a special character and stand between double quotation marks."
    )
    differences = (
        Difference(
            why="rows behind the one with the special character may be of any length",
            kwargs={},
            response="\n".join([",".join(_PRODUCT), '1,"a&b",c,1,2', *["broken"] * 13]),
            published=True,
        ),
    )

    def holds(self, view: View) -> bool:
        text = _unfenced(view.text)
        rows = [[field.strip() for field in row] for row in _rows(text)]
        return _is_table(rows, _PRODUCT, 14) and any(map(_MARK.search, _QUOTED.findall(text)))

    def published(self, view: View) -> bool:
        if not _PRODUCT_HEADER.match(view.lines[0].strip()):
            return False
        rows = _rows(view.text.replace('"', '"""'))
        if len(rows) != 15:
            return False
        for row in rows[1:]:
            if len(row) != 5:
                return False
            if any(map(_SPECIAL.match, row)):
                return True
        return False


class CsvQuotes(Constraint, frozen=True):
    asks = (
        f"Write CSV with the columns {', '.join(_STUDENT)}, between tabs, with 3 rows of data and every "
        "field between double quotation marks."
    )
    differences = (
        Difference(
            why="a fence or an empty line around the data fails",
            kwargs={},
            response="```\n" + "\n".join(["\t".join(f'"{name}"' for name in _STUDENT)] * 1)
            + "\n" + "\n".join(['"1"\t"Art"\t"A"\t"2"\t"90"'] * 3) + "\n```",
            published=False,
        ),
    )  # fmt: skip

    def holds(self, view: View) -> bool:
        text = _unfenced(view.text)
        return _is_table(_rows(text, "\t"), _STUDENT, 3) and all(
            _is_quoted(line.split("\t")) for line in text.split("\n")
        )

    def published(self, view: View) -> bool:
        if not _STUDENT_HEADER.match(view.lines[0].strip()):
            return False
        rows = _rows(view.text.replace('"', '"""'), "\t")
        return len(rows) == 4 and all(len(row) == 5 and _is_quoted(row) for row in rows)


class DateFormatList(Constraint, frozen=True):
    asks = (
        "List the days on which the battles of Napoleon began, as YYYY-MM-DD and between commas, and "
        "explain nothing."
    )
    differences = (
        Difference(
            why="days that no calendar has pass", kwargs={}, response="1800-00-00, 1801-02-29", published=True
        ),
    )

    def holds(self, view: View) -> bool:
        return self.published(view) and all(map(_is_day, view.text.split(",")))

    def published(self, view: View) -> bool:
        return all(map(_looks_like_day, view.text.split(",")))


def _question_length(question: str) -> int:
    text = ""
    for line in map(str.strip, question.split("\n")):
        if _CHOICE.match(line):
            break
        text += f" {line}"
    return len(text.strip())


def _choices(question: str) -> str:
    lines = map(str.strip, question.split("\n"))
    return "".join(line[0].lower() for line in lines if _CHOICE.match(line))


def _grow(questions: list[tuple[str, int]]) -> bool:
    lengths = [length for _, length in questions]
    return len(lengths) == QUESTIONS and all(a < b for a, b in itertools.pairwise(lengths))


def _plain(text: str) -> str:
    """Letters without their accents, and nothing beyond ASCII."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")


def _names(text: str) -> list[str]:
    return [name.strip() for name in _plain(text).split(",") if name.strip()]


def _unfenced(text: str) -> str:
    fenced = _FENCE.match(text)
    return (fenced[1] if fenced else text).strip()


def _rows(text: str, delimiter: str = ",") -> list[list[str]]:
    """No rows where the text is no CSV, and no more than are too many."""
    try:
        return list(itertools.islice(csv.reader(io.StringIO(text), delimiter=delimiter), TOO_MANY_ROWS))
    except csv.Error:
        return []


def _is_table(rows: list[list[str]], columns: tuple[str, ...], count: int) -> bool:
    return (
        len(rows) == count + 1 and rows[0] == list(columns) and all(len(row) == len(columns) for row in rows)
    )


def _is_quoted(row: list[str]) -> bool:
    fields = list(map(str.strip, row))
    return all(field and field[0] == field[-1] == '"' for field in fields)


def _looks_like_day(text: str) -> bool:
    day_text = text.strip()
    if not _DATE.match(day_text):
        return False
    year, month, day = map(int, day_text.split("-"))
    longest = (
        31 if month in (1, 3, 5, 7, 8, 10, 12) else 30 if month in (4, 6, 9, 11) else 29 if month == 2 else 99
    )
    return BORN <= year <= DIED and month <= 12 and day <= longest


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text.strip())
    except ValueError:
        return False
    return True
