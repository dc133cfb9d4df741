"""Verdicts as JSON, the same over every transport, and what is sent in the place of one that cannot be."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec

from trainer_client.contract import Reason, Status, Verdict

log = logging.getLogger(__name__)

# What encoding raises for a value that does not travel: nesting, text or types that JSON cannot hold.
UNSENDABLE = (OverflowError, RecursionError, TypeError, ValueError, NotImplementedError)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is no JSON type")


fast_json = msgspec.json.Encoder(enc_hook=_plain).encode


def any_json(value: Any) -> bytes:
    """As ``fast_json``; the standard library takes integers beyond 64 bits. Raises ``UNSENDABLE``."""
    try:
        return fast_json(value)
    except OverflowError:
        plain = msgspec.to_builtins(value, enc_hook=_plain)
        return json.dumps(plain, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def substitute(verdict: Verdict, error: Exception) -> Verdict:
    """In the place of a verdict that cannot be sent. Metadata came from the caller, all else from a verifier.

    Its message does not quote ``error``, which differs by transport.
    """
    try:
        any_json(verdict.metadata)
    except UNSENDABLE:
        reason, message = Reason.INVALID_SAMPLE, "cannot be echoed: it holds what is no JSON in UTF-8"
        detail = {"message": message, "field": "metadata"}
    else:
        log.error("a verdict of %s cannot be sent", verdict.verifier, exc_info=error)
        reason, detail = Reason.INTERNAL, {"message": "the verdict cannot be sent; the log says why"}
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
