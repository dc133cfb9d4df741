"""A second look at two answers that the first reading calls different: names, parameters, other spellings.

What binds a letter frees its name: k in the integers, and the constant of integration. Nothing else does.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from verifiers.math.conventions import Conventions
from verifiers.math.equivalence.rewriting import rewrite
from verifiers.math.equivalence.scalars import Means, Verdict
from verifiers.math.equivalence.structure import Comparer
from verifiers.math.errors import MathError
from verifiers.math.notation.ast import (
    Apply,
    Negate,
    Node,
    Number,
    Ratio,
    Relation,
    Sum,
    Symbol,
    free_symbols,
    walk,
)
from verifiers.math.notation.parse import parse_cleaned
from verifiers.math.notation.readings import Reading, agree, reading

_CONSTANTS = frozenset({"C", "c", "K", "k", "C_1", "c_1"})
_FAMILIES = frozenset({"C", "c"})
_VARIABLES = frozenset({"x", "y", "z", "t", "u", "theta"})

_HALF, _ZERO = Number(Fraction(1, 2)), Number(Fraction(0))

cached_reading = lru_cache(maxsize=4096)(reading)


def look_again(reference: str, answer: str, conventions: Conventions, means: Means) -> Verdict:
    """Whether two cleaned texts mean the same when read otherwise; False where there is no other reading."""
    if conventions.form != "any" or conventions.left_sides != "drop" or conventions.letter_case != "ignore":
        return False
    one, other = cached_reading(reference), cached_reading(answer)
    if not agree(one, other):
        return False
    try:
        left, right = parse_cleaned(one.text), parse_cleaned(other.text)
        shared = _with_one_letter(one, left, other, right)
        if shared is None:
            return False
        shared = _with_one_constant(left, shared)
        comparer = Comparer(conventions, means)
        shifted = _without_constants(left, shared)
        if shifted is not None:
            return comparer.equal(*shifted)
        if one.text == reference and other.text == answer and shared == right:
            return False
        if isinstance(left, Ratio) != isinstance(shared, Ratio):
            return False  # "3 to 1" may be a span, where the other side is no ratio
        return comparer.equal(left, shared)
    except MathError:
        return False


def _with_one_letter(one: Reading, left: Node, other: Reading, right: Node) -> Node | None:
    """The answer with the reference's letter for the parameter that both declare; None where it is taken."""
    if not one.letter or not other.letter or one.letter == other.letter:
        return right
    if one.letter in free_symbols(right) or other.letter in free_symbols(left):
        return None
    return rewrite(right, {Symbol(other.letter): Symbol(one.letter)})


def _with_one_constant(left: Node, right: Node) -> Node:
    """The answer with the reference's name for the constant that is added to an antiderivative."""
    one, other = _constant(left), _constant(right, answered=True)
    if one is None or other is None or one == other or one.name in free_symbols(right):
        return right
    if other.name in free_symbols(left):
        return right
    return rewrite(right, {other: one})


def _without_constants(left: Node, right: Node) -> tuple[Node, Node] | None:
    """Two antiderivatives less their values at one half: what else is added to them is part of C."""
    constant = _constant(left)
    if constant is None or constant != _constant(right) or isinstance(left, Relation):
        return None
    names = (free_symbols(left) | free_symbols(right)) - {constant.name}
    if len(names) != 1:
        return None
    there: dict[Node, Node] = {constant: _ZERO, **{Symbol(name): _HALF for name in names}}
    here: dict[Node, Node] = {constant: _ZERO}
    one, other = (Sum((rewrite(side, here), Negate(rewrite(side, there)))) for side in (left, right))
    return one, other


def _constant(node: Node, answered: bool = False) -> Symbol | None:
    """The letter that stands once, added to an expression in variables: C; or c, for a function's family."""
    equation = isinstance(node, Relation) and node.operators == ("=",)
    name = node.operands[0] if isinstance(node, Relation) and equation else None
    family = isinstance(name, Apply)
    value = node.operands[1] if isinstance(node, Relation) and (family or name == Symbol("y")) else node
    if not isinstance(value, Sum):
        return None
    allowed = _CONSTANTS if answered else _FAMILIES if family else {"C"}
    found = [term for term in value.terms if isinstance(term, Symbol) and term.name in allowed]
    if len(found) != 1 or sum(part == found[0] for part in walk(value)) != 1:
        return None
    others = free_symbols(value) - {found[0].name}
    return found[0] if others and others <= _VARIABLES else None
