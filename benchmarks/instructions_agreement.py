"""Our verdicts on public responses against the reference's, as published and by default."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.instruction_rows import InstructionRow, public_rows
from benchmarks.public_sets import IFBENCH, IFEVAL
from benchmarks.report import Aim, Report, Row, Settings, code
from trainer_client.contract import Verdict
from verifiers.instructions.verifier import InstructionsVerifier

MODES = ("strict", "loose")


def run(settings: Settings) -> Report:
    rows: list[Row] = []
    listing: list[str] = []
    if settings.data is None:
        listing.append(f"nothing without --data: the folder with {IFEVAL.file} and {IFBENCH.file}")
    else:
        _compare(settings.data, rows, listing)
    return Report(
        name="instructions-agreement",
        title="Instructions: agreement with the published verdicts",
        how="every row whose verdict does not depend on the reference's random numbers; unscored is the row "
        "whose letter is `!`, in whose place the reference puts a random one",
        rows=rows,
        notes=listing,
    )


def _compare(folder: Path, rows: list[Row], listing: list[str]) -> None:
    verifier = InstructionsVerifier()
    for title, public_set in (("IFEval", IFEVAL), ("IFBench", IFBENCH)):
        labelled = public_rows(folder, public_set)
        for mode in MODES:
            compat = _Comparison(verifier, labelled, mode, compat=True)
            rows.append(compat.row(f"{title}, {mode}, compat"))
            listing += compat.disagreements
        for mode in MODES:
            default = _Comparison(verifier, labelled, mode, compat=False)
            rows.append(default.row(f"{title}, {mode}, default"))
            listing += default.by_constraint(mode)


class _Comparison:
    """One mode over all rows that have a verdict in it."""

    def __init__(
        self, verifier: InstructionsVerifier, rows: Sequence[InstructionRow], mode: str, *, compat: bool
    ) -> None:
        labelled = [row for row in rows if mode in row.verdicts]
        verdicts = [_verdict(verifier, row, mode, compat) for row in labelled]
        self.unscored = sum(verdict.reward is None for verdict in verdicts)
        self.different = [
            (row, verdict)
            for row, verdict in zip(labelled, verdicts, strict=True)
            if verdict.reward is not None and bool(verdict.reward) != row.verdicts[mode]
        ]
        self.total = len(labelled)
        self.compat = compat

    def row(self, title: str) -> Row:
        equal = self.total - self.unscored - len(self.different)
        aim = Aim("every scored row", not self.different) if self.compat else None
        text = f"{equal} of {self.total} equal, {len(self.different)} different, {self.unscored} unscored"
        return Row(measured=title, ours=text, aim=aim)

    @property
    def disagreements(self) -> list[str]:
        return [
            f"compat differs: {row.instruction_id}, ours {verdict.reward}: {code(row.response)}"
            for row, verdict in self.different
        ]

    def by_constraint(self, mode: str) -> list[str]:
        counts = Counter((row.instruction_id, bool(verdict.reward)) for row, verdict in self.different)
        return [
            f"by default, {mode}: `{name}` {'holds' if ours else 'fails'} against the published verdict, "
            f"{count} of {self.total}"
            for (name, ours), count in sorted(counts.items())
        ]


def _verdict(verifier: InstructionsVerifier, row: InstructionRow, mode: str, compat: bool) -> Verdict:
    begun = verifier.begin(row.sample(mode=mode, compat=compat))
    assert isinstance(begun, Verdict), "a public response is never heavy"
    return begun
