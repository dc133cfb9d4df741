"""Bodies that are one thing: a struct, decoded fast, and looked at with care when that fails."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from gateway.http import tolerant
from gateway.http.endpoints import Decoder
from gateway.http.limits import HttpLimits

S = TypeVar("S", bound=msgspec.Struct)


def whole(body_type: type[S]) -> Decoder[S]:
    """Of repeated keys the last one counts, as in most JSON parsers."""
    fast = msgspec.json.Decoder(body_type).decode

    def careful(body: bytes, limits: HttpLimits) -> S:
        return tolerant.convert_whole(tolerant.parse(body, limits.max_values), body_type, body_type)

    return Decoder(lambda body, limits: fast(body), careful)
