"""Calls for groups and their scores to messages and back. A missing number is ``None`` here, NaN there."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from trainer_client.contract import Group, GroupsCall, ScoredGroup
from trainer_client.wire import rewards_pb2 as wire
from trainer_client.wire.convert import prompt_messages, verdict_from_message, write_prompt, write_verdict
from trainer_client.wire.json_fields import Decode, Encode, WireError, decode_json, encode_json, object_from


def groups_call_to_message(call: GroupsCall, encode: Encode = encode_json) -> wire.ScoreGroupsRequest:
    """Raises ``ValueError`` or ``TypeError`` for what does not travel."""
    request = wire.ScoreGroupsRequest(recipe=call.recipe)
    if call.options:
        request.options_json = encode(call.options)
    for group in call.groups:
        message = request.groups.add(group_id=group.group_id, responses=group.responses)
        write_prompt(message, group.prompt, encode)
        if group.reference:
            message.reference_json = encode(group.reference)
    return request


def groups_call_from_message(request: wire.ScoreGroupsRequest, decode: Decode = decode_json) -> GroupsCall:
    """Raises ``WireError`` with the path of the field that does not convert."""
    options = object_from(request.options_json, "options", decode)
    groups = [_group(index, message, decode) for index, message in enumerate(request.groups)]
    return GroupsCall(recipe=request.recipe, options=options, groups=groups)


def _group(index: int, message: wire.Group, decode: Decode) -> Group:
    try:
        return Group(
            group_id=message.group_id,
            responses=list(message.responses),
            prompt=message.prompt_text or prompt_messages(message, decode),
            reference=object_from(message.reference_json, "reference", decode),
        )
    except WireError as error:
        raise WireError(error.message, f"groups[{index}].{error.field}") from error


def write_scored_group(message: wire.ScoredGroup, scored: ScoredGroup, encode: Encode = encode_json) -> None:
    """Fills an empty message. Raises ``ValueError`` or ``TypeError`` for what does not travel."""
    message.group_id = scored.group_id
    for verdict in scored.verdicts:
        write_verdict(message.verdicts.add(), verdict, encode)
    message.rewards.extend(_with_nan(scored.rewards))
    message.advantages.extend(_with_nan(scored.advantages))
    message.loss_mask.extend(scored.loss_mask)
    message.keep = scored.keep


def scored_group_from_message(message: wire.ScoredGroup, decode: Decode = decode_json) -> ScoredGroup:
    """Lists by position of the response. Raises ``WireError`` for a verdict that does not convert."""
    return ScoredGroup(
        group_id=message.group_id,
        verdicts=[verdict_from_message(verdict, decode) for verdict in message.verdicts],
        rewards=_without_nan(message.rewards),
        advantages=_without_nan(message.advantages),
        loss_mask=list(message.loss_mask),
        keep=message.keep,
    )


def _with_nan(numbers: Sequence[float | None]) -> list[float]:
    return [math.nan if number is None else number for number in numbers]


def _without_nan(numbers: Iterable[float]) -> list[float | None]:
    return [None if math.isnan(number) else number for number in numbers]
