"""Reads a final answer into a tree: LaTeX or plain text, no grammar library and never `eval`.

Binding, loosest first: lists (; or and ,), relations, unions, ratios, sums, products, signs, powers, postfix
marks. The work is linear in the text; nesting is bounded (TooDeep).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from verifiers.math.errors import ParseError, TooDeep
from verifiers.math.notation import vocabulary as words_of
from verifiers.math.notation.ast import (
    Apply,
    Based,
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
    Root,
    Sequence,
    SetOperation,
    Sum,
    Symbol,
    Text,
    integer,
)
from verifiers.math.notation.brackets import BracketParser
from verifiers.math.notation.literals import read_literal
from verifiers.math.notation.normalise import normalise
from verifiers.math.notation.phrases import read_phrase
from verifiers.math.notation.tokens import Token, tokenise
from verifiers.math.notation.units import MULTIPLIERS, NO_UNITS, POWERS, UNIT_LETTERS, canonical_unit, measure

MAX_NESTING = 400
"""Of operators that nest to the left: a slash counts eight, ± and a union one."""
_POSTFIX = frozenset({"!", "%", "°", "'", "^", "_"})
_CURRENCIES = frozenset("$€£¥₹")


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


class Parser(BracketParser):
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
        return Relation(tuple(operators), tuple(operands)) if operators else operands[0]

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
        return self.infix_command(node) if self.kind == "cmd" else node

    def infix_command(self, left: Node) -> Node:
        """`n \\choose k`, `a \\over b`, and the modulus of a congruence."""
        if self.is_cmd("choose"):
            self.advance()
            return Call("binomial", (left, self.sum()))
        if self.is_cmd("over"):
            self.advance()
            return Divide(left, self.sum())
        if self.is_cmd("pmod") or self.is_cmd("bmod"):
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
                    terms = [PlusMinus(_sum(terms), self.product())]
                else:
                    terms.append(self.product())
            elif self.is_op("-"):
                self.advance()
                terms.append(Negate(self.product()))
            elif self.is_cmd("pm") or self.is_cmd("mp"):
                flipped = self.token.value == "mp"
                self.advance()
                self.count_nesting()
                terms = [PlusMinus(_sum(terms), self.product(), flipped)]
            else:
                return _hoist_unit(_sum(terms))

    def after_sign(self) -> Node:
        self.advance()
        return self.product()

    def product(self) -> Node:
        """Factors and quotients from left to right, then a unit."""
        if self.kind == "op" and self.token.value in "+-":
            return self.signed()
        if self.kind == "op" and self.token.value in _CURRENCIES:
            currency = self.advance().value
            return Quantity(_bare(self.product()), currency)
        node, implicit = self.factor(), True
        factors: list[Node] = [node]
        while True:
            if self.is_op("*"):
                self.advance()
                factors.append(self.signed_factor())
                implicit = False
            elif self.is_op("/"):
                self.advance()
                factors = self.append_quotient(factors)
                implicit = False
            elif self.unit_follows(factors):
                return self.with_smaller(_with_unit(_product(_open_marks(factors)), self.unit()))
            elif self.starts_factor():
                self.append_implicit(factors, implicit)
                implicit = True
            else:
                return _close_marks(factors)

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
        return [Divide(_product(factors), self.divisor())]

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
        if implicit and _is_mixed(before, factor, token):
            factors[-1] = Sum((before, factor))
            return
        if isinstance(factor, Quantity) and factor.unit in "%°" and _is_mixed(before, factor.value, token):
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
        if token.kind in ("num", "sym", "letter", "fn", "dots"):
            return True
        if token.kind == "cmd":
            return token.value not in ("pm", "mp", "pmod", "bmod", "end", "choose", "over")
        if token.kind != "op":
            return False
        if token.value == "|":
            return not self.bars
        if token.value == "[":
            return not self.reversed
        return token.value in ("(", "{", "\\{", "\\lfloor", "\\lceil", "\\langle")

    # powers and marks

    def factor(self) -> Node:
        node = self.primary()
        marks = 0
        while self.kind == "op" and self.token.value in _POSTFIX:
            marks += 1
            if marks > 12:
                raise TooDeep("too many marks after one factor")
            node = self.postfix(node, self.advance().value)
        if self.kind == "op" and self.token.value in _CURRENCIES and isinstance(node, Number):
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
            return _primed(node)
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
        exponent = self.exponent()
        if exponent == Symbol("o") and isinstance(base, Number):
            return Quantity(base, "°")
        if isinstance(exponent, Constant | Symbol) and getattr(exponent, "name", "") == "complement":
            return Call("complement", (base,))
        return Power(base, exponent)

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
            if base.isdigit() and 2 <= int(base[:4]) <= 36:
                return Based(digits, int(base))
            raise ParseError(f"a number with the subscript {name!r}")
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

    # units

    def unit_follows(self, factors: list[Node]) -> bool:
        token = self.token
        if token.kind == "word":
            return True
        if token.kind == "letter":
            return token.value in UNIT_LETTERS | set("NJWVACKF") and isinstance(
                factors[0], Number | Sum | Divide | Power
            )
        return False

    def unit(self) -> str:
        """Words, powers and slashes up to the end of the unit: square cm, km/h, m^2."""
        parts: list[str] = []
        while True:
            token = self.token
            if token.kind in ("word", "letter") or (token.kind == "sym" and parts and token.value in "hsag"):
                parts.append((" " if parts and parts[-1] not in "/" else "") + self.advance().value)
            elif parts and self.is_op("^"):
                parts.append(self.unit_power())
            elif parts and self.is_op("/") and self.peek().kind in ("word", "letter", "sym"):
                parts.append(self.advance().value)
            elif parts and self.is_op("*") and self.peek().kind in ("word", "letter"):
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
        if name in ("sqrt", "cbrt"):
            node: Node = Root(arguments[0], integer(2 if name == "sqrt" else 3))
        elif name == "exp":
            node = Power(Constant("e"), arguments[0])
        else:
            node = Call(name, arguments)
        if power is None:
            return node
        if power == Negate(integer(1)) and name in ("sin", "cos", "tan", "cot", "sec", "csc"):
            return Call("arc" + name, arguments)
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
        return _product(factors)


def _sum(terms: list[Node]) -> Node:
    return terms[0] if len(terms) == 1 else Sum(tuple(terms))


def _product(factors: list[Node]) -> Node:
    return factors[0] if len(factors) == 1 else Product(tuple(map(_grouped, factors)))


def _with_unit(value: Node, words: str) -> Node:
    """A value with its unit; a multiplier in front of the unit belongs to the value: 5 million dollars."""
    first, _, rest = words.partition(" ")
    if first.lower() in MULTIPLIERS:
        value, words = Product((value, integer(MULTIPLIERS[first.lower()]))), rest
    parts = words.lower().replace("/", " ").split()
    if any(word in MULTIPLIERS for word in parts):
        raise ParseError(f"{words!r} is no unit")
    if any(word in NO_UNITS and not (place and word in POWERS) for place, word in enumerate(parts)):
        raise ParseError(f"{words!r} is no unit")
    return Quantity(value, canonical_unit(words)) if words else value


def compounded(larger: Quantity, smaller: Quantity) -> Quantity | None:
    """A quantity that goes on in a smaller unit of the same kind, in the larger unit; None for two kinds."""
    minutes = {"'": "arcmin", "''": "arcsec"} if larger.unit == "°" else {}
    one, other = measure(larger.unit), measure(minutes.get(smaller.unit, smaller.unit))
    if one is None or other is None or one.dimension != other.dimension or other.scale >= one.scale:
        return None
    part = Product((smaller.value, Number(other.scale / one.scale)))
    return Quantity(Sum((larger.value, part)), larger.unit)


def _grouped(factor: Node) -> Node:
    """Square brackets around a sum beside other factors only group."""
    if isinstance(factor, Call) and factor.name == "bracket" and isinstance(factor.arguments[0], Sum):
        return factor.arguments[0]
    return factor


def _bare(node: Node) -> Node:
    return node.value if isinstance(node, Quantity) else node


def _open_marks(factors: list[Node]) -> list[Node]:
    return [factor.value if isinstance(factor, Quantity) else factor for factor in factors]


def _close_marks(factors: list[Node]) -> Node:
    """A product whose last factor is a percentage is a percentage: 3 · 5 % is 15 %."""
    last = factors[-1]
    if len(factors) > 1 and isinstance(last, Quantity):
        return Quantity(_product(_open_marks(factors)), last.unit)
    return _product(factors)


def _hoist_unit(node: Node) -> Node:
    """`2 + \\sqrt{3} cm` is a length: the unit at the end belongs to the whole sum."""
    if not isinstance(node, Sum | PlusMinus):
        return node
    last = node.terms[-1] if isinstance(node, Sum) else node.right
    sign = isinstance(last, Negate)
    inner = last.operand if isinstance(last, Negate) else last
    others = node.terms[:-1] if isinstance(node, Sum) else (node.left,)
    if not isinstance(inner, Quantity) or inner.unit in "%°" or any(isinstance(o, Quantity) for o in others):
        return node
    bare: Node = Negate(inner.value) if sign else inner.value
    if isinstance(node, Sum):
        return Quantity(Sum((*node.terms[:-1], bare)), inner.unit)
    return Quantity(PlusMinus(node.left, bare, node.flipped), inner.unit)


def _is_mixed(whole: Node, part: Node, token: Token) -> bool:
    """Whether a whole number stands before a proper fraction: 2\\frac12."""
    if token.value != "frac" or not isinstance(whole, Number) or not isinstance(part, Divide):
        return False
    top, bottom = part.numerator, part.denominator
    if not (isinstance(top, Number) and isinstance(bottom, Number)) or whole.places is not None:
        return False
    return whole.value > 0 and top.places is None and bottom.places is None and 0 < top.value < bottom.value


def _primed(node: Node) -> Node:
    if isinstance(node, Symbol):
        return Symbol(node.name + "'")
    if isinstance(node, Number):
        return Quantity(node, "'")
    if isinstance(node, Quantity) and node.unit == "'":
        return Quantity(node.value, "''")
    raise ParseError("a prime on something that is no name")
