"""Reads YAML as data that JSON could hold, by the core schema of YAML 1.2.

``yes``, ``on`` and ``2024-01-01`` are text, names of a mapping are text as they stand, ``<<`` is a name.
Refused: names given twice, names that are no scalars, several documents, tags but the core's, ``.inf`` and
``.nan``.

The parser's events are put together here and not by its loader: nothing goes down by calls, so that nesting
is counted and not suffered, and what an alias adds is counted before it is made.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, NoReturn

import yaml

from verifiers.core.json_text import Malformed, read_json
from verifiers.core.json_values import MOST_LEVELS, TOO_DEEP, TOO_LARGE, NotJson, as_json

NODES: Final = 5_000
NODES_FOR_A_CHAR: Final = 0.0625
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CORE: Final = "tag:yaml.org,2002:"
_WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER: Final = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE: Final = re.compile(r"0o([0-7]+)|0x([0-9a-fA-F]+)")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NO_NUMBER: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_MOST_DIGITS: Final = 400
_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "str": (str,),
    "int": (int,),
    "float": (int, float),
    "bool": (bool,),
    "null": (type(None),),
}


@dataclass(frozen=True, slots=True)
class _Node:
    """A value, how many nodes it is made of, and its text if it is a scalar."""

    value: Any
    size: int
    text: str | None = None


class _Open:
    """A list or mapping whose end was not met yet."""

    def __init__(self, value: list[Any] | dict[str, Any], anchor: str | None) -> None:
        self.value = value
        self.anchor = anchor
        self.size = 1
        self.name: str | None = None

    def take(self, node: _Node, event: Any) -> None:
        if isinstance(self.value, list):
            self.value.append(node.value)
        elif self.name is None:
            if node.text is None:
                _refuse("a name that is no scalar", event)
            if node.text in self.value:
                _refuse(f"the name {node.text[:80]!r} twice in a mapping", event)
            self.name = node.text
        else:
            self.value[self.name] = node.value
            self.name = None
        self.size += node.size


def read_yaml(text: str) -> Any:
    """The value of a text, in the form of ``as_json``. Linear in the text. Raises ``Malformed``.

    JSON is YAML, but the parser does not know JSON's escapes of characters beyond 16 bits.
    """
    if text.lstrip()[:1] in ("{", "[", '"'):
        with contextlib.suppress(Malformed):
            return read_json(text)
    try:
        text.encode()
        return as_json(_Composer(text).compose(yaml.parse(text, Loader=_LOADER)))
    except UnicodeEncodeError as error:
        raise Malformed("half of a surrogate pair, which no text in UTF-8 holds") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f": line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise Malformed(f"{error.problem or error.context}{where}") from error
    except yaml.YAMLError as error:
        raise Malformed(str(error).splitlines()[0][:200]) from error
    except NotJson as error:
        raise Malformed(f"{error.message}, at {error.where[:80]}") from error


class _Composer:
    """Puts the events of one document together."""

    def __init__(self, text: str) -> None:
        self._most = round(NODES + NODES_FOR_A_CHAR * len(text))
        self._open: list[_Open] = []
        self._anchors: dict[str, _Node] = {}
        self._documents: list[Any] = []

    def compose(self, events: Iterable[Any]) -> Any:
        for event in events:
            match event:
                case yaml.DocumentStartEvent() if self._documents:
                    _refuse("a second document", event)
                case yaml.ScalarEvent():
                    self._take(_Node(_scalar(event), 1, event.value), event, event.anchor)
                case yaml.AliasEvent():
                    self._take(self._named(event), event, None)
                case yaml.SequenceStartEvent():
                    self._start([], "seq", event)
                case yaml.MappingStartEvent():
                    self._start({}, "map", event)
                case yaml.CollectionEndEvent():
                    ended = self._open.pop()
                    self._take(_Node(ended.value, ended.size), event, ended.anchor)
        if not self._documents:
            raise Malformed("there is no document")
        return self._documents[0]

    def _start(self, value: list[Any] | dict[str, Any], tag: str, event: Any) -> None:
        if event.tag not in (None, "!", _CORE + tag):
            _refuse(f"the tag {event.tag[:80]} is not read", event)
        if len(self._open) >= MOST_LEVELS:
            _refuse(TOO_DEEP, event)
        self._open.append(_Open(value, event.anchor))

    def _take(self, node: _Node, event: Any, anchor: str | None) -> None:
        if anchor is not None:
            self._anchors[anchor] = node
        if not self._open:
            self._documents.append(node.value)
            return
        self._open[-1].take(node, event)
        if self._open[-1].size > self._most:
            _refuse(f"more than {self._most} values, those of aliases counted each time", event)

    def _named(self, event: Any) -> _Node:
        found = self._anchors.get(event.anchor)
        return found if found is not None else _refuse(f"no anchor {event.anchor[:80]!r} ends before", event)


def _scalar(event: Any) -> Any:
    tag = event.tag
    if tag == "!" or (tag is None and not event.implicit[0]):
        return event.value
    if tag is None:
        return _plain(event.value, event)
    types = _TYPES.get(tag.removeprefix(_CORE)) if tag.startswith(_CORE) else None
    if types is None:
        _refuse(f"the tag {tag[:80]} is not read", event)
    value = event.value if types == (str,) else _plain(event.value, event)
    return value if type(value) in types else _refuse(f"{event.value[:80]!r} is not what its tag says", event)


def _plain(text: str, event: Any) -> Any:
    """A plain scalar by the core schema."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) <= _MOST_DIGITS else _refuse(TOO_LARGE, event)
    if based := _OTHER_BASE.fullmatch(text):
        if len(text) > _MOST_DIGITS:
            _refuse(TOO_LARGE, event)
        return int(based[1], 8) if based[1] else int(based[2], 16)
    if _NO_NUMBER.fullmatch(text):
        _refuse(f"{text} is no number of JSON", event)
    return float(text) if _FLOAT.fullmatch(text) else text


def _refuse(message: str, event: Any) -> NoReturn:
    mark = event.start_mark
    raise Malformed(f"{message}: line {mark.line + 1}, column {mark.column + 1}")
