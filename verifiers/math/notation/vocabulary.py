"""The words and commands of the notation: data, no behaviour."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


INVERSES: dict[str, str] = {
    name: ("ar" if name.endswith("h") else "arc") + name
    for name in _names("sin cos tan cot sec csc sinh cosh tanh coth sech csch")
}
"""Functions → their inverses, which an exponent of minus one means: \\sinh^{-1} is no reciprocal."""

FUNCTIONS: dict[str, str] = {
    name: name
    for name in _names(
        "sin cos tan cot sec csc sinh cosh tanh coth sech csch ln log exp gcd lcm min "
        "max det arg sgn deg dim "
        "floor ceil abs sqrt cbrt factorial mod re im"
    )
} | {
    spelling + name: inverse
    for name, inverse in INVERSES.items()
    for spelling in (("ar", "arc", "a", "arg", "Ar") if name.endswith("h") else ("arc", "Arc"))
} | {
    "asin": "arcsin", "acos": "arccos", "atan": "arctan", "lg": "lg",
    "tg": "tan", "ctg": "cot", "arctg": "arctan", "cosec": "csc",
    "ceiling": "ceil", "binom": "binomial", "binomial": "binomial", "comb": "binomial",
}  # fmt: skip
"""Function names as written → as the tree calls them."""

PARTS: dict[str, str] = {"Re": "re", "Im": "im"}
"""The parts of a complex number; only before an argument, since both are words as well."""

LETTERS_OF_FUNCTIONS = frozenset("fghFGH")
"""Single letters that stand for a function when parentheses follow; other letters multiply."""

GREEK = _names(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa "
    "lambda mu nu xi rho sigma tau "
    "upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega ell hbar aleph"
)

CONSTANTS: dict[str, str] = {
    "pi": "pi", "infty": "infinity", "infinity": "infinity", "oo": "infinity", "inf": "infinity",
    "emptyset": "empty", "varnothing": "empty", "imath": "i", "Infinity": "infinity",
}  # fmt: skip

BLACKBOARD: dict[str, str] = {
    "R": "reals", "Z": "integers", "N": "naturals", "Q": "rationals", "C": "complexes",
}  # fmt: skip

RELATIONS: dict[str, str] = {
    "=": "=", "==": "=", "<": "<", ">": ">", "<=": "<=", ">=": ">=", "!=": "!=", "=<": "<=", "<>": "!=",
    "\\lt": "<", "\\gt": ">", "\\le": "<=", "\\leq": "<=", "\\leqslant": "<=", "\\leqq": "<=",
    "\\ge": ">=", "\\geq": ">=", "\\geqslant": ">=", "\\geqq": ">=", "\\ne": "!=", "\\neq": "!=",
    "\\approx": "~", "\\simeq": "~", "\\sim": "~", "\\doteq": "~", "\\cong": "~", "\\thickapprox": "~",
    "\\equiv": "equiv", "\\in": "in", "\\subset": "subset", "\\subseteq": "subset",
    "\\notin": "notin", "\\to": "to", "\\rightarrow": "to", "\\mapsto": "to", "->": "to",
    "\\Rightarrow": "implies", "\\implies": "implies", "\\iff": "iff", "\\Leftrightarrow": "iff",
    "\\mid": "divides", "\\perp": "perp", "\\parallel": "parallel", "\\coloneqq": "=", ":=": "=",
}  # fmt: skip

SET_OPERATORS: dict[str, str] = {
    "\\cup": "union", "\\bigcup": "union", "\\cap": "intersection", "\\bigcap": "intersection",
    "\\setminus": "difference", "\\backslash": "difference", "\\smallsetminus": "difference",
}  # fmt: skip

TIMES = frozenset({"*", "\\cdot", "\\ast", "\\bullet"})
OVER = frozenset({"/", "\\div"})

SPACES = _names("\\, \\; \\: \\> \\quad \\qquad \\enspace \\enskip \\thinspace \\medspace \\thickspace ~") | {
    "\\ ",
    "\\\n",
}
"""Commands that leave a gap."""

IGNORED = _names(
    "\\! \\left \\right \\big \\Big \\bigg \\Bigg \\bigl \\bigr \\Bigl \\Bigr "
    "\\biggl \\biggr \\Biggl \\Biggr "
    "\\middle \\displaystyle \\textstyle \\scriptstyle \\limits \\nolimits \\boxed \\fbox \\bf \\rm \\it "
    "\\bold \\mathbf \\mathit \\boldsymbol \\bm \\mathsf \\mathcal \\mathfrak \\mathscr \\vec "
    "\\overrightarrow \\overleftrightarrow \\underline \\ensuremath \\hline "
    "\\mathop \\mathord \\mathstrut \\strut \\negthinspace \\allowbreak \\nobreak \\noindent \\large \\Large "
    "\\centering \\hfill \\limits \\mathopen \\mathclose \\mathbin \\mathrel "
    "\\therefore \\angle \\measuredangle \\dollar"
)
"""Commands that only dress what follows."""

ARROWS = _names("\\vec \\overrightarrow \\mathbf \\boldsymbol \\bm \\bold")
"""Commands that may make a letter a vector."""

ACCENTS: dict[str, str] = {
    "\\bar": "bar", "\\overline": "bar", "\\hat": "hat", "\\widehat": "hat", "\\tilde": "tilde",
    "\\widetilde": "tilde", "\\dot": "dot", "\\ddot": "ddot",
}  # fmt: skip
"""Commands that make another thing of a letter: x with a bar is not x."""

WITH_UNSEEN_ARGUMENT = _names(
    "\\color \\textcolor \\hspace \\vspace \\phantom \\hphantom \\vphantom \\tag \\label"
)
"""Commands with one argument that says nothing: what it holds is not part of the answer."""

UPRIGHT = _names(
    "\\text \\mbox \\textbf \\textit \\textrm \\textnormal \\textsf \\texttt \\mathrm \\operatorname \\hbox "
    "\\textup \\emph \\mathtt \\textsc \\underbar"
)
"""Commands whose argument is words."""

CONNECTIVES: dict[str, str] = {
    "and": "and", "or": "or", "et": "and", "ou": "or", "und": "and", "oder": "or", "\\wedge": "and",
    "\\land": "and", "\\vee": "or", "\\lor": "or", "&&": "and",
}  # fmt: skip

ANSWER_WORDS = _names(
    "yes no true false odd even none undefined dne red blue green black white east "
    "west north south both neither "
    "left right up down male female all any impossible one two three four five six seven eight nine ten zero "
    "the is are not for if when where with than but other real integer integers "
    "prime set of by on at it as an "
    "am pm a.m. p.m. per same"
)
"""Short words that are never a product of letters."""

ELLIPSES = frozenset(
    {"\\ldots", "\\dots", "\\cdots", "\\dotsc", "\\dotsb", "\\dotsm", "\\vdots", "\\ddots", "..."}
)

COMMAND_OPERATORS: dict[str, str] = {
    "{": "\\{", "}": "\\}", "lbrace": "\\{", "rbrace": "\\}", "cdot": "*", "times": "×", "ast": "*",
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
"""Commands that are operators and brackets."""

LETTERS: dict[str, str] = {"triangle": "Delta", "partial": "∂"}
"""Commands that stand for a letter where no figure follows."""

SPELLINGS: dict[str, str] = {
    "dfrac": "frac",
    "tfrac": "frac",
    "cfrac": "frac",
    "nicefrac": "frac",
    "sfrac": "frac",
    "dbinom": "binom",
    "tbinom": "binom",
}
"""Commands that are another command in other clothes."""
