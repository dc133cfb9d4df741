"""The slowest verdicts: every constraint at 10,000 characters of prose, and at 100,000 of hostile text."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_origin

import msgspec

from benchmarks.instruction_rows import public_rows
from benchmarks.measure import FIRST_CORE, percentile, pinned
from benchmarks.public_sets import IFEVAL
from benchmarks.report import Report, Row, Settings, at_most
from benchmarks.stories import STORY
from verifiers.instructions.constraint import Constraint
from verifiers.instructions.reference import Demand
from verifiers.instructions.table import CONSTRAINTS
from verifiers.instructions.verifier import follow, warm

PROSE_CHARS = 10_000
HOSTILE_CHARS = 100_000
PROSE_AIM_MS = 15.0
HOSTILE_AIM_MS = 200.0
_MODES = {False: "strict", True: "loose"}
_PIECES = (
    "*", "* ", "- ", "[", "]", "(", "{", "<<", "<<a>>", '"', "'", "“a‘", "`", "#", "\n", "\n\n",
    "\n \n", " ", "\x0b", ".", ". ", "..", ".)", "a.", "?", "!", "?!", ",", ",,", ":", "a", "A", "I ",
    "1 ", "3.5 ", "é", "е ", "字", "あ ", "🙂", "🇫🇷", "\u0301", "\u200d", "\ud800", "P.S. ", "p.p",
    "Question 1 ", "<i>", "<i>a</i>", "<em>", "http://a", "word ", "word first last ", "******", "***",
    "Dr. ", "U.S. ", "'tis ", "don't ", "_ ", "Zimbabwe\n", "1800-01-01,", '"a",', "\ta", " a\n",
    "SECTION 1 ",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Cost:
    milliseconds: float
    what: str


def run(settings: Settings) -> Report:
    with pinned(FIRST_CORE):
        warm()
        prose = list(_prose_costs(_responses(settings), settings.scaled(20, 2)))
        pieces = _PIECES[::10] if settings.quick else _PIECES
        hostile = {loose: _worst(_hostile_costs(pieces, loose=loose)) for loose in (False, True)}
    times = [cost.milliseconds for cost in prose]
    return Report(
        name="instructions-limits",
        title="Instructions: the slowest verdicts",
        how=f"all {len(CONSTRAINTS)} constraints, default and compat, on one core; {len(_PIECES)} pieces "
        "repeated, and a soup of letters, blanks and punctuation; prose strict and loose",
        rows=[
            Row(
                measured=f"{PROSE_CHARS:,} characters of prose: p50 / p99 / max, ms, of {len(times):,}",
                ours=f"{percentile(times, 0.5):.3g} / {percentile(times, 0.99):.3g} / {max(times):.3g}",
                aim=at_most(percentile(times, 0.99), PROSE_AIM_MS, " ms (p99)"),
            ),
            *(
                Row(
                    measured=f"{HOSTILE_CHARS:,} hostile characters, {_MODES[loose]}: longest, ms",
                    ours=f"{worst.milliseconds:.0f}: {worst.what}",
                    aim=at_most(worst.milliseconds, HOSTILE_AIM_MS, " ms"),
                )
                for loose, worst in hostile.items()
            ),
        ],
        notes=[
            "each hostile verdict is the quicker of two, so that no pause of the machine counts",
            "loose mode looks at up to eight texts; where all differ and fail, it costs eight times strict",
        ],
    )


def _responses(settings: Settings) -> list[str]:
    """IFEval's of some length where they are at hand, else our own story."""
    if settings.data is None:
        return [STORY["en"]]
    return [row.response for row in public_rows(settings.data, IFEVAL) if len(row.response) > 200]


def _worst(costs: Iterator[_Cost]) -> _Cost:
    return max(costs, key=lambda cost: cost.milliseconds)


def _prose_costs(responses: list[str], texts: int) -> Iterator[_Cost]:
    chance = random.Random(7)
    for _ in range(texts):
        text = "\n\n".join(chance.choices(responses, k=100))[:PROSE_CHARS]
        for demand in _demands():
            yield from (_cost(demand, text, "prose", tries=1, **way) for way in _ways())


def _hostile_costs(pieces: tuple[str, ...], *, loose: bool) -> Iterator[_Cost]:
    soup = random.Random(11).choices("ab AB .,!?'\"()*[]-:;“”\n", k=HOSTILE_CHARS)
    texts = {repr(piece): piece * (HOSTILE_CHARS // len(piece)) for piece in pieces} | {"soup": "".join(soup)}
    for what, text in texts.items():
        for demand in _demands():
            for compat in (False, True):
                yield _cost(demand, text, what, tries=2, loose=loose, compat=compat)


def _ways() -> Iterator[dict[str, bool]]:
    for loose in (False, True):
        for compat in (False, True):
            yield {"loose": loose, "compat": compat}


def _cost(demand: Demand, text: str, what: str, *, tries: int, loose: bool, compat: bool) -> _Cost:
    times = []
    for _ in range(tries):
        started = time.perf_counter()
        follow(text, [demand], loose=loose, compat=compat)
        times.append((time.perf_counter() - started) * 1e3)
        if times[-1] < HOSTILE_AIM_MS / 4:
            break
    mode = f"{'loose' if loose else 'strict'}{', compat' if compat else ''}"
    return _Cost(min(times), f"{demand.id}, {mode}, {what}")


def _demands() -> list[Demand]:
    return [Demand(name, _sensible(type_)) for name, type_ in CONSTRAINTS.items()]


_KWARGS: Mapping[str, Any] = {
    "letter": "e",
    "language": "en",
    "options": "yes/no/maybe",
    "phrase": "word first last",
    "num_paragraphs": 3,
    "nth_paragraph": 2,
    "n_start": 2,
    "n_end": 5,
    "prompt_to_repeat": "word first last and some more words",
    "reference_text": "the quick brown fox jumps over a lazy dog " * 20,
    "sep": "- ",
    "section_spliter": "SECTION",
    "postscript_marker": "P.S.",
}


def _sensible(type_: type[Constraint]) -> Constraint:
    """Kwargs that mean something; every number that is not named above is 3."""
    kwargs = {
        field.name: _KWARGS.get(field.name, _of_type(field.type)) for field in msgspec.structs.fields(type_)
    }
    constraint = msgspec.convert(kwargs, type_)
    constraint.check()
    return constraint


def _of_type(annotation: Any) -> Any:
    if annotation in (int, float):
        return 3
    if get_origin(annotation) is list:
        return ["word", "fox"]
    choices = get_args(annotation)
    return "at least" if "at least" in choices else "word"
