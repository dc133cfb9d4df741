"""Samples and verdicts to messages and back, exactly: what went in comes out equal.

This is the hot path of every batch, so messages are filled in place (``request.samples.add()``) and JSON is
touched only where there is some. Standard library and protobuf alone; a faster JSON codec can be handed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from trainer_client.contract import (
    FinishReason,
    Reason,
    Sample,
    Status,
    Thinking,
    Verdict,
    new_sample,
    new_timing,
    new_verdict,
)
from trainer_client.wire import rewards_pb2 as wire
from trainer_client.wire.json_fields import (
    Decode,
    Encode,
    WireError,
    decode_field,
    decode_json,
    encode_field,
    encode_json,
    object_from,
)

K = TypeVar("K")
V = TypeVar("V")
# What protobuf and the tables below raise for a value that has no place in a field.
_REFUSED = (KeyError, TypeError, ValueError)


_FINISH_REASONS: dict[wire.FinishReason, FinishReason | None] = {
    wire.FINISH_REASON_UNSPECIFIED: None,
    wire.STOP: FinishReason.STOP,
    wire.LENGTH: FinishReason.LENGTH,
}
_THINKING: dict[wire.Thinking, Thinking] = {
    wire.AUTO: Thinking.AUTO,
    wire.EXPECTED: Thinking.EXPECTED,
    wire.NONE: Thinking.NONE,
}
_STATUSES: dict[wire.Status, Status] = {wire.SCORED: Status.SCORED, wire.UNSCORED: Status.UNSCORED}
_REASONS: dict[str, Reason] = {reason.value: reason for reason in Reason}
_FINISH_NUMBERS = {reason: number for number, reason in _FINISH_REASONS.items()}
_THINKING_NUMBERS = {thinking: number for number, thinking in _THINKING.items()}
_STATUS_NUMBERS = {status: number for number, status in _STATUSES.items()}
_AUTO = Thinking.AUTO
_SCORED = Status.SCORED


def write_sample(message: wire.Sample, sample: Sample, encode: Encode = encode_json) -> None:
    """Fills an empty message. Raises ``WireError`` for what does not travel: no JSON, lone surrogates."""
    try:
        _write_typed(message, sample)
    except _REFUSED as error:
        raise WireError(f"does not convert: {error}", _culprit(sample)) from error
    if sample.prompt != "":
        write_prompt(message, sample.prompt, encode)
    if sample.reference:
        message.reference_json = encode_field(sample.reference, "reference", encode)
    if sample.options:
        message.options_json = encode_field(sample.options, "options", encode)
    if sample.metadata:
        message.metadata_json = encode_field(sample.metadata, "metadata", encode)


def _write_typed(message: wire.Sample, sample: Sample) -> None:
    message.verifier = sample.verifier
    message.response = sample.response
    if sample.id is not None:
        message.id = sample.id
    if sample.group_id is not None:
        message.group_id = sample.group_id
    if sample.run_id is not None:
        message.run_id = sample.run_id
    if sample.response_tokens is not None:
        message.response_tokens = sample.response_tokens
    if sample.finish_reason is not None:
        message.finish_reason = _FINISH_NUMBERS[sample.finish_reason]
    if sample.thinking is not _AUTO:
        message.thinking = _THINKING_NUMBERS[sample.thinking]


def _culprit(sample: Sample) -> str:
    """The first typed field that does not convert even by itself."""
    bare = Sample(verifier="", response="")
    for field in fields(Sample):
        try:
            _write_typed(wire.Sample(), replace(bare, **{field.name: getattr(sample, field.name)}))
        except _REFUSED:
            return field.name
    return ""


def sample_to_message(sample: Sample, encode: Encode = encode_json) -> wire.Sample:
    """Raises as ``write_sample``."""
    message = wire.Sample()
    write_sample(message, sample, encode)
    return message


def sample_from_message(message: wire.Sample, decode: Decode = decode_json) -> Sample:
    """Raises ``WireError``, naming the field, for JSON that does not decode or has the wrong shape."""
    reference = message.reference_json
    options = message.options_json
    metadata = message.metadata_json
    finish_reason = message.finish_reason
    thinking = message.thinking
    return new_sample(
        verifier=message.verifier,
        response=message.response,
        reference=object_from(reference, "reference", decode) if reference else {},
        prompt=message.prompt_text or prompt_messages(message, decode),
        options=object_from(options, "options", decode) if options else {},
        id=message.id or ("" if message.HasField("id") else None),
        group_id=message.group_id or ("" if message.HasField("group_id") else None),
        run_id=message.run_id or ("" if message.HasField("run_id") else None),
        metadata=object_from(metadata, "metadata", decode) if metadata else {},
        finish_reason=_named(_FINISH_REASONS, finish_reason, "finish_reason") if finish_reason else None,
        response_tokens=message.response_tokens if message.HasField("response_tokens") else None,
        thinking=_named(_THINKING, thinking, "thinking") if thinking else _AUTO,
    )


def write_prompt(message: wire.Sample | wire.Group, prompt: Any, encode: Encode = encode_json) -> None:
    """Text as text, chat messages as JSON. Raises ``WireError``."""
    if not isinstance(prompt, str):
        message.prompt_messages_json = encode_field(prompt, "prompt", encode)
        return
    try:
        message.prompt_text = prompt
    except _REFUSED as error:
        raise WireError(f"does not convert: {error}", "prompt") from error


def prompt_messages(message: wire.Sample | wire.Group, decode: Decode = decode_json) -> Any:
    """Chat messages, or empty text where there are none. Raises ``WireError``."""
    data = message.prompt_messages_json
    if not data:
        return ""
    messages = decode_field(data, "prompt", decode)
    if not isinstance(messages, list) or not all(isinstance(turn, dict) for turn in messages):
        raise WireError("chat messages are a JSON array of objects", "prompt")
    return messages


def write_verdict(message: wire.Verdict, verdict: Verdict, encode: Encode = encode_json) -> None:
    """Fills an empty message. Raises ``ValueError`` or ``TypeError`` for what does not travel."""
    message.verifier = verdict.verifier
    message.version = verdict.version
    message.status = wire.SCORED if verdict.status is _SCORED else _STATUS_NUMBERS[verdict.status]
    message.reason = verdict.reason
    if verdict.reward is not None:
        message.reward = verdict.reward
    if verdict.id is not None:
        message.id = verdict.id
    if verdict.group_id is not None:
        message.group_id = verdict.group_id
    if verdict.extracted is not None:
        message.extracted = verdict.extracted
    if verdict.components:
        components = message.components
        for name, value in verdict.components.items():  # a third of what update() costs
            components[name] = value
    if verdict.flags:
        message.flags.extend(verdict.flags)
    if verdict.metadata:
        message.metadata_json = encode(verdict.metadata)
    if verdict.detail:
        message.detail_json = encode(verdict.detail)
    timing = verdict.timing
    if timing is not None:
        if timing.queue_ms:
            message.queue_ms = timing.queue_ms
        message.run_ms = timing.run_ms


def verdict_to_message(verdict: Verdict, encode: Encode = encode_json) -> wire.Verdict:
    """Raises as ``write_verdict``."""
    message = wire.Verdict()
    write_verdict(message, verdict, encode)
    return message


def verdict_from_message(message: wire.Verdict, decode: Decode = decode_json) -> Verdict:
    """Raises ``WireError``, or the contract's ``ValueError`` where status, reason and reward contradict."""
    metadata = message.metadata_json
    detail = message.detail_json
    queue_ms, run_ms = message.queue_ms, message.run_ms
    return new_verdict(
        id=message.id or ("" if message.HasField("id") else None),
        group_id=message.group_id or ("" if message.HasField("group_id") else None),
        metadata=object_from(metadata, "metadata", decode) if metadata else {},
        verifier=message.verifier,
        version=message.version,
        status=_named(_STATUSES, message.status, "status"),
        reason=_named(_REASONS, message.reason, "reason"),
        reward=message.reward if message.HasField("reward") else None,
        components=dict(message.components),
        extracted=message.extracted or ("" if message.HasField("extracted") else None),
        detail=object_from(detail, "detail", decode) if detail else {},
        flags=tuple(message.flags),
        timing=new_timing(queue_ms, run_ms) if queue_ms or run_ms else None,
    )


def _named(names: Mapping[K, V], value: K, field: str) -> V:
    try:
        return names[value]
    except KeyError:
        raise WireError(f"{value!r} is none that this version of the contract knows", field) from None
