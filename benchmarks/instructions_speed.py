"""How long a check takes, against the same checks as lm-eval ships them, over the same responses."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from benchmarks.ifeval_reference import VERSION, IfevalReference, ifeval_reference
from benchmarks.instruction_rows import LANGUAGE, InstructionRow, ifeval_rows
from benchmarks.measure import FIRST_CORE, pinned, ratios, spread
from benchmarks.report import Report, Row, Settings, at_least
from verifiers.core.decode import decode
from verifiers.instructions.reference import InstructionsReference, read_demands
from verifiers.instructions.verifier import InstructionsVerifier, follow, warm

AIM = 5.0
MODES = ("strict", "loose")
Ours = Callable[[InstructionRow, str], object]


def run(settings: Settings) -> Report:
    known = [row for row in ifeval_rows(settings) if len(str(row.kwargs.get("letter", "a"))) == 1]
    known = [row for row in known if str(row.kwargs.get("letter", "a")).isalpha()]
    rows: list[Row] = []
    with ifeval_reference(FIRST_CORE) as theirs, pinned(FIRST_CORE):
        warm()
        for title, part in _parts(known):
            theirs.load([row.as_json() for row in part])
            rows += [_compare(title, part, mode, theirs, settings.repeats) for mode in MODES]
    return Report(
        name="instructions-speed",
        title="Instructions: microseconds a check, against lm-eval's code",
        how=f"the same responses (of GPT-4 with --data), one core, {settings.repeats} repeats A B A B…; ours "
        "with the reading of the reference, theirs with the building of the instruction; lm-eval "
        f"{VERSION} with the newest NLTK, langdetect with seed 0",
        rows=rows,
        notes=[
            "a verdict is the check and what stands around it: decoding, the split of the thought",
            "references are remembered once read, as they are for the responses of a group",
        ],
    )


def _parts(rows: Sequence[InstructionRow]) -> list[tuple[str, list[InstructionRow]]]:
    plain = [row for row in rows if row.instruction_id not in LANGUAGE]
    language = [row for row in rows if row.instruction_id in LANGUAGE]
    return [
        (f"all but language detection ({len(plain)} checks)", plain),
        (f"language detection ({len(language)} checks)", language),
    ]


def _compare(
    title: str, rows: Sequence[InstructionRow], mode: str, theirs: IfevalReference, repeats: int
) -> Row:
    check, verdict = _checker(), _verdicts()
    _time(rows, mode, check)
    theirs.judge(mode)
    our_us, their_us, verdict_us = [], [], []
    for _ in range(repeats):
        our_us.append(_time(rows, mode, check))
        their_us.append(sum(one.seconds for one in theirs.judge(mode)) / len(rows) * 1e6)
        verdict_us.append(_time(rows, mode, verdict))
    ratio = ratios(their_us, our_us)
    return Row(
        measured=f"{title}, {mode}",
        ours=f"{spread(our_us).median:.3g} ({spread(verdict_us).median:.3g} a verdict)",
        alternative=f"lm-eval {spread(their_us).median:.3g}",
        ratio=ratio,
        aim=at_least(ratio.median, AIM) if title.startswith("all") else None,
    )


def _checker() -> Ours:
    def check(row: InstructionRow, mode: str) -> object:
        reference = {"instructions": [{"id": row.instruction_id, "kwargs": row.kwargs}]}
        demands = read_demands(decode(InstructionsReference, reference, "reference"))
        return follow(row.response, demands, loose=mode == "loose")

    return check


def _verdicts() -> Ours:
    verifier = InstructionsVerifier()
    return lambda row, mode: verifier.begin(row.sample(mode=mode))


def _time(rows: Sequence[InstructionRow], mode: str, ours: Ours) -> float:
    """Microseconds a row."""
    started = time.perf_counter()
    for row in rows:
        ours(row, mode)
    return (time.perf_counter() - started) / len(rows) * 1e6
