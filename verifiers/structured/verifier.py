"""The structured verifier: one document, read strictly, checked against a schema."""

from __future__ import annotations

from typing import Any, ClassVar, Final, Literal

from trainer_client.contract import Reason, Sample
from verifiers.core.base import AnswerVerifier, Judgement, Task
from verifiers.core.decode import Options, Reference
from verifiers.core.errors import BadReference
from verifiers.core.json_schema.schema import Schema, UnusableSchema, Violation, compile_schema
from verifiers.core.json_schema.work import TooMuchWork, Work
from verifiers.core.json_text import Malformed, read_json
from verifiers.core.json_values import canonical
from verifiers.core.sizes import HEAVY_CHARS, is_larger
from verifiers.structured.extraction import Syntax, find_document
from verifiers.structured.fraction import share_met
from verifiers.structured.yaml_text import read_yaml

MOST_VIOLATIONS: Final = 10
_READERS: Final = {"json": read_json, "yaml": read_yaml}
_EMPTY: Final[tuple[Any, ...]] = (None, "", [], {})


class StructuredReference(Reference, frozen=True):
    """``schema``: a JSON Schema; its ``$schema`` names the draft, by default 2020-12."""

    schema: dict[str, Any] | bool


class StructuredOptions(Options, frozen=True):
    """``score: fraction`` pays the share of the schema that is met, as docs/structured.md defines it."""

    syntax: Syntax = "json"
    score: Literal["all", "fraction"] = "all"


StructuredTask = Task[Schema, StructuredOptions]


class StructuredVerifier(AnswerVerifier[Schema, StructuredOptions]):
    """Reward 1 when the document meets the schema; docs/structured.md says what is read and checked."""

    name: ClassVar[str] = "structured"
    version: ClassVar[str] = "1"
    summary: ClassVar[str] = "checks a JSON or YAML document against a JSON Schema"
    reference_type = StructuredReference
    options_type = StructuredOptions
    example: ClassVar[Sample] = Sample(
        verifier="structured",
        prompt="Give the name and year of the first moon landing as a JSON object.",
        response='<think>Apollo 11, 1969.</think>```json\n{"mission": "Apollo 11", "year": 1969}\n```',
        reference={
            "schema": {
                "type": "object",
                "properties": {"mission": {"type": "string"}, "year": {"type": "integer"}},
                "required": ["mission", "year"],
                "additionalProperties": False,
            }
        },
    )
    wrong_response: ClassVar[str] = "{}"
    """For checking a data set: a schema that pays for this teaches to say nothing."""

    def is_heavy(self, sample: Sample) -> bool:
        return len(sample.response) > HEAVY_CHARS or is_larger(sample.reference, HEAVY_CHARS)

    def prepare_reference(self, reference: StructuredReference, options: StructuredOptions) -> Schema:
        return _usable(reference.schema)

    def judge(self, task: StructuredTask) -> Judgement:
        found = find_document(task.answer, task.options.syntax)
        if found.text is None:
            return _failed(found.problem or Reason.NO_ANSWER, None, found.message)
        try:
            value = _READERS[task.options.syntax](found.text)
        except Malformed as error:
            return _failed(Reason.MALFORMED_ANSWER, found.text, str(error), found.flags)
        try:
            return _checked(task, found.text, value, found.flags)
        except TooMuchWork as error:
            return _failed(Reason.TIME_LIMIT, found.text, str(error), found.flags)

    def gold_responses(self, reference: StructuredReference) -> list[str]:
        """The schema's own ``examples``, which must meet it. JSON, which YAML reads too."""
        examples = reference.schema.get("examples") if isinstance(reference.schema, dict) else None
        return [canonical(example) for example in examples] if isinstance(examples, list) else []


def _usable(contents: dict[str, Any] | bool) -> Schema:
    """Raises ``BadReference`` also for a schema that cannot tell right from wrong."""
    try:
        schema = compile_schema(contents)
    except UnusableSchema as error:
        raise BadReference(f"reference.schema: {error}") from error
    if schema.contents is False:
        raise BadReference("reference.schema: it allows nothing, so no response could be right")
    if schema.allows_everything():
        raise BadReference("reference.schema: it allows everything, so any response would be right")
    return schema


def _checked(task: StructuredTask, text: str, value: Any, flags: tuple[str, ...]) -> Judgement:
    by_share = task.options.score == "fraction"
    most = None if by_share else MOST_VIOLATIONS + 1
    violations = task.reference.violations(value, Work(len(text)), most)
    share = share_met(task.reference, value, violations) if by_share else float(not violations)
    components = {"fraction" if by_share else "correct": share}
    if not violations:
        flags = (*flags, "empty_document") if value in _EMPTY else flags
        return Judgement(Reason.CORRECT, 1.0, text, components, {}, flags)
    reason = Reason.PARTIAL if share > 0 else Reason.SCHEMA_FAILED
    return Judgement(reason, share, text, components, _told(violations), flags)


def _told(violations: list[Violation]) -> dict[str, Any]:
    told = [str(violation) for violation in violations[:MOST_VIOLATIONS]]
    more = ["and more"] if len(violations) > MOST_VIOLATIONS else []
    return {"message": told[0], "violations": told + more}


def _failed(reason: Reason, text: str | None, message: str, flags: tuple[str, ...] = ()) -> Judgement:
    return Judgement(reason, 0.0, text, {"correct": 0.0}, {"message": message}, flags)
