"""What follows one factor and belongs to it: powers, factorials, degrees, primes, subscripts, signs above."""

from __future__ import annotations

from verifiers.math.errors import ParseError, TooDeep
from verifiers.math.notation.ast import (
    Apply,
    Based,
    Call,
    Constant,
    Negate,
    Node,
    Number,
    Power,
    Product,
    Quantity,
    Symbol,
    Text,
    integer,
)
from verifiers.math.notation.joining import primed
from verifiers.math.notation.operands import OperandParser
from verifiers.math.notation.superscripts import SIGNS, is_number_set, part_of_set, signed_above
from verifiers.math.notation.vocabulary import LETTERS_OF_FUNCTIONS

CURRENCIES = frozenset("$€£¥₹")
_AFTER_SIGN = frozenset({")", "]", "}", "\\}", ",", ";", ":", "&", "\\\\", "/"})
_POSTFIX = frozenset({"!", "%", "°", "'", "^", "_"})


class PostfixParser(OperandParser):
    """Reads one factor: an operand and its marks."""

    def factor(self) -> Node:
        node = self.primary()
        marks = 0
        while self.kind == "op" and self.token.value in _POSTFIX:
            marks += 1
            if marks > 12:
                raise TooDeep("too many marks after one factor")
            node = self.postfix(node, self.advance().value)
        if self.kind == "op" and self.token.value in CURRENCIES and isinstance(node, Number):
            return Quantity(node, self.advance().value)
        return node

    def postfix(self, node: Node, mark: str) -> Node:
        if mark == "!":
            if self.is_op("!") and not self.token.gap:
                self.advance()
                return Call("double_factorial", (node,))
            return Call("factorial", (node,))
        if mark in "%°":
            if isinstance(node, Quantity):
                raise ParseError("two units on one number")
            if mark == "°" and self.kind == "sym" and self.token.value in "CF":
                return Quantity(node, "°" + self.advance().value)
            return Quantity(node, mark)
        if mark == "'":
            return primed(node)
        if mark == "^":
            return self.raised(node)
        return self.subscripted(node)

    def raised(self, base: Node) -> Node:
        """The exponent: a group, a sign and a factor, or a degree mark."""
        if self.is_op("{") and self.peek().value in ("°", "'"):
            self.advance()
            mark = self.advance().value
            self.expect("}")
            return self.postfix(base, mark)
        if self.kind == "op" and self.token.value in ("°", "'"):
            return self.postfix(base, self.advance().value)
        sign = self.sign_above(base)
        if sign is not None:
            named = self.subscripted(base) if self.take_op("_") else base
            return signed_above(named, *sign)
        exponent = self.exponent()
        if exponent == Symbol("o") and isinstance(base, Number):
            return Quantity(base, "°")
        if isinstance(exponent, Constant | Symbol) and getattr(exponent, "name", "") == "complement":
            return Call("complement", (base,))
        inverse = exponent == Negate(integer(1)) and self.is_op("(")
        if inverse and isinstance(base, Symbol) and base.name in LETTERS_OF_FUNCTIONS:
            self.enter()
            arguments = self.arguments()
            self.leave()
            return Apply(f"{base.name}^-1", arguments)
        return Power(base, exponent)

    def sign_above(self, base: Node) -> tuple[str, str] | None:
        """The charge and the sign that stand alone above a name (R^+, Ca^{2+}); None for a power."""
        if self.kind == "op" and self.token.value in SIGNS:
            alone = self.token.value == "*" or is_number_set(base) or self.ends_after_sign()
            return ("", self.advance().value) if alone else None
        if not self.is_op("{"):
            return None
        inside = self.tokens[self.index + 1 : self.index + 4]
        charge = inside[0].value if inside[0].kind == "num" and len(inside) > 2 else ""
        rest = inside[1:] if charge else inside
        if len(rest) < 2 or rest[0].kind != "op" or rest[0].value not in SIGNS or rest[1].value != "}":
            return None
        for _ in range(4 if charge else 3):
            self.advance()
        return charge, rest[0].value

    def ends_after_sign(self) -> bool:
        """Whether nothing follows that the sign could belong to."""
        after = self.peek()
        return after.kind in ("end", "rel", "conn", "setop") or (
            after.kind == "op" and after.value in _AFTER_SIGN
        )

    def exponent(self) -> Node:
        self.enter()
        negative = False
        while self.kind == "op" and self.token.value in "+-":
            negative ^= self.advance().value == "-"
        node = self.group() if self.is_op("{") else self.primary()
        if self.is_op("^") and not self.is_op("{"):
            self.advance()
            node = self.raised(node)
        self.leave()
        return Negate(node) if negative else node

    def subscripted(self, node: Node) -> Node:
        digits = self.tokens[self.index - 2].value
        name = self.subscript()
        if isinstance(node, Number):
            base = {"two": "2", "three": "3", "eight": "8", "ten": "10", "sixteen": "16"}.get(name, name)
            if len(base) < 4 and base.removeprefix("-").isdigit() and 2 <= abs(int(base)) <= 36:
                return Based(digits, int(base))
            raise ParseError(f"a number with the subscript {name!r}")
        part = part_of_set(node, name) if node != Constant("reals") or name not in SIGNS else None
        if part is not None:
            return part
        if isinstance(node, Symbol):
            return Symbol(f"{node.name}_{name}")
        if isinstance(node, Constant):
            return Symbol(f"{node.name}_{name}")
        if isinstance(node, Text):
            return Text(f"{node.words}_{name}")
        if isinstance(node, Product) and isinstance(node.factors[-1], Symbol):
            return Product((*node.factors[:-1], Symbol(f"{node.factors[-1].name}_{name}")))
        raise ParseError("a subscript on something that is no name")

    def subscript(self) -> str:
        """The text of a subscript, as part of a name."""
        if not self.is_op("{"):
            return self.advance().value
        parts: list[str] = []
        depth = 0
        while True:
            token = self.advance()
            if token.kind == "end":
                raise ParseError("a subscript that never ends")
            depth += (token.value == "{") - (token.value == "}")
            if depth == 0:
                return "".join(parts).strip("()")
            if token.value not in "{" and token.value != "base":
                parts.append(token.value)
