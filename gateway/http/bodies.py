"""From bytes to samples. What is in order is decoded at once, typed; what is not is looked at item by item.

The bodies mirror the contract's dataclasses field by field, but refuse unknown fields: a misspelt
``options`` must not silently grade with the defaults.
"""

from __future__ import annotations

import dataclasses
from types import GenericAlias
from typing import Any, TypeVar, get_type_hints

import msgspec

from gateway.http import tolerant
from gateway.http.errors import ErrorCode, HttpError
from gateway.http.limits import HttpLimits
from gateway.items import Item
from trainer_client.contract import Group, GroupsCall, Sample

T = TypeVar("T")


class MayRepeat(Exception):  # noqa: N818 - a suspicion; the careful look finds out
    """A field that decides the verdict stands more often in the body than it should."""


# What the fast decoders raise for a body that needs the careful look.
NOT_IN_ORDER = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, MayRepeat)

_SAMPLE_KEYS = (b'"verifier"', b'"response"', b'"reference"')
_GROUP_KEYS = (b'"responses"', b'"reference"')


def strict_mirror(contract: type[Any], **replaced: Any) -> type[msgspec.Struct]:
    """A struct with the fields of a contract's dataclass (``replaced`` gives some other types)."""
    hints = get_type_hints(contract) | replaced
    fields: list[tuple[str, Any] | tuple[str, Any, Any]] = []
    for field in dataclasses.fields(contract):
        if field.default is not dataclasses.MISSING:
            fields.append((field.name, hints[field.name], field.default))
        elif field.default_factory is not dataclasses.MISSING:
            default = msgspec.field(default_factory=field.default_factory)
            fields.append((field.name, hints[field.name], default))
        else:
            fields.append((field.name, hints[field.name]))
    return msgspec.defstruct(
        contract.__name__, fields, kw_only=True, forbid_unknown_fields=True, module=__name__
    )


SampleBody = strict_mirror(Sample)
GroupBody = strict_mirror(Group)
GroupsBody = strict_mirror(GroupsCall, groups=GenericAlias(list, (GroupBody,)))
BatchBody = msgspec.defstruct(
    "BatchBody", [("samples", GenericAlias(list, (SampleBody,)))], forbid_unknown_fields=True
)

_decode_sample = msgspec.json.Decoder(SampleBody).decode
_decode_batch = msgspec.json.Decoder(BatchBody).decode
_decode_groups = msgspec.json.Decoder(GroupsBody).decode


def fast_sample(body: bytes, limits: HttpLimits) -> Sample:
    """Raises one of ``NOT_IN_ORDER``, as the other fast decoders do."""
    sample = msgspec.convert(_decode_sample(body), Sample, from_attributes=True)
    _check_repeats(body, _SAMPLE_KEYS, 1)
    return sample


def fast_batch(body: bytes, limits: HttpLimits) -> list[Item]:
    decoded: Any = _decode_batch(body)
    _check_count(len(decoded.samples), limits)
    _check_repeats(body, _SAMPLE_KEYS, len(decoded.samples))
    samples: list[Item] = msgspec.convert(decoded.samples, list[Sample], from_attributes=True)
    return samples


def fast_groups(body: bytes, limits: HttpLimits) -> GroupsCall:
    call = msgspec.convert(_decode_groups(body), GroupsCall, from_attributes=True)
    _check_repeats(body, _GROUP_KEYS, len(call.groups))
    return _counted(call, limits)


def careful_sample(body: bytes, limits: HttpLimits) -> Sample:
    """Raises ``HttpError`` saying what is wrong and where."""
    value = tolerant.parse(body, limits.max_values)
    return tolerant.convert_whole(value, SampleBody, Sample)


def careful_batch(body: bytes, limits: HttpLimits) -> list[Item]:
    """Every item that is in order, and in the place of every other a ``Malformed``.

    Raises ``HttpError`` when the envelope itself is not in order.
    """
    items = tolerant.envelope_items(tolerant.parse(body, limits.max_values), "samples")
    _check_count(len(items), limits)
    return [tolerant.convert_item(item, SampleBody) for item in items]


def careful_groups(body: bytes, limits: HttpLimits) -> GroupsCall:
    value = tolerant.parse(body, limits.max_values)
    return _counted(tolerant.convert_whole(value, GroupsBody, GroupsCall), limits)


def _check_repeats(body: bytes, keys: tuple[bytes, ...], count: int) -> None:
    """The decoder takes the last of repeated keys. To count the bytes is a tenth of decoding; a name that
    stands in ``metadata`` as well costs the careful look, and a repeated key of another name is not found.
    """
    if any(body.count(key) > count for key in keys):
        raise MayRepeat


def _counted(call: GroupsCall, limits: HttpLimits) -> GroupsCall:
    _check_count(sum(len(group.responses) for group in call.groups), limits)
    return call


def _check_count(count: int, limits: HttpLimits) -> None:
    if count > limits.max_samples:
        raise HttpError(
            ErrorCode.TOO_LARGE,
            f"{count} samples in one request, at most {limits.max_samples} are taken; send smaller batches",
        )
