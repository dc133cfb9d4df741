"""Whether verdicts are right: against labels, against the golds' own rewritings, against wrong answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from benchmarks import data, math_verify_loop
from benchmarks.independent import Opinion, opinion
from benchmarks.measure import TWO_CORES
from benchmarks.our_math import OurMath, our_math, sample
from benchmarks.public_sets import GOLDS, LABELLED, RESPONSES, read
from benchmarks.report import Aim, Report, Row, Settings, code, markdown_table
from benchmarks.rewritings import rewritings, undelimited
from trainer_client.contract import Sample, Verdict

REWRITINGS = "in all rewritings"
ROLLOUTS = Path(__file__).parent.parent / "examples" / "rollouts" / "math.jsonl"
HEADINGS = ("set", "gold", "answer", "expected", "ours", "decided by", "independent check", "why")

# Labels that are not followed, each with its reason in docs/decisions/0009.
EXPLAINED = {"labelled pairs": 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A sample with what its reward should be; ``answer`` is what of the response a reader should see.

    ``peer``: whether Math-Verify accepts it. ``shuffled``: one of the wrong pairs. ``either``: only a
    convention about units decides.
    """

    sample: Sample
    expected: float | None
    answer: str
    peer: bool | None = None
    shuffled: bool = False
    either: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A verdict that a person should look at: other than expected, or a shuffled pair that was accepted."""

    set_name: str
    case: Case
    verdict: Verdict

    @property
    def disagrees(self) -> bool:
        return self.verdict.reward != self.case.expected and not (
            self.case.either and self.verdict.reward is not None
        )

    def cells(self) -> tuple[str, ...]:
        gold = str(self.case.sample.reference.get("answer", ""))
        note = str(self.verdict.detail.get("note") or self.verdict.detail.get("message") or "")
        return (
            self.set_name,
            code(gold),
            code(self.case.answer),
            _named(self.case.expected),
            f"{_named(self.verdict.reward)} ({self.verdict.reason})",
            f"{self.verdict.detail.get('decided_by', '–')} {code(note) if note else ''}".strip(),
            opinion(undelimited(gold), undelimited(self.verdict.extracted or self.case.answer)),
            "",
        )


def run(settings: Settings) -> Report:
    rows: list[Row] = []
    listed: list[Listed] = []
    with our_math(workers=len(TWO_CORES), cores=TWO_CORES) as ours:
        for title, cases, aim in _sets(settings):
            found = _listed(ours, title, cases)
            listed += found
            rows.append(_row(title, cases, [one for one in found if one.disagrees], aim))
    return Report(
        name="math-accuracy",
        title="Math: agreement",
        how="every verdict with default options; a false positive is a reward for what is labelled wrong",
        rows=rows,
        notes=[
            "the printed run lists every disagreement; docs/decisions/ gives the reason of each",
            "a shuffled pair should be accepted when other code, to 40 digits, finds it equal in value, and "
            "may be when it is equal but for a unit; "
            "all that are accepted are listed as well",
        ],
        listing=_listing(listed),
    )


def _sets(settings: Settings) -> Iterator[tuple[str, list[Case], float]]:
    """Title, cases, and the share of agreement that is aimed at."""
    count = settings.scaled(4_000, 300)
    own = [gold.text for gold in data.golds(count)]
    yield f"own golds {REWRITINGS}", _same_cases(list(dict.fromkeys(own))), 1.0
    yield "own golds, shuffled wrong", _wrong_cases(own), 1.0
    if ROLLOUTS.exists():
        yield "example rollouts", _rollout_cases(), 1.0
    if settings.data is not None:
        yield "labelled pairs", _labelled_cases(settings.data), 0.95
        stride = settings.scaled(1, 25)
        golds = list(dict.fromkeys(_public_golds(settings.data)))[::stride]
        yield f"public golds {REWRITINGS}", _same_cases(golds), 1.0
        yield "public golds, shuffled wrong", _wrong_cases(_public_golds(settings.data)[::stride]), 1.0
        yield "whole responses (soft labels)", _response_cases(settings.data), 0.95


def _same_cases(golds: Sequence[str]) -> list[Case]:
    return [
        Case(sample=sample(gold, response), expected=1.0, answer=response)
        for gold in golds
        for response in rewritings(gold)
    ]


def _wrong_cases(golds: Sequence[str]) -> list[Case]:
    """Shuffled pairs; one that the independent check finds equal is expected to be accepted."""
    return [_wrong_case(gold, other) for gold, other in data.wrong_pairs(golds)]


def _wrong_case(gold: str, other: str) -> Case:
    found = opinion(undelimited(gold), undelimited(other))
    return Case(
        sample=sample(gold, data.boxed(undelimited(other))),
        expected=float(found is Opinion.EQUAL),
        answer=other,
        shuffled=True,
        either=found is Opinion.EQUAL_BUT_FOR_UNIT,
    )


def _labelled_cases(folder: Path) -> list[Case]:
    rows = {(row["gold"], row["pred"]): row["expected"] for row in read(folder, LABELLED)}
    return [
        Case(
            sample=sample(gold, answer),
            expected=float(expected),
            answer=answer,
            peer=math_verify_loop.accepts(gold, math_verify_loop.delimited(answer)),
        )
        for (gold, answer), expected in rows.items()
    ]


def _public_golds(folder: Path) -> list[str]:
    return [row["answer"] for row in read(folder, GOLDS)]


def _response_cases(folder: Path) -> list[Case]:
    return [
        Case(
            sample=sample(row["answer"], row["response"]),
            expected=float(row["qwen_grader"]),
            answer=row["pred"],
            peer=math_verify_loop.accepts(row["answer"], row["response"]),
        )
        for row in read(folder, RESPONSES)
    ]


def _rollout_cases() -> list[Case]:
    rows = [json.loads(line) for line in ROLLOUTS.read_text().splitlines() if line.strip()]
    samples = [msgspec.convert(row, Sample, strict=False) for row in rows]
    return [
        Case(sample=one, expected=one.metadata["expected"]["reward"], answer=one.response[-200:])
        for one in samples
    ]


def _listed(ours: OurMath, title: str, cases: Sequence[Case]) -> list[Listed]:
    verdicts = ours.judge([case.sample for case in cases])
    judged = [Listed(title, case, verdict) for case, verdict in zip(cases, verdicts, strict=True)]
    return [one for one in judged if one.disagrees or (one.case.shuffled and one.verdict.reward)]


def _row(title: str, cases: Sequence[Case], found: Sequence[Listed], aim: float) -> Row:
    explained = EXPLAINED.get(title, 0)
    allowed = f"at most the {explained} explained" if explained else "0"
    share = 1 - len(found) / len(cases)
    paid = sum(1 for one in found if (one.verdict.reward or 0) > 0)
    silent = sum(1 for one in found if one.verdict.reward is None)
    return Row(
        measured=f"{title}: {len(cases):,}",
        ours=f"{share:.2%} agree, {paid} false positives, {len(found) - paid - silent} refused, "
        f"{silent} unscored",
        alternative=_peer(cases),
        aim=Aim(f"≥ {aim:.0%}, {allowed} false positives", share >= aim and paid <= explained),
    )


def _peer(cases: Sequence[Case]) -> str:
    asked = [case for case in cases if case.peer is not None]
    if not asked:
        return "–"
    agreed = sum(1 for case in asked if case.peer == bool(case.expected))
    paid = sum(1 for case in asked if case.peer and not case.expected)
    return f"Math-Verify {agreed / len(asked):.2%} agree, {paid} false positives"


def _listing(listed: Sequence[Listed]) -> str:
    """One line for all forms of one answer that came out alike."""
    alike: dict[tuple[str, ...], list[Listed]] = {}
    for one in listed:
        key = (one.set_name, str(one.case.sample.reference.get("answer")), str(one.verdict.reason))
        form = "" if one.set_name.endswith(REWRITINGS) else one.case.answer
        alike.setdefault((*key, form), []).append(one)
    rows = [(*group[0].cells(), str(len(group))) for group in alike.values()]
    return markdown_table((*HEADINGS, "forms"), rows) if rows else ""


def _named(reward: float | None) -> str:
    return "unscored" if reward is None else f"{reward:g}"
