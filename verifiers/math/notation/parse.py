"""Reads a final answer into a tree: LaTeX or plain text, no grammar library and never `eval`.

Binding, loosest first: lists (; or and ,), relations, unions, ratios, sums, products, signs, powers, postfix
marks. The work is linear in the text; nesting is bounded (TooDeep).
"""

from __future__ import annotations

from functools import lru_cache

from verifiers.math.errors import ParseError, TooDeep
from verifiers.math.notation.ast import (
    Call,
    Constant,
    Divide,
    Negate,
    Node,
    Number,
    PlusMinus,
    Power,
    Product,
    Quantity,
    Ratio,
    Relation,
    Sequence,
    SetOperation,
    Sum,
)
from verifiers.math.notation.calculus import derivative, ends_in_differential, is_differential_letter
from verifiers.math.notation.geometry import alone, related_triangles
from verifiers.math.notation.joining import (
    bare,
    close_marks,
    compounded,
    hoist_unit,
    is_mixed,
    open_marks,
    product_of,
    sum_of,
    with_unit,
)
from verifiers.math.notation.literals import read_literal
from verifiers.math.notation.normalise import normalise
from verifiers.math.notation.phrases import read_phrase
from verifiers.math.notation.postfixes import CURRENCIES, PostfixParser
from verifiers.math.notation.tokens import tokenise

MAX_NESTING = 400
"""Of operators that nest to the left: a slash counts eight, ± and a union one."""


def parse(text: str, grouping: bool = True) -> Node:
    """The tree of an answer's text (delimiters, boxes and white space may still be around it).

    Raises ParseError (TooDeep, TooLong) and TooLarge.
    """
    return parse_cleaned(normalise(text), grouping)


@lru_cache(maxsize=8192)
def parse_cleaned(cleaned: str, grouping: bool = True) -> Node:
    """The same for a text that `normalise` has been over."""
    if not cleaned:
        raise ParseError("an empty answer")
    literal = read_literal(cleaned)
    if literal is not None:
        return literal
    phrase = read_phrase(cleaned)
    return phrase if phrase is not None else Parser(tokenise(cleaned, grouping)).whole()


class Parser(PostfixParser):
    """One pass over the tokens; every method reads one level of binding."""

    slashes = 0
    """Slashes, signs ± and differences read so far: each makes the tree one deeper."""

    def whole(self) -> Node:
        node = self.items()
        if self.kind != "end":
            raise ParseError(f"cannot read on at {self.token.value!r}")
        return node

    # lists

    def items(self) -> Node:
        """Everything up to a closing bracket: one answer, or a sequence of them."""
        groups: list[Node] = []
        while True:
            groups.append(self.comma_items())
            if not self.take_op(";"):
                break
            if self.at_close():
                break
        return groups[0] if len(groups) == 1 else Sequence(tuple(groups), ";")

    def comma_items(self) -> Node:
        found, connective = [self.relation()], ","
        while self.kind == "conn" or self.is_op(","):
            if self.is_op(","):
                self.advance()
            if self.kind == "conn":
                connective = self.advance().value
            if self.at_close():
                break
            found.append(self.relation())
        return found[0] if len(found) == 1 else Sequence(tuple(found), connective)

    # relations and sets

    def relation(self) -> Node:
        self.enter()
        operands, operators = [self.sets()], []
        while self.kind == "rel":
            operators.append(self.advance().value)
            operands.append(self.sets())
        self.leave()
        if not operators:
            return alone(operands[0])
        triangles = related_triangles(tuple(operators), tuple(operands))
        if triangles is not None:
            return triangles
        if operators == ["equiv"] and isinstance(operands[1], Call) and operands[1].name == "mod":
            operands[1] = Call("pmod", operands[1].arguments)
        return Relation(tuple(operators), tuple(map(alone, operands)))

    def sets(self) -> Node:
        node = self.ratio()
        while self.kind == "setop":
            kind = self.advance().value
            self.count_nesting()
            right = self.ratio()
            same = isinstance(node, SetOperation) and node.kind == kind and kind != "difference"
            earlier = node.operands if same and isinstance(node, SetOperation) else (node,)
            node = SetOperation(kind, (*earlier, right))
        return node

    def ratio(self) -> Node:
        parts = [self.sum()]
        while self.is_op(":") and not self.in_builder:
            self.advance()
            parts.append(self.sum())
        node = Ratio(tuple(parts)) if len(parts) > 1 else parts[0]
        return self.infix_command(node) if self.kind == "cmd" or self.is_remainder() else node

    def is_remainder(self) -> bool:
        """Whether `mod` stands between two values."""
        return self.kind == "fn" and self.token.value == "mod"

    def infix_command(self, left: Node) -> Node:
        """`n \\choose k`, `a \\over b`, and the modulus of a congruence."""
        if self.is_cmd("choose"):
            self.advance()
            return Call("binomial", (left, self.sum()))
        if self.is_cmd("over"):
            self.advance()
            return Divide(left, self.sum())
        if self.is_cmd("angle"):
            self.advance()
            return Product((left, Power(Constant("e"), Product((Constant("i"), self.sum())))))
        if self.is_cmd("pmod") or self.is_cmd("bmod") or self.is_remainder():
            name = self.advance().value
            return Call(name, (left, self.argument()))
        return left

    # arithmetic

    def sum(self) -> Node:
        terms: list[Node] = []
        if self.is_cmd("pm") or self.is_cmd("mp"):
            terms.append(PlusMinus(None, self.after_sign(), self.previous.value == "mp"))
        else:
            terms.append(self.product())
        while True:
            if self.is_op("+"):
                self.advance()
                if self.is_op("/") and self.peek().value == "-":
                    self.advance()
                    self.advance()
                    terms = [PlusMinus(sum_of(terms), self.product())]
                else:
                    terms.append(self.product())
            elif self.is_op("-"):
                self.advance()
                terms.append(Negate(self.product()))
            elif self.is_cmd("pm") or self.is_cmd("mp"):
                flipped = self.token.value == "mp"
                self.advance()
                self.count_nesting()
                terms = [PlusMinus(sum_of(terms), self.product(), flipped)]
            else:
                return hoist_unit(sum_of(terms))

    def after_sign(self) -> Node:
        self.advance()
        return self.product()

    def product(self) -> Node:
        """Factors and quotients from left to right, then a unit."""
        if self.kind == "op" and self.token.value in "+-":
            return self.signed()
        if self.kind == "op" and self.token.value in CURRENCIES:
            currency = self.advance().value
            return Quantity(bare(self.product()), currency)
        before = self.vectors
        factors, implicit = [self.factor()], True
        while True:
            if self.vectors > before and self.is_op("×"):
                factors = self.crossed(factors)
            elif self.is_times():
                self.advance()
                before = self.vectors
                factors.append(self.signed_factor())
                implicit = False
            elif self.is_op("/"):
                self.advance()
                factors = self.append_quotient(factors)
                implicit = False
            elif self.unit_follows(factors):
                return self.with_smaller(with_unit(product_of(open_marks(factors)), self.unit()))
            elif self.starts_factor():
                before = self.vectors
                self.append_implicit(factors, implicit)
                implicit = True
            else:
                return close_marks(factors)

    def crossed(self, factors: list[Node]) -> list[Node]:
        """The vector product of the last factor and the next vector; numbers between them stand before it."""
        self.count_nesting(weight=8)
        self.advance()
        before, right = self.vectors, [self.signed_factor()]
        while self.vectors == before and self.starts_factor():
            right.append(self.factor())
        if self.vectors == before:
            return [*factors, *right]
        return [*factors[:-1], *right[:-1], Call("cross", (factors[-1], right[-1]))]

    def with_smaller(self, larger: Node) -> Node:
        """`3 hours 20 minutes`: a smaller unit that goes on with a larger one."""
        if self.kind != "num" or not isinstance(larger, Quantity):
            return larger
        smaller = self.product()
        joined = compounded(larger, smaller) if isinstance(smaller, Quantity) else None
        if joined is None:
            raise ParseError("two quantities side by side")
        return joined

    def signed(self) -> Node:
        negative = False
        while self.kind == "op" and self.token.value in "+-":
            negative ^= self.advance().value == "-"
        node = self.product()
        if negative and isinstance(node, Quantity):
            return Quantity(Negate(node.value), node.unit)
        return Negate(node) if negative else node

    def signed_factor(self) -> Node:
        negative = False
        while self.kind == "op" and self.token.value in "+-":
            negative ^= self.advance().value == "-"
        node = self.factor()
        return Negate(node) if negative else node

    def divisor(self) -> Node:
        """What follows a slash: 1/2x is (1/2)x, but x/2! and 1/\\sin x take the whole factor."""
        return self.signed_factor()

    def count_nesting(self, weight: int = 1) -> None:
        self.slashes += weight
        if self.slashes > MAX_NESTING:
            raise TooDeep("more operators than any final answer has")

    def append_quotient(self, factors: list[Node]) -> list[Node]:
        """Everything before the slash over the factor after it."""
        self.count_nesting(weight=8)
        start = ends_in_differential(factors)
        if start and is_differential_letter(self.token.node) and self.peek().kind == "sym":
            return self.derivative_by_slash(factors[:-start], product_of(factors[-start:]))
        return [Divide(product_of(factors), self.divisor())]

    def derivative_by_slash(self, before: list[Node], top: Node) -> list[Node]:
        """`dy/dx`, or a quotient by d alone where no derivative comes of it."""
        letter, name = self.factor(), self.factor()
        found = derivative(top, Product((letter, name)))
        if found is None:
            return [Divide(product_of([*before, top]), letter), name]
        return [*before, self.derived(found)]

    def append_implicit(self, factors: list[Node], implicit: bool) -> None:
        """Adds a factor that stands beside the last one; two numbers may be a mixed number."""
        before, token = factors[-1], self.token
        if token.kind == "num" and isinstance(before, Number | Quantity) and self.previous.kind == "num":
            factors[-1] = self.mixed_plain(before)
            return
        factor = self.factor()
        if isinstance(before, Quantity) and isinstance(factor, Quantity):
            joined = compounded(before, factor)
            if joined is not None:
                factors[-1] = joined
                return
        if implicit and is_mixed(before, factor, token):
            factors[-1] = Sum((before, factor))
            return
        if isinstance(factor, Quantity) and factor.unit in "%°" and is_mixed(before, factor.value, token):
            factors[-1] = Quantity(Sum((before, factor.value)), factor.unit)
            return
        factors.append(factor)

    def mixed_plain(self, whole: Node) -> Node:
        """`1 1/2`: the only meaning that two numbers side by side have."""
        numerator = self.advance().node
        if not (self.is_op("/") and self.peek().kind == "num" and isinstance(whole, Number)):
            raise ParseError("two numbers side by side")
        self.advance()
        denominator = self.advance().node
        assert isinstance(numerator, Number)
        assert isinstance(denominator, Number)
        if whole.places is not None or numerator.places is not None or numerator.value >= denominator.value:
            raise ParseError("two numbers side by side")
        return Sum((whole, Divide(numerator, denominator)))

    def starts_factor(self) -> bool:
        token = self.token
        if token.kind in ("num", "sym", "letter", "dots"):
            return True
        if token.kind == "fn":
            return not self.is_remainder()
        if token.kind == "cmd":
            return token.value not in ("pm", "mp", "pmod", "bmod", "end", "choose", "over", "angle")
        if token.kind != "op":
            return False
        if token.value == "|":
            return not self.bars
        if token.value == "[":
            return not self.reversed
        return token.value in ("(", "{", "\\{", "\\lfloor", "\\lceil", "\\langle")
