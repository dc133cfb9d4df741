"""The instructions verifier as a whole: modes, scores, compat, and the same verdict whoever asks and when."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest

from tests.unit.instructions.cases import CASES
from trainer_client.contract import Reason, Sample, Status, Verdict
from verifiers.instructions.reference import Demand
from verifiers.instructions.table import CONSTRAINTS
from verifiers.instructions.verifier import HEAVY_CHARS, InstructionsVerifier, follow

VERIFIER = InstructionsVerifier()
NO_COMMA: dict[str, Any] = {"id": "punctuation:no_comma"}
LOWER = {"id": "change_case:english_lowercase"}
ONE_BULLET = {"id": "detectable_format:number_bullet_lists", "kwargs": {"num_bullets": 1}}
JSON = {"id": "detectable_format:json_format"}


async def judge(response: str, *instructions: dict[str, Any], **options: Any) -> Verdict:
    return await asked(response, {"instructions": list(instructions)}, **options)


async def asked(response: str, reference: dict[str, Any], **options: Any) -> Verdict:
    sample = Sample(verifier="instructions", response=response, reference=reference, options=options)
    return await VERIFIER.verify(sample)


@pytest.mark.parametrize(
    ("score", "reward", "reason"),
    [
        (None, 0.0, Reason.CONSTRAINT_FAILED),
        ("all", 0.0, Reason.CONSTRAINT_FAILED),
        ("fraction", 0.5, Reason.PARTIAL),
    ],
)
async def test_a_score_is_all_or_the_fraction(score: str | None, reward: float, reason: Reason) -> None:
    verdict = await judge("Red and green.", NO_COMMA, JSON, **({"score": score} if score else {}))
    assert (verdict.reward, verdict.reason) == (reward, reason)
    assert verdict.components == {"fraction": 0.5}
    assert [item["holds"] for item in verdict.detail["instructions"]] == [True, False]
    assert verdict.detail["message"].startswith("not done: Write your whole response as JSON")


@pytest.mark.parametrize("score", ["all", "fraction"])
async def test_all_or_nothing_is_the_same_in_both_scores(score: str) -> None:
    all_held = await judge("red", NO_COMMA, ONE_BULLET | {"kwargs": {"num_bullets": 0}}, score=score)
    assert (all_held.reward, all_held.reason) == (1.0, Reason.CORRECT)
    assert "message" not in all_held.detail
    none_held = await judge("Red, green", NO_COMMA, JSON, score=score)
    assert (none_held.reward, none_held.reason) == (0.0, Reason.CONSTRAINT_FAILED)


@pytest.mark.parametrize(
    ("grading_mode", "score", "reward"),
    [
        (None, None, 0.0),
        ("binary", None, 0.0),
        ("fraction", None, 0.5),
        ("fraction", "all", 0.0),
        ("binary", "fraction", 0.5),
    ],
)
async def test_a_references_grading_mode_counts_where_no_score_is_asked_for(
    grading_mode: str | None, score: str | None, reward: float
) -> None:
    reference: dict[str, Any] = {"instruction_id_list": [NO_COMMA["id"], JSON["id"]], "kwargs": [{}, {}]}
    options = {"score": score} if score else {}
    verdict = await asked(
        "Red.", reference | ({"grading_mode": grading_mode} if grading_mode else {}), **options
    )
    assert verdict.reward == reward


async def test_an_instruction_twice_counts_twice() -> None:
    twice = [{"id": "keywords:word_once", "kwargs": {"keyword": word}} for word in ("red", "blue", "red")]
    verdict = await judge("It is red.", *twice, score="fraction")
    assert verdict.reward == pytest.approx(2 / 3)


LOOSE: list[tuple[str, dict[str, Any]]] = [
    ('Sure, here it is:\n{"a": 1}', JSON),
    ('{"a": 1}\nI hope that helps!', JSON),
    ('Sure:\n{"a": 1}\nDone.', JSON),
    ("My answer: **yes**", {"id": "last_word:last_word_answer", "kwargs": {"last_word": "yes"}}),
    ('*{"a": 1}*', JSON),
    ("Here, as asked:\nred and green", NO_COMMA),
    ("Of Course!\nthe sky is blue and the grass is green.\n", LOWER),
]


@pytest.mark.parametrize(("response", "instruction"), LOOSE)
@pytest.mark.parametrize("compat", [False, True])
async def test_loose_forgives_a_first_line_a_last_line_and_asterisks(
    response: str, instruction: dict[str, Any], compat: bool
) -> None:
    loose = await judge(response, instruction, mode="loose", compat=compat)
    assert loose.reward == 1.0


@pytest.mark.parametrize(("response", "instruction"), [LOOSE[0], LOOSE[2], LOOSE[4], LOOSE[5], LOOSE[6]])
async def test_strict_does_not(response: str, instruction: dict[str, Any]) -> None:
    assert (await judge(response, instruction)).reward == 0.0


async def test_loose_holds_each_constraint_in_a_variant_of_its_own() -> None:
    response = "Here, as asked:\n* red"
    assert (await judge(response, NO_COMMA, ONE_BULLET, mode="loose")).reward == 1.0


async def test_what_follows_the_thought_is_judged() -> None:
    assert (await judge("<think>Red, green, blue.</think>Red and green.", NO_COMMA)).reward == 1.0
    assert (await judge("<think>Red.</think>", NO_COMMA)).reason is Reason.NO_ANSWER


@pytest.mark.parametrize("compat", [False, True])
async def test_line_ends_behind_the_thought_are_no_part_of_the_answer(compat: bool) -> None:
    response = '<think>\nShort.\n</think>\n\nHere, as asked:\n{"a": 1}\n'
    assert (await judge(response, JSON, mode="loose", compat=compat)).reward == 1.0
    lines = "<think></think>\n\n  one\n one"
    assert (await judge(lines, {"id": "format:line_indent"}, compat=compat)).reward == 0.0


async def test_the_published_verdict_is_on_a_response_without_a_thought_as_it_is() -> None:
    blank_line_first = '\nSure:\n{"a": 1}'
    assert (await judge(blank_line_first, JSON, mode="loose")).reward == 1.0
    assert (await judge(blank_line_first, JSON, mode="loose", compat=True)).reward == 0.0


async def test_compat_gives_the_published_verdict() -> None:
    assert (await judge('"Just prose."', JSON)).reward == 0.0
    assert (await judge('"Just prose."', JSON, compat=True)).reward == 1.0


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"mode": "lax"}, "options.mode"),
        ({"score": "some"}, "options.score"),
        ({"compat": "yes"}, "options.compat"),
        ({"kompat": True}, "options.kompat"),
    ],
)
async def test_a_wrong_option_is_named(options: dict[str, Any], field: str) -> None:
    verdict = await judge("Red.", NO_COMMA, **options)
    assert (verdict.reason, verdict.detail["field"]) == (Reason.INVALID_SAMPLE, field)


def demand(id_: str, kwargs: Any) -> Demand:
    return Demand(id_, msgspec.convert(kwargs, CONSTRAINTS[id_]))


@pytest.mark.parametrize("blank", ["", " ", "\n\n", "\t\u00a0\u2028"])
@pytest.mark.parametrize("compat", [False, True])
def test_a_blank_text_holds_nothing(blank: str, compat: bool) -> None:
    demands = [demand(case.id, case.kwargs) for case in CASES]
    for loose in (False, True):
        assert not any(follow(blank, demands, loose=loose, compat=compat))


async def test_every_case_is_paid_and_refused_through_the_verifier() -> None:
    for case in CASES:
        instruction = {"id": case.id, "kwargs": dict(case.kwargs)}
        for text in case.holds:
            assert (await judge(text, instruction)).reward == 1.0, (case.id, text)
        for text in case.fails:
            assert (await judge(text, instruction)).reward == 0.0, (case.id, text)


def rows() -> list[tuple[Demand, str, bool, bool]]:
    return [
        (demand(case.id, case.kwargs), text, loose, compat)
        for case in CASES
        for text in (*case.holds, *case.fails)
        for loose in (False, True)
        for compat in (False, True)
    ]


def verdicts(shuffled: Sequence[int], table: Sequence[tuple[Demand, str, bool, bool]]) -> dict[int, bool]:
    return {
        number: follow(text, [wanted], loose=loose, compat=compat)[0]
        for number in shuffled
        for wanted, text, loose, compat in [table[number]]
    }


def test_verdicts_are_the_same_in_any_thread_and_order() -> None:
    table = rows()
    orders = [random.Random(seed).sample(range(len(table)), len(table)) for seed in range(8)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(verdicts, orders, [table] * len(orders)))
    assert all(other == found[0] for other in found)


async def test_a_long_answer_is_judged_beside_others_and_alike() -> None:
    long = "The cat sat. " * (HEAVY_CHARS // 10)
    first, second = await asyncio.gather(judge(long, NO_COMMA), judge(f"{long},", NO_COMMA))
    assert (first.reward, second.reward) == (1.0, 0.0)
    assert first.status is Status.SCORED
