"""References: the constraints that a response is held to, in our own form or that of a data set.

{"instructions": [{"id", "kwargs"}]}                                         ours
{"instruction_id_list": [...], "kwargs": [...], "prompt"?, "grading_mode"?}  IFEval, IFBench, NeMo-Gym
{"ground_truth": "[{'instruction_id': [...], 'kwargs': [...]}]"}             IF-RLVR (open-instruct)
"""

from __future__ import annotations

import ast
import difflib
import functools
import json
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec

from verifiers.core.decode import MAX_NAME_CHARS, Reference, decode, shortened
from verifiers.core.errors import BadReference, InvalidSample, Unscored
from verifiers.instructions.constraint import Constraint
from verifiers.instructions.table import CONSTRAINTS

MOST_INSTRUCTIONS = 100
LONGEST_LITERAL = 1_000_000
REMEMBERED_BYTES = 1000
GradingMode = Literal["binary", "fraction"]
Kwargs = dict[str, Any] | None


class Instruction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``kwargs`` of ``None`` are those of data sets that mean none, as are kwargs whose value is ``None``."""

    id: str
    kwargs: Kwargs = None


class InstructionsReference(Reference, frozen=True):
    """One of ``instructions``, ``instruction_id_list`` (with ``kwargs``) and ``ground_truth``."""

    instructions: (
        Annotated[list[Instruction], msgspec.Meta(min_length=1, max_length=MOST_INSTRUCTIONS)] | None
    ) = None
    instruction_id_list: (
        Annotated[list[str], msgspec.Meta(min_length=1, max_length=MOST_INSTRUCTIONS)] | None
    ) = None
    kwargs: Annotated[list[Kwargs], msgspec.Meta(max_length=MOST_INSTRUCTIONS)] | None = None
    prompt: str | None = None
    grading_mode: GradingMode | None = None
    ground_truth: str | list[Any] | dict[str, Any] | None = None


class Demand(msgspec.Struct, frozen=True):
    """A constraint under the name that the reference gives it."""

    id: str
    constraint: Constraint


def read_demands(reference: InstructionsReference) -> list[Demand]:
    """Raises ``InvalidSample`` naming the field, and ``BadReference`` for kwargs that make no sense."""
    pairs = _pairs(reference)
    return [_demand(name, kwargs, where) for name, kwargs, where in pairs]


def _pairs(reference: InstructionsReference) -> list[tuple[str, Kwargs, tuple[str, str]]]:
    """Names and kwargs, each with the path of the name and of the kwargs."""
    forms = (reference.instructions, reference.instruction_id_list, reference.ground_truth)
    if sum(form is not None for form in forms) != 1:
        raise InvalidSample(
            "give one of `instructions`, `instruction_id_list` with `kwargs`, and `ground_truth`", "reference"
        )
    if reference.instructions is not None:
        return [
            (item.id, item.kwargs, (f"reference.instructions[{n}].id", f"reference.instructions[{n}].kwargs"))
            for n, item in enumerate(reference.instructions)
        ]
    if reference.instruction_id_list is not None:
        return _zipped(reference.instruction_id_list, reference.kwargs, "reference", "instruction_id_list")
    record = _literal(reference.ground_truth)
    return _zipped(record.instruction_id, record.kwargs, "reference.ground_truth", "instruction_id")


def _zipped(
    names: Sequence[str], kwargs: Sequence[Kwargs] | None, where: str, field: str
) -> list[tuple[str, Kwargs, tuple[str, str]]]:
    given = list(kwargs) if kwargs is not None else [None] * len(names)
    if len(given) != len(names):
        raise InvalidSample(
            f"{len(names)} instructions have {len(given)} kwargs; give one for each", f"{where}.kwargs"
        )
    return [
        (name, given[n], (f"{where}.{field}[{n}]", f"{where}.kwargs[{n}]")) for n, name in enumerate(names)
    ]


class _GroundTruth(msgspec.Struct, frozen=True):
    instruction_id: Annotated[list[str], msgspec.Meta(min_length=1, max_length=MOST_INSTRUCTIONS)]
    kwargs: list[Kwargs] | None = None


def _literal(value: Any) -> _GroundTruth:
    """open-instruct's text, a Python literal or JSON, of which the first element counts."""
    for _ in range(3):
        if isinstance(value, str):
            value = _evaluated(value)
        elif isinstance(value, list) and value:
            value = value[0]
    return decode(_GroundTruth, value, "reference.ground_truth")


def _evaluated(text: str) -> Any:
    if len(text) > LONGEST_LITERAL:
        raise BadReference(f"ground_truth is longer than {LONGEST_LITERAL} characters")
    for read in (json.loads, ast.literal_eval):
        try:
            return read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
    raise BadReference("ground_truth is neither JSON nor a Python literal")


def _demand(name: str, kwargs: Kwargs, where: tuple[str, str]) -> Demand:
    """Read once where it is of usual size: the responses of a group share it."""
    try:
        packed = msgspec.msgpack.encode(kwargs)
        if len(packed) <= REMEMBERED_BYTES:
            return _remembered(name, packed)
    except (Unscored, ValueError, OverflowError):
        pass  # to be raised below, with the place where it stands
    return _read(name, kwargs, where)


@functools.lru_cache(maxsize=16_384)
def _remembered(name: str, packed: bytes) -> Demand:
    return _read(name, msgspec.msgpack.decode(packed), ("", ""))


def _read(name: str, kwargs: Kwargs, where: tuple[str, str]) -> Demand:
    type_ = CONSTRAINTS.get(name)
    if type_ is None:
        raise InvalidSample(_unknown(name), where[0])
    given = {key: _integral(value) for key, value in (kwargs or {}).items() if value is not None}
    constraint = decode(type_, given, where[1])
    try:
        constraint.check()
    except BadReference as error:
        raise BadReference(f"{name}: {error.message}") from error
    return Demand(name, constraint)


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, CONSTRAINTS, n=1) if len(name) <= MAX_NAME_CHARS else []
    guess = f"did you mean `{near[0]}`? " if near else ""
    listed = f"`cascade-rewards constraints` lists all {len(CONSTRAINTS)}"
    return f"there is no constraint `{shortened(name)}`; {guess}{listed}"


def _integral(value: Any) -> Any:
    """Data sets write whole numbers as 2.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
