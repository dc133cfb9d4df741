"""What a request holds: samples, and in the place of each that did not decode, what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default
from typing import Any

from trainer_client.contract import Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Malformed:
    """An item of a batch that did not decode. Its place gets an ``invalid_sample`` verdict."""

    message: str
    field: str = ""
    id: str | None = None
    group_id: str | None = None
    verifier: str = ""
    metadata: Mapping[str, Any] = default(default_factory=dict)

    def as_sample(self) -> Sample:
        """What is known of it."""
        return Sample(
            verifier=self.verifier,
            response="",
            id=self.id,
            group_id=self.group_id,
            metadata=self.metadata,
        )


Item = Sample | Malformed
