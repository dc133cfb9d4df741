"""Answers that make graders run for seconds or for ever: towers, huge factorials, long sums, bad regexes."""

from __future__ import annotations

from collections.abc import Mapping


def _matrix(size: int) -> str:
    rows = " \\\\ ".join(" & ".join(str(row * column + 1) for column in range(size)) for row in range(size))
    return f"\\begin{{pmatrix}}{rows}\\end{{pmatrix}}"


# What it is -> the text of the answer (or of the reference).
SLOW_INPUTS: Mapping[str, str] = {
    "power tower": "9^{9^{9^9}}",
    "factorial of ten million": "10000000!",
    "factorial of a hundred million": "100000000!",
    "sum of 1/k to ten million": "\\sum_{k=1}^{10000000} \\frac{1}{k}",
    "trigonometric power": "\\int (\\sin x + \\cos x)^{40} dx",
    "gcd of numbers of 100,000 digits": "\\gcd(10^{100000}+1, 10^{99999}+7)",
    "union of 200 intervals": "\\cup".join(f"({2 * left},{2 * left + 1})" for left in range(200)),
    "50th derivative": "\\frac{d^{50}}{dx^{50}} \\left(\\sin(x^2) e^{x}\\right)",
    "improper integral": "\\int_0^\\infty \\frac{\\sin(x^3) \\ln(x+1)}{x^2+1} dx",
    "matrix of 30 by 30": _matrix(30),
    "500 nested parentheses": "(" * 500 + "1" + ")" * 500,
    "opened display and 1,500 boxes": "\\[" + "\\boxed{1}" * 1500,
    "600 dollars": "$" * 600,
    "5,000 times 1+": "1+" * 5000 + "1",
    "a digit and 20,000 spaces": "1" + " " * 20_000 + "2",
}
