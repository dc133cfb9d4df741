"""Pairs that no comparison of text decides: equal or different only to who computes."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

SEED = 7


def hard_pairs(count: int, seed: int = SEED) -> list[tuple[str, str]]:
    """Distinct (gold, answer) pairs, four fifths of them equal; equal for equal arguments."""
    draw = random.Random(seed)
    pairs: dict[tuple[str, str], None] = {}
    while len(pairs) < count:
        pairs[draw.choice(FAMILIES)(draw)] = None
    return list(pairs)


def _off_by_one(draw: random.Random) -> int:
    return draw.choices((0, 1), weights=(4, 1))[0]


def _cubic(draw: random.Random) -> tuple[str, str]:
    a, b, c = (draw.randint(1, 30) for _ in range(3))
    constant = a * b * c + _off_by_one(draw)
    expanded = f"x^3+{a + b + c}x^2+{a * b + a * c + b * c}x+{constant}"
    return expanded, f"(x+{a})(x+{b})(x+{c})"


def _partial_fractions(draw: random.Random) -> tuple[str, str]:
    a = draw.randint(1, 60)
    b = a + draw.randint(1, 30)
    over = f"(x+{a})(x+{b})"
    return f"\\frac{{{b - a + _off_by_one(draw)}}}{{{over}}}", f"\\frac{{1}}{{x+{a}}}-\\frac{{1}}{{x+{b}}}"


def _pythagoras(draw: random.Random) -> tuple[str, str]:
    scale, shift = draw.randint(2, 60), draw.randint(1, 60)
    return (
        f"{scale}\\sec^2(x)+{shift}",
        f"{scale}\\tan^2(x)+{scale + shift + _off_by_one(draw)}",
    )


def _double_angle(draw: random.Random) -> tuple[str, str]:
    half, shift = draw.randint(1, 60), draw.randint(1, 60)
    return (
        f"{half}\\sin(2x)+{shift + _off_by_one(draw)}",
        f"{2 * half}\\sin(x)\\cos(x)+{shift}",
    )


def _nested_root(draw: random.Random) -> tuple[str, str]:
    a, b = draw.sample(range(2, 60), 2)
    return f"\\sqrt{{{a}}}+\\sqrt{{{b}}}", f"\\sqrt{{{a + b + _off_by_one(draw)}+2\\sqrt{{{a * b}}}}}"


def _logarithm(draw: random.Random) -> tuple[str, str]:
    a, b = draw.randint(2, 90), draw.randint(2, 90)
    return f"\\ln({a * b + _off_by_one(draw)})", f"\\ln({a})+\\ln({b})"


def _binomial(draw: random.Random) -> tuple[str, str]:
    scale = draw.randint(2, 90)
    factor = scale + _off_by_one(draw)
    return f"\\frac{{{factor}n(n-1)(n-2)}}{{6}}", f"{scale}\\binom{{n}}{{3}}"


def _exponential(draw: random.Random) -> tuple[str, str]:
    a, b = draw.randint(2, 30), draw.randint(2, 30)
    return f"e^{{{a}x+{b + _off_by_one(draw)}}}", f"e^{{{a}x}}\\cdot e^{{{b}}}"


FAMILIES: Sequence[Callable[[random.Random], tuple[str, str]]] = (
    _cubic,
    _partial_fractions,
    _pythagoras,
    _double_angle,
    _nested_root,
    _logarithm,
    _binomial,
    _exponential,
)
