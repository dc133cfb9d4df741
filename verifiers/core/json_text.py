"""Reads JSON as RFC 8259 has it, where Python's parser is laxer.

Refused besides what does not parse: a name that an object has twice (readers differ in which value they
take), NaN and Infinity, numbers beyond a double (1e400), lone surrogates, more than 64 levels of nesting.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, NoReturn

from verifiers.core.decode import shortened
from verifiers.core.json_values import TOO_DEEP, TOO_LARGE, NotJson, Object, as_json


class Malformed(ValueError):  # noqa: N818 - what a text is
    """A text that cannot be read; the message says what is wrong and where: line and column, or the path."""


def read_json(text: str) -> Any:
    """The value of a text, in the form of ``as_json``. Linear in the text. Raises ``Malformed``."""
    try:
        return as_json(json.loads(text, object_pairs_hook=_object, parse_constant=_no_number))
    except json.JSONDecodeError as error:
        raise Malformed(f"{error.msg}: line {error.lineno}, column {error.colno}") from error
    except NotJson as error:
        raise Malformed(f"{error.message}, at {shortened(error.where)}") from error
    except RecursionError as error:
        raise Malformed(TOO_DEEP) from error
    except Malformed:
        raise
    except ValueError as error:  # Python reads no integers of more than 4,300 digits
        raise Malformed(TOO_LARGE) from error


def _object(pairs: list[tuple[str, Any]]) -> Object:
    read = Object(pairs)
    if len(read) != len(pairs):
        names = Counter(name for name, _ in pairs)
        twice = next(name for name in names if names[name] > 1)
        raise Malformed(f"an object has the name {shortened(twice)!r} twice")
    return read


def _no_number(name: str) -> NoReturn:
    raise Malformed(f"{name} is no JSON")
