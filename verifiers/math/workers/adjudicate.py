"""The order of deciders in a worker: our own engine, then Math-Verify, then nobody.

The reference is put through each decider alone before the pair is, so that what the reference
cannot bear is never charged to an answer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from verifiers.math.conventions import DEFAULT, Conventions
from verifiers.math.equivalence.compare import is_readable
from verifiers.math.errors import UnusableReference
from verifiers.math.workers import engine_decider, math_verify_decider
from verifiers.math.workers.cpu_clock import Clock, NoClock
from verifiers.math.workers.messages import Different, Equal

WARM_UP_PAIRS = (
    ("1", "1"),
    (r"\frac{1}{2}", "x + 1"),
    (r"\sqrt{2} + \pi", "1 - e^{2}"),
    (r"\sin^2 x + \cos^2 x", "1"),
    (r"\tan^2 x + 1", r"\sec^2 x"),
    (r"[0, 1) \cup (2, \infty)", r"\{1, 2\}"),
    (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", "(1, 2)"),
    (r"\sum_{k=1}^{5} k", "x > 3"),
    (r"\binom{n}{3}", r"\log_2 8"),
)


ONLY_FOR_MATH_VERIFY = (r"\int_0^1 x dx", r"\int_0^1 t dt")


@dataclass(frozen=True, slots=True)
class Decider:
    """`prove` raises UnusableReference, or returns; `decide` returns None when it cannot tell."""

    name: str
    prove: Callable[[str, Conventions], object]
    decide: Callable[[str, str, Conventions], Equal | Different | None]


DECIDERS = (
    Decider("engine", engine_decider.prove, engine_decider.decide),
    Decider("math_verify", math_verify_decider.prove, math_verify_decider.decide),
)


def adjudicate(reference: str, answer: str, conventions: Conventions, clock: Clock) -> Equal | Different:
    """The first decision; an answer that nobody can show to be right is not paid.

    A decider that runs out of recursion depth has no opinion. Raises UnusableReference, also where no
    decider can read the reference: then nobody can tell whether an answer is right.
    """
    for decider in DECIDERS:
        try:
            clock.reference(decider.name, partial(decider.prove, reference, conventions))
            decision = clock.answer(decider.name, partial(decider.decide, reference, answer, conventions))
        except RecursionError:
            continue
        if decision is not None:
            return decision
    if not is_readable(reference) and not math_verify_decider.can_read(reference):
        raise UnusableReference(f"nothing here can read the reference {reference[:80]!r}")
    return Different("undecided", "no decider could show that the answer equals the reference")


def warm_up() -> None:
    """Run the lazy imports and fill the caches that every worker is then born with.

    Raises RuntimeError when Math-Verify does not work here: without it right answers would be refused.
    """
    if math_verify_decider.decide(*ONLY_FOR_MATH_VERIFY, DEFAULT) is None:
        raise RuntimeError("Math-Verify cannot read a plain integral; its installation is broken")
    for reference, answer in WARM_UP_PAIRS:
        adjudicate(reference, answer, DEFAULT, NoClock())
        for decider in DECIDERS:
            decider.decide(reference, answer, DEFAULT)
