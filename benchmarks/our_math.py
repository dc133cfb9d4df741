"""Our math verifier as a caller inside the process uses it, on the cores that a benchmark gives it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import uvloop

from benchmarks.measure import pinned
from trainer_client.contract import Sample, Verdict
from verifiers.math.verifier import MathVerifier

WARM_UP = ("\\frac{1}{2}", "\\sqrt{2}+\\sqrt{3}", "x^2+2x+1")


@dataclass(frozen=True, slots=True)
class Answered:
    """A verdict, and the seconds from asking to having it."""

    verdict: Verdict
    seconds: float


class OurMath:
    """A started verifier and its event loop, which runs only inside a call of a method here."""

    def __init__(self, verifier: MathVerifier, runner: asyncio.Runner, cores: frozenset[int]) -> None:
        self.verifier = verifier
        self.cores = cores
        self._runner = runner

    def one_by_one(self, pairs: Sequence[tuple[str, str]]) -> list[Answered]:
        """Each answered before the next is asked, as a plain loop does."""
        with pinned(self.cores):
            return self._runner.run(self._one_by_one(pairs))

    def many_at_once(self, pairs: Sequence[tuple[str, str]], at_once: int = 64) -> list[Verdict]:
        with pinned(self.cores):
            return self._runner.run(self._many_at_once(pairs, at_once))

    def judge(self, samples: Sequence[Sample], at_once: int = 64) -> list[Verdict]:
        with pinned(self.cores):
            return self._runner.run(self._judge(samples, at_once))

    def waits(self, gold: str, response: str) -> bool:
        """Whether the pair needs a symbolic worker."""
        return not isinstance(self.verifier.begin(sample(gold, response)), Verdict)

    async def _one_by_one(self, pairs: Sequence[tuple[str, str]]) -> list[Answered]:
        answered = []
        for gold, response in pairs:
            asked = sample(gold, response)
            started = time.perf_counter()
            verdict = await self.verifier.verify(asked)
            answered.append(Answered(verdict, time.perf_counter() - started))
        return answered

    async def _many_at_once(self, pairs: Sequence[tuple[str, str]], at_once: int) -> list[Verdict]:
        return await self._judge([sample(gold, response) for gold, response in pairs], at_once)

    async def _judge(self, samples: Sequence[Sample], at_once: int) -> list[Verdict]:
        places = asyncio.Semaphore(at_once)

        async def judge_one(one: Sample) -> Verdict:
            async with places:
                return await self.verifier.verify(one)

        return await asyncio.gather(*(judge_one(one) for one in samples))


@contextmanager
def our_math(*, workers: int, cores: frozenset[int]) -> Iterator[OurMath]:
    """Started, warm, and with its workers on those cores; ended with the block."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner, pinned(cores):
        verifier = MathVerifier(workers=workers)
        runner.run(_start(verifier))
        try:
            ours = OurMath(verifier, runner, cores)
            ours.many_at_once(
                [(text, f"\\boxed{{{other}}}") for text in WARM_UP for other in WARM_UP] * workers
            )
            yield ours
        finally:
            runner.run(verifier.close())


async def _start(verifier: MathVerifier) -> None:
    await verifier.start()
    await verifier.pool.wait_ready()


def sample(gold: str, response: str) -> Sample:
    return Sample(verifier="math", response=response, reference={"answer": gold})
