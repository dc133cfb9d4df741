"""The calls that a response should make, and the tools that it may choose from."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

import msgspec

from verifiers.core.decode import Reference, shortened
from verifiers.core.errors import BadReference, InvalidSample
from verifiers.core.json_schema.schema import Schema, UnusableSchema, Violation, compile_schema
from verifiers.core.json_schema.work import TooMuchWork, Work
from verifiers.core.json_text import Malformed
from verifiers.core.json_values import NotJson, Object, as_json, canonical, path_text
from verifiers.tools.calls import Call, read_arguments

MOST_CALLS: Final = 1000


class ReferenceCall(Reference, frozen=True):
    """``arguments``: an object, or its JSON text."""

    name: Annotated[str, msgspec.Meta(min_length=1)]
    arguments: dict[str, Any] | str


class ToolsReference(Reference, frozen=True):
    """``calls``: those that must be made, none if it is empty. ``tools``: what the prompt offers, as OpenAI's
    ``{"type": "function", "function": {…}}`` or as ``{"name", "parameters"}`` alone.
    """

    calls: Annotated[list[ReferenceCall], msgspec.Meta(max_length=MOST_CALLS)]
    tools: list[dict[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Tool:
    """``defaults``: the canonical text of the default of each argument that may be left out."""

    schema: Schema
    defaults: Mapping[str, str]

    def without_defaults(self, arguments: Object) -> Object:
        if not self.defaults:
            return arguments
        return Object(
            (name, value)
            for name, value in arguments.items()
            if name not in self.defaults or canonical(value) != self.defaults[name]
        )


@dataclass(frozen=True, slots=True)
class Expected:
    """``tools`` is ``None`` where the reference does not tell them."""

    calls: Sequence[Call]
    tools: Mapping[str, Tool] | None

    def normal(self, call: Call) -> Call:
        """The call without the arguments that say what would hold anyway."""
        tool = self.tools.get(call.name) if self.tools else None
        return Call(call.name, tool.without_defaults(call.arguments)) if tool else call

    def violations(self, call: Call, work: Work, most: int = 10) -> list[str]:
        """What a call violates of its tool, each with its path in the call. Raises ``TooMuchWork``."""
        if self.tools is None:
            return []
        tool = self.tools.get(call.name)
        if tool is None:
            return [f".name: there is no tool {shortened(call.name)!r}"]
        return [_told(violation) for violation in tool.schema.violations(call.arguments, work, most)]


def prepare(reference: ToolsReference) -> Expected:
    """Raises ``BadReference`` or ``InvalidSample``, with the path of what is wrong."""
    tools = None if reference.tools is None else _remembered(reference.tools)
    calls = [_call(f"reference.calls[{at}]", call) for at, call in enumerate(reference.calls)]
    expected = Expected(calls, tools)
    for at, call in enumerate(calls):
        try:
            violated = expected.violations(call, Work(len(call.key)), most=1)
        except TooMuchWork as error:
            raise BadReference(f"reference.calls[{at}].arguments: {error}") from error
        if violated:
            raise BadReference(f"reference.calls[{at}]{violated[0]}")
    return expected


def _told(violation: Violation) -> str:
    return f".arguments{path_text(violation.path)[1:]}: {violation.message}"


def _call(where: str, call: ReferenceCall) -> Call:
    try:
        return Call(call.name, read_arguments(as_json(call.arguments)))
    except Malformed as error:
        raise BadReference(f"{where}.arguments: {error}") from error
    except NotJson as error:
        raise BadReference(f"{where}.arguments{error.where[1:]}: {error.message}") from error


def _remembered(tools: list[dict[str, Any]]) -> Mapping[str, Tool]:
    """Every response of a run may bring the same tools, dozens of them."""
    try:
        text = json.dumps(tools)
    except (TypeError, ValueError, RecursionError) as error:
        raise BadReference(f"reference.tools: this is no JSON: {error}") from error
    return _read(text)


@functools.lru_cache(maxsize=256)
def _read(text: str) -> Mapping[str, Tool]:
    tools: dict[str, Tool] = {}
    for at, described in enumerate(json.loads(text)):
        where = f"reference.tools[{at}]"
        if isinstance(described.get("function"), dict):
            where, described = f"{where}.function", described["function"]
        name = described.get("name")
        if not isinstance(name, str) or not name:
            raise InvalidSample("a tool has a name", f"{where}.name")
        if name in tools:
            raise BadReference(f"{where}.name: there is a tool {shortened(name)!r} before")
        tools[name] = _tool(where, described.get("parameters"))
    return tools


def _tool(where: str, parameters: Any) -> Tool:
    if parameters is not None and not isinstance(parameters, dict):
        raise InvalidSample("parameters are a JSON Schema", f"{where}.parameters")
    try:
        schema = compile_schema(parameters or {"type": "object"})
    except UnusableSchema as error:
        raise BadReference(f"{where}.parameters: {error}") from error
    contents = schema.resolved(schema.contents)
    required = contents.get("required", ())
    defaults = {
        name: canonical(property_["default"])
        for name, property_ in contents.get("properties", {}).items()
        if isinstance(property_, dict) and "default" in property_ and name not in required
    }
    return Tool(schema, defaults)
