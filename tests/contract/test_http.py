"""What the HTTP interface promises to a well-behaved client."""

from __future__ import annotations

import asyncio
import json
import re

import pytest

from gateway.api_keys import ApiKeys
from tests.contract.http_rig import Rig, sample

KEYS = ApiKeys({"trainer": "s3cret", "evals": "other"})


async def test_a_sample_gets_a_verdict_with_every_field_of_the_contract() -> None:
    async with Rig().client() as client:
        response = await client.post("/v1/verify", json=sample(id="a", group_id="g", metadata={"row": 1}))
    verdict = response.json()
    assert response.status_code == 200
    assert (verdict.pop("timing") or {}).keys() == {"queue_ms", "run_ms"}
    assert verdict == {
        "id": "a",
        "group_id": "g",
        "metadata": {"row": 1},
        "verifier": "echo",
        "version": "1",
        "status": "scored",
        "reason": "correct",
        "reward": 1.0,
        "components": {},
        "extracted": "42",
        "detail": {},
        "flags": [],
    }


async def test_a_batch_has_verdicts_of_the_same_length_and_order() -> None:
    samples = [sample(str(number), "7", id=str(number % 3)) for number in range(50)]
    async with Rig().client() as client:
        response = await client.post("/v1/verify/batch", json={"samples": samples})
    verdicts = response.json()["verdicts"]
    assert [verdict["extracted"] for verdict in verdicts] == [str(number) for number in range(50)]
    assert [verdict["id"] for verdict in verdicts] == [entry["id"] for entry in samples]
    assert [verdict["reward"] for verdict in verdicts].index(1.0) == 7


async def test_an_empty_batch_has_no_verdicts() -> None:
    async with Rig().client() as client:
        batch = await client.post("/v1/verify/batch", json={"samples": []})
        stream = await client.post("/v1/verify/stream", json={"samples": []})
    assert batch.json() == {"verdicts": []}
    assert (stream.status_code, stream.content) == (200, b"")


async def test_a_stream_says_of_each_verdict_which_sample_it_is_for() -> None:
    samples = [sample(str(number), "1") for number in range(5)]
    async with Rig().client() as client:
        response = await client.post("/v1/verify/stream", json={"samples": samples})
    lines = [json.loads(line) for line in response.text.splitlines()]
    assert response.headers["content-type"] == "application/x-ndjson"
    assert sorted(line["index"] for line in lines) == list(range(5))
    assert all(line["extracted"] == str(line["index"]) for line in lines)


async def test_batch_stream_and_single_agree() -> None:
    samples = [sample("42"), sample("41"), sample(""), sample(verifier="none"), sample(reference={})]
    async with Rig().client() as client:
        batch = (await client.post("/v1/verify/batch", json={"samples": samples})).json()["verdicts"]
        lines = (await client.post("/v1/verify/stream", json={"samples": samples})).text.splitlines()
        singles = [(await client.post("/v1/verify", json=entry)).json() for entry in samples]
    streamed = sorted(map(json.loads, lines), key=lambda line: line.pop("index"))
    for verdict in (*batch, *streamed, *singles):
        del verdict["timing"]
    assert batch == streamed == singles


async def test_an_unknown_verifier_is_an_invalid_sample_that_names_those_there_are() -> None:
    async with Rig().client() as client:
        response = await client.post("/v1/verify", json=sample(verifier="maths"))
    verdict = response.json()
    assert response.status_code == 200
    assert (verdict["status"], verdict["reason"], verdict["reward"]) == ("unscored", "invalid_sample", None)
    assert "echo, slow" in verdict["detail"]["message"]


async def test_a_bad_item_leaves_the_others_graded_and_keeps_its_own_marks() -> None:
    bad = {**sample(id="b", group_id="g", metadata={"row": 2}), "optons": {}}
    async with Rig().client() as client:
        response = await client.post("/v1/verify/batch", json={"samples": [sample(), bad, sample("0")]})
    first, second, third = response.json()["verdicts"]
    assert (first["reward"], third["reward"]) == (1.0, 0.0)
    assert (second["id"], second["group_id"], second["metadata"]) == ("b", "g", {"row": 2})
    assert (second["reason"], second["detail"]["field"]) == ("invalid_sample", "optons")
    assert "did you mean `options`" in second["detail"]["message"]
    assert "metadata" in second["detail"]["message"]


async def test_groups_come_back_with_advantages() -> None:
    group = {"group_id": "g", "prompt": "?", "responses": ["a", "b"], "reference": {"answer": "a"}}
    async with Rig().client() as client:
        response = await client.post("/v1/groups", json={"recipe": "math_rl", "groups": [group]})
    (scored,) = response.json()["groups"]
    # The rig has no math verifier: what nobody could judge is masked, not punished.
    assert (scored["rewards"], scored["advantages"], scored["loss_mask"]) == (
        [None, None],
        [None, None],
        [0, 0],
    )
    assert scored["keep"] is False


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"recipe": "none", "groups": []}, "recipe"),
        ({"groups": []}, "recipe"),
        ({"recipe": "math_rl"}, "groups"),
        ({"recipe": "math_rl", "groups": [{"group_id": "a"}]}, "groups[0].responses"),
        ({"recipe": "math_rl", "groups": [{"group_id": "a", "responses": [1]}]}, "groups[0].responses[0]"),
        ({"recipe": "math_rl", "groups": [], "options": {"extract": "any"}}, "options.extract"),
        ({"recipe": "math_rl", "groups": [], "options": {"eps": -1}}, "options.eps"),
    ],
)
async def test_a_groups_call_out_of_order_names_the_field(body: object, field: str) -> None:
    async with Rig().client() as client:
        response = await client.post("/v1/groups", json=body)
    assert (response.status_code, response.json()["error"].get("field")) == (422, field)


async def test_what_is_not_done_in_time_is_unscored_as_deadline() -> None:
    async with Rig().client() as client:
        response = await client.post(
            "/v1/verify/batch",
            json={"samples": [sample(), sample(verifier="slow")]},
            headers={"Cascade-Timeout-Ms": "30"},
        )
    assert [verdict["reason"] for verdict in response.json()["verdicts"]] == ["correct", "deadline"]


@pytest.mark.parametrize("asked", ["0", "-1", "soon", "1.5", "", "99999999999999999999"])
async def test_a_time_limit_that_is_no_positive_integer_is_refused_by_name(asked: str) -> None:
    async with Rig().client() as client:
        response = await client.post("/v1/verify", json=sample(), headers={"Cascade-Timeout-Ms": asked})
    assert (response.status_code, response.json()["error"]["field"]) == (422, "Cascade-Timeout-Ms")


async def test_a_sane_request_id_comes_back_and_another_is_replaced() -> None:
    async with Rig().client() as client:
        kept = await client.get("/healthz", headers={"X-Request-Id": "step-7/rank-3"})
        long = await client.get("/nowhere", headers={"X-Request-Id": "x" * 200})
        spaced = await client.post("/v1/verify", content=b"{", headers={"X-Request-Id": "a b"})
    assert kept.headers["x-request-id"] == "step-7/rank-3"
    for replaced in (long, spaced):
        made = replaced.headers["x-request-id"]
        assert re.fullmatch(r"[0-9a-f]+-[0-9a-f]+", made)
        assert replaced.json()["error"]["request_id"] == made


async def test_ready_names_every_verifier_and_draining_says_so() -> None:
    rig = Rig()
    async with rig.client() as client:
        ready = await client.get("/readyz")
        rig.app.state.draining = True
        draining = await client.get("/readyz")
        alive = await client.get("/healthz")
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")
    assert ready.json()["verifiers"]["slow"] == {"ready": True, "hint": ""}
    assert (draining.status_code, draining.json()["status"]) == (503, "shutting_down")
    assert alive.json() == {"status": "ok", "version": "0.0.1"}


async def test_verifiers_are_described_with_an_example_that_scores_one() -> None:
    async with Rig().client() as client:
        described = (await client.get("/v1/verifiers")).json()["verifiers"]
        echo = next(entry for entry in described if entry["name"] == "echo")
        verdict = (await client.post("/v1/verify", json=echo["example"])).json()
    assert all(echo[field] for field in ("reference_schema", "options_schema", "ready"))
    assert verdict["reward"] == 1.0


async def test_metrics_are_for_prometheus_and_docs_for_people() -> None:
    async with Rig().client() as client:
        metrics = await client.get("/metrics")
        docs = await client.get("/docs")
    assert metrics.text == "up 1\n"
    assert metrics.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "swagger" in docs.text.lower()


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/verify", 405, "method_not_allowed"),
        ("POST", "/healthz", 405, "method_not_allowed"),
        ("POST", "/v1/verify/", 404, "not_found"),
        ("GET", "/v1/jobs", 404, "not_found"),
    ],
)
async def test_the_frameworks_refusals_have_the_shape_of_ours(
    method: str, path: str, status: int, code: str
) -> None:
    async with Rig().client() as client:
        response = await client.request(method, path)
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (status, code)
    assert error["request_id"] == response.headers["x-request-id"]
    assert ("allow" in response.headers) == (status == 405)


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (None, 401, "unauthenticated"),
        ("Basic czNjcmV0", 401, "unauthenticated"),
        ("Bearer ", 401, "unauthenticated"),
        ("Bearer s3cre", 403, "forbidden"),
        ("Bearer s3cret2", 403, "forbidden"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/verify", "/v1/verifiers", "/metrics", "/nowhere"])
async def test_without_a_key_of_ours_there_is_no_answer(
    path: str, sent: str | None, status: int, code: str
) -> None:
    headers = {} if sent is None else {"Authorization": sent}
    async with Rig(api_keys=KEYS).client() as client:
        response = await client.request("POST" if path == "/v1/verify" else "GET", path, headers=headers)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert ("www-authenticate" in response.headers) == (status == 401)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/docs", "/openapi.json"])
async def test_probes_and_documentation_need_no_key(path: str) -> None:
    async with Rig(api_keys=KEYS).client() as client:
        assert (await client.get(path)).status_code == 200


async def test_a_key_opens_the_calls_and_names_the_tenant() -> None:
    rig = Rig(api_keys=KEYS)
    seen: list[str] = []

    class Listener:
        def observed(self, items: object, verdicts: object, **named: object) -> None:
            seen.append(f"{named['tenant']} {named['request_id']}")

        def refused(self, count: int) -> None:
            raise AssertionError(count)

    rig.service._observers = (Listener(),)  # type: ignore[assignment]
    async with rig.client() as client:
        headers = {"Authorization": "bearer other", "X-Request-Id": "r1"}
        response = await client.post("/v1/verify", json=sample(), headers=headers)
    assert (response.status_code, seen) == (200, ["evals r1"])


async def test_overload_is_answered_at_once_with_retry_after() -> None:
    rig = Rig(in_flight=1)
    async with rig.client() as client:
        taken = asyncio.create_task(client.post("/v1/verify", json=sample(verifier="slow")))
        await rig.slow.waiting.wait()
        for path in ("/v1/verify/batch", "/v1/verify/stream"):
            refused = await client.post(path, json={"samples": [sample()]})
            assert (refused.status_code, refused.json()["error"]["code"]) == (429, "overloaded")
            assert int(refused.headers["retry-after"]) >= 1
        rig.slow.gate.set()
        assert (await taken).json()["reward"] == 1.0


async def test_an_error_of_ours_is_500_in_the_same_shape_and_tells_no_secrets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rig = Rig()

    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("/etc/passwd")

    monkeypatch.setattr(rig.service, "verify_many", broken)
    async with rig.client() as client:
        response = await client.post("/v1/verify", json=sample())
    assert (response.status_code, response.json()["error"]["code"]) == (500, "internal")
    assert "passwd" not in response.text


def test_every_endpoint_of_this_stage_is_described_and_no_other() -> None:
    paths = set(Rig().app.openapi()["paths"])
    assert paths == {
        "/v1/verify",
        "/v1/verify/batch",
        "/v1/verify/stream",
        "/v1/groups",
        "/v1/verifiers",
        "/healthz",
        "/readyz",
        "/metrics",
    }


async def test_every_answer_is_counted_by_its_status_and_a_refusal_is_logged_with_its_id(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rig = Rig(api_keys=KEYS)
    right = {"Authorization": "Bearer s3cret"}
    with caplog.at_level("DEBUG", "gateway.http.frame"):
        async with rig.client() as client:
            await client.post("/v1/verify", json=sample(), headers=right)
            refused = await client.post("/v1/verify", json=sample())
            await client.get("/nowhere", headers=right)
            await client.post("/v1/verify", content=b"{", headers=right)
    assert rig.answers == [("http", 200), ("http", 401), ("http", 404), ("http", 400)]
    assert refused.json()["error"]["request_id"] in caplog.text
