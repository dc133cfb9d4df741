"""The constraints as data, for people who build prompts with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import msgspec

from verifiers.instructions.constraint import Constraint
from verifiers.instructions.reference import Instruction, InstructionsReference, read_demands
from verifiers.instructions.table import IF_RLVR, IFBENCH, IFEVAL

SETS = {"ifeval": IFEVAL, "ifbench": IFBENCH, "if_rlvr": IF_RLVR}


@dataclass(frozen=True, slots=True)
class Entry:
    """A constraint: the set that it comes from, what it asks with kwargs in braces, its kwargs as JSON
    schema, and where the published verdict differs (``why``, ``kwargs``, ``response``, ``published``)."""

    id: str
    set: str
    asks: str
    kwargs: Mapping[str, Any]
    differences: tuple[Mapping[str, Any], ...]


def entries() -> Iterator[Entry]:
    for set_name, constraints in SETS.items():
        for name, type_ in constraints.items():
            differences = tuple(asdict(difference) for difference in type_.differences)
            yield Entry(name, set_name, type_.asks, _kwargs(type_), differences)


def describe(name: str, kwargs: Mapping[str, Any]) -> str:
    """The instruction in English. Raises ``InvalidSample`` and ``BadReference`` as the verifier would."""
    reference = InstructionsReference(instructions=[Instruction(name, dict(kwargs))])
    return read_demands(reference)[0].constraint.describe()


def _kwargs(type_: type[Constraint]) -> dict[str, Any]:
    _, found = msgspec.json.schema_components([type_])
    (schema,) = found.values()
    return {"properties": schema.get("properties", {}), "required": schema.get("required", [])}
