"""Errors cross process boundaries, so they must survive a copy with all they know."""

from __future__ import annotations

import copy
import pickle

import pytest

from verifiers.core.errors import (
    BadReference,
    DeadlineExceeded,
    InternalFault,
    InvalidSample,
    ModelUnavailable,
    Overloaded,
)


@pytest.mark.parametrize(
    "error",
    [
        BadReference("x"),
        ModelUnavailable("x"),
        Overloaded("x"),
        DeadlineExceeded("x"),
        InternalFault("x"),
        InvalidSample("x", "a.b"),
    ],
)
def test_errors_survive_pickling(error: Exception) -> None:
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(twin) is type(error)
        assert vars(twin) == vars(error)
