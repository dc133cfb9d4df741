"""The operands of the grammar: names, words, functions with their arguments, and units."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from verifiers.math.errors import ParseError
from verifiers.math.notation import vocabulary as words_of
from verifiers.math.notation.ast import (
    Apply,
    Call,
    Constant,
    Divide,
    Negate,
    Node,
    Number,
    Power,
    Root,
    Sum,
    Symbol,
    Text,
    integer,
)
from verifiers.math.notation.brackets import BracketParser
from verifiers.math.notation.joining import (
    product_of,
)
from verifiers.math.notation.units import UNIT_LETTERS

_MANY = 1000
_ARGUMENTS = {
    "log": (1, 2), "mod": (1, 2), "binomial": (2, 2), "gcd": (1, _MANY), "lcm": (1, _MANY), "min": (1, _MANY),
    "max": (1, _MANY),
}  # fmt: skip
"""How many arguments a function takes that does not take one. What follows counts on it."""


class OperandParser(BracketParser):
    """Reads one operand; the class above it reads what stands between them."""

    @abstractmethod
    def signed_factor(self) -> Node: ...

    @abstractmethod
    def exponent(self) -> Node: ...

    @abstractmethod
    def subscript(self) -> str: ...

    @abstractmethod
    def append_implicit(self, factors: list[Node], implicit: bool) -> None: ...

    @abstractmethod
    def append_quotient(self, factors: list[Node]) -> list[Node]: ...

    # units

    def unit_follows(self, factors: list[Node]) -> bool:
        token = self.token
        if token.kind == "word" or self.is_arcsecond():
            return True
        if token.kind == "letter":
            return token.value in UNIT_LETTERS | set("NJWVACKF") and isinstance(
                factors[0], Number | Sum | Divide | Power
            )
        return False

    def is_arcsecond(self) -> bool:
        """Whether `arcsec` is the unit: nothing follows that it could be a function of."""
        if self.kind != "fn" or self.token.value != "arcsec":
            return False
        after = self.peek()
        return after.kind in ("end", "rel", "conn") or (after.kind == "op" and after.value in "),;]}+-")

    def unit(self) -> str:
        """Words, powers and slashes up to the end of the unit: square cm, km/h, m^2."""
        parts: list[str] = []
        while True:
            token = self.token
            if (
                self.is_arcsecond()
                or token.kind in ("word", "letter")
                or (token.kind == "sym" and parts and token.value in "hsag")
            ):
                parts.append((" " if parts and parts[-1] not in "/" else "") + self.advance().value)
            elif parts and self.is_op("^"):
                parts.append(self.unit_power())
            elif parts and self.is_op("/") and self.peek().kind in ("word", "letter", "sym"):
                parts.append(self.advance().value)
            elif parts and self.is_times() and self.peek().kind in ("word", "letter"):
                self.advance()
            else:
                return "".join(parts)

    def unit_power(self) -> str:
        self.advance()
        node = self.group() if self.is_op("{") else self.signed_factor()
        if isinstance(node, Negate) and isinstance(node.operand, Number):
            return f"^-{node.operand.value}"
        if not isinstance(node, Number):
            raise ParseError("a unit to a power that is no number")
        return f"^{node.value}"

    # primaries

    def primary(self) -> Node:
        self.enter()
        token = self.token
        reader = self.readers.get(token.kind)
        if reader is None:
            raise ParseError(f"expected a value, not {token.value!r}")
        node = reader()
        self.leave()
        return node

    @property
    def readers(self) -> dict[str, Callable[[], Node]]:
        return {
            "num": self.leaf, "sym": self.name, "letter": self.name, "dots": self.leaf, "fn": self.function,
            "cmd": self.command, "op": self.bracketed, "word": self.words,
        }  # fmt: skip

    def leaf(self) -> Node:
        node = self.advance().node
        assert node is not None
        return node

    def words(self) -> Node:
        parts = [self.advance().value]
        while self.kind in ("word", "letter"):
            parts.append(self.advance().value)
        return Text(" ".join(parts).lower())

    def name(self) -> Node:
        self.vectors += self.token.vector
        node = self.leaf()
        if not isinstance(node, Symbol):
            return node
        primes = 0
        while self.is_op("'") and primes < 3:
            self.advance()
            primes += 1
        if primes:
            node = Symbol(node.name + "'" * primes)
        if self.is_op("_") and node.name in words_of.LETTERS_OF_FUNCTIONS:
            self.advance()
            node = Symbol(f"{node.name}_{self.subscript()}")
        if self.is_op("("):
            return self.applied(node)
        return node

    def applied(self, letter: Symbol) -> Node:
        """A letter before parentheses: a function for f, g, h, and where names alone stand in them."""
        known = letter.name[0] in words_of.LETTERS_OF_FUNCTIONS and letter.name[1:2] in ("", "_", "'")
        if not known and not self.only_names_inside():
            return letter
        arguments = self.arguments()
        if len(arguments) > 1 and not known and letter.name[0].islower():
            raise ParseError("a letter beside a tuple")
        return Apply(letter.name, arguments)

    def only_names_inside(self) -> bool:
        """Whether the parentheses that follow hold single names and commas only."""
        index = self.index + 1
        while self.tokens[index].kind in ("sym", "num") and self.tokens[index - 1].kind != "num":
            after = self.tokens[index + 1].value
            if after == ")":
                return self.tokens[index].kind == "sym" or self.tokens[self.index - 1].value[0].isupper()
            if after != ",":
                return False
            index += 2
        return False

    # functions

    def function(self) -> Node:
        name = self.advance().value
        power: Node | None = None
        base: Node | None = None
        for _ in range(2):
            if self.is_op("^"):
                self.advance()
                power = self.exponent()
            elif self.is_op("_"):
                self.advance()
                base = self.group() if self.is_op("{") else self.primary()
        return self.finish_function(name, base, power)

    def finish_function(self, name: str, base: Node | None, power: Node | None) -> Node:
        arguments = self.function_arguments(name)
        if name == "lg":
            name, base = "log", integer(10)
        if name == "log" and base is not None:
            arguments = (*arguments, base)
        least, most = _ARGUMENTS.get(name, (1, 1))
        if not least <= len(arguments) <= most:
            raise ParseError(f"{name} of {len(arguments)} arguments")
        if name in ("sqrt", "cbrt"):
            node: Node = Root(arguments[0], integer(2 if name == "sqrt" else 3))
        elif name == "exp":
            node = Power(Constant("e"), arguments[0])
        else:
            node = Call(name, arguments)
        if power is None:
            return node
        if power == Negate(integer(1)) and name in words_of.INVERSES:
            return Call(words_of.INVERSES[name], arguments)
        return Power(node, power)

    def function_arguments(self, name: str) -> tuple[Node, ...]:
        if self.is_op("("):
            return self.arguments()
        if self.is_op("{") or name in ("sqrt", "cbrt"):
            return (self.group() if self.is_op("{") else self.factor_after_root(),)
        return (self.open_argument(divided=name not in ("ln", "log", "lg")),)

    def open_argument(self, divided: bool = True) -> Node:
        """The argument of `\\sin 2x`: factors side by side, up to a sign, a function or a unit.

        `\\sin \\pi/3` is the sine of a third; `\\ln 2/2` (not `divided`) is half a logarithm.
        """
        if self.kind == "op" and self.token.value in "+-":
            negative = self.advance().value == "-"
            self.enter()
            inner = self.open_argument()
            self.leave()
            return Negate(inner) if negative else inner
        factors = [self.factor()]
        while self.starts_factor() and self.kind not in ("fn", "dots") and not self.is_op("("):
            self.append_implicit(factors, True)
        while divided and self.is_op("/") and self.peek().kind == "num":
            self.advance()
            factors = self.append_quotient(factors)
        return product_of(factors)
