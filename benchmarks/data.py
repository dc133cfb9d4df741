"""Answers that the project makes itself, in the mix of real sets, from a fixed seed.

The shares follow what competition sets hold: nearly two thirds are plain integers, an eighth are fractions,
and a long tail of everything else is what slows a grader down. No row is taken from any of them.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trainer_client.contract import Sample

SEED = 20_251
GROUP = 8
# The first digits of every cheap gold. A load client writes other digits over them, so that no request
# repeats an earlier one's gold.
SALT = "9173"


@dataclass(frozen=True, slots=True)
class Gold:
    """A right answer in LaTeX, without delimiters, and what kind of answer it is."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold answer and a whole response to be judged against it."""

    gold: str
    response: str


def golds(count: int, seed: int = SEED) -> list[Gold]:
    """Drawn by the shares of ``KINDS``; equal for equal arguments, on every machine."""
    draw = random.Random(seed)
    kinds = draw.choices(list(KINDS), weights=[share for share, _ in KINDS.values()], k=count)
    return [Gold(kind, KINDS[kind][1](draw)) for kind in kinds]


def wrong_pairs(answers: Sequence[str], seed: int = SEED) -> list[tuple[str, str]]:
    """Every gold with another one's text, shuffled; pairs that read the same are left out.

    Nearly all are wrong. A few are equal in value though not in text: whoever counts must look at those.
    """
    draw = random.Random(seed)
    others = list(answers)
    draw.shuffle(others)
    pairs = zip(answers, others, strict=True)
    return [(gold, other) for gold, other in pairs if _bare(gold) != _bare(other)]


def boxed(answer: str) -> str:
    """The end of a usual response."""
    return f"Therefore, the final answer is $\\boxed{{{answer}}}$."


def cheap_samples(count: int, response_chars: int, seed: int = SEED) -> list[Sample]:
    """What a trainer sends most: an integer in a box after reasoning of that length.

    Groups of ``GROUP`` answer the same problem, right and wrong in turn.
    """
    draw = random.Random(seed)
    addends = [draw.randint(0, 998) for _ in range(0, count, GROUP)]
    return [_cheap_sample(draw, index, addends[index // GROUP], response_chars) for index in range(count)]


def _cheap_sample(draw: random.Random, index: int, addend: int, response_chars: int) -> Sample:
    ending = boxed(f"{SALT}{addend + index % 2:03d}")
    return Sample(
        id=f"sample-{index}",
        group_id=f"group-{index // GROUP}",
        verifier="math",
        prompt=f"A ledger says {SALT}000 coins, and {addend} more are found. How many coins are there now?",
        response=_reasoning(draw, response_chars - len(ending)) + ending,
        reference={"answer": f"{SALT}{addend:03d}"},
    )


def _reasoning(draw: random.Random, chars: int) -> str:
    """Text of exactly that length with the newlines, backslashes and dollars that JSON must escape."""
    parts: list[str] = []
    length = 0
    while length < chars:
        left, right = draw.randint(2, 99), draw.randint(2, 99)
        part = f"Step {len(parts) + 1}: since ${left} \\cdot {right} = {left * right}$, we go on.\n"
        parts.append(part)
        length += len(part)
    return "".join(parts)[: max(chars, 0)]


def _bare(answer: str) -> str:
    return answer.replace(" ", "").replace("$", "").replace("\\dfrac", "\\frac").replace("\\tfrac", "\\frac")


# One function a kind. Each writes what people write, with the numbers that turn up in solutions.


def _integer(draw: random.Random) -> str:
    digits = draw.choices((1, 2, 3, 4, 5, 9), weights=(30, 38, 20, 8, 3, 1))[0]
    return f"{'-' if draw.random() < 0.08 else ''}{draw.randint(10 ** (digits - 1), 10**digits - 1)}"


def _ratio(draw: random.Random, largest: int = 60) -> tuple[int, int]:
    while True:
        top, bottom = draw.randint(1, largest), draw.randint(2, largest)
        if math.gcd(top, bottom) == 1:
            return top, bottom


def _fraction(draw: random.Random) -> str:
    top, bottom = _ratio(draw, draw.choice((9, 60, 900)))
    if top < 10 and bottom < 10 and draw.random() < 0.1:
        return f"\\frac{top}{bottom}"
    form = draw.choices(("\\frac", "\\dfrac", "-\\frac"), weights=(75, 10, 15))[0]
    return f"{form}{{{top}}}{{{bottom}}}"


def _root(draw: random.Random) -> str:
    inner = draw.choice((2, 3, 5, 6, 7, 10, 11, 13, 14, 15, 21, 33))
    first, second = draw.randint(1, 30), draw.randint(2, 12)
    return draw.choice(
        (
            f"{second}\\sqrt{{{inner}}}",
            f"\\sqrt{{{inner}}}",
            f"{first}+{second}\\sqrt{{{inner}}}",
            f"\\frac{{{second}\\sqrt{{{inner}}}}}{{{first + 1}}}",
            f"\\frac{{{first}-\\sqrt{{{inner}}}}}{{{second}}}",
            f"\\sqrt[3]{{{inner}}}",
        )
    )


def _pi(draw: random.Random) -> str:
    top, bottom = _ratio(draw, 24)
    return draw.choice(
        (
            f"{top}\\pi",
            f"\\frac{{\\pi}}{{{bottom}}}",
            f"\\frac{{{top}\\pi}}{{{bottom}}}",
            f"{top} - \\frac{{\\pi}}{{{bottom}}}",
            "\\pi",
        )
    )


def _expression(draw: random.Random) -> str:
    letter = draw.choice("xynk")
    first, second, third = (draw.randint(1, 20) for _ in range(3))
    return draw.choice(
        (
            f"{first}{letter}+{second}",
            f"{letter}^2-{first}{letter}+{second}",
            f"({letter}-{first})({letter}+{second})",
            f"{letter}^3+{first}{letter}^2-{second}{letter}+{third}",
            f"\\frac{{{letter}+{first}}}{{{letter}-{second}}}",
            f"\\frac{{{letter}({letter}+1)}}{{{first + 1}}}",
            f"2^{{{letter}}}-{first}",
            f"\\binom{{{letter}}}{{{draw.randint(2, 5)}}}",
        )
    )


def _tuple(draw: random.Random) -> str:
    length = draw.choice((2, 2, 2, 3, 3, 4))
    return f"({_joined(draw, length)})"


def _interval(draw: random.Random) -> str:
    low = draw.randint(-20, 10)
    high = low + draw.randint(1, 20)
    return draw.choice(
        (
            f"[{low},{high}]",
            f"({low},{high})",
            f"[{low},\\infty)",
            f"(-\\infty,{low}]",
            f"(-\\infty,{low})\\cup({high},\\infty)",
            f"x \\in [{low},{high}]",
        )
    )


def _list(draw: random.Random) -> str:
    items = _joined(draw, draw.randint(2, 5))
    return items if draw.random() < 0.7 else f"\\{{{items}\\}}"


def _joined(draw: random.Random, length: int) -> str:
    return draw.choice((",", ", ")).join(str(number) for number in draw.sample(range(-15, 40), length))


def _text(draw: random.Random) -> str:
    words = (
        "Even",
        "Odd",
        "Monday",
        "Evelyn",
        "Carla",
        "Yes",
        "No",
        "East",
        "increasing",
        "ellipse",
        "(B)",
        "(D)",
    )
    return f"\\text{{{draw.choice(words)}}}"


def _unit(draw: random.Random) -> str:
    units = ("cm", "cm}^2", "square inches", "mph", "meters", "dollars", "hours", "kg")
    unit = draw.choice(units)
    closing = "" if "}" in unit else "}"
    return f"{draw.randint(2, 400)}\\text{{ {unit}{closing}"


def _decimal(draw: random.Random) -> str:
    return f"{draw.randint(0, 500)}.{draw.randint(1, 99):02d}"


def _degrees(draw: random.Random) -> str:
    sign = draw.choice(("^\\circ", "^{\\circ}"))
    return f"{draw.randint(5, 359)}{sign}"


def _thousands(draw: random.Random) -> str:
    comma = draw.choice((",", ",\\!"))
    return f"{draw.randint(1, 999)}{comma}{draw.randint(0, 999):03d}"


def _percent(draw: random.Random) -> str:
    return f"{draw.randint(1, 100)}\\%"


def _currency(draw: random.Random) -> str:
    return f"\\${draw.randint(1, 90)}" + (f".{draw.randint(0, 99):02d}" if draw.random() < 0.5 else "")


def _matrix(draw: random.Random) -> str:
    columns = draw.choice((1, 2, 2, 3))
    rows = [" & ".join(str(draw.randint(-9, 30)) for _ in range(columns)) for _ in range(max(2, columns))]
    return "\\begin{pmatrix} " + " \\\\ ".join(rows) + " \\end{pmatrix}"


def _complex(draw: random.Random) -> str:
    return f"{draw.randint(1, 12)}{draw.choice('+-')}{draw.randint(2, 12)}i"


def _equation(draw: random.Random) -> str:
    slope, shift = draw.randint(2, 9), draw.randint(1, 12)
    return draw.choice((f"x = {shift}", f"y = {slope}x + {shift}", f"x^2 + y^2 = {shift**2}", f"x > {shift}"))


def _base(draw: random.Random) -> str:
    base = draw.choice((2, 4, 7, 8, 9))
    digits = [draw.randint(1, base - 1), *(draw.randint(0, base - 1) for _ in range(draw.randint(1, 4)))]
    return f"{''.join(map(str, digits))}_{{{base}}}"


def _power(draw: random.Random) -> str:
    return draw.choice(
        (
            f"{draw.randint(2, 9)}^{{{draw.randint(8, 60)}}}",
            f"{draw.randint(4, 30)}!",
            f"e^{{{draw.randint(2, 9)}}}",
        )
    )


# Kind -> share in percent, and how to write one.
KINDS: dict[str, tuple[float, Callable[[random.Random], str]]] = {
    "integer": (62.0, _integer),
    "fraction": (12.0, _fraction),
    "root": (5.0, _root),
    "expression": (3.6, _expression),
    "tuple": (1.8, _tuple),
    "interval": (1.0, _interval),
    "list": (1.6, _list),
    "text": (1.3, _text),
    "unit": (1.0, _unit),
    "pi": (2.0, _pi),
    "decimal": (1.7, _decimal),
    "degrees": (1.7, _degrees),
    "thousands": (0.8, _thousands),
    "percent": (0.4, _percent),
    "currency": (0.5, _currency),
    "matrix": (1.4, _matrix),
    "complex": (0.6, _complex),
    "equation": (0.6, _equation),
    "base": (0.4, _base),
    "power": (0.6, _power),
}
