"""Between gRPC's bytes and the contract. What one item or verdict cannot do does not cost the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import msgspec
from google.protobuf.message import DecodeError, Message

from gateway.items import Item, Malformed
from gateway.rpc.call import GrpcLimits
from gateway.verdict_json import UNSENDABLE, any_json, substitute
from trainer_client.contract import Verdict
from trainer_client.wire import rewards_pb2 as wire
from trainer_client.wire.convert import sample_from_message, write_verdict
from trainer_client.wire.json_fields import WireError, object_from

M = TypeVar("M", bound=Message)

decode = msgspec.json.Decoder().decode
# As over HTTP.
encode = any_json


def message_from(kind: type[M], data: bytes) -> M:
    """Raises ``WireError``."""
    try:
        return kind.FromString(data)
    except DecodeError as error:
        raise WireError(f"the bytes are no {kind.DESCRIPTOR.full_name} with UTF-8 text: {error}") from error


def items_from(messages: Sequence[wire.Sample], limits: GrpcLimits) -> list[Item]:
    """A sample for each message, or ``Malformed`` in its place. Raises ``WireError`` for too many."""
    if len(messages) > limits.max_samples:
        raise WireError(
            f"{len(messages)} samples in one message, at most {limits.max_samples} are taken", "samples"
        )
    try:
        return [sample_from_message(message, decode) for message in messages]
    except WireError:
        return [item_from(message) for message in messages]


def item_from(message: wire.Sample) -> Item:
    try:
        return sample_from_message(message, decode)
    except WireError as error:
        return _malformed(message, error)


def _malformed(message: wire.Sample, error: WireError) -> Malformed:
    """Keeps of a bad item what its sender needs to know it again."""
    try:
        metadata = object_from(message.metadata_json, "metadata", decode)
    except WireError:
        metadata = {}
    return Malformed(
        message=error.message,
        field=error.field,
        id=message.id if message.HasField("id") else None,
        group_id=message.group_id if message.HasField("group_id") else None,
        verifier=message.verifier,
        metadata=metadata,
    )


def write_verdicts(messages: Any, verdicts: Iterable[Verdict]) -> None:
    """Appends to a repeated field of verdicts."""
    for verdict in verdicts:
        try:
            write_verdict(messages.add(), verdict, encode)
        except UNSENDABLE as error:
            del messages[-1]
            write_verdict(messages.add(), substitute(verdict, error), encode)
