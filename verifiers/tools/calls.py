"""A call of a tool, in the shapes in which models, servers and data sets write it.

``{"name", "arguments"}``, with ``parameters`` as another word for ``arguments``; the same as ``function`` of
an object, as OpenAI has it; a list of these; or a message with a list of them as ``tool_calls``. Arguments
are an object, or its JSON text. Other fields (``id``, ``type``, ``index``) say nothing about the call.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from verifiers.core.decode import shortened
from verifiers.core.json_text import Malformed, read_json
from verifiers.core.json_values import Object, canonical

_ARGUMENTS: Final = ("arguments", "parameters")


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: Object

    @property
    def key(self) -> str:
        """Equal for equal calls alone."""
        return canonical([self.name, self.arguments])

    def __str__(self) -> str:
        text = canonical(self.arguments)
        return f"{shortened(self.name)}({text if len(text) <= 200 else text[:200] + '…'})"


def is_call(value: Any) -> bool:
    """Whether a value can only be meant as a call, or several: other data may stand in an answer too."""
    if isinstance(value, list):
        return any(map(is_call, value))
    if not isinstance(value, dict):
        return False
    if "tool_calls" in value:
        return True
    inner = value["function"] if isinstance(value.get("function"), dict) else value
    return isinstance(inner.get("name"), str) and any(word in inner for word in _ARGUMENTS)


def calls_in(value: Any) -> Iterator[Call]:
    """The calls that a value is, in order. Raises ``Malformed``."""
    if isinstance(value, dict) and isinstance(value.get("tool_calls"), list):
        value = value["tool_calls"]
    if isinstance(value, list):
        yield from map(_call, value)
    else:
        yield _call(value)


def read_arguments(value: Any) -> Object:
    """Arguments as an object or as its text. Raises ``Malformed``."""
    read = read_json(value) if isinstance(value, str) else value
    if not isinstance(read, Object):
        raise Malformed("the arguments are no object")
    return read


def _call(value: Any) -> Call:
    if not isinstance(value, dict):
        raise Malformed("a call is an object with a name and arguments")
    inner = value["function"] if isinstance(value.get("function"), dict) else value
    name = inner.get("name")
    if not isinstance(name, str) or not name:
        raise Malformed("a call has no name")
    given = [inner[word] for word in _ARGUMENTS if word in inner]
    if len(given) != 1:
        problem = "no arguments" if not given else "both arguments and parameters"
        raise Malformed(f"the call of {shortened(name)} has {problem}")
    try:
        return Call(name, read_arguments(given[0]))
    except Malformed as error:
        raise Malformed(f"the call of {shortened(name)}: {error}") from error
