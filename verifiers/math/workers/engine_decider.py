"""Our own engine as the first decider: everything that it can do, numeric evaluation included."""

from verifiers.math.conventions import Conventions
from verifiers.math.equivalence.compare import check_reference, compare_symbolic
from verifiers.math.workers.messages import Different, Equal

TRIVIAL_ANSWER = "0"


def prove(reference: str, conventions: Conventions) -> None:
    """Raises UnusableReference; otherwise does what every later comparison does with the reference."""
    check_reference(reference, conventions)
    compare_symbolic(reference, TRIVIAL_ANSWER, conventions)


def decide(reference: str, answer: str, conventions: Conventions) -> Equal | Different | None:
    """The engine's decision, or None."""
    decision = compare_symbolic(reference, answer, conventions)
    if decision is None:
        return None
    return (Equal if decision.equal else Different)(decision.decided_by, decision.note)
