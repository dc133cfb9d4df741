"""Reading the Python of a reference, to tell a broken one before anything runs.

Tests come from the owner of the data, yet nothing is taken for granted: the text is bounded, and parsing
alone runs none of it. What a *response* holds is never parsed in this process.
"""

from __future__ import annotations

import ast
import functools
import warnings
from typing import Final

from verifiers.core.errors import BadReference

MOST_SOURCE_CHARS: Final = 1_000_000
_REMEMBERED_CHARS: Final = 10_000


def parse_python(source: str, path: str) -> ast.Module:
    """Raises ``BadReference`` for what is no Python, too long, or too deeply nested to be read."""
    if len(source) > MOST_SOURCE_CHARS:
        raise BadReference(f"{path} is longer than {MOST_SOURCE_CHARS} characters")
    read = _remembered if len(source) <= _REMEMBERED_CHARS else _parse
    try:
        return read(source)
    except SyntaxError as error:
        raise BadReference(f"{path} is no Python: {error.msg} (line {error.lineno})") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise BadReference(f"{path} cannot be read as Python: {error or type(error).__name__}") from error


def _parse(source: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a test may hold an odd escape in a string
        return ast.parse(source)


_remembered = functools.lru_cache(maxsize=4096)(_parse)
