"""Cuts cleaned text into tokens: numbers, letters, words, commands, operators."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from verifiers.math.errors import ParseError, TooDeep, TooLarge
from verifiers.math.notation import vocabulary as words_of
from verifiers.math.notation.ast import Constant, Node, Number, Symbol
from verifiers.math.notation.units import UNIT_WORDS

MAX_TOKENS = 4_000
MAX_DIGITS = 4_000
"""Of one literal: Python converts longer ones in quadratic time, and refuses past 4,300."""
MAX_WORDS_IN_WORDS = 4


class Token(NamedTuple):
    """`kind` is num, sym, letter (upright), fn, word, conn, rel, setop, cmd, dots, op or end."""

    kind: str
    value: str
    node: Node | None = None
    gap: bool = False
    """Whether white space stood before it."""


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
_REPEATING = re.compile(
    r"\\(?:overline|bar)\s?\{\s?(\d+)\s?\}|\\(?:overline|bar)\s?(\d)|\\dot\{?(\d)\}?(?:(\d*)\\dot\{?(\d)\}?)?|\((\d+)\)"
)
_DOTS = re.compile(r"\s?(?:\.\.\.+|\\l?dots|\\cdots)")
_PIECE = re.compile(
    r"arcsin|arccos|arctan|sinh|cosh|tanh|sin|cos|tan|cot|sec|csc|ln|log|sqrt|exp|pi|[A-Za-z]"
)
_NAMED_START = ("sin", "cos", "tan", "ln", "log", "sqrt")
_UPRIGHT_WORD = re.compile(r"[A-Za-z][A-Za-z.'-]*")
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
        self.tokens.append(Token(kind, value, node, self.gap))
        self.gap = False

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
        return _REPEATING.match(self.text, self.position) is not None

    def literal(self, value: str) -> Number:
        whole, _, decimals = value.partition(".")
        if "." in value:
            repeating = _REPEATING.match(self.text, self.position)
            if repeating:
                self.position = repeating.end()
                return Number(_repeating_value(whole, decimals, _repeated_digits(repeating)))
        places = len(decimals) if "." in value else None
        number = Fraction(int((whole + decimals) or "0"), 10 ** len(decimals))
        after = self.text[self.position : self.position + 1]
        exponent = _EXPONENT.match(self.text, self.position) if after in ("e", "E") else None
        if exponent:
            return self.scientific(number, len(decimals), exponent)
        dots = _DOTS.match(self.text, self.position) if places else None
        if dots and not self.text[dots.end() :].lstrip().startswith((",", "+")):
            self.position = dots.end()
            return _endless(whole, decimals, number)
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
        elif self.is_word(run):
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
        elif name in words_of.IGNORED or name in ("\\(", "\\)"):
            pass
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
        elif plain in ("sqrt", "binom"):
            self.add("cmd", plain)
        elif plain in words_of.FUNCTIONS:
            self.add("fn", words_of.FUNCTIONS[plain])
        elif plain in ("circ", "degree"):
            self.add("op", "°")
        elif plain in ("mathbb", "Bbb"):
            self.blackboard()
        elif plain in _COMMAND_OPERATORS:
            self.operator(_COMMAND_OPERATORS[plain])
        else:
            self.add("cmd", _COMMANDS.get(plain, plain))

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


_COMMAND_OPERATORS = {
    "{": "\\{", "}": "\\}", "lbrace": "\\{", "rbrace": "\\}", "cdot": "*", "times": "*", "ast": "*",
    "div": "/",
    "%": "%", "$": "$", "pounds": "£", "euro": "€", "lbrack": "[", "rbrack": "]", "lparen": "(",
    "rparen": ")",
    "vert": "|", "lvert": "|", "rvert": "|", "mid": "|", "|": "|", "Vert": "|", "lVert": "|", "rVert": "|",
    "&": "&", "colon": ":", "\\": "\\\\", "bullet": "*", "prime": "'", "_": "_", "-": "-", "#": "#",
    "lor": "or",
    "lt": "<", "gt": ">", "slash": "/", "textdegree": "°", "textdollar": "$", "percent": "%",
    "langle": "\\langle",
    "rangle": "\\rangle", "lfloor": "\\lfloor", "rfloor": "\\rfloor", "lceil": "\\lceil", "rceil": "\\rceil",
}  # fmt: skip
_COMMANDS = {
    "dfrac": "frac",
    "tfrac": "frac",
    "cfrac": "frac",
    "nicefrac": "frac",
    "sfrac": "frac",
    "dbinom": "binom",
    "tbinom": "binom",
}


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


def _repeated_digits(found: re.Match[str]) -> str:
    overlined, single, first, between, last, bracketed = found.groups()
    dotted = (first or "") + (between or "") + (last or "")
    return overlined or single or dotted or bracketed


def _repeating_value(whole: str, decimals: str, repeated: str) -> Fraction:
    if len(whole) + len(decimals) + len(repeated) > MAX_DIGITS:
        raise TooLarge("a repeating decimal of too many digits")
    fixed = Fraction(int((whole + decimals) or "0"), 10 ** len(decimals))
    return fixed + Fraction(int(repeated), (10 ** len(repeated) - 1) * 10 ** len(decimals))


def _endless(whole: str, decimals: str, shown: Fraction) -> Number:
    """0.1666… and 0.142857142857… repeat; 3.14159… shows the beginning of something unknown."""
    for length in range(1, len(decimals) // 2 + 1):
        period = decimals[-length:]
        repetitions = 3 if length == 1 and len(decimals) > 2 else 2
        if decimals.endswith(period * repetitions):
            kept = decimals[:-length]
            return Number(_repeating_value(whole, kept, period))
    return Number(shown, len(decimals), truncated=True)
