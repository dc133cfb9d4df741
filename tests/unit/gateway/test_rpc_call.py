"""What a refused call leaves behind: nothing of its request."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest

from gateway.answers import count_nothing
from gateway.rpc.call import framed
from trainer_client.wire.json_fields import WireError


class Message:
    """Stands for the bytes of a request, and can be watched."""


class Keeping:
    """A context that keeps what ``abort`` raises, as gRPC's does."""

    raised: Exception | None = None

    def trailing_metadata(self) -> None:
        return None

    async def abort(self, *_: Any) -> None:
        try:
            raise RuntimeError("aborted")
        except RuntimeError as error:
            self.raised = error
            raise


async def refusing(request: Message, context: Keeping) -> None:
    try:
        raise KeyError("found below")
    except KeyError as error:
        raise WireError("does not decode") from error


async def test_a_refused_call_does_not_hold_its_request_in_a_cycle() -> None:
    context = Keeping()
    watched = weakref.ref(message := Message())
    gc.disable()
    try:
        attempt = framed(refusing, count_nothing)(message, context)
        del message
        with pytest.raises(RuntimeError, match="aborted"):
            await attempt
        assert context.raised is not None
        assert watched() is None
    finally:
        gc.enable()
