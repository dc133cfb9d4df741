"""Whether a call returned what was expected: plain data from the jail against a JSON value.

The conventions, which a data set's owner can look up here:

- A tuple is a list. A set is neither, unless the checker is ``unordered``.
- Numbers and truth values are equal as in Python: 1, 1.0 and True are. Two floats are equal within 1e-9 of
  the expected one, or 1e-12; the checker ``floats`` has other tolerances, and takes integers in; ``exact``
  has none. NaN equals NaN alone, infinity itself alone.
- JSON's keys are text, so a result's keys are read as JSON would write them: 1 is "1", True is "true".
- ``unordered`` lets the outermost list be in any order, or with ``of: tokens`` lists at every level; floats
  are exact in it. ``case_insensitive`` lets text be in any case. Other checkers change nothing.

No depth of nesting and no size of number raises or takes more than linear time.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from verifiers.code.checkers import ACCEPTED, Checker, Floats, Judged, Tokens, Unordered
from verifiers.code.checkers.base import SHOWN_CHARS
from verifiers.core.errors import BadReference

CLOSE: Final = Floats(absolute=1e-12, relative=1e-9)
_EQUAL: Final = Floats(absolute=0.0, relative=0.0)
MOST_LEVELS: Final = 100
"""Of nesting, where order is ignored; every level is copied into those around it."""
_MOST_KEY_BITS: Final = 4096
_DECIMAL_BITS: Final = 256

Path = tuple["Path", int | str] | None


@dataclass(frozen=True, slots=True)
class _Rules:
    floats: Floats
    integers_too: bool
    any_case: bool

    def same_number(self, expected: float, actual: float) -> bool:
        """Of ints, floats and bools."""
        if expected == actual:
            return True
        if not (isinstance(expected, float) and isinstance(actual, float)) and not self.integers_too:
            return False
        if self.floats.exact_integers and isinstance(expected, int) and isinstance(actual, int):
            return False
        if self.floats.exact_integers and isinstance(expected, int):
            return math.isfinite(actual) and abs(Fraction(actual) - expected) <= self.floats.absolute
        try:
            one, other = float(expected), float(actual)
        except OverflowError:
            return False
        both_nan = math.isnan(one) and math.isnan(other)
        return both_nan or self.floats.near(one, other)

    def same_scalar(self, expected: Any, actual: Any) -> bool:
        if isinstance(expected, str) and isinstance(actual, str):
            return expected == actual or (self.any_case and expected.lower() == actual.lower())
        if isinstance(expected, int | float) and isinstance(actual, int | float):
            return self.same_number(expected, actual)
        return type(expected) is type(actual) and bool(expected == actual)


def compare_values(expected: Any, actual: Any, checker: Checker = Tokens()) -> Judged:  # noqa: B008 - frozen
    """``actual`` is of Python's plain types alone. Raises ``BadReference`` for a value that is too deep.

    A result that cannot be compared is wrong: some raise by themselves (a signalling NaN, a range that is too
    long to have a length), and none of them may leave a sample without its verdict.
    """
    try:
        if isinstance(checker, Unordered):
            return _unordered(expected, actual, every_level=checker.of == "tokens")
        given = checker if isinstance(checker, Floats) else None
        floats = given or (_EQUAL if checker.name == "exact" else CLOSE)
        return _ordered(
            expected, actual, _Rules(floats, given is not None, checker.name == "case_insensitive")
        )
    except (ArithmeticError, ValueError) as error:
        return Judged(False, f"result: it cannot be compared ({error})"[:SHOWN_CHARS])


def _ordered(expected: Any, actual: Any, rules: _Rules) -> Judged:
    """A stack in place of recursion: a policy chooses how deep its result is."""
    if _plainly_equal(expected, actual):
        return ACCEPTED
    pending: list[tuple[Path, Any, Any]] = [(None, expected, actual)]
    while pending:
        path, one, other = pending.pop()
        pairs: Iterable[tuple[int | str, Any, Any]]
        if isinstance(one, list | tuple) and isinstance(other, list | tuple):
            if len(one) != len(other):
                return _differ(path, f"{len(one)} items", f"{len(other)}")
            pairs = zip(range(len(one)), one, other, strict=True)
        elif isinstance(one, dict) and isinstance(other, dict):
            left, right = _by_text(one), _by_text(other)
            if left is None or right is None or left.keys() != right.keys():
                return _differ(path, f"the keys of {_shown(one)}", f"those of {_shown(other)}")
            pairs = ((key, value, right[key]) for key, value in left.items())
        elif rules.same_scalar(one, other):
            continue
        else:
            return _differ(path, _shown(one), _shown(other))
        for step, part, counterpart in pairs:
            if isinstance(part, list | tuple | dict):
                pending.append(((path, step), part, counterpart))
            elif not rules.same_scalar(part, counterpart):
                return _differ((path, step), _shown(part), _shown(counterpart))
    return ACCEPTED


def _plainly_equal(expected: Any, actual: Any) -> bool:
    """The usual case, at the speed of C."""
    try:
        return bool(expected == actual)
    except RecursionError:
        return False


def _by_text(mapping: dict[Any, Any]) -> dict[str, Any] | None:
    """With keys as JSON has them; ``None`` where it has none, or would have one twice."""
    named = {_key_text(key): value for key, value in mapping.items()}
    return named if None not in named and len(named) == len(mapping) else None  # type: ignore[return-value]


def _key_text(key: Any) -> str | None:
    if isinstance(key, str):
        return key
    if key is None:
        return "null"
    if isinstance(key, bool):
        return "true" if key else "false"
    if isinstance(key, int) and key.bit_length() > _MOST_KEY_BITS:
        return None
    return repr(key) if isinstance(key, int | float) else None


def _unordered(expected: Any, actual: Any, *, every_level: bool) -> Judged:
    if not _is_many(expected) or not _is_many(actual):
        return _differ(None, _shown(expected), _shown(actual))
    if len(expected) != len(actual):
        return _differ(None, f"{len(expected)} items", f"{len(actual)}")
    if _size(actual, limit := _size(expected)) > limit:
        return Judged(False, f"result: more than the {limit} values that are expected")
    wanted = _counted(expected, every_level)
    given = _counted(actual, every_level)
    if wanted is None:
        raise BadReference(f"an expected value is nested deeper than {MOST_LEVELS} levels")
    if given is None:
        return Judged(False, f"result: nested deeper than {MOST_LEVELS} levels")
    if wanted == given:
        return ACCEPTED
    missing = next(iter((wanted - given).keys()))
    return Judged(
        False, f"result: {(wanted - given).total()} items are missing, one is {missing[:SHOWN_CHARS]}"
    )


def _size(value: Any, most: float = math.inf) -> int:
    """How many values there are inside; counting ends above ``most``."""
    count, pending = 0, [value]
    while pending:
        container = pending.pop()
        count += len(container)
        if count > most:
            break
        parts = container.values() if isinstance(container, dict) else container
        pending.extend(part for part in parts if _is_many(part) or isinstance(part, dict))
    return count


def _is_many(value: Any) -> bool:
    return isinstance(value, list | tuple | set | frozenset)


def _counted(values: Any, every_level: bool) -> Counter[str] | None:
    if all(type(value) is int for value in values):
        return Counter(map("{:x}".format, values))
    try:
        return Counter(_canonical(value, every_level, MOST_LEVELS) for value in values)
    except _TooDeepError:
        return None


class _TooDeepError(Exception):
    pass


def _canonical(value: Any, any_order: bool, levels: int) -> str:
    """Equal values have equal texts. Text, since integers can be chosen so that they all hash alike."""
    if levels == 0:
        raise _TooDeepError
    if isinstance(value, int):
        return f"{value:x}"
    if isinstance(value, str):
        return f"{len(value)}:{value}"
    if isinstance(value, float):
        return f"{int(value):x}" if value.is_integer() else value.hex()
    if isinstance(value, dict):
        named = _by_text(value)
        entries = value.items() if named is None else named.items()
        pairs = [tuple(_canonical(part, any_order, levels - 1) for part in entry) for entry in entries]
        return f"{{{','.join(sorted(f'{key}={item}' for key, item in pairs))}}}"
    if not _is_many(value):
        return repr(value)
    parts = [_canonical(part, any_order, levels - 1) for part in value]
    is_set = isinstance(value, set | frozenset)
    ordered = sorted(parts) if any_order or is_set else parts
    return f"{'set' if is_set and not any_order else ''}[{','.join(ordered)}]"


def _differ(path: Path, expected: str, actual: str) -> Judged:
    steps: list[str] = []
    while path is not None and len(steps) < 20:
        path, step = path
        steps.append(f"[{_shown(step)}]")
    place = ("…" if path is not None else "result") + "".join(reversed(steps))
    return Judged(False, f"{place}: expected {expected}, got {actual}")


def _shown(value: Any) -> str:
    """A scalar in short, of a container its type and size."""
    if isinstance(value, str | bytes):
        return repr(value[:SHOWN_CHARS]) + ("…" if len(value) > SHOWN_CHARS else "")
    if isinstance(value, int) and value.bit_length() > _DECIMAL_BITS:
        return f"an integer of {value.bit_length()} bits"
    if isinstance(value, int | float | None):
        return repr(value)
    size = f" of {len(value)}" if hasattr(value, "__len__") else ""
    return f"a {type(value).__name__}{size}"
