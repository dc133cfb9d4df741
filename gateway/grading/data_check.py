"""Finds what is wrong with a data set before a run: unusable references, golds that do not score 1.

A verifier that offers ``gold_responses`` is judged by its own words: what it holds for right must score 1,
and what it holds for wrong must score less (a reference that nobody can read leaves it unscored). Of the
other verifiers, only the reference is tried. Equal references are tried once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import blake2b
from typing import Any, Protocol, runtime_checkable

from gateway.grading.judging import Graded
from gateway.grading.rollouts import Row
from gateway.items import Malformed
from gateway.sample_hash import canonical_json
from trainer_client.contract import Reason, Sample, Thinking
from verifiers.core.decode import decode
from verifiers.core.errors import Unscored
from verifiers.core.protocols import Verifier

KEPT = 10_000
_ANY_RESPONSE = "-"


class Fault(StrEnum):
    """What can be wrong with a row."""

    INVALID_SAMPLE = "invalid_sample"
    BAD_REFERENCE = "bad_reference"
    GOLD_FAILS = "gold_fails"
    WRONG_PAID = "wrong_paid"
    UNSCORED = "unscored"
    EMPTY_PROMPT = "empty_prompt"
    OTHER_GOLD = "other_gold"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row; ``line`` as in ``Row``."""

    source: str
    line: int
    fault: Fault
    message: str


@runtime_checkable
class KnowsGold(Protocol):
    """A verifier that can write responses which must score 1 (this may raise an ``Unscored`` error), and one
    that is right for no reference.
    """

    reference_type: type[Any]
    wrong_response: str

    def gold_responses(self, reference: Any) -> Sequence[str]: ...


@dataclass(slots=True)
class DataCheck:
    """Takes rows, gives the samples to judge, takes their verdicts; ``problems`` are the first found."""

    verifiers: Mapping[str, Verifier]
    rows: int = 0
    judged: int = 0
    counts: Counter[Fault] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    _tried: set[bytes] = field(default_factory=set)
    _golds: dict[bytes, tuple[str, bytes]] = field(default_factory=dict)
    _known: set[tuple[str, int, Fault]] = field(default_factory=set)

    def probes(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The samples to judge: right and wrong responses to each reference that was not tried yet."""
        for row in rows:
            self.rows += 1
            sample = row.item
            if isinstance(sample, Malformed):
                where = f"{sample.field}: " if sample.field else ""
                self._found(row, Fault.INVALID_SAMPLE, where + sample.message)
                continue
            self._look_at_prompt(row, sample)
            known = _digest(sample.verifier, sample.reference, sample.options)
            if known not in self._tried:
                self._tried.add(known)
                yield from self._gold_rows(row, sample)

    def take(self, graded: Sequence[Graded]) -> None:
        """Verdicts on what ``probes`` gave."""
        for one in graded:
            self.judged += 1
            verdict, sample = one.verdict, one.row.item
            message = str(verdict.detail.get("message", ""))
            if verdict.reward is None:
                known = {
                    Reason.INVALID_SAMPLE: Fault.INVALID_SAMPLE,
                    Reason.BAD_REFERENCE: Fault.BAD_REFERENCE,
                }
                where = verdict.detail.get("field")
                message = f"{where}: {message}" if where else message
                self._found(
                    one.row, known.get(verdict.reason, Fault.UNSCORED), message or str(verdict.reason)
                )
            elif isinstance(sample, Sample) and sample.response != _ANY_RESPONSE:
                right = sample.response != self._wrong_response(sample)
                if (verdict.reward == 1.0) != right:
                    why = f"{sample.response[:200]!r} gets {verdict.reward:g} ({verdict.reason}) {message}"
                    self._found(one.row, Fault.GOLD_FAILS if right else Fault.WRONG_PAID, why.rstrip())

    def _look_at_prompt(self, row: Row, sample: Sample) -> None:
        if not _prompt_text(sample).strip():
            self._found(row, Fault.EMPTY_PROMPT, "the prompt is empty")
            return
        gold = _digest(sample.verifier, sample.reference)
        place, first_gold = self._golds.setdefault(_digest(_prompt_text(sample).split()), (row.place, gold))
        if gold != first_gold:
            self._found(row, Fault.OTHER_GOLD, f"{place} has the same prompt with another reference")

    def _gold_rows(self, row: Row, sample: Sample) -> Iterator[Row]:
        verifier = self.verifiers.get(sample.verifier)
        responses: Sequence[str] = [_ANY_RESPONSE]
        if isinstance(verifier, KnowsGold):
            try:
                reference = decode(verifier.reference_type, sample.reference, "reference")
                responses = [*verifier.gold_responses(reference), verifier.wrong_response]
            except Unscored:
                pass  # judging says the same, as a verdict
        for response in responses:
            probe = replace(sample, response=response, thinking=Thinking.AUTO, finish_reason=None)
            yield Row(row.source, row.line, probe)

    def _wrong_response(self, sample: Sample) -> str | None:
        verifier = self.verifiers.get(sample.verifier)
        return verifier.wrong_response if isinstance(verifier, KnowsGold) else None

    def _found(self, row: Row, fault: Fault, message: str) -> None:
        """Counts a fault of a row once, whichever responses show it."""
        known = (row.source, row.line, fault)
        if known in self._known:
            return
        self._known.add(known)
        self.counts[fault] += 1
        if len(self.problems) < KEPT:
            self.problems.append(Problem(row.source, row.line, fault, message))


def _prompt_text(sample: Sample) -> str:
    if isinstance(sample.prompt, str):
        return sample.prompt
    return "\n".join(str(turn.get("content") or "") for turn in sample.prompt)


def _digest(*parts: Any) -> bytes:
    return blake2b(canonical_json(parts), digest_size=16).digest()
