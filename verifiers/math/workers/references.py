"""What the pool remembers of references, so that a group of answers pays for its reference once."""

from collections import OrderedDict

from verifiers.math.conventions import Conventions
from verifiers.math.workers.messages import Request

MOST_REMEMBERED = 10_000


class ProvenReferences:
    """References that passed a decider alone, and at which cost in CPU seconds; the least used go first."""

    def __init__(self) -> None:
        self._costs: OrderedDict[tuple[str, Conventions], dict[str, float]] = OrderedDict()

    def of(self, request: Request) -> dict[str, float]:
        """Cost by decider."""
        return self._costs.get((request.reference, request.conventions), {})

    def add(self, request: Request, decider: str, cost_s: float) -> None:
        """Remember one more."""
        key = (request.reference, request.conventions)
        self._costs[key] = {**self._costs.get(key, {}), decider: cost_s}
        self._costs.move_to_end(key)
        if len(self._costs) > MOST_REMEMBERED:
            self._costs.popitem(last=False)
