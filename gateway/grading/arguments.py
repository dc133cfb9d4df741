"""Text and JSON that come from the command line: what a request may hold, and nothing else."""

from __future__ import annotations

import os
from typing import Any

import msgspec

from gateway.grading.row import doubt
from gateway.user_errors import Unusable


def as_text(flag: str, value: str) -> str:
    """Python keeps bytes that the locale cannot read as lone surrogates; here they are read as UTF-8.

    Raises ``Unusable`` for what is not.
    """
    try:
        value.encode()
    except UnicodeEncodeError:
        try:
            return os.fsencode(value).decode()
        except UnicodeError as error:
            raise Unusable(f"{flag} is not UTF-8; give it in UTF-8") from error
    return value


def as_object(flag: str, value: str, example: str) -> dict[str, Any]:
    """Raises ``Unusable`` for what is no object of JSON, or one that two readers might read differently."""
    text = as_text(flag, value).encode()
    way_on = f"write an object, such as '{example}'"
    try:
        read = msgspec.json.decode(text, type=dict[str, Any])
    except RecursionError as error:
        raise Unusable(f"{flag}: nested too deeply; {way_on}") from error
    except msgspec.DecodeError as error:
        raise Unusable(f"{flag}: {error}; {way_on}") from error
    if found := doubt(text):
        raise Unusable(f"{flag}: {found.message}; {way_on}")
    return read
