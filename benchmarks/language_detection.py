"""Which language a text is written in, against langdetect itself: equal verdicts, and how many a second."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

import langdetect  # type: ignore[import-untyped]

from benchmarks.measure import FIRST_CORE, pinned, ratios, spread
from benchmarks.public_sets import IFBENCH, IFEVAL, read
from benchmarks.report import Aim, Report, Row, Settings, at_least, at_most
from benchmarks.stories import STORY
from verifiers.core.languages.detection import detect, warm

HOSTILE = ("a", " ", "@", "http://a ", "a@b ", "\u0301", "\ud800", "中", "Ab")
HOSTILE_CHARS = 100_000
LONG_CHARS = 10_000
_START = (
    "import psutil, time; from verifiers.core.languages.detection import warm; "
    "started = time.perf_counter(); resident = lambda: psutil.Process().memory_info().rss; "
    "before = resident(); "
    "warm(); print(time.perf_counter() - started, (resident() - before) / 2**20)"
)


def run(settings: Settings) -> Report:
    langdetect.DetectorFactory.seed = 0
    warm()
    with pinned(FIRST_CORE):
        rows = [_agreement("own stories and their variants", _variants(list(STORY.values())))]
        rows += _speed("own English", _english(settings.scaled(60, 10)), settings.repeats)[:1]
        if settings.data is not None:
            responses = _responses(settings)
            rows.append(_agreement("IFEval and IFBench responses, variants", _variants(responses)))
            english = [text for text in responses if 500 <= len(text) <= 3000 and detect(text) == "en"]
            english = english[: settings.scaled(200, 20)]
            rows += _speed("English responses of 500 to 3,000", english, settings.repeats)
            joined = " ".join(english)
            rows.append(_slowest("an English text of 10,000", [joined[:LONG_CHARS]], 3.0))
        hostile = [piece * (HOSTILE_CHARS // len(piece)) for piece in HOSTILE]
        rows.append(_slowest("hostile 100,000", hostile, 50.0))
        rows.append(_start())
    return Report(
        name="language-detection",
        title="Languages: detection, against langdetect 1.0.9 with seed 0",
        how=f"one core, the same texts in turn, {settings.repeats} repeats; both warm, and the words of a "
        "text known from its first reading, as in checks of variants of a response",
        rows=rows,
        notes=[
            "a variant: without the first line, without the last, in capitals, in small letters, without `*`"
        ],
    )


def _responses(settings: Settings) -> list[str]:
    assert settings.data is not None
    rows = [row for public_set in (IFEVAL, IFBENCH) for row in read(settings.data, public_set)]
    responses = list(dict.fromkeys(str(row["response"]) for row in rows))
    return responses[: settings.scaled(len(responses), 60)]


def _variants(texts: Sequence[str]) -> list[str]:
    variants: list[str] = []
    for text in texts:
        lines = text.split("\n")
        shorter = ("\n".join(lines[1:]), "\n".join(lines[:-1]))
        variants += (text, *shorter, text.upper(), text.lower(), text.replace("*", ""))
    return variants


def _english(count: int) -> list[str]:
    """Own prose of 500 to 3,000 characters, no two alike."""
    words = STORY["en"].split()
    return [" ".join(words[index % 40 :] + words * (2 + index % 12)) for index in range(count)]


def _agreement(title: str, texts: Sequence[str]) -> Row:
    equal = sum(detect(text) == _theirs(text) for text in texts)
    return Row(
        measured=f"{title}: verdicts equal, of {len(texts):,}",
        ours=f"{equal:,}",
        aim=Aim("all", equal == len(texts)),
    )


def _speed(title: str, texts: Sequence[str], repeats: int) -> list[Row]:
    first = _seconds(detect, texts)
    ours, theirs = [], []
    for _ in range(repeats):
        ours.append(_seconds(detect, texts))
        theirs.append(_seconds(_theirs, texts))
    ratio = ratios(theirs, ours)
    length = statistics.mean(map(len, texts))
    return [
        Row(
            measured=f"{title}, {length:,.0f} characters: ms a text",
            ours=f"{spread(ours).median / len(texts) * 1e3:.2f}",
            alternative=f"langdetect {spread(theirs).median / len(texts) * 1e3:.2f}",
            ratio=ratio,
            aim=at_least(ratio.median, 8.0),
        ),
        Row(measured=f"{title}: ms a text at the first reading", ours=f"{first / len(texts) * 1e3:.2f}"),
    ]


def _slowest(title: str, texts: Sequence[str], limit_ms: float) -> Row:
    slowest = max(min(_seconds(detect, [text]) for _ in range(3)) for text in texts) * 1e3
    measured = f"{title} characters: ms, the slowest of {len(texts)}"
    return Row(measured=measured, ours=f"{slowest:.1f}", aim=at_most(slowest, limit_ms, " ms"))


def _start() -> Row:
    """In a process of its own, since here all is loaded."""
    printed = subprocess.run(
        [sys.executable, "-c", _START], capture_output=True, text=True, check=True
    ).stdout
    seconds, mebibytes = map(float, printed.split())
    return Row(
        measured="reading the profiles: s, and MiB that stay",
        ours=f"{seconds:.2f}, {mebibytes:.0f}",
        aim=at_most(seconds, 0.4, " s"),
    )


def _seconds(judge: Callable[[str], str | None], texts: Sequence[str]) -> float:
    started = time.perf_counter()
    for text in texts:
        judge(text)
    return time.perf_counter() - started


def _theirs(text: str) -> str | None:
    try:
        return str(langdetect.detect(text))
    except langdetect.LangDetectException:
        return None
