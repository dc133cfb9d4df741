"""From verdicts to bytes, once."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from gateway.service import Chunk
from trainer_client.contract import Reason, ScoredGroup, Status, Verdict

log = logging.getLogger(__name__)

# What the encoder raises: integers beyond 64 bits, nesting, text or types that JSON cannot hold.
_UNENCODABLE = (OverflowError, RecursionError, TypeError, ValueError, NotImplementedError)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is no JSON type")


_encode = msgspec.json.Encoder(enc_hook=_plain).encode


def encode_json(value: Any) -> bytes:
    return _encode(value)


def encode_verdict(verdict: Verdict) -> bytes:
    try:
        return _encode(verdict)
    except _UNENCODABLE:
        return _encode_alone(verdict)


def encode_batch(verdicts: Sequence[Verdict]) -> bytes:
    try:
        return _encode({"verdicts": verdicts})
    except _UNENCODABLE:
        return b'{"verdicts":[' + b",".join(map(encode_verdict, verdicts)) + b"]}"


def encode_lines(chunk: Chunk) -> bytes:
    """NDJSON: each verdict with its index in the request."""
    lines = [b'{"index":%d,%b\n' % (index, encode_verdict(verdict)[1:]) for index, verdict in chunk]
    return b"".join(lines)


def encode_groups(groups: Sequence[ScoredGroup]) -> bytes:
    try:
        return _encode({"groups": groups})
    except OverflowError:
        return _by_standard_library({"groups": groups})


def _encode_alone(verdict: Verdict) -> bytes:
    """One verdict that the fast encoder refused must not cost the others of its batch."""
    try:
        return _by_standard_library(verdict)
    except _UNENCODABLE as error:
        return _encode(_substitute(verdict, error))


def _by_standard_library(value: Any) -> bytes:
    """Integers of any size; everything else as the fast encoder has it."""
    plain = msgspec.to_builtins(value, enc_hook=_plain)
    return json.dumps(plain, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _substitute(verdict: Verdict, error: Exception) -> Verdict:
    """Whose fault: metadata came from the caller, everything else from a verifier."""
    try:
        _by_standard_library(verdict.metadata)
    except _UNENCODABLE:
        reason, detail = Reason.INVALID_SAMPLE, {"message": f"cannot be echoed: {error}", "field": "metadata"}
    else:
        log.error("a verdict of %s cannot be sent", verdict.verifier, exc_info=error)
        reason, detail = Reason.INTERNAL, {"message": f"the verdict cannot be sent: {error}"}
    return replace(
        verdict,
        status=Status.UNSCORED,
        reason=reason,
        reward=None,
        metadata={},
        components={},
        extracted=None,
        detail=detail,
        flags=(),
    )
