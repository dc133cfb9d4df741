"""The fingerprint of a sample: sha256 of its canonical JSON.

Graded files carry it so that a stopped run is resumed against the same input only, and the journal so that a
verdict can be traced to its sample. Defaults are written out: a sample is the same however it was spelt.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import msgspec

from gateway.items import Item

_encoder = msgspec.json.Encoder(order="sorted")


def canonical_json(item: Any) -> bytes:
    """Keys sorted, no spaces, UTF-8; of an item, or of parts of one. Raises ``TypeError`` for no JSON."""
    return _encoder.encode(item)


def sample_hash(item: Item) -> str:
    """64 hexadecimal digits."""
    return sha256(canonical_json(item)).hexdigest()
