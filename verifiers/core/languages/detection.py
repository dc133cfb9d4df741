"""Which language a text is written in: the verdicts of langdetect 1.0.9 with seed 0, at less of its cost.

Instruction constraints are defined by that library (IFEval's ``language:response_language`` is its verdict),
so another detector, however good, would be wrong here. What is done anew is how: see
docs/decisions/0017-languages-are-detected-as-langdetect-does.md.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

from verifiers.core.languages import character_runs
from verifiers.core.languages.character_runs import runs_of
from verifiers.core.languages.profiles import Frequencies, frequencies, latin_frequencies, profiles

_TRIALS = 7
_SMOOTHING = 0.5
_SMOOTHING_DEVIATION = 0.05
_BASE_FREQUENCY = 10_000
_DRAWS_LIMIT = 1_000
_SURE = 0.99999
_LIKELY = 0.1
_SEED = 0
# What rounding, and leaving out languages that are at most 0.00001 likely, can change about seven trials.
_UNCERTAINTY = 1e-4
_SMALL = 1e-100


class _Unclear(Exception):  # noqa: N818 - no fault: the question needs all languages
    """The languages that were counted together might matter one by one."""


def detect(text: str) -> str | None:
    """The code of the language (``en``, ``zh-cn``), ``None`` where nothing in the text tells one.

    Equal for equal text in any thread and order. Looks at the beginning alone, 10,000 characters of it.
    """
    runs = runs_of(text)
    if not runs:
        return None
    languages, latin, _ = profiles()
    try:
        return _likeliest(runs, latin_frequencies, languages[:latin], together=len(languages) - latin)
    except _Unclear:
        return _likeliest(runs, frequencies, languages, together=0)


def known_languages() -> frozenset[str]:
    """Every code that ``detect`` may return, ``unknown`` aside."""
    return frozenset(profiles().languages)


def warm() -> None:
    """Reads the profiles (0.3 s), so that no first request has to; from any thread, again at no cost."""
    character_runs.warm()


def _likeliest(
    runs: list[bytes], unpack: Callable[[bytes], Frequencies], languages: tuple[str, ...], together: int
) -> str:
    """The language with the greatest mean chance over the trials; no trial is made that cannot change it.

    ``together`` languages are not looked at one by one: ``unpack`` gives the greatest share among them, and
    that all of them have it is the worst case. Raises ``_Unclear`` when that case would change anything.
    """
    likelihood = [0.0] * len(languages)
    for trials_left, chances in zip(reversed(range(_TRIALS)), _trials(runs, unpack, together), strict=False):
        likelihood = [sum_ + chance / _TRIALS for sum_, chance in zip(likelihood, chances, strict=False)]
        second, first = sorted(likelihood)[-2:]
        if first - second > trials_left / _TRIALS + _UNCERTAINTY:
            return languages[likelihood.index(first)]
    if together:
        raise _Unclear
    return languages[likelihood.index(first)] if first > _LIKELY else "unknown"


def _trials(
    runs: list[bytes], unpack: Callable[[bytes], Frequencies], together: int
) -> Iterator[list[float]]:
    """The chances of the languages in one trial after the other, drawn and smoothed from one source.

    A run is drawn as by ``source.choice(runs)``: as many bits as the length has, again until they are a place
    in the list; and only when it is asked for, since the smoothing is drawn in between.
    """
    source = random.Random(_SEED)  # noqa: S311 - the library's draws, not a secret
    bits = iter(partial(source.getrandbits, len(runs).bit_length()), None)
    draws = map(unpack, map(runs.__getitem__, filter(len(runs).__gt__, bits)))
    while True:
        smoothing = _SMOOTHING + source.gauss(0.0, 1.0) * _SMOOTHING_DEVIATION
        yield _trial(draws, smoothing / _BASE_FREQUENCY, together)


def _trial(draws: Iterator[Frequencies], floor: float, together: int) -> list[float]:
    """Bayes' rule on one run after another until one language is sure, which is asked after every fifth.

    Those five are multiplied in one pass. Chances are brought to a sum of 1 where they could become too small
    for a float; the library does so at every fifth. After the first run alone no language can be sure.
    """
    chances = [floor + share for share in next(draws)]
    drawn = 0
    while True:
        a, b, c, d, e = islice(draws, 5)
        chances = [
            chance * (floor + p) * (floor + q) * (floor + r) * (floor + s) * (floor + t)
            for chance, p, q, r, s, t in zip(chances, a, b, c, d, e)  # noqa: B905 - all from ``unpack``
        ]
        drawn += 5
        greatest, worst = max(chances), chances[-1]
        total = sum(chances) - worst
        if greatest > _SURE * (total + together * worst) or (drawn >= _DRAWS_LIMIT and not together):
            return [chance / total for chance in chances]
        if together and (greatest > _SURE * total or greatest == worst or drawn >= _DRAWS_LIMIT):
            raise _Unclear
        if total < _SMALL:
            chances = [chance / total for chance in chances]
