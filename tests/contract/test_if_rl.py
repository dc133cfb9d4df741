"""The recipe if_rl over both transports: rule and preference as the paper adds them up, or the rule alone."""

from __future__ import annotations

import math
import statistics
from typing import Any

import pytest

from tests.contract.grpc_rig import serving
from tests.contract.http_rig import Rig
from tests.preference_stand_in import WordCountPreference
from trainer_client.wire import rewards_pb2 as wire
from verifiers.core.protocols import Verifier
from verifiers.instructions.verifier import InstructionsVerifier

RESPONSES = ["red and blue", "red, blue", "<think>Hm.</think>blue", "red and blue and green"]
HOLDS = [True, False, True, True]
WORDS = [3, 2, 1, 5]
REFERENCE = {"instructions": [{"id": "punctuation:no_comma", "kwargs": {}}]}


def by_the_paper() -> list[float]:
    mean, deviation = statistics.mean(WORDS), statistics.stdev(WORDS)
    z_scores = [(words - mean) / (deviation + 1e-6) for words in WORDS]
    return [1 + 1 / (1 + math.exp(-z)) if holds else 0.0 for holds, z in zip(HOLDS, z_scores, strict=True)]


def verifiers(preference: WordCountPreference | None) -> dict[str, Verifier]:
    rule: dict[str, Verifier] = {"instructions": InstructionsVerifier()}
    return rule | ({"preference": preference} if preference else {})


async def ask_http(model: WordCountPreference | None, **options: Any) -> dict[str, Any]:
    group = {"group_id": "g", "prompt": "Colours?", "responses": RESPONSES, "reference": REFERENCE}
    async with Rig(others=verifiers(model)).client() as client:
        answer = await client.post(
            "/v1/groups", json={"recipe": "if_rl", "groups": [group], "options": options}
        )
    assert answer.status_code == 200, answer.text
    (scored,) = answer.json()["groups"]
    return dict(scored)


async def test_rule_and_preference_add_up_as_in_the_paper() -> None:
    scored = await ask_http(WordCountPreference())
    assert scored["rewards"] == pytest.approx(by_the_paper(), abs=1e-9)
    assert scored["keep"]
    assert sum(scored["advantages"]) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("preference", "options"),
    [(None, {}), (None, {"preference": "none"}), ("stand-in", {"preference": "none"})],
)
async def test_without_a_model_the_rule_alone_counts(preference: str | None, options: dict[str, Any]) -> None:
    scored = await ask_http(WordCountPreference() if preference else None, **options)
    assert scored["rewards"] == [float(holds) for holds in HOLDS]


async def test_a_model_that_is_down_leaves_those_that_hold_unscored() -> None:
    for preference, options in ((WordCountPreference(down=True), {}), (None, {"preference": "model"})):
        scored = await ask_http(preference, **options)
        assert scored["rewards"] == [None, 0.0, None, None]
        assert scored["verdicts"][0]["reason"] == "model_unavailable"
        assert scored["loss_mask"] == [0, 1, 0, 0]


async def test_another_way_to_weigh_is_refused_by_name() -> None:
    group = {"group_id": "g", "responses": ["a"], "reference": REFERENCE}
    async with Rig(others=verifiers(None)).client() as client:
        body = {"recipe": "if_rl", "groups": [group], "options": {"preference": "always"}}
        answer = await client.post("/v1/groups", json=body)
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "options.preference")


async def test_grpc_gives_the_same_rewards() -> None:
    async with serving(others=verifiers(WordCountPreference())) as rig:
        request = wire.ScoreGroupsRequest(recipe="if_rl")
        group = request.groups.add(group_id="g", responses=RESPONSES)
        group.prompt_text = "Colours?"
        group.reference_json = b'{"instructions": [{"id": "punctuation:no_comma"}]}'
        answer = await rig.raw("ScoreGroups")(request.SerializeToString())
    scored = wire.ScoreGroupsResponse.FromString(answer).groups[0]
    assert [verdict.reward for verdict in scored.verdicts] == pytest.approx(by_the_paper(), abs=1e-9)
