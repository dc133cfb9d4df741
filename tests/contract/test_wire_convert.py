"""What goes over the wire comes back equal, whatever is in it."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer_client.contract import (
    SCORED_REASONS,
    UNSCORED_REASONS,
    FinishReason,
    Group,
    GroupsCall,
    Reason,
    Sample,
    ScoredGroup,
    Status,
    Thinking,
    Timing,
    Verdict,
)
from trainer_client.wire import rewards_pb2 as wire
from trainer_client.wire.convert import (
    sample_from_message,
    sample_to_message,
    verdict_from_message,
    verdict_to_message,
)
from trainer_client.wire.convert_groups import (
    groups_call_from_message,
    groups_call_to_message,
    scored_group_from_message,
    write_scored_group,
)
from trainer_client.wire.json_fields import WireError
from trainer_client.wire.status_details import retry_after_s, retry_details

FEW = settings(max_examples=60, deadline=None)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
MAYBE_TEXT = st.none() | TEXT
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | NUMBER | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
OBJECT = st.dictionaries(TEXT, VALUE, max_size=4)
PROMPT = TEXT | st.lists(st.fixed_dictionaries({"role": TEXT, "content": VALUE}), max_size=3)

SAMPLES = st.builds(
    Sample,
    verifier=TEXT,
    response=TEXT,
    reference=OBJECT,
    prompt=PROMPT,
    options=OBJECT,
    id=MAYBE_TEXT,
    group_id=MAYBE_TEXT,
    run_id=MAYBE_TEXT,
    metadata=OBJECT,
    finish_reason=st.none() | st.sampled_from(FinishReason),
    response_tokens=st.none() | st.integers(-(2**63), 2**63 - 1),
    thinking=st.sampled_from(Thinking),
)


@st.composite
def verdicts(draw: st.DrawFn) -> Verdict:
    scored = draw(st.booleans())
    return Verdict(
        id=draw(MAYBE_TEXT),
        group_id=draw(MAYBE_TEXT),
        metadata=draw(OBJECT),
        verifier=draw(TEXT),
        version=draw(TEXT),
        status=Status.SCORED if scored else Status.UNSCORED,
        reason=draw(st.sampled_from(sorted(SCORED_REASONS if scored else UNSCORED_REASONS))),
        reward=draw(NUMBER) if scored else None,
        components=draw(st.dictionaries(TEXT, NUMBER, max_size=3)),
        extracted=draw(MAYBE_TEXT),
        detail=draw(OBJECT),
        flags=tuple(draw(st.lists(TEXT, max_size=3))),
        timing=draw(st.none() | st.builds(Timing, st.floats(0.1, 1e6), st.floats(0.1, 1e6))),
    )


@FEW
@given(SAMPLES)
def test_a_sample_comes_back_equal(sample: Sample) -> None:
    data = sample_to_message(sample).SerializeToString()
    assert sample_from_message(wire.Sample.FromString(data)) == sample


@FEW
@given(verdicts())
def test_a_verdict_comes_back_equal_and_with_its_timing(verdict: Verdict) -> None:
    data = verdict_to_message(verdict).SerializeToString()
    back = verdict_from_message(wire.Verdict.FromString(data))
    assert back == verdict
    assert back.timing == verdict.timing


@FEW
@given(SAMPLES)
def test_another_json_codec_reads_what_ours_wrote(sample: Sample) -> None:
    assert sample_from_message(sample_to_message(sample), msgspec.json.decode) == sample


@FEW
@given(SAMPLES)
def test_a_message_without_json_fields_is_small(sample: Sample) -> None:
    bare = Sample(verifier=sample.verifier, response=sample.response)
    message = sample_to_message(bare)
    assert not message.reference_json
    assert not message.options_json
    assert not message.metadata_json


@FEW
@given(st.lists(st.builds(Group, group_id=TEXT, responses=st.lists(TEXT), prompt=PROMPT, reference=OBJECT)))
def test_a_call_for_groups_comes_back_equal(groups: list[Group]) -> None:
    call = GroupsCall(recipe="math_rl", groups=groups, options={"std": "none"})
    assert groups_call_from_message(groups_call_to_message(call)) == call


def test_scored_groups_come_back_equal_with_their_holes() -> None:
    verdict = Verdict(verifier="math", version="1", status=Status.SCORED, reason=Reason.CORRECT, reward=1.0)
    scored = ScoredGroup(
        group_id="g",
        verdicts=[verdict, verdict],
        rewards=[1.0, None],
        advantages=[0.5, None],
        loss_mask=[1, 0],
        keep=True,
    )
    message = wire.ScoredGroup()
    write_scored_group(message, scored)
    assert scored_group_from_message(wire.ScoredGroup.FromString(message.SerializeToString())) == scored


@pytest.mark.parametrize("prompt", ["", [], "text", [{"role": "user", "content": [{"type": "text"}]}]])
def test_an_empty_prompt_and_no_messages_stay_what_they_are(prompt: Any) -> None:
    sample = Sample(verifier="math", response="", prompt=prompt)
    assert sample_from_message(sample_to_message(sample)) == sample


def test_any_mapping_travels() -> None:
    reference = MappingProxyType({"answer": MappingProxyType({"a": (1, 2)})})
    sample = Sample(verifier="math", response="", reference=reference)
    assert sample_from_message(sample_to_message(sample)).reference == {"answer": {"a": [1, 2]}}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"response": "\ud800"}, "response"),
        ({"id": "\udfff"}, "id"),
        ({"prompt": "a\ud800"}, "prompt"),
        ({"reference": {"answer": float("nan")}}, "reference"),
        ({"options": {"when": object()}}, "options"),
        ({"metadata": {"loss": float("inf")}}, "metadata"),
        ({"prompt": [{"content": object()}]}, "prompt"),
        ({"response_tokens": 2**63}, "response_tokens"),
        ({"finish_reason": "tired"}, "finish_reason"),
        ({"thinking": "hard"}, "thinking"),
        ({"response": None}, "response"),
    ],
)
def test_a_sample_that_cannot_travel_names_its_field(fields: dict[str, Any], field: str) -> None:
    sample = Sample(**{"verifier": "math", "response": "", **fields})
    with pytest.raises(WireError) as caught:
        sample_to_message(sample)
    assert caught.value.field == field


@pytest.mark.parametrize(
    "data", [b"NaN", b"[1e999]", b'{"a": -Infinity}', b"{", b"\xff", b"[1]", b"1" * 5000]
)
def test_json_that_is_none_is_refused_by_the_field(data: bytes) -> None:
    with pytest.raises(WireError, match=r"^metadata: "):
        sample_from_message(wire.Sample(metadata_json=data))


def test_a_status_or_reason_of_a_later_contract_is_refused_by_name() -> None:
    message = wire.Verdict(status=wire.SCORED, reason="brilliant", reward=1.0)
    with pytest.raises(WireError, match=r"^reason: 'brilliant'"):
        verdict_from_message(message)
    with pytest.raises(WireError, match=r"^status: 0"):
        verdict_from_message(wire.Verdict(reason="correct", reward=1.0))


@FEW
@given(NUMBER.filter(lambda seconds: 0 <= seconds < 1e6))
def test_the_wait_of_an_overloaded_service_comes_back(seconds: float) -> None:
    back = retry_after_s(retry_details(14, "full", seconds))
    assert back == pytest.approx(seconds, abs=1e-6)


@pytest.mark.parametrize("details", [b"", b"\xff\xff", retry_details(14, "", 1.0)[:-3], b"\x08\x0e"])
def test_details_without_a_wait_have_none(details: bytes) -> None:
    assert retry_after_s(details) is None


def test_the_details_are_the_bytes_of_google_rpc_status() -> None:
    # Status{code 14, message "full", details [Any{RetryInfo{retry_delay {seconds 2, nanos 500000000}}}]}
    url = b"type.googleapis.com/google.rpc.RetryInfo"
    info = b"\x0a\x08" + b"\x08\x02\x10\x80\xca\xb5\xee\x01"
    any_ = b"\x0a" + bytes([len(url)]) + url + b"\x12" + bytes([len(info)]) + info
    expected = b"\x08\x0e\x12\x04full\x1a" + bytes([len(any_)]) + any_
    assert retry_details(14, "full", 2.5) == expected


def test_json_on_the_wire_is_compact_and_plain_ascii() -> None:
    message = sample_to_message(Sample(verifier="math", response="", reference={"answer": ["é", 1]}))
    assert message.reference_json == b'{"answer":["\\u00e9",1]}'
    assert json.loads(message.reference_json) == {"answer": ["é", 1]}
