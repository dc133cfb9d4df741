"""The half of the parser that opens things: brackets, fractions, roots, matrices, big operators."""

from __future__ import annotations

from abc import abstractmethod

from verifiers.math.errors import ParseError, TooDeep
from verifiers.math.notation.accents import accented
from verifiers.math.notation.ast import (
    BigOperator,
    Call,
    Constant,
    Divide,
    Interval,
    Matrix,
    Negate,
    Node,
    Root,
    Sequence,
    SetBuilder,
    SetOf,
    Symbol,
    Tuple,
    integer,
)
from verifiers.math.notation.calculus import applied, derivative
from verifiers.math.notation.geometry import points_of
from verifiers.math.notation.tokens import Token
from verifiers.math.notation.vocabulary import ACCENTS

_MAX_LEVELS = 80
_BIG = {"sum", "prod", "int", "lim", "iint", "oint", "bigcup", "bigcap", "coprod"}
_MATRICES = {"matrix", "pmatrix", "bmatrix", "vmatrix", "Vmatrix", "Bmatrix", "smallmatrix", "array", "cases",
             "aligned", "align", "gathered", "split", "align*", "psmallmatrix"}  # fmt: skip
_CLOSING = frozenset({")", "]", "}", "\\}", "\\rangle", "\\rfloor", "\\rceil", "&", "\\\\"})
_PAIRS = {"\\lfloor": ("\\rfloor", "floor"), "\\lceil": ("\\rceil", "ceil")}


class BracketParser:
    """Token cursor, and the primaries that begin with a bracket or a command."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.index = 0
        self.token = tokens[0]
        self.kind = self.token.kind
        self.level = 0
        self.bars = 0
        self.in_builder = False
        self.vectors = 0
        """Letters read so far that are vectors."""
        self.reversed = False
        """Inside ]a, b[, where an opening bracket closes."""

    # the cursor

    def advance(self) -> Token:
        token = self.token
        if token.kind != "end":
            self.index += 1
            self.token = self.tokens[self.index]
            self.kind = self.token.kind
        return token

    @property
    def previous(self) -> Token:
        return self.tokens[self.index - 1]

    def peek(self) -> Token:
        return self.tokens[min(self.index + 1, len(self.tokens) - 1)]

    def is_op(self, value: str) -> bool:
        return self.kind == "op" and self.token.value == value

    def is_cmd(self, value: str) -> bool:
        return self.kind == "cmd" and self.token.value == value

    def is_times(self) -> bool:
        return self.kind == "op" and self.token.value in ("*", "×")

    def take_op(self, value: str) -> bool:
        if self.is_op(value):
            self.advance()
            return True
        return False

    def expect(self, value: str) -> None:
        if not self.take_op(value):
            raise ParseError(f"expected {value!r}, not {self.token.value!r}")

    def at_close(self) -> bool:
        return self.kind == "end" or (self.kind == "op" and self.token.value in _CLOSING)

    def enter(self) -> None:
        self.level += 1
        if self.level > _MAX_LEVELS:
            raise TooDeep("nested further than any final answer is")

    def leave(self) -> None:
        self.level -= 1

    # what the other half provides

    @abstractmethod
    def items(self) -> Node: ...

    @abstractmethod
    def comma_items(self) -> Node: ...

    @abstractmethod
    def relation(self) -> Node: ...

    @abstractmethod
    def sum(self) -> Node: ...

    @abstractmethod
    def starts_factor(self) -> bool: ...

    @abstractmethod
    def product(self) -> Node: ...

    @abstractmethod
    def primary(self) -> Node: ...

    @abstractmethod
    def factor(self) -> Node: ...

    # brackets

    def bracketed(self) -> Node:
        opener = self.token.value
        if opener == "(":
            return self.round()
        if opener in ("[", "]"):
            return self.square()
        if opener == "{":
            return self.group()
        if opener == "\\{":
            return self.braces()
        if opener == "|":
            return self.absolute()
        if opener == "\\langle":
            self.advance()
            return Tuple(self.inside("\\rangle"))
        if opener in _PAIRS:
            self.advance()
            closer, name = _PAIRS[opener]
            return Call(name, (self.single(closer),))
        raise ParseError(f"expected a value, not {opener!r}")

    def fenced(self) -> Node:
        """Everything inside a bracket, with the bars and builders outside of it out of sight."""
        bars, builder, self.bars, self.in_builder = self.bars, self.in_builder, 0, False
        node = self.items()
        self.bars, self.in_builder = bars, builder
        return node

    def inside(self, closer: str) -> tuple[Node, ...]:
        if self.take_op(closer):
            return ()
        node = self.fenced()
        self.expect(closer)
        return _parts(node)

    def single(self, closer: str) -> Node:
        parts = self.inside(closer)
        if len(parts) != 1:
            raise ParseError(f"expected one value before {closer!r}")
        return parts[0]

    def round(self) -> Node:
        self.advance()
        node = self.fenced()
        parts = _parts(node)
        if self.take_op(")"):
            return parts[0] if len(parts) == 1 else Tuple(parts)
        if self.kind == "op" and self.token.value in ("]", "[") and len(parts) == 2:
            return Interval(parts[0], parts[1], False, self.advance().value == "]")
        raise ParseError("a parenthesis that never closes")

    def square(self) -> Node:
        left_closed = self.advance().value == "["
        outer, self.reversed = self.reversed, not left_closed
        parts = _parts(self.fenced())
        self.reversed = outer
        if self.kind != "op" or self.token.value not in (")", "]", "["):
            raise ParseError("a square bracket that never closes")
        closer = self.advance().value
        if len(parts) == 2:
            return Interval(parts[0], parts[1], left_closed, closer == "]")
        if not left_closed or closer != "]":
            raise ParseError("a half-open interval without two ends")
        if len(parts) > 1:
            return Tuple(parts)
        return parts[0] if isinstance(parts[0], Matrix) else Call("bracket", (points_of(parts[0]),))

    def group(self) -> Node:
        """{…} of LaTeX: grouping only. With commas in it a list, or a set that lost its backslashes."""
        self.expect("{")
        if self.take_op("}"):
            return Sequence((), ",")
        node = self.fenced()
        if not self.take_op("}") and self.kind != "end":
            raise ParseError(f"expected '}}', not {self.token.value!r}")
        return node

    def braces(self) -> Node:
        self.advance()
        if self.take_op("\\}") or self.take_op("}"):
            return Constant("empty")
        bars, builder, self.bars, self.in_builder = self.bars, self.in_builder, 1, True
        node = self.items()
        self.bars, self.in_builder = bars, builder
        if self.take_op("|") or self.take_op(":"):
            node = SetBuilder(node, self.fenced())
        if not self.take_op("\\}") and not self.take_op("}"):
            raise ParseError("a set that never closes")
        return node if isinstance(node, SetBuilder) else SetOf(_parts(node))

    def absolute(self) -> Node:
        self.advance()
        builder, self.in_builder = self.in_builder, False
        self.bars += 1
        node = self.sum()
        self.bars -= 1
        self.in_builder = builder
        self.expect("|")
        return Call("abs", (points_of(node),))

    def arguments(self) -> tuple[Node, ...]:
        self.expect("(")
        return self.inside(")")

    # commands

    def command(self) -> Node:
        name = self.advance().value
        if name == "frac":
            return self.fraction()
        if name in ACCENTS.values():
            return accented(name, self.argument())
        if name == "binom":
            return Call("binomial", (self.argument(), self.argument()))
        if name in ("sqrt", "cbrt"):
            return self.root(name)
        if name == "begin":
            return self.environment()
        if name in _BIG:
            return self.big_operator(name)
        if name in ("textcircled", "phantom", "mathbb"):
            return self.argument()
        raise ParseError(f"unknown command \\{name}")

    def fraction(self) -> Node:
        """A quotient, or a derivative with what it is applied to."""
        top, bottom = self.argument(), self.argument()
        found = derivative(top, bottom)
        return Divide(top, bottom) if found is None else self.derived(found)

    def derived(self, found: Node) -> Node:
        """A derivative; a bare operator takes the product that follows."""
        if not isinstance(found, Symbol) or not self.starts_factor():
            return found
        return applied(found, self.product())

    def argument(self) -> Node:
        """A command's argument: a group, or one token, which of a number is one digit."""
        self.enter()
        if self.is_op("{"):
            node = self.fraction_group()
        elif self.kind == "num" and len(self.token.value) > 1:
            node = self.first_digit()
        else:
            node = self.primary()
        self.leave()
        return node

    def fraction_group(self) -> Node:
        node = self.group()
        if isinstance(node, SetOf | Sequence):
            raise ParseError("a list where one value belongs")
        return node

    def first_digit(self) -> Node:
        """Splits \\frac12 into 1 and 2."""
        value = self.token.value
        if not value.isdigit():
            return self.primary()
        rest = Token("num", value[1:], integer(int(value[1:])), False)
        self.tokens[self.index] = rest
        self.token = rest
        return integer(int(value[0]))

    def root(self, name: str) -> Node:
        index: Node = integer(3 if name == "cbrt" else 2)
        if self.is_op("["):
            self.advance()
            index = self.sum()
            self.expect("]")
        return Root(self.factor_after_root(), index)

    def factor_after_root(self) -> Node:
        """A group, a bracket, or the whole of a number: √10 is the root of ten."""
        return self.fraction_group() if self.is_op("{") else self.primary()

    def environment(self) -> Node:
        name = self.environment_name()
        if name not in _MATRICES:
            raise ParseError(f"unknown environment {name!r}")
        if name == "array" and self.is_op("{"):
            self.skip_group()
        rows = self.rows()
        self.environment_name()
        if name in ("vmatrix",):
            return Call("det", (Matrix(rows),))
        if name not in ("cases", "aligned", "align", "gathered", "split", "align*"):
            return Matrix(rows)
        return Sequence(tuple(Tuple(row) if len(row) > 1 else row[0] for row in rows), "and")

    def environment_name(self) -> str:
        self.expect("{")
        parts = []
        while not self.is_op("}"):
            if self.kind == "end":
                raise ParseError("an environment without a name")
            parts.append(self.advance().value)
        self.advance()
        return "".join(parts)

    def skip_group(self) -> None:
        depth = 0
        while self.kind != "end":
            value = self.advance().value
            depth += (value == "{") - (value == "}")
            if depth == 0:
                return

    def rows(self) -> tuple[tuple[Node, ...], ...]:
        found: list[tuple[Node, ...]] = []
        while True:
            row = self.row()
            if row:
                found.append(row)
            if self.is_cmd("end"):
                self.advance()
                return tuple(found)
            self.expect("\\\\")

    def row(self) -> tuple[Node, ...]:
        if self.is_cmd("end") or self.is_op("\\\\"):
            return ()
        cells = [self.cell()]
        while self.take_op("&"):
            cells.append(self.cell())
        return tuple(cells)

    def cell(self) -> Node:
        bars, self.bars = self.bars, 0
        node = self.items()
        self.bars = bars
        return node

    def big_operator(self, name: str) -> Node:
        lower: Node | None = None
        upper: Node | None = None
        for _ in range(2):
            if self.take_op("_"):
                lower = self.bound()
            elif self.take_op("^"):
                upper = self.bound()
        return BigOperator(name, lower, upper, self.product())

    def bound(self) -> Node:
        if self.is_op("-"):
            self.advance()
            return Negate(self.primary())
        return self.group() if self.is_op("{") else self.primary()


def _parts(node: Node) -> tuple[Node, ...]:
    """What stands between brackets, item by item; ; and , separate alike when only one of them is used."""
    if isinstance(node, Sequence) and node.connective in (",", ";", "and", "or"):
        return node.items
    return (node,)
