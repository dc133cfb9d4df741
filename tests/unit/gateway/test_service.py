"""The service: every item taken gets its verdict, in its place, whatever fails."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from gateway.items import Item, Malformed
from gateway.service import NotAdmitted, Service
from trainer_client.contract import Group, GroupsCall, Reason, Sample, Status, Verdict
from verifiers.core.base import AnswerVerifier, Judgement, PendingJudgement, Task
from verifiers.core.decode import Options, Reference
from verifiers.core.errors import BadReference, InvalidSample


class Scripted(AnswerVerifier[Reference, Options]):
    """Does what the response says, so that a test can choose what happens."""

    name = "scripted"
    version = "1"
    summary = "for tests"
    reference_type = Reference
    options_type = Options
    example = Sample(verifier="scripted", response="now")

    def __init__(self) -> None:
        super().__init__(max_response_chars=100)
        self.gate = asyncio.Event()

    def judge(self, task: Task[Reference, Options]) -> Judgement | PendingJudgement:
        if task.answer == "raise":
            raise RuntimeError("a defect of ours")
        if task.answer == "bad reference":
            raise BadReference("no use")
        if task.answer.startswith("wait"):
            return self._wait
        if task.answer == "not a number":
            return Judgement(Reason.CORRECT, float("nan"))
        return Judgement(Reason.CORRECT, float(task.answer) if task.answer.isdigit() else 1.0)

    async def _wait(self) -> Judgement:
        await self.gate.wait()
        return Judgement(Reason.CORRECT, 1.0)


class Ledger:
    """Remembers what it observed."""

    def __init__(self) -> None:
        self.requests: list[tuple[int, int]] = []
        self.refusals: list[int] = []

    def observed(self, items: Sequence[Item], verdicts: Sequence[Verdict], **_: Any) -> None:
        self.requests.append((len(items), len(verdicts)))

    def refused(self, count: int) -> None:
        self.refusals.append(count)


def sample(response: str, **changes: Any) -> Sample:
    return Sample(verifier="scripted", response=response, **changes)


def service(verifier: Scripted | None = None, **settings: Any) -> Service:
    return Service({"scripted": verifier or Scripted()}, **settings)


async def test_verdicts_come_back_in_the_order_of_the_items() -> None:
    verifier = Scripted()
    verifier.gate.set()
    items = [sample("1"), sample("wait"), sample("3"), sample("wait"), sample("5")]
    verdicts = await service(verifier).verify_many(items)
    assert [verdict.reward for verdict in verdicts] == [1.0, 1.0, 3.0, 1.0, 5.0]


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (Malformed(message="no response", field="response", id="x"), Reason.INVALID_SAMPLE),
        (sample("raise"), Reason.INTERNAL),
        (sample("not a number"), Reason.INTERNAL),
        (sample("bad reference"), Reason.BAD_REFERENCE),
        (sample("now", reference={"answer": 1}), Reason.INVALID_SAMPLE),
        (Sample(verifier="nobody", response=""), Reason.INVALID_SAMPLE),
    ],
)
async def test_one_bad_item_costs_only_itself(item: Item, reason: Reason) -> None:
    verdicts = await service().verify_many([sample("1"), item, sample("3")])
    assert [verdict.reward for verdict in verdicts] == [1.0, None, 3.0]
    assert verdicts[1].reason is reason
    assert verdicts[1].detail["message"]


async def test_a_verifiers_name_of_any_length_makes_a_short_message() -> None:
    (verdict,) = await service().verify_many([Sample(verifier="x" * 100_000, response="")])
    assert len(verdict.detail["message"]) < 500


async def test_a_response_over_its_limit_is_scored_alone() -> None:
    verdicts = await service().verify_many([sample("x" * 101), sample("1")])
    assert [verdict.reason for verdict in verdicts] == [Reason.RESPONSE_TOO_LONG, Reason.CORRECT]


async def test_what_is_not_done_at_the_deadline_is_unscored_and_the_rest_is_kept() -> None:
    verdicts = await service().verify_many([sample("1"), sample("wait")], timeout_s=0.05)
    assert [verdict.reason for verdict in verdicts] == [Reason.CORRECT, Reason.DEADLINE]


async def test_overload_takes_nothing_and_the_place_comes_free_again() -> None:
    verifier, ledger = Scripted(), Ledger()
    busy = service(verifier, max_samples_in_flight=3, observers=[ledger])
    taken = asyncio.create_task(busy.verify_many([sample("wait"), sample("wait")]))
    await asyncio.sleep(0)
    with pytest.raises(NotAdmitted) as refused:
        await busy.verify_many([sample("1"), sample("2")])
    assert refused.value.retry_after_s > 0
    verifier.gate.set()
    assert len(await taken) == 2
    assert len(await busy.verify_many([sample("1"), sample("2")])) == 2
    assert (ledger.refusals, ledger.requests) == ([2], [(2, 2), (2, 2)])


async def test_the_stream_gives_what_is_ready_before_what_must_wait() -> None:
    verifier = Scripted()
    stream = service(verifier).stream([sample("wait"), sample("7")])
    assert [(index, verdict.reward) for index, verdict in await anext(stream)] == [(1, 7.0)]
    verifier.gate.set()
    assert [index for chunk in [c async for c in stream] for index, _ in chunk] == [0]


async def test_an_abandoned_request_frees_its_place_and_its_tasks() -> None:
    here = service()
    before = asyncio.all_tasks()
    task = asyncio.create_task(here.verify_many([sample("wait")] * 5))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert here.in_flight == 0
    assert asyncio.all_tasks() == before


async def test_a_caller_that_leaves_a_stream_leaves_a_record_of_what_was_judged() -> None:
    ledger = Ledger()
    stream = service(observers=[ledger]).stream([sample("wait"), sample("7"), sample("8")])
    await anext(stream)
    await stream.aclose()
    assert ledger.requests == [(2, 2)]


async def test_a_late_verdict_names_the_version_of_its_verifier() -> None:
    (verdict,) = await service().verify_many([sample("wait")], timeout_s=0.01)
    assert verdict.version == "1"


async def test_closing_finishes_what_was_taken() -> None:
    verifier = Scripted()
    here = service(verifier)
    taken = asyncio.create_task(here.verify_many([sample("wait")]))
    await asyncio.sleep(0)
    closing = asyncio.create_task(here.close())
    await asyncio.sleep(0)
    assert not closing.done()
    verifier.gate.set()
    await closing
    assert (await taken)[0].status is Status.SCORED


async def test_an_empty_batch_is_empty() -> None:
    assert await service().verify_many([]) == []


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (GroupsCall(recipe="no_such", groups=[]), "recipe"),
        (GroupsCall(recipe="math_rl", groups=[], options={"extract": "any"}), "options.extract"),
        (GroupsCall(recipe="math_rl", groups=[], options={"eps": -1}), "options.eps"),
        (GroupsCall(recipe="math_rl", groups=[], options={"std": "sample"}), "options.std"),
    ],
)
async def test_a_bad_groups_call_names_the_field(call: GroupsCall, field: str) -> None:
    with pytest.raises(InvalidSample) as caught:
        await service().score_groups(call)
    assert caught.value.field == field


async def test_a_group_of_unscored_members_is_masked_not_zero() -> None:
    call = GroupsCall(recipe="math_rl", groups=[Group(group_id="g", responses=["1", "2"])])
    (group,) = await service().score_groups(call)
    assert (group.rewards, group.advantages) == ([None, None], (None, None))
    assert (group.loss_mask, group.keep) == ((0, 0), False)


class Faithless(Scripted):
    """Breaks what a verifier promises, in the way that the response says."""

    def __init__(self) -> None:
        super().__init__()
        self.ended = False

    def begin(self, sample: Sample) -> Any:
        match sample.response:
            case "nothing":
                return None
            case "raises at once":
                return self._raise
            case "nothing later":
                return self._nothing
            case "cancels":
                raise asyncio.CancelledError
            case "stubborn":
                return self._stubborn
        return super().begin(sample)

    def _raise(self) -> Any:
        raise RuntimeError("no task was made")

    async def _nothing(self) -> Any:
        return None

    async def _stubborn(self) -> Any:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            await asyncio.sleep(0.05)
        self.ended = True


@pytest.mark.parametrize("broken", ["nothing", "raises at once", "nothing later", "cancels"])
async def test_a_broken_promise_costs_its_own_sample_alone(broken: str) -> None:
    verdicts = await service(Faithless()).verify_many([sample("1"), sample(broken), sample("3")])
    assert [verdict.reason for verdict in verdicts] == [Reason.CORRECT, Reason.INTERNAL, Reason.CORRECT]


async def test_verifiers_are_closed_after_what_was_cancelled_at_a_deadline_has_ended() -> None:
    verifier = Faithless()
    judging = service(verifier)
    verdicts = await judging.verify_many([sample("stubborn")], timeout_s=0.01)
    assert verdicts[0].reason is Reason.DEADLINE
    await judging.close()
    assert verifier.ended


async def test_a_caller_that_is_cancelled_twice_is_told_of_once() -> None:
    ledger, verifier = Ledger(), Faithless()
    judging = service(verifier, observers=[ledger])
    call = asyncio.create_task(judging.verify_many([sample("1"), sample("stubborn")]))
    await asyncio.sleep(0.01)
    call.cancel()
    await asyncio.sleep(0.01)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert (ledger.requests, judging.in_flight) == ([(1, 1)], 0)
    await judging.close()
    assert verifier.ended
