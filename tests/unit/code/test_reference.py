"""References of the code verifier: what is taken, and what is said of the rest."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import pytest

from sandbox.interface import Examination
from verifiers.code.checkers import NAMED, CheckerProgram, Floats, Name, Tokens, Unordered
from verifiers.code.formats import FORMATS, Format
from verifiers.code.formats.canonical import CallCase, StdioCase
from verifiers.code.reference import MOST_CASES, CodeReference, Problem, Subtask, prepare, score_subtasks
from verifiers.core.decode import decode
from verifiers.core.errors import BadReference, InvalidSample


def prepared(reference: dict[str, Any]) -> Problem:
    return prepare(decode(CodeReference, reference, "reference"))


ECHO = {"kind": "stdio", "cases": [{"input": "1\n", "output": "1\n"}, {"output": "é"}]}
ADD = {"kind": "call", "entry_point": "add", "cases": [{"args": [1, 2], "expected": 3}]}


def test_stdio_cases_become_bytes_in_and_text_out() -> None:
    problem = prepared(ECHO)
    assert problem == Problem(kind="stdio", cases=[StdioCase(b"1\n", "1\n"), StdioCase(b"", "é")])
    assert problem.size == 2


def test_calls_keep_their_values() -> None:
    cases = [{"args": [[1], {"a": None}], "expected": None}, {"kwargs": {"x": 1}, "expected": [2.5]}]
    problem = prepared({"kind": "call", "entry_point": "Solution.add", "cases": cases})
    assert problem.calls == [CallCase([[1], {"a": None}], None), CallCase([], [2.5], {"x": 1})]
    assert problem.entry_point == "Solution.add"


def test_asserts_become_an_examination_of_one_statement_each() -> None:
    problem = prepared(
        {"kind": "assert", "setup": "import math", "asserts": ["assert f(1) == 2", "assert f(2)"]}
    )
    assert problem.examination == Examination(
        statements=("assert f(1) == 2", "assert f(2)"), preamble="import math"
    )
    assert problem.size == 2


def test_a_test_program_that_only_defines_check_is_called() -> None:
    source = "LIMIT = 3\ndef check(candidate):\n    assert candidate(1) == LIMIT\n"
    problem = prepared(
        {"kind": "test_program", "entry_point": "f", "source": source, "preamble": "import re"}
    )
    assert problem.examination == Examination(
        statements=("check(f)",), preamble=f"import re\n{source}", entry_point="f"
    )


@pytest.mark.parametrize(
    "source",
    [
        "def check(candidate):\n    assert candidate(1)\ncheck(f)",
        "assert f(1) == 2\nassert f(2) == 3",
        "for x in range(3):\n    check(f)\ndef check(c): pass",
    ],
)
def test_a_test_program_that_runs_by_itself_is_one_test(source: str) -> None:
    problem = prepared({"kind": "test_program", "entry_point": "f", "source": source})
    assert problem.examination == Examination(statements=(source,), entry_point="f")


def test_code_of_a_test_program_that_calls_the_function_is_never_preamble() -> None:
    source = "FIRST = f(1)\ndef check(candidate):\n    assert FIRST\n"
    problem = prepared({"kind": "test_program", "entry_point": "f", "source": source})
    assert problem.examination == Examination(statements=(f"{source}\ncheck(f)\n",), entry_point="f")


CHECKERS: list[tuple[Any, Any]] = [
    ("unordered", Unordered()),
    ({"name": "floats", "absolute": 0.001, "relative": 0}, Floats(absolute=0.001, relative=0)),
    (
        {"style": "testlib", "language": "cpp", "source": "int main() {}"},
        CheckerProgram(style="testlib", language="cpp", source="int main() {}"),
    ),
]


@pytest.mark.parametrize(("asked", "checker"), CHECKERS)
def test_a_checker_is_taken_by_name_with_settings_or_as_a_program(asked: Any, checker: Any) -> None:
    assert prepared({**ECHO, "checker": asked}).checker == checker


def test_tokens_are_compared_unless_told_otherwise() -> None:
    assert prepared(ECHO).checker == Tokens()


def test_a_checker_overrides_that_of_a_record() -> None:
    record = {"inputs": ["1"], "outputs": ["1"]}
    assert prepared({"format": "apps", "record": record, "checker": "exact"}).checker.name == "exact"  # type: ignore[union-attr]


def test_a_subtask_is_worth_its_worst_case() -> None:
    subtasks = [{"points": 30, "cases": [0]}, {"name": "full", "points": 70, "cases": [0, 1]}]
    problem = prepared({**ECHO, "subtasks": subtasks})
    assert problem.subtasks == (Subtask(points=30, cases=[0]), Subtask(points=70, cases=[0, 1], name="full"))
    assert score_subtasks(problem.subtasks, [1.0, 0.0]) == 0.3
    assert score_subtasks(problem.subtasks, [1.0, 0.5]) == 0.65


ILL_SHAPED: list[tuple[dict[str, Any], str, str]] = [
    ({}, "reference.kind", "stdio, call, assert, test_program"),
    ({"kind": "stdin"}, "reference.kind", "it takes: stdio, call"),
    ({"kind": "stdio"}, "reference.cases", "add `cases`"),
    ({"kind": "call", "cases": []}, "reference.entry_point", "add `entry_point`"),
    ({"kind": "assert"}, "reference.asserts", "add `asserts`"),
    ({"kind": "test_program"}, "reference.source", "add `source`"),
    ({**ECHO, "asserts": []}, "reference.asserts", "leave it out"),
    ({**ECHO, "entry_point": "f"}, "reference.entry_point", "leave it out"),
    ({**ECHO, "case": []}, "reference.case", "did you mean `cases`?"),
    ({"kind": "stdio", "cases": [{"input": "1"}]}, "reference.cases[0].output", "add `output`"),
    ({"kind": "stdio", "cases": [{"output": 1}]}, "reference.cases[0].output", "write text"),
    ({"kind": "stdio", "cases": [{"output": "", "args": []}]}, "reference.cases[0].args", "leave it out"),
    ({"kind": "stdio", "cases": [{"output": "", "x": 1}]}, "reference.cases[0].x", "no field"),
    ({"kind": "call", "entry_point": "f", "cases": [{"args": []}]}, "reference.cases[0].expected", "add"),
    (
        {"kind": "call", "entry_point": "f", "cases": [{"args": 1, "expected": 1}]},
        "reference.cases[0].args",
        "list",
    ),
    ({**ADD, "entry_point": "os.system('x')"}, "reference.entry_point", "a function"),
    ({**ADD, "entry_point": ""}, "reference.entry_point", "a function"),
    ({**ADD, "checker": {"style": "testlib", "source": "x"}}, "reference.checker", "printed"),
    ({**ECHO, "checker": "tokenz"}, "reference.checker", "tokens"),
    ({**ECHO, "checker": {"name": "floats", "absolute": -1}}, "reference.checker.absolute", ">= 0"),
    ({**ECHO, "checker": {"name": "tokens", "of": "lines"}}, "reference.checker.of", "takes no `of`"),
    ({"kind": "assert", "asserts": ["assert f(1)"], "checker": "tokens"}, "reference.checker", "leave"),
    ({**ECHO, "subtasks": [{"points": 1, "cases": [2]}]}, "reference.subtasks[0].cases", "no case 2"),
    ({**ECHO, "subtasks": [{"points": 0, "cases": [0]}]}, "reference.subtasks[0].points", "> 0"),
    ({**ECHO, "subtasks": [{"points": 1, "cases": []}]}, "reference.subtasks[0].cases", "length >= 1"),
    ({"format": "apps"}, "reference.record", "add"),
    ({"format": "apps", "record": {}, "cases": []}, "reference.cases", "leave `cases` out"),
    ({"format": "mnist", "record": {}}, "reference.format", "livecodebench"),
    ({"record": {}}, "reference.format", "humaneval"),
]


@pytest.mark.parametrize(("reference", "field", "told"), ILL_SHAPED)
def test_an_ill_shaped_reference_names_the_field(reference: dict[str, Any], field: str, told: str) -> None:
    with pytest.raises(InvalidSample) as refused:
        prepared(reference)
    assert refused.value.field == field
    assert told in refused.value.message


USELESS: list[tuple[dict[str, Any], str]] = [
    ({"kind": "stdio", "cases": []}, "no tests"),
    ({"kind": "assert", "asserts": []}, "no tests"),
    ({"kind": "stdio", "cases": [{"output": "1"}] * (MOST_CASES + 1)}, "at most"),
    ({"kind": "stdio", "cases": [{"output": "\ud800"}]}, "surrogate"),
    ({"kind": "stdio", "cases": [{"input": "\ud800", "output": ""}]}, "surrogate"),
    ({"kind": "assert", "asserts": ["assert f(1", "assert f(2)"]}, "test 0 is no Python"),
    ({"kind": "assert", "asserts": ["assert f(1)", "# nothing"]}, "test 1 holds no statement"),
    ({"kind": "assert", "setup": "import", "asserts": ["assert f(1)"]}, "no Python"),
    ({"kind": "assert", "asserts": ["assert " + "not " * 50_000 + "f(1)"]}, "test 0"),
    ({"kind": "assert", "asserts": ["assert f(" + "[" * 5000 + "]" * 5000 + ")"]}, "test 0"),
    ({"kind": "assert", "asserts": ["assert '\0'"]}, "test 0"),
    ({"kind": "assert", "asserts": ["x" * 600_000] * 4}, "together"),
    ({"kind": "test_program", "source": "def check(:"}, "reference.source is no Python"),
]


@pytest.mark.parametrize(("reference", "told"), USELESS)
def test_a_well_shaped_reference_that_is_of_no_use_is_bad(reference: dict[str, Any], told: str) -> None:
    with pytest.raises(BadReference) as refused:
        prepared(reference)
    assert told in refused.value.message


def test_the_texts_of_a_problem_are_what_it_reads_and_prints() -> None:
    assert list(prepared(ECHO).texts) == ["1\n", "1\n", "", "é"]
    calls = [{"expected": "text"}, {"expected": ["text"]}]
    assert list(prepared({"kind": "call", "entry_point": "f", "cases": calls}).texts) == ["text"]


def test_its_json_schema_lists_checkers_and_formats() -> None:
    schema = str(msgspec.json.schema(CodeReference))
    assert all(name in schema for name in (*NAMED, *FORMATS))
    assert get_args(Name) == tuple(NAMED)
    assert get_args(Format) == tuple(FORMATS)


def test_an_odd_escape_in_a_test_is_no_warning() -> None:
    assert prepared({"kind": "assert", "asserts": [r"assert f('\d')"]}).size == 1
