"""How often a response is accused of leaving its prompt's language, wrongly and rightly, and at what cost."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import langdetect  # type: ignore[import-untyped]

from benchmarks.code_accuracy import HUMANEVAL, MBPP
from benchmarks.measure import FIRST_CORE, pinned, ratios, spread
from benchmarks.public_sets import IFBENCH, IFEVAL, RESPONSES, content, read
from benchmarks.report import Aim, Report, Row, Settings, at_least, at_most
from benchmarks.stories import STORY
from verifiers.core.languages.switching import find_foreign_language

PROMPT = "How many apples are left on the table?"
LONG_CHARS = 160_000
USUAL = ("fr", "es", "de", "pt", "it", "id", "tr", "vi", "nl", "pl")
Pairs = Sequence[tuple[str, str]]


def run(settings: Settings) -> Report:
    langdetect.DetectorFactory.seed = 0
    with pinned(FIRST_CORE):
        rows = [_stays("own stories under a prompt of their language", _own())]
        if settings.data is not None:
            rows += [_stays(title, pairs, allowed) for title, pairs, allowed in _public(settings.data)]
        rows += [
            _leaves("English, a paragraph of another of 55 languages inside", _drifts(STORY)),
            _leaves("the same, ten languages of Latin letters", _drifts(USUAL)),
            _leaves("the same ten, the first sentence of it", _drifts(USUAL, chars=90), aim=0.8),
            _leaves("each of 54 languages, an English paragraph inside", _drifts_into_english()),
            _leaves("each of the ten, a paragraph of another inside", _drifts_among(USUAL)),
            *_cost(settings.repeats),
        ]
    return Report(
        name="code-switching",
        title="Code switching: accusations, wrong and right, and their cost",
        how="prompts as they came with the responses; a drift stands in the middle of the story of "
        f"`benchmarks/stories.py`; one core, {settings.repeats} repeats A B A B…",
        rows=rows,
        notes=[
            "the three accused math responses are breakdowns of the model into many scripts: no mistakes",
            "langdetect looks at the first 10,000 characters and names one language for all of them",
        ],
    )


def _own() -> Pairs:
    return [(story[:80], story) for story in STORY.values()]


def _public(folder: Path) -> Iterator[tuple[str, Pairs, int]]:
    """Title, prompts with responses, and how many of these are accused rightly."""
    yield "math responses", [(row["problem"], row["response"]) for row in read(folder, RESPONSES)], 3
    yield "IFEval responses (31 prompts ask for a language)", _instructed(read(folder, IFEVAL)), 0
    yield "IFBench responses", _instructed(read(folder, IFBENCH)), 0
    tasks = map(json.loads, gzip.decompress(content(folder, HUMANEVAL)).splitlines())
    yield "HumanEval solutions", [(task["prompt"], task["canonical_solution"]) for task in tasks], 0
    programs = json.loads(content(folder, MBPP))
    yield "MBPP solutions", [(program["prompt"], program["code"]) for program in programs], 0


def _instructed(rows: Iterable[dict[str, Any]]) -> Pairs:
    return list(dict.fromkeys((row["prompt"], row["response"]) for row in rows))


def _drifts(languages: Iterable[str], chars: int | None = None) -> Pairs:
    drifts = (STORY[language][:chars] for language in languages if language != "en")
    return [(PROMPT, f"{STORY['en']} {drift}\n{STORY['en']}") for drift in drifts]


def _drifts_into_english() -> Pairs:
    return [
        (story, f"{story} {STORY['en']}\n{story}") for language, story in STORY.items() if language != "en"
    ]


def _drifts_among(languages: Sequence[str]) -> Pairs:
    pairs = [(STORY[own], STORY[other]) for own in languages for other in languages if own != other]
    return [(story, f"{story} {drift}\n{story}") for story, drift in pairs]


def _stays(title: str, pairs: Pairs, allowed: int = 0) -> Row:
    accused = _accused(pairs)
    return Row(
        measured=f"{title}: accused, of {len(pairs):,}",
        ours=str(accused),
        aim=Aim(f"{allowed}", accused == allowed),
    )


def _leaves(title: str, pairs: Pairs, aim: float = 1.0) -> Row:
    accused = _accused(pairs)
    return Row(
        measured=f"{title}: found, of {len(pairs):,}",
        ours=str(accused),
        aim=at_least(accused / len(pairs), aim, ""),
    )


def _accused(pairs: Pairs) -> int:
    return sum(find_foreign_language(prompt, response) is not None for prompt, response in pairs)


def _cost(repeats: int) -> list[Row]:
    english = (STORY["en"] + "\n") * (LONG_CHARS // len(STORY["en"]))
    dressed = english.replace("'", "’").replace(". ", " — ")
    return [
        _asked("an English response", english, repeats, 10.0),
        _asked("one with dashes", dressed, repeats, None),
    ]


def _asked(title: str, response: str, repeats: int, limit_ms: float | None) -> Row:
    find_foreign_language(PROMPT, response)
    ours, theirs = [], []
    for _ in range(repeats):
        ours.append(_seconds(lambda: find_foreign_language(PROMPT, response)))
        theirs.append(_seconds(lambda: langdetect.detect(response)))
    milliseconds = spread(ours).median * 1e3
    return Row(
        measured=f"{title} of {len(response):,} characters: ms",
        ours=f"{milliseconds:.1f}",
        alternative=f"langdetect {spread(theirs).median * 1e3:.0f}",
        ratio=ratios(theirs, ours),
        aim=None if limit_ms is None else at_most(milliseconds, limit_ms, " ms"),
    )


def _seconds(ask: Callable[[], object]) -> float:
    started = time.perf_counter()
    ask()
    return time.perf_counter() - started
