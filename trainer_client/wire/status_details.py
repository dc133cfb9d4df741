"""How long an overloaded service asks its caller to wait, in gRPC's own form (google.rpc.RetryInfo)."""

from __future__ import annotations

import math

from google.protobuf.message import DecodeError

from trainer_client.wire.status_details_pb2 import RetryInfo, StatusDetails

METADATA_KEY = "grpc-status-details-bin"
_RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo"


def retry_details(code: int, message: str, retry_after_s: float) -> bytes:
    """The value of ``METADATA_KEY`` for an error that may be tried again after ``retry_after_s`` seconds."""
    info = RetryInfo()
    info.retry_delay.FromNanoseconds(math.ceil(max(retry_after_s, 0.0) * 1e9))
    status = StatusDetails(code=code, message=message)
    status.details.add(type_url=_RETRY_INFO, value=info.SerializeToString())
    return status.SerializeToString()


def retry_after_s(details: bytes) -> float | None:
    """The seconds to wait that an error's details name; ``None`` when they name none or cannot be read."""
    try:
        for detail in StatusDetails.FromString(details).details:
            if detail.type_url == _RETRY_INFO:
                return RetryInfo.FromString(detail.value).retry_delay.ToNanoseconds() / 1e9
    except DecodeError:
        return None
    return None
