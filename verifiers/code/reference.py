"""What a ``code`` sample is judged by: as it is written, and made ready for judging.

``CodeReference`` is one struct with optional fields rather than a union by kind, for the sake of its errors:
they name the field that is missing, or that this kind does not have. ``prepare`` makes it, or the record of a
data set, into a ``Problem``, and finds whatever is wrong with it before any response is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

import msgspec
from msgspec import UNSET, UnsetType

from sandbox.interface import Examination
from verifiers.code.checkers import Checker, CheckerProgram, CheckerSpec, Name, Tokens, make_checker
from verifiers.code.formats import FORMATS, Canonical, Format
from verifiers.code.formats.canonical import CallCase, Kind, StdioCase, stdio_case
from verifiers.code.formats.humaneval import test_program
from verifiers.code.formats.reading import READER
from verifiers.code.formats.statements import parse_python
from verifiers.code.prelude import HARNESS, Granted, imports_of
from verifiers.core.decode import Reference
from verifiers.core.errors import BadReference, InvalidSample

MOST_CASES: Final = 10_000
MOST_CHARS: Final = 256 * 2**20
"""Of all inputs and expected outputs together."""
MOST_FILE_BYTES: Final = 32 * 2**20
"""Of an input that is a file: a run's disk holds twice that."""
MOST_CHECKED_BYTES: Final = 96 * 2**20
"""Of an input and its expected output, where a checker program reads them as files."""
MOST_TEST_CHARS: Final = 2_000_000


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``input`` and ``output`` for stdio; ``args``, ``kwargs`` and ``expected`` for call."""

    input: str | UnsetType = UNSET
    output: str | UnsetType = UNSET
    args: list[Any] | UnsetType = UNSET
    kwargs: dict[str, Any] | UnsetType = UNSET
    expected: Any = UNSET


class Subtask(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """IOI: its ``points`` are given as far as the worst of its ``cases`` (positions from 0) passes."""

    points: Annotated[float, msgspec.Meta(gt=0, lt=1e9)]
    cases: Annotated[list[Annotated[int, msgspec.Meta(ge=0)]], msgspec.Meta(min_length=1)]
    name: str = ""


class CodeReference(Reference, frozen=True):
    """Tests of one ``kind``, or a data set's own ``record`` with the name of its ``format``."""

    kind: Kind | None = None
    cases: list[Case] | None = None
    entry_point: str | None = None
    setup: str | None = None
    asserts: list[str] | None = None
    source: str | None = None
    preamble: str | None = None
    format: Format | None = None
    record: dict[str, Any] | None = None
    checker: Name | CheckerSpec | None = None
    subtasks: tuple[Subtask, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A reference that can be judged by. ``kind`` says which of these hold the tests:

    stdio: ``cases``, and ``input_file`` and ``output_file`` where the problem uses files in place of the
    streams. call: ``calls`` of ``entry_point``. assert and test_program: ``examination``.

    ``prompt``: a response may be the rest of it (``formats.humaneval.complete``). ``granted``: what a program
    in Python need not import (``prelude``). ``time_limit_s`` and ``memory_limit_mb`` are the record's own.
    ``notes`` name what a user should know about the reference: ``no_official_tests``,
    ``official_tests_incomplete``, ``unwrapped_outputs``.
    """

    kind: Kind
    cases: Sequence[StdioCase] = ()
    calls: Sequence[CallCase] = ()
    examination: Examination | None = None
    entry_point: str | None = None
    prompt: str | None = None
    granted: Granted = field(default_factory=dict)
    checker: Checker | CheckerProgram = Tokens()  # noqa: RUF009 - frozen
    subtasks: Sequence[Subtask] = ()
    time_limit_s: float | None = None
    memory_limit_mb: int | None = None
    input_file: str | None = None
    output_file: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """How many tests there are; an examination's are its statements."""
        return len(self.examination.statements) if self.examination else len(self.cases) + len(self.calls)

    @property
    def texts(self) -> Iterator[str]:
        """Inputs and expected outputs as far as they are text; for ``conduct.find_flags``."""
        for case in self.cases:
            yield case.input.decode()
            yield case.output
        yield from (call.expected for call in self.calls if isinstance(call.expected, str))


def prepare(reference: CodeReference) -> Problem:
    """Raises ``InvalidSample`` with the field's path, or ``BadReference`` for what no response could meet."""
    canonical = _from_record(reference) if reference.format else _from_kind(reference)
    size = len(canonical.cases) + len(canonical.calls) + len(canonical.statements)
    if not size:
        raise BadReference("the reference has no tests: nothing could fail")
    if size > MOST_CASES:
        raise BadReference(f"the reference has {size} tests; at most {MOST_CASES} are run")
    if sum(len(case.input) + len(case.output) for case in canonical.cases) > MOST_CHARS:
        raise BadReference(f"inputs and outputs are over {MOST_CHARS} characters together")
    _check_subtasks(reference.subtasks, size)
    checker = _checker(reference, canonical)
    _check_files(canonical, checker)
    return Problem(
        kind=canonical.kind,
        cases=canonical.cases,
        calls=canonical.calls,
        examination=_examination(canonical),
        entry_point=_entry_point(canonical),
        prompt=canonical.prompt,
        granted=canonical.granted or _imported(canonical),
        checker=checker,
        subtasks=reference.subtasks,
        time_limit_s=canonical.time_limit_s,
        memory_limit_mb=canonical.memory_limit_mb,
        input_file=_file(canonical.input_file, "input_file"),
        output_file=_file(canonical.output_file, "output_file"),
        notes=canonical.notes,
    )


def score_subtasks(subtasks: Sequence[Subtask], scores: Sequence[float]) -> float:
    """The share of all points, 0 to 1; ``scores`` are those of the cases, 0 to 1 each."""
    won = sum(subtask.points * min(scores[case] for case in subtask.cases) for subtask in subtasks)
    return won / sum(subtask.points for subtask in subtasks)


_REQUIRED: Final[Mapping[Kind, tuple[str, ...]]] = {
    "stdio": ("cases",),
    "call": ("entry_point", "cases"),
    "assert": ("asserts",),
    "test_program": ("source",),
}
_OPTIONAL: Final[Mapping[Kind, tuple[str, ...]]] = {
    "stdio": (),
    "call": (),
    "assert": ("setup",),
    "test_program": ("entry_point", "preamble"),
}
_TESTS: Final = ("cases", "entry_point", "setup", "asserts", "source", "preamble")


def _from_record(reference: CodeReference) -> Canonical:
    if reference.format is None or reference.record is None:
        raise InvalidSample("the field is missing; add the data set's `record`", "reference.record")
    for name in ("kind", *_TESTS):
        if getattr(reference, name) is not None:
            raise InvalidSample(f"a record brings its own tests; leave `{name}` out", f"reference.{name}")
    return READER.read(reference.format, FORMATS[reference.format], reference.record)


def _from_kind(reference: CodeReference) -> Canonical:
    kind = reference.kind
    if reference.record is not None:
        raise InvalidSample(f"say which data set it is from: {', '.join(FORMATS)}", "reference.format")
    if kind is None:
        kinds = ", ".join(_REQUIRED)
        raise InvalidSample(f"the field is missing; write one of {kinds}, or a `format`", "reference.kind")
    for name in _REQUIRED[kind]:
        if getattr(reference, name) is None:
            raise InvalidSample(f"the field is missing; add `{name}`", f"reference.{name}")
    for name in _TESTS:
        if name not in _REQUIRED[kind] + _OPTIONAL[kind] and getattr(reference, name) is not None:
            raise InvalidSample(f"the kind {kind} takes no `{name}`; leave it out", f"reference.{name}")
    return _canonical(kind, reference)


def _canonical(kind: Kind, reference: CodeReference) -> Canonical:
    numbered = enumerate(reference.cases or [])
    if kind == "stdio":
        return Canonical(kind=kind, cases=[_stdio(case, f"reference.cases[{at}]") for at, case in numbered])
    if kind == "call":
        calls = [_call(case, f"reference.cases[{at}]") for at, case in numbered]
        return Canonical(kind=kind, calls=calls, entry_point=reference.entry_point, granted=HARNESS)
    if kind == "assert":
        return Canonical(kind=kind, preamble=reference.setup or "", statements=reference.asserts or [])
    defined, statements = test_program(reference.source or "", reference.entry_point, "reference.source")
    preamble = "\n".join(part for part in (reference.preamble, defined) if part)
    return Canonical(kind=kind, preamble=preamble, statements=statements, entry_point=reference.entry_point)


def _stdio(case: Case, path: str) -> StdioCase:
    _check_fields(case, path, ("output",), ("input",))
    given, expected = case.input or "", case.output
    assert isinstance(expected, str)
    return stdio_case(given, expected, path)


def _call(case: Case, path: str) -> CallCase:
    _check_fields(case, path, ("expected",), ("args", "kwargs"))
    return CallCase(case.args or [], case.expected, case.kwargs or {})


def _check_fields(case: Case, path: str, required: tuple[str, ...], optional: tuple[str, ...]) -> None:
    for name in case.__struct_fields__:
        given = getattr(case, name) is not UNSET
        if name in required and not given:
            raise InvalidSample(f"the field is missing; add `{name}`", f"{path}.{name}")
        if given and name not in required + optional:
            raise InvalidSample(f"a case of this kind takes no `{name}`; leave it out", f"{path}.{name}")


def _check_subtasks(subtasks: Sequence[Subtask], size: int) -> None:
    for index, subtask in enumerate(subtasks):
        if (last := max(subtask.cases)) >= size:
            raise InvalidSample(
                f"there is no case {last}: {size} are there", f"reference.subtasks[{index}].cases"
            )


def _check_files(canonical: Canonical, checker: Checker | CheckerProgram) -> None:
    """What would find no room in a run's disk is found here, whatever the response is."""
    for index, case in enumerate(canonical.cases):
        if canonical.input_file and len(case.input) > MOST_FILE_BYTES:
            raise BadReference(f"the input of case {index} is over {MOST_FILE_BYTES} bytes, as a file")
        if isinstance(checker, CheckerProgram) and len(case.input) + len(case.output) > MOST_CHECKED_BYTES:
            raise BadReference(
                f"case {index} is over {MOST_CHECKED_BYTES} bytes, too large for a checker program"
            )


def _checker(reference: CodeReference, canonical: Canonical) -> Checker | CheckerProgram:
    if reference.checker is None:
        return canonical.checker
    checker = make_checker(reference.checker)
    if canonical.kind in ("assert", "test_program"):
        raise InvalidSample("these tests compare by themselves; leave the checker out", "reference.checker")
    if canonical.kind == "call" and isinstance(checker, CheckerProgram):
        raise InvalidSample("a checker program compares printed outputs; calls return", "reference.checker")
    return checker


def _examination(canonical: Canonical) -> Examination | None:
    """Everything in it is read once: a test that is no Python is found here, not by a response's failure."""
    if not canonical.statements:
        return None
    if len(canonical.preamble) + sum(map(len, canonical.statements)) > MOST_TEST_CHARS:
        raise BadReference(f"the tests are over {MOST_TEST_CHARS} characters of Python together")
    parse_python(canonical.preamble, "the code before the tests")
    for index, statement in enumerate(canonical.statements):
        if not parse_python(statement, f"test {index}").body:
            raise BadReference(f"test {index} holds no statement")
    return Examination(
        statements=tuple(canonical.statements),
        preamble=canonical.preamble,
        entry_point=_entry_point(canonical),
    )


def _imported(canonical: Canonical) -> Granted:
    """What the tests import before they begin: beside the program they would have done so for it."""
    return imports_of(parse_python(canonical.preamble, "the code before the tests").body)


def _entry_point(canonical: Canonical) -> str | None:
    name = canonical.entry_point
    if name is not None:
        name = name.removeprefix("Solution().")  # as some data sets write it; a method's bare name will do
    parts = name.split(".") if name is not None else ["absent"]
    most = 2 if canonical.kind == "call" else 1
    if len(parts) > most or not all(part.isidentifier() for part in parts):
        wanted = "write the name of a function" + (", or Class.method" if most == 2 else "")
        raise InvalidSample(wanted, "reference.entry_point")
    return name


def _file(name: str | None, field: str) -> str | None:
    """A plain name in the work directory."""
    if name is not None and ("/" in name or "\0" in name or name in (".", "..") or len(name) > 100):
        raise InvalidSample("write a file's name, without a folder", f"reference.record.{field}")
    return name
