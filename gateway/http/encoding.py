"""From verdicts to bytes, once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway.service import Chunk
from gateway.verdict_json import UNSENDABLE, any_json, fast_json, substitute
from trainer_client.contract import ScoredGroup, Verdict


def encode_json(value: Any) -> bytes:
    return fast_json(value)


def encode_verdict(verdict: Verdict) -> bytes:
    """One verdict that cannot be sent must not cost the others of its batch."""
    try:
        return any_json(verdict)
    except UNSENDABLE as error:
        return fast_json(substitute(verdict, error))


def encode_batch(verdicts: Sequence[Verdict]) -> bytes:
    try:
        return fast_json({"verdicts": verdicts})
    except UNSENDABLE:
        return b'{"verdicts":[' + b",".join(map(encode_verdict, verdicts)) + b"]}"


def encode_lines(chunk: Chunk) -> bytes:
    """NDJSON: each verdict with its index in the request."""
    lines = [b'{"index":%d,%b\n' % (index, encode_verdict(verdict)[1:]) for index, verdict in chunk]
    return b"".join(lines)


def encode_groups(groups: Sequence[ScoredGroup]) -> bytes:
    return any_json({"groups": groups})
