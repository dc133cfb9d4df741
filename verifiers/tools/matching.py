"""Whether the calls made are the calls expected, and if not, what differs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final, Literal

from verifiers.core.json_values import canonical, path_text
from verifiers.tools.calls import Call

Order = Literal["any", "strict"]
MOST_DIFFERENCES: Final = 10


def differences(expected: Sequence[Call], made: Sequence[Call], order: Order) -> list[str]:
    """The first of what differs; empty exactly when the calls are the same, each as often."""
    wanted, given = [call.key for call in expected], [call.key for call in made]
    if wanted == given:
        return []
    missing, extra = Counter(wanted) - Counter(given), Counter(given) - Counter(wanted)
    if not missing and not extra:
        return ["the calls are the expected ones, but in another order"] if order == "strict" else []
    told = _told(_left(expected, missing), _left(made, extra))
    return list(islice(told, MOST_DIFFERENCES))


def _left(calls: Sequence[Call], keys: Counter[str]) -> list[Call]:
    """The calls of these keys, each as often as it is counted."""
    keys = keys.copy()
    left = []
    for call in calls:
        key = call.key
        if keys[key] > 0:
            keys[key] -= 1
            left.append(call)
    return left


def _told(missing: Sequence[Call], extra: Sequence[Call]) -> Iterator[str]:
    """A missing call and one of the same tool are taken for two readings of one."""
    by_name: dict[str, list[Call]] = defaultdict(list)
    for call in reversed(extra):
        by_name[call.name].append(call)
    for call in missing:
        if by_name[call.name]:
            other = by_name[call.name].pop()
            yield from (f"{call.name}: {told}" for told in _unequal(call.arguments, other.arguments, ()))
        else:
            yield f"missing: {call}"
    for calls in by_name.values():
        yield from (f"not expected: {call}" for call in reversed(calls))


def _unequal(wanted: Any, given: Any, path: tuple[str | int, ...]) -> Iterator[str]:
    where = "arguments" + path_text(path)[1:]
    if isinstance(wanted, dict) and isinstance(given, dict):
        yield from (f"{where}: {name[:80]!r} is missing" for name in wanted if name not in given)
        yield from (f"{where}: {name[:80]!r} is not expected" for name in given if name not in wanted)
        for name in wanted:
            if name in given:
                yield from _unequal(wanted[name], given[name], (*path, name))
    elif isinstance(wanted, list) and isinstance(given, list) and len(wanted) == len(given):
        for at, (one, other) in enumerate(zip(wanted, given, strict=True)):
            yield from _unequal(one, other, (*path, at))
    elif canonical(wanted) != canonical(given):
        yield f"{where}: {_brief(given)}, expected {_brief(wanted)}"


def _brief(value: Any) -> str:
    return repr(value) if isinstance(value, list | dict) else canonical(value)[:120]
