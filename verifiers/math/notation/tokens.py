"""Cuts cleaned text into tokens: numbers, letters, words, commands, operators."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from verifiers.math.errors import ParseError, TooDeep, TooLarge
from verifiers.math.notation import vocabulary as words_of
from verifiers.math.notation.accents import accent_at, is_unit_vector
from verifiers.math.notation.ast import Constant, Node, Number, Symbol
from verifiers.math.notation.geometry import FIGURES, figure_at, is_polar
from verifiers.math.notation.repeating import (
    DOTS,
    MAX_DIGITS,
    REPEATING,
    endless,
    repeated_digits,
    repeating_value,
)
from verifiers.math.notation.units import UNIT_WORDS

MAX_TOKENS = 4_000
MAX_WORDS_IN_WORDS = 4


class Token(NamedTuple):
    """`kind` is num, sym, letter (upright), fn, word, conn, rel, setop, cmd, dots, op or end."""

    kind: str
    value: str
    node: Node | None = None
    gap: bool = False
    """Whether white space stood before it."""
    vector: bool = False
    """Whether it is a letter with an arrow, or a bold one."""


_TOKEN = re.compile(
    r"""(?P<space>\s+|~)
    |(?P<num>(?:\d+(?:\.(?!\.)\d*)?|\.\d+|\.(?=\\(?:overline|bar|dot)\b)))
    |(?P<cmd>\\(?:[A-Za-z]+|.))
    |(?P<run>[A-Za-z]+)
    |(?P<op>\.\.\.|\*\*|<=|>=|!=|==|=<|<>|->|:=|&&|.)""",
    re.VERBOSE | re.DOTALL,
)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3}){1,40}(?!\d)(?:\.\d+)?")
_SPACED = re.compile(r"\d{1,3}(?:(?:\s|\\[,;: ]|~)\s?\d{3}){1,40}(?![\d/]|\s\d)(?:\.\d+)?")
_EXPONENT = re.compile(r"[eE]([+-]?\d{1,6})(?![\d.])")
_PIECE = re.compile(
    r"arcsin|arccos|arctan|sinh|cosh|tanh|sin|cos|tan|cot|sec|csc|ln|log|sqrt|exp|pi|[A-Za-z]"
)
_NAMED_START = ("sin", "cos", "tan", "ln", "log", "sqrt")
_ARGUMENT = re.compile(
    r"\s?(?:\\left|\\[,;! ])?\s?(?:[({A-Za-z]|\\(?:[dt]?frac|sqrt|bar|overline|lambda|zeta|omega)\b)"
)
"""What a function may stand before; a sign of relation is none."""
_NAMING = frozenset(words_of.ACCENTS) | FIGURES
_CONSTANT_LETTERS = {"e": Constant("e"), "i": Constant("i")}
_BRACKET_DEPTH = {"(": 1, "[": 1, "\\{": 1, ")": -1, "]": -1, "\\}": -1}


def tokenise(text: str, grouping: bool = True) -> list[Token]:
    """The tokens of a normalised text, with an `end` last.

    `grouping` reads 1,234 outside brackets as one number. Raises ParseError, TooLarge.
    """
    return _Lexer(text, grouping).run()


class _Lexer:
    def __init__(self, text: str, grouping: bool, upright: int = 0) -> None:
        if upright > MAX_WORDS_IN_WORDS:
            raise TooDeep("text inside text inside text")
        self.text, self.grouping, self.upright = text, grouping, upright
        self.position, self.depth, self.gap = 0, 0, False
        self.arrow = False
        self.tokens: list[Token] = []

    def run(self) -> list[Token]:
        self.scan()
        self.add("end", "")
        return self.tokens

    def scan(self) -> None:
        text, match = self.text, _TOKEN.match
        while self.position < len(text):
            found = match(text, self.position)
            if found is None:
                raise ParseError(f"no token starts with {text[self.position]!r}")
            kind, value = found.lastgroup, found[0]
            self.position = found.end()
            if kind == "space":
                self.gap = True
            elif kind == "num":
                self.number(value, found.start())
            elif kind == "run":
                self.run_of_letters(value)
            elif kind == "cmd":
                self.command(value)
            else:
                self.operator(value)
            if len(self.tokens) > MAX_TOKENS:
                raise ParseError("more tokens than any final answer has")

    def add(self, kind: str, value: str, node: Node | None = None) -> None:
        self.tokens.append(Token(kind, value, node, self.gap, self.arrow and node is not None))
        self.gap, self.arrow = False, self.arrow and value == "{"

    # numbers

    def number(self, value: str, start: int) -> None:
        whole = self.grouped(start)
        if whole is not None:
            value = whole
        elif value.endswith("."):
            value = value[:-1] if not self.digits_follow() else value
            self.position = start + len(value)
        if len(value) > MAX_DIGITS:
            raise TooLarge(f"a literal of {len(value)} digits")
        self.add("num", value, self.literal(value))

    def grouped(self, start: int) -> str | None:
        """A number written with separators of thousands, its end found, or None."""
        after = self.text[self.position : self.position + 1]
        if after not in (",", " ", "\\", "~"):
            return None
        found = _GROUPED.match(self.text, start) if self.grouping and self.depth == 0 else None
        found = found or _SPACED.match(self.text, start)
        if found is None or (start and self.text[start - 1] in "._^"):
            return None
        self.position = found.end()
        return re.sub(r"[^\d.]", "", found[0])

    def digits_follow(self) -> bool:
        """Whether `0.` is the start of a repeating decimal."""
        return REPEATING.match(self.text, self.position) is not None

    def literal(self, value: str) -> Number:
        whole, _, decimals = value.partition(".")
        if "." in value:
            repeating = REPEATING.match(self.text, self.position)
            if repeating:
                self.position = repeating.end()
                return Number(repeating_value(whole, decimals, repeated_digits(repeating)))
        places = len(decimals) if "." in value else None
        number = Fraction(int((whole + decimals) or "0"), 10 ** len(decimals))
        after = self.text[self.position : self.position + 1]
        exponent = _EXPONENT.match(self.text, self.position) if after in ("e", "E") else None
        if exponent:
            return self.scientific(number, len(decimals), exponent)
        dots = DOTS.match(self.text, self.position) if places else None
        if dots and not self.text[dots.end() :].lstrip().startswith((",", "+")):
            self.position = dots.end()
            return endless(whole, decimals, number)
        return Number(number, places)

    def scientific(self, mantissa: Fraction, places: int, found: re.Match[str]) -> Number:
        power = int(found[1])
        if abs(power) > MAX_DIGITS:
            raise TooLarge(f"ten to the power {power}")
        self.position = found.end()
        value = mantissa * Fraction(10) ** power
        return Number(value, places - power if places else None)

    # letters

    def run_of_letters(self, run: str) -> None:
        if len(run) == 1:
            self.single(run)
        elif run == "min" and self.tokens and self.tokens[-1].kind == "num":
            self.add("word", run)
        elif run in words_of.FUNCTIONS:
            self.add("fn", words_of.FUNCTIONS[run])
        elif run in words_of.PARTS and self.text[self.position : self.position + 1] == "(":
            self.add("fn", words_of.PARTS[run])
        elif run in words_of.CONSTANTS:
            self.add("sym", run, Constant(words_of.CONSTANTS[run]))
        elif run.lower() in words_of.CONNECTIVES:
            self.add("conn", words_of.CONNECTIVES[run.lower()])
        elif run in words_of.GREEK:
            self.add("sym", run, Symbol(run))
        elif run.startswith(("or", "and")) and run.lstrip("andor").istitle() and len(run) < 5:
            self.joined_connective(run)
        elif run in ("union", "cup"):
            self.add("setop", "union")
        elif run.startswith(_NAMED_START) and len(run) <= 6 and run.lower() not in UNIT_WORDS:
            self.pieces(run)
        elif self.is_word(run) and not self.is_differential(run):
            self.add("word", run)
        else:
            self.pieces(run)

    def joined_connective(self, run: str) -> None:
        """`1orW(x)`: a connective that lost its spaces."""
        word = "or" if run.startswith("or") else "and"
        self.add("conn", word)
        self.run_of_letters(run[len(word) :])

    def single(self, letter: str) -> None:
        if self.upright and letter not in _CONSTANT_LETTERS:
            self.add("letter", letter, Symbol(letter))
        else:
            self.add("sym", letter, _CONSTANT_LETTERS.get(letter) or Symbol(letter))

    def is_word(self, run: str) -> bool:
        """Whether a run is one word rather than a product of letters."""
        lower = run.lower()
        return bool(self.upright) or len(run) > 3 or lower in UNIT_WORDS or lower in words_of.ANSWER_WORDS

    def is_differential(self, run: str) -> bool:
        """Whether a unit's letters are the differential of a mass: dm, where no number stands before it."""
        return run == "dm" and not self.upright and not self.after_number()

    def pieces(self, run: str) -> None:
        for piece in _PIECE.findall(run):
            if len(piece) == 1:
                self.single(piece)
            elif piece == "pi":
                self.add("sym", "pi", Constant("pi"))
            else:
                self.add("fn", words_of.FUNCTIONS[piece])

    # commands

    def command(self, name: str) -> None:
        if name in words_of.SPACES:
            self.gap = True
        elif name in words_of.UPRIGHT:
            self.words(name)
        elif name in words_of.WITH_UNSEEN_ARGUMENT:
            self.skip_argument()
        elif name.startswith("\\quad"):
            self.gap = True
            self.position -= len(name) - len("\\quad")
        elif name in _NAMING and ((name in FIGURES and self.figure(name)) or self.accent(name)):
            pass
        elif name in words_of.IGNORED or name in ("\\(", "\\)"):
            self.arrow = name in words_of.ARROWS
        elif name == "\\cong" and self.tokens and _names_triangle(self.tokens[-1]):
            self.add("rel", "cong")
        elif name in words_of.RELATIONS and not (name == "\\mid" and self.depth):
            self.add("rel", words_of.RELATIONS[name])
        elif name in words_of.SET_OPERATORS:
            self.add("setop", words_of.SET_OPERATORS[name])
        elif name in words_of.CONNECTIVES:
            self.add("conn", words_of.CONNECTIVES[name])
        elif name in words_of.ELLIPSES:
            self.add("dots", "...", Symbol("..."))
        else:
            self.named(name)

    def figure(self, name: str) -> bool:
        """An angle, a triangle or a vector between points. The m of m∠ABC only says that it is measured."""
        found = figure_at(name, self.text, self.position)
        if found is None:
            polar = name == "\\angle" and self.after_number() and is_polar(self.text, self.position)
            if polar:
                self.add("cmd", "angle")
            return polar
        letters, symbol, self.position = found
        if name == "\\angle" and self.tokens and self.tokens[-1].node == Symbol("m"):
            self.tokens.pop()
        self.arrow = symbol.name.endswith(" vec")
        self.add("sym", letters, symbol)
        return True

    def after_number(self) -> bool:
        return bool(self.tokens) and self.tokens[-1].kind == "num"

    def accent(self, name: str) -> bool:
        """A letter under a bar or a hat; what is longer is left to the parser."""
        if name not in words_of.ACCENTS:
            return False
        if is_unit_vector(name, self.text, self.position):
            self.arrow = True
            return True
        found = accent_at(name, self.text, self.position)
        if found is None:
            self.add("cmd", words_of.ACCENTS[name])
        else:
            symbol, self.position = found
            self.add("sym", symbol.name, symbol)
        return True

    def skip_argument(self) -> None:
        """Passes over a group that is not shown: the colour, the width, the phantom."""
        start = self.position
        if self.text[start : start + 1] == "*":
            start += 1
        if self.text[start : start + 1] == "{":
            self.position = _closing_brace(self.text, start) + 1
        self.gap = True

    def named(self, name: str) -> None:
        plain = name[1:]
        if plain in words_of.CONSTANTS:
            self.add("sym", plain, Constant(words_of.CONSTANTS[plain]))
        elif plain in words_of.GREEK:
            self.add("sym", plain, Symbol(plain))
        elif plain in words_of.PARTS:
            self.add("fn", words_of.PARTS[plain])
        elif plain in words_of.LETTERS:
            self.add("sym", plain, Symbol(words_of.LETTERS[plain]))
        elif plain in ("sqrt", "binom"):
            self.add("cmd", plain)
        elif plain in words_of.FUNCTIONS:
            self.add("fn", words_of.FUNCTIONS[plain])
        elif plain in ("circ", "degree"):
            self.add("op", "°")
        elif plain in ("mathbb", "Bbb"):
            self.blackboard()
        elif plain in words_of.COMMAND_OPERATORS:
            self.operator(words_of.COMMAND_OPERATORS[plain])
        else:
            self.add("cmd", words_of.SPELLINGS.get(plain, plain))

    def blackboard(self) -> None:
        found = re.compile(r"\s?\{?\s?([A-Za-z])\s?\}?").match(self.text, self.position)
        if found is None:
            raise ParseError("\\mathbb without a letter")
        self.position = found.end()
        name = words_of.BLACKBOARD.get(found[1])
        self.add("sym", found[1], Constant(name) if name else Symbol(found[1]))

    def words(self, command: str) -> None:
        """Reads the argument of \\text and its kind: a word, a unit, a connective, or mathematics."""
        start = self.text.find("{", self.position)
        if start < 0 or self.text[self.position : start].strip():
            return
        end = _closing_brace(self.text, start)
        if self.text[start + 1 : end] in words_of.PARTS and _ARGUMENT.match(self.text, end + 1):
            self.position = end + 1
            self.add("fn", words_of.PARTS[self.text[start + 1 : end]])
            return
        inner = _Lexer(self.text[start + 1 : end], self.grouping, self.upright + 1)
        self.position = end + 1
        inner.gap, inner.depth = self.gap, self.depth
        inner.tokens = self.tokens[-1:]
        inner.text = inner.text.rstrip(" .").replace("--", "-")
        inner.scan()
        self.tokens[-1:] = inner.tokens
        self.gap = inner.gap

    def operator(self, value: str) -> None:
        self.depth += _BRACKET_DEPTH.get(value, 0)
        if value in words_of.RELATIONS:
            self.add("rel", words_of.RELATIONS[value])
        elif value == "...":
            self.add("dots", value, Symbol("..."))
        elif value == "&&":
            self.add("conn", "and")
        elif value in words_of.TIMES:
            self.add("op", "*")
        elif value == "**":
            self.add("op", "^")
        else:
            self.add("op", value)


def _names_triangle(token: Token) -> bool:
    return isinstance(token.node, Symbol) and token.node.name.endswith(" triangle")


def _closing_brace(text: str, start: int) -> int:
    """Index of the brace that closes the one at `start`; the end of the text where it is missing."""
    depth = 0
    for index in range(start, len(text)):
        if text[index] == "{":
            depth += 1
        elif text[index] == "}":
            depth -= 1
            if depth == 0:
                return index
    return len(text)
