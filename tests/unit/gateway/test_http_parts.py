"""The parts of the HTTP service by themselves: mirror, encoder, keys, budget, errors."""

from __future__ import annotations

import dataclasses
import json
from types import MappingProxyType
from typing import Any

import msgspec
import pytest

from gateway.api_keys import ApiKeys, MissingKey, WrongKey
from gateway.http.bodies import GroupBody, GroupsBody, SampleBody, careful_batch, fast_batch
from gateway.http.encoding import encode_batch, encode_lines, encode_verdict
from gateway.http.errors import ErrorCode, HttpError, error_body, overloaded
from tests.contract.http_rig import default_limits
from trainer_client.contract import Group, GroupsCall, Reason, Sample, Status, Verdict


def verdict(**fields: Any) -> Verdict:
    known: dict[str, Any] = {
        "verifier": "echo",
        "version": "1",
        "status": Status.SCORED,
        "reason": Reason.CORRECT,
        "reward": 1.0,
    }
    return Verdict(**known | fields)


@pytest.mark.parametrize(
    ("body", "contract"), [(SampleBody, Sample), (GroupBody, Group), (GroupsBody, GroupsCall)]
)
def test_a_body_has_the_fields_of_the_contract_and_refuses_others(
    body: type[msgspec.Struct], contract: type[Any]
) -> None:
    assert body.__struct_fields__ == tuple(field.name for field in dataclasses.fields(contract))
    assert body.__struct_config__.forbid_unknown_fields


def test_fast_and_careful_decoding_agree() -> None:
    full = {
        "verifier": "math",
        "response": "so \\boxed{1}",
        "reference": {"answer": ["1", "2"]},
        "prompt": [{"role": "user", "content": "é"}],
        "options": {"extract": "boxed"},
        "id": "i",
        "group_id": "g",
        "run_id": "r",
        "metadata": {"a": 1.5},
        "finish_reason": "length",
        "response_tokens": 7,
        "thinking": "none",
    }
    body = json.dumps({"samples": [full, {"verifier": "a", "response": ""}]}).encode()
    fast = fast_batch(body, default_limits())
    assert fast == careful_batch(body, default_limits())
    assert dataclasses.asdict(fast[0]) == full  # type: ignore[call-overload]
    assert fast[1] == Sample(verifier="a", response="")


def test_samples_share_no_default() -> None:
    body = json.dumps({"samples": [{"verifier": "a", "response": ""}] * 2}).encode()
    first, second = fast_batch(body, default_limits())
    assert first.metadata is not second.metadata


def test_a_verdict_that_cannot_be_sent_costs_no_other() -> None:
    fine, odd = verdict(id="a"), verdict(id="b", detail={"what": object()})
    first, second = json.loads(encode_batch([fine, odd]))["verdicts"]
    assert (first["id"], first["reward"]) == ("a", 1.0)
    assert (second["id"], second["reason"], second["reward"]) == ("b", "internal", None)


def test_any_mapping_and_integers_of_any_size_are_sent() -> None:
    sent = encode_verdict(verdict(metadata=MappingProxyType({"n": 2**70}), components={"a": 1.0}))
    assert json.loads(sent)["metadata"] == {"n": 2**70}


def test_a_line_is_the_verdict_with_its_index() -> None:
    lines = encode_lines([(3, verdict()), (1, verdict(id="x"))]).splitlines()
    assert [json.loads(line)["index"] for line in lines] == [3, 1]
    assert json.loads(lines[0]) == {"index": 3} | json.loads(encode_verdict(verdict()))


@pytest.mark.parametrize("sent", [None, b"", b"Bearer", b"Bearer   ", b"Token abc", b"abc"])
def test_no_bearer_is_a_missing_key(sent: bytes | None) -> None:
    with pytest.raises(MissingKey):
        ApiKeys({"a": "abc"}).tenant(sent)


@pytest.mark.parametrize("sent", [b"Bearer ab", b"Bearer abcd", b"Bearer \xff\xfe"])
def test_another_secret_is_a_wrong_key(sent: bytes) -> None:
    with pytest.raises(WrongKey):
        ApiKeys({"a": "abc"}).tenant(sent)


def test_each_key_names_its_holder() -> None:
    keys = ApiKeys({"a": "abc", "b": "schlüssel"})
    assert [keys.tenant(b"Bearer abc"), keys.tenant("BEARER schlüssel".encode())] == ["a", "b"]


@pytest.mark.parametrize("secrets", [{}, {"a": ""}, {"a": "x", "b": "x"}])
def test_keys_that_protect_nothing_are_refused(secrets: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="API key"):
        ApiKeys(secrets)


def test_those_refused_are_not_told_to_return_as_one() -> None:
    waits = {dict(overloaded("busy", 10.0).headers)[b"retry-after"] for _ in range(200)}
    assert len(waits) > 3
    assert all(10 <= int(wait) <= 15 for wait in waits)


def test_an_error_carries_nothing_that_cannot_be_sent() -> None:
    error = HttpError(ErrorCode.INVALID_REQUEST, "x" * 10_000 + "\ud800", "a\ud800")
    body = json.loads(error_body(error, "r"))["error"]
    assert len(body["message"]) < 1000
    assert body["field"] == "a?"
