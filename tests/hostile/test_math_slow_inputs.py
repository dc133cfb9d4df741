"""Texts that keep a computer-algebra system busy for seconds or for ever, as answer and as reference.

Each must come to its end within the CPU limit, be paid for by its own side, and leave the pool well.
The guard is on the wall clock and generous; that the kernel keeps the limit itself is proved in
tests/unit/math/test_pool.py.
"""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from verifiers.math.conventions import DEFAULT
from verifiers.math.workers.messages import BadReference, Crash, Different, Equal, Limit, Request
from verifiers.math.workers.pool import SymbolicPool

GUARD_S = 20

SLOW = {
    "tower": r"9^{9^{9^{9}}}",
    "tower of factorials": r"((10!)!)!",
    "factorial": r"(10^7)!",
    "factorial for C code": r"100000000!",
    "harmonic sum": r"\sum_{k=1}^{10000000} \frac{1}{k}",
    "product": r"\prod_{k=1}^{10000000} k",
    "trigonometric power": r"\sin^{40}(x) + \cos^{40}(x) - \tan^{40}(x)",
    "gcd": r"\gcd(10^{100000}+1, 10^{99999}+7)",
    "binomial": r"\binom{10^9}{10^8}",
    "derivative": r"\frac{d^{50}}{dx^{50}} \left(\sin(x^2) e^{x^3} \ln(x)\right)",
    "improper integral": r"\int_{0}^{\infty} \frac{\sin^7(x) e^{-x^2}}{x^3 + \sqrt{x} + 1} \, dx",
    "limit": r"\lim_{n \to \infty} \left(1 + \frac{1}{n}\right)^{n^2} e^{-n}",
    "expansion": r"(a+b+c+d+f+g+h)^{60}",
    "nested radicals": r"\sqrt{2+" * 60 + "1" + "}" * 60,
    "nested fractions": r"\frac{1}{1+" * 150 + "1" + "}" * 150,
    "union": r" \cup ".join(f"({2 * k}, {2 * k + 1})" for k in range(200)),
    "matrix": r"\begin{pmatrix}" + r" \\ ".join(["x & y" * 15] * 30) + r"\end{pmatrix}",
    "parentheses": "(" * 500 + "1" + ")" * 500,
    "many parentheses": "(" * 50_000 + "1" + ")" * 50_000,
    "braces": "{" * 20_000 + "1" + "}" * 20_000,
    "boxes": r"\[" + r"\boxed{1}" * 1500,
    "dollars": "$" * 600,
    "sum of ones": "1+" * 5000 + "1",
    "spaces": "1" + " " * 20_000 + "x",
    "digits": "7" * 200_000,
    "minus signs": "-" * 30_000 + "1",
    "powers": "2" + "^2" * 5000,
    "power tower": "2^{" * 400 + "2" + "}" * 400,
    "lists": ",".join(["1"] * 20_000),
    "equations": "=".join(["x"] * 10_000),
    "absolute values": "|" * 3001,
    "subscripts": "x" + "_{x" * 2000 + "}" * 2000,
    "large exponent": r"(1 + 10^{-9})^{10^{12}}",
    "tetration by factorials": "9" + "!" * 2000,
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[SymbolicPool]:
    async with SymbolicPool(workers=2, cpu_limit_s=0.5) as running:
        yield running


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("name", SLOW)
async def test_a_slow_answer_is_never_paid_and_ends(pool: SymbolicPool, name: str) -> None:
    async with asyncio.timeout(GUARD_S):
        outcome = await pool.decide(Request("7", SLOW[name], DEFAULT))
        assert isinstance(outcome, Different | Limit | Crash)
        assert isinstance(await pool.decide(Request("x + 1", "1 + x", DEFAULT)), Equal)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("name", SLOW)
async def test_a_slow_reference_is_never_the_answers_fault(pool: SymbolicPool, name: str) -> None:
    async with asyncio.timeout(GUARD_S):
        outcome = await pool.decide(Request(SLOW[name], "7", DEFAULT))
        assert isinstance(outcome, Different | BadReference)
