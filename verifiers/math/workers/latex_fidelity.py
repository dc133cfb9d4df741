r"""Does a parse say what the text said? The guard before any foreign parser is believed.

Math-Verify's known false positives begin with a parse that silently drops something: a trailing `c`
taken for a unit, the end of `\frac{1}{\mathrm{e}}`, the base of `1011_2`, the bar of `0.\overline{3}`.
So every number, letter and named function of the text must appear in the parse, no number may
appear that the text does not hold, and a text with anything unknown in it is not trusted at all.
"""

import re
from collections import Counter
from fractions import Fraction

import sympy

TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|\d+\.\d+|\d+|[^\W\d_]|\S")
WITHOUT_CONTENT = re.compile(
    r"\\(d?frac|tfrac|left|right|cdot|times|div|quad|le|leq|ge|geq|lt|gt|ne|neq|[,;!:{}])"
)
PUNCTUATION = frozenset("()[]{}+-*/^_=<>,|!")
CLASS_BY_COMMAND = {
    r"\sqrt": "Pow", r"\sin": "sin", r"\cos": "cos", r"\tan": "tan", r"\cot": "cot", r"\sec": "sec",
    r"\csc": "csc", r"\arcsin": "asin", r"\arccos": "acos", r"\arctan": "atan", r"\sinh": "sinh",
    r"\cosh": "cosh", r"\tanh": "tanh", r"\ln": "log", r"\log": "log", r"\exp": "exp",
    r"\binom": "binomial", r"\sum": "Sum", r"\prod": "Product", r"\int": "Integral",
    r"\pi": "Pi", r"\infty": "Infinity", r"\cup": "Union", r"\cap": "Intersection",
}  # fmt: skip
GREEK = re.compile(
    r"\\(alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi"
    r"|rho|sigma|tau|phi|varphi|chi|psi|omega)"
)
WORD = re.compile(r"(?<![\\a-zA-Z])[a-zA-Z]{3,}")
FREE_NUMBERS = frozenset({0, 1})
"""Numbers that sympy's own forms add: x/y is x·y⁻¹, and an equation to zero has a 0."""


def is_faithful(text: str, parsed: sympy.Basic) -> bool:
    """Whether the parse holds all of the text and nothing else."""
    if WORD.search(text):
        return False  # letters side by side would be multiplied, and "cat" would equal "act"
    tokens = TOKEN.findall(text)
    if not all(_is_known(token) for token in tokens) or parsed.has(sympy.zoo, sympy.nan):
        return False
    nodes = list(sympy.preorder_traversal(parsed))
    classes = {type(node).__name__ for node in nodes}
    return (
        _holds_commands(tokens, classes)
        and _holds_letters(tokens, nodes, classes)
        and _holds_numbers(tokens, nodes)
    )


def _is_known(token: str) -> bool:
    if token.startswith("\\"):
        return token in CLASS_BY_COMMAND or any(kind.fullmatch(token) for kind in (WITHOUT_CONTENT, GREEK))
    return token[0].isalnum() or token in PUNCTUATION


def _holds_commands(tokens: list[str], classes: set[str]) -> bool:
    wanted = {CLASS_BY_COMMAND[token] for token in tokens if token in CLASS_BY_COMMAND}
    if "!" in tokens:
        wanted.add("factorial")
    if "Infinity" in wanted and "NegativeInfinity" in classes:
        wanted.discard("Infinity")
    return wanted <= classes


def _holds_letters(tokens: list[str], nodes: list[sympy.Basic], classes: set[str]) -> bool:
    symbols = [node.name for node in nodes if isinstance(node, sympy.Symbol)]
    names = {part.strip("\\{}") for name in symbols for part in name.split("_")}
    if classes & {"Exp1", "exp"}:
        names.add("e")
    if "Integral" in classes:
        names.add("d")  # of dx
    if "ImaginaryUnit" in classes:
        names.add("i")
    wanted = {token for token in tokens if token.isalpha()} | {
        token[1:] for token in tokens if GREEK.fullmatch(token)
    }
    return wanted <= names


def _holds_numbers(tokens: list[str], nodes: list[sympy.Basic]) -> bool:
    """Counted one way, since nothing may be dropped; as a set the other way, since sympy repeats itself."""
    written = Counter(part for token in tokens if token[0].isdigit() for part in _parts(Fraction(token)))
    parsed = Counter(part for node in nodes for part in _parts_of_node(node))
    allowed = set(written) | FREE_NUMBERS | ({2} if r"\sqrt" in tokens else set())
    return all(parsed[number] >= times for number, times in written.items()) and set(parsed) <= allowed


def _parts(value: Fraction) -> tuple[int, ...]:
    """Numerator and denominator, without the denominator of an integer."""
    return (value.numerator,) if value.denominator == 1 else (value.numerator, value.denominator)


def _parts_of_node(node: sympy.Basic) -> tuple[int, ...]:
    if isinstance(node, sympy.Rational):
        return _parts(Fraction(abs(int(node.p)), int(node.q)))
    if isinstance(node, sympy.Symbol):
        return tuple(int(digits) for digits in re.findall(r"\d+", node.name))
    return ()
