"""Figures over graded samples. Unscored samples never count as 0: every figure states what it is over.

A sample *passed* when its reason is ``correct``. Verdicts that are a measure rather than a pass or a fail
(``similarity``, ``preference``, ``judged``) count in the mean reward and nowhere else.

- pass rate: passed / (scored that pass or fail), with a 95 % Wilson interval. Responses to one prompt are
  alike, so with groups the interval is taken at the effective sample size of the cluster-robust variance
  (Kish's design effect; linearised ratio estimator, Cochran 1977, section 11).
- pass@k: Chen et al. 2021, 1 - C(n-c, k) / C(n, k), averaged over the groups with at least k counted.
- avg@k: a group's mean reward, averaged over groups.
- majority@k: the answer that most responses of a group gave (by ``extracted``, as text) is the group's
  answer; ties are broken by chance, and the expected value of that is taken. Responses without an answer
  do not vote; a group without any vote fails.

Memory grows with groups and with the distinct answers in them, not with samples.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gateway.grading.latency import Latencies
from trainer_client.contract import Reason, Status, Verdict

Z_95 = 1.959963984540054
_MEASURES = frozenset({Reason.SIMILARITY, Reason.PREFERENCE, Reason.JUDGED})


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


@dataclass(slots=True)
class Tally:
    """Counts of one set of samples; ``counted`` are those that passed or failed."""

    samples: int = 0
    scored: int = 0
    counted: int = 0
    passed: int = 0
    reward_sum: float = 0.0

    @property
    def unscored(self) -> int:
        return self.samples - self.scored

    @property
    def mean_reward(self) -> float | None:
        return self.reward_sum / self.scored if self.scored else None

    @property
    def pass_rate(self) -> float | None:
        return self.passed / self.counted if self.counted else None

    def add(self, verdict: Verdict) -> None:
        self.samples += 1
        if verdict.reward is None:
            return
        self.scored += 1
        self.reward_sum += verdict.reward
        self.counted += verdict.reason not in _MEASURES
        self.passed += verdict.reason is Reason.CORRECT


@dataclass(slots=True)
class Group:
    """One prompt's responses. ``votes`` holds for each answer how many gave it and how many passed."""

    tally: Tally = field(default_factory=Tally)
    votes: dict[int, tuple[int, int]] = field(default_factory=dict)

    def add(self, verdict: Verdict) -> None:
        self.tally.add(verdict)
        answer = (verdict.extracted or "").strip()
        if verdict.status is Status.SCORED and verdict.reason not in _MEASURES and answer:
            count, passed = self.votes.get(hash(answer), (0, 0))
            self.votes[hash(answer)] = count + 1, passed + (verdict.reason is Reason.CORRECT)


@dataclass(frozen=True, slots=True)
class AtK:
    """A figure at ``k`` samples a prompt, and over how many groups it was taken."""

    k: int
    value: float
    groups: int


@dataclass(slots=True)
class Summary:
    """Takes verdicts one by one; the figures may be asked for at any time."""

    total: Tally = field(default_factory=Tally)
    by_verifier: dict[str, Tally] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    reasons: Counter[Reason] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    latencies: Latencies = field(default_factory=Latencies)

    def add(self, verdict: Verdict) -> None:
        self.total.add(verdict)
        self.by_verifier.setdefault(verdict.verifier, Tally()).add(verdict)
        self.reasons[verdict.reason] += 1
        self.flags.update(verdict.flags)
        if verdict.group_id is not None:
            self.groups.setdefault(verdict.group_id, Group()).add(verdict)
        if verdict.timing and verdict.status is Status.SCORED:
            self.latencies.add(verdict.timing.queue_ms, verdict.timing.run_ms)

    @property
    def interval(self) -> Interval | None:
        """Of the pass rate, as if samples were independent."""
        return wilson(self.total.passed, self.total.counted) if self.total.counted else None

    @property
    def clustered_interval(self) -> Interval | None:
        """Of the pass rate, for samples that come in groups; samples without one are groups of their own."""
        clusters = self._clusters()
        return clustered_wilson(clusters) if len(clusters) > 1 and self.groups else None

    def _clusters(self) -> list[tuple[int, int]]:
        tallies = [group.tally for group in self.groups.values() if group.tally.counted]
        clusters = [(tally.passed, tally.counted) for tally in tallies]
        alone = self.total.counted - sum(counted for _, counted in clusters)
        passed_alone = self.total.passed - sum(passed for passed, _ in clusters)
        return clusters + [(1, 1)] * passed_alone + [(0, 1)] * (alone - passed_alone)

    @property
    def pass_at(self) -> list[AtK]:
        """pass@k for the powers of two that groups reach, and for the size of the largest group."""
        counts = [(group.tally.counted, group.tally.passed) for group in self.groups.values()]
        largest = max((counted for counted, _ in counts), default=0)
        figures = []
        for k in sensible_k(largest):
            values = [pass_at_k(counted, passed, k) for counted, passed in counts if counted >= k]
            figures.append(AtK(k, math.fsum(values) / len(values), len(values)))
        return figures

    @property
    def average_at(self) -> AtK | None:
        """avg@k, where ``k`` is the size of the largest group."""
        tallies = [group.tally for group in self.groups.values() if group.tally.scored]
        means = [tally.reward_sum / tally.scored for tally in tallies]
        if not means:
            return None
        return AtK(max(tally.scored for tally in tallies), math.fsum(means) / len(means), len(means))

    @property
    def majority_at(self) -> AtK | None:
        """majority@k, where ``k`` is the size of the largest group."""
        groups = [group for group in self.groups.values() if group.tally.counted]
        values = [majority(list(group.votes.values())) for group in groups]
        if not values:
            return None
        return AtK(max(group.tally.counted for group in groups), math.fsum(values) / len(values), len(values))


def sensible_k(largest: int) -> list[int]:
    """1, 2, 4, … up to the size of the largest group, and that size itself."""
    powers = [2**power for power in range(largest.bit_length()) if 2**power <= largest]
    return powers if not largest or powers[-1] == largest else [*powers, largest]


def pass_at_k(n: int, c: int, k: int) -> float:
    """The chance that at least one of ``k`` drawn from ``n`` samples is among the ``c`` that passed.

    Raises ``ValueError`` unless 0 <= c <= n and 1 <= k <= n.
    """
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError(f"pass@k needs 0 <= c <= n and 1 <= k <= n, got n={n}, c={c}, k={k}")
    return 1.0 - math.comb(n - c, k) / math.comb(n, k)


def majority(votes: Sequence[tuple[int, int]]) -> float:
    """Expected passing of the answer with most votes; ``votes`` are (how many gave it, how many passed)."""
    if not votes:
        return 0.0
    most = max(count for count, _ in votes)
    winners = [passed / count for count, passed in votes if count == most]
    return math.fsum(winners) / len(winners)


def wilson(passed: float, n: float, z: float = Z_95) -> Interval:
    """Wilson's score interval of a proportion (Wilson 1927); ``n`` may be an effective size."""
    if not (n > 0 and 0 <= passed <= n):
        raise ValueError(f"an interval needs n > 0 and 0 <= passed <= n, got passed={passed}, n={n}")
    share = passed / n
    centre = share + z * z / (2 * n)
    spread = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return Interval(max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale))


def clustered_wilson(clusters: Iterable[tuple[int, int]], z: float = Z_95) -> Interval:
    """Wilson's interval at the effective sample size; ``clusters`` are (passed, size) of each.

    The design effect is held between 1 and what it is when all responses to a prompt share one fate, which
    is also what is assumed when everything passed or nothing did: then the data cannot tell.
    """
    known = [(passed, size) for passed, size in clusters if size]
    n = sum(size for _, size in known)
    share = sum(passed for passed, _ in known) / n
    worst = sum(size * size for _, size in known) / n
    effect = worst
    if 0 < share < 1 and len(known) > 1:
        residual = math.fsum((passed - share * size) ** 2 for passed, size in known)
        variance = len(known) / (len(known) - 1) * residual / n**2
        effect = min(max(variance * n / (share * (1 - share)), 1.0), worst)
    return wilson(share * n / effect, n / effect, z)
