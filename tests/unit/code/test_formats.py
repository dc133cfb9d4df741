"""Records of the data sets, as they are published, become tests."""

from __future__ import annotations

import base64
import json
import pickle
import zlib
from typing import Any

import pytest

from sandbox.interface import Examination
from verifiers.code.checkers import CheckerProgram, Tokens
from verifiers.code.checkers.decimals import Decimals
from verifiers.code.formats import FORMATS, livecodebench
from verifiers.code.formats.apps import CHECKER
from verifiers.code.formats.canonical import CallCase, StdioCase
from verifiers.code.prelude import HARNESS
from verifiers.code.reference import CodeReference, Problem, prepare
from verifiers.core.decode import decode
from verifiers.core.errors import BadReference, InvalidSample


def prepared(format_: str, record: dict[str, Any]) -> Problem:
    return prepare(decode(CodeReference, {"format": format_, "record": record}, "reference"))


def packed(tests: Any, protocol: int = 4) -> str:
    text = tests if isinstance(tests, str) else json.dumps(tests)
    return base64.b64encode(zlib.compress(pickle.dumps(text, protocol))).decode()


STDIN = [{"input": "1\n", "output": "2\n", "testtype": "stdin"}]
FUNCTIONAL = [{"input": '[1, 2]\n"x"', "output": "true", "testtype": "functional"}]
ONE = StdioCase(b"1\n", "2\n")


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_livecodebench_unpacks_its_private_tests(protocol: int) -> None:
    record = {
        "public_test_cases": json.dumps(STDIN),
        "private_test_cases": packed(STDIN, protocol),
        "metadata": "{}",
    }
    problem = prepared("livecodebench", record)
    assert problem == Problem(kind="stdio", cases=[ONE, ONE], checker=Decimals(), granted=HARNESS)


@pytest.mark.parametrize("private", [STDIN, json.dumps(STDIN), ""])
def test_livecodebench_takes_plain_private_tests(private: Any) -> None:
    problem = prepared("livecodebench", {"public_test_cases": STDIN, "private_test_cases": private})
    assert list(problem.cases) == [ONE] * (1 + bool(private))


@pytest.mark.parametrize("metadata", ['{"func_name": "solve"}', {"func_name": "solve"}])
def test_livecodebench_functional_tests_are_calls(metadata: Any) -> None:
    problem = prepared("livecodebench", {"public_test_cases": FUNCTIONAL, "metadata": metadata})
    assert (problem.kind, problem.entry_point) == ("call", "solve")
    assert problem.calls == [CallCase([[1, 2], "x"], True)]


class Bomb:
    def __reduce__(self) -> tuple[Any, ...]:
        return (print, ("unpickled",))


@pytest.mark.parametrize(
    "data",
    [
        pickle.dumps(Bomb()),
        pickle.dumps(["a"]),
        pickle.dumps(b"a"),
        b"\x80\x04r\xff\xff\xff\xff.",
        b"\x80\x04",
        b"(" * 100_000,
        b"",
    ],
    ids=["object", "list", "bytes", "memo", "cut", "marks", "empty"],
)
def test_a_pickle_of_anything_but_text_is_refused_unread(
    data: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    record = {"private_test_cases": base64.b64encode(zlib.compress(data)).decode()}
    with pytest.raises(BadReference, match="pickle"):
        prepared("livecodebench", record)
    assert capsys.readouterr().out == ""


def test_what_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(livecodebench, "MOST_UNPACKED_BYTES", 10_000)
    with pytest.raises(BadReference, match="unpacks to more"):
        prepared("livecodebench", {"private_test_cases": packed("[" + " " * 20_000 + "]")})


def test_tests_of_two_types_are_a_bad_reference() -> None:
    with pytest.raises(BadReference, match="all be"):
        prepared("livecodebench", {"public_test_cases": [*STDIN, *FUNCTIONAL]})


PLAIN = {"inputs": ["1\n", ["3", "4"]], "outputs": ["2\n", ["5"]]}


@pytest.mark.parametrize("format_", ["apps", "taco"])
@pytest.mark.parametrize(
    "record",
    [
        PLAIN,
        {"input_output": PLAIN},
        {"input_output": json.dumps(PLAIN), "question": "?"},
        {**PLAIN, "fn_name": None},
        {**PLAIN, "fn_name": "f", "call_type": "std"},
    ],
)
def test_apps_prints_unless_it_names_a_function(format_: str, record: dict[str, Any]) -> None:
    problem = prepared(format_, record)
    assert problem == Problem(
        kind="stdio", cases=[ONE, StdioCase(b"3\n4", "5")], checker=CHECKER, granted=HARNESS
    )


CALLS: list[tuple[dict[str, Any], list[CallCase], tuple[str, ...]]] = [
    ({"inputs": [[1, 2]], "outputs": [[3]]}, [CallCase([1, 2], 3)], ("unwrapped_outputs",)),
    ({"inputs": [[1], [2]], "outputs": [[3], [4, 5]]}, [CallCase([1], [3]), CallCase([2], [4, 5])], ()),
    ({"inputs": [[1]], "outputs": [3]}, [CallCase([1], 3)], ()),
    ({"inputs": ['1\n"a"'], "outputs": ["[3, 4]"]}, [CallCase([1, "a"], [3, 4])], ()),
]


@pytest.mark.parametrize(("record", "calls", "notes"), CALLS)
def test_apps_calls_a_named_function(
    record: dict[str, Any], calls: list[CallCase], notes: tuple[str, ...]
) -> None:
    problem = prepared("apps", {**record, "fn_name": "f"})
    assert (problem.kind, problem.entry_point, problem.calls, problem.notes) == ("call", "f", calls, notes)


def test_apps_asserts_are_an_examination() -> None:
    problem = prepared("apps", {"inputs": [], "outputs": [], "assert_case": ["assert f(1) == 2"]})
    assert problem.examination == Examination(statements=("assert f(1) == 2",))


@pytest.mark.parametrize("limit", [{"seconds": 2, "nanos": 500_000_000}, 2.5])
def test_codecontests_runs_all_three_kinds_of_tests(limit: Any) -> None:
    tests = {"input": ["1\n"], "output": ["2\n"]}
    record = {
        "public_tests": tests,
        "private_tests": {"input": [], "output": []},
        "generated_tests": tests,
        "time_limit": limit,
        "memory_limit_bytes": 256 * 2**20,
        "input_file": "",
        "output_file": "",
    }
    assert prepared("codecontests", record) == Problem(
        kind="stdio", cases=[ONE, ONE], time_limit_s=2.5, memory_limit_mb=256
    )


def test_codeforces_has_limits_files_and_a_checker_program() -> None:
    record = {
        "official_tests": [{"input": "1\n", "output": "2\n"}],
        "examples": [{"input": "9", "output": "9"}],
        "official_tests_complete": True,
        "generated_checker": "print(1)",
        "time_limit": 2.0,
        "memory_limit": 256.0,
        "input_mode": "file",
        "interaction_format": None,
    }
    assert prepared("codeforces", record) == Problem(
        kind="stdio",
        cases=[ONE],
        checker=CheckerProgram(style="open_r1", language="python", source="print(1)"),
        time_limit_s=2.0,
        memory_limit_mb=256,
        input_file="input.txt",
        output_file="output.txt",
    )


def test_codeforces_says_when_tests_are_missing() -> None:
    tests = [{"input": "1\n", "output": "2\n"}]
    incomplete = prepared("codeforces", {"official_tests": tests, "official_tests_complete": False})
    assert (incomplete.notes, incomplete.checker) == (("official_tests_incomplete",), Tokens())
    assert prepared("codeforces", {"examples": tests}).notes == ("no_official_tests",)


def test_an_interactive_problem_is_a_bad_reference() -> None:
    with pytest.raises(BadReference, match="interactive"):
        prepared("codeforces", {"interaction_format": "Print a query.", "official_tests": []})


FUSION = [{"input": {"stdin": "1\n"}, "output": {"stdout": "2\n"}}]


@pytest.mark.parametrize(
    "record",
    [
        {"test": FUSION},
        {"test": json.dumps(FUSION)},
        {"provided_data": FUSION},
        {"provided_data": {"test": FUSION}},
    ],
)
def test_sandbox_fusion_keeps_its_tests_in_several_places(record: dict[str, Any]) -> None:
    assert prepared("sandbox_fusion", record) == Problem(kind="stdio", cases=[ONE])


def test_mbpp_asserts_run_one_by_one_after_their_imports() -> None:
    record = {
        "task_id": 2,
        "test_imports": ["import math"],
        "test_setup_code": "x = 1",
        "test_list": ["assert f(x) == 1"],
        "challenge_test_list": ["assert f(2) == 2"],
    }
    assert prepared("mbpp", record).examination == Examination(
        statements=("assert f(x) == 1", "assert f(2) == 2"), preamble="import math\nx = 1"
    )


BROKEN: list[tuple[str, dict[str, Any], str]] = [
    ("livecodebench", {"public_test_cases": "[{"}, "public_test_cases"),
    ("livecodebench", {"public_test_cases": 3}, "public_test_cases"),
    ("livecodebench", {"public_test_cases": [3]}, "public_test_cases[0]"),
    ("livecodebench", {"public_test_cases": [{"input": ""}]}, "public_test_cases[0].output"),
    ("livecodebench", {"private_test_cases": "no base64!"}, "private_test_cases"),
    ("livecodebench", {"private_test_cases": packed("{")}, "private_test_cases"),
    ("livecodebench", {"public_test_cases": FUNCTIONAL}, "metadata.func_name"),
    (
        "livecodebench",
        {"public_test_cases": [{**FUNCTIONAL[0], "input": "{"}], "metadata": {"func_name": "f"}},
        "public_test_cases[0].input",
    ),
    ("apps", {"input_output": "{"}, "input_output"),
    ("apps", {"inputs": ["1"], "outputs": []}, "outputs"),
    ("apps", {"inputs": [1], "outputs": ["1"]}, "inputs[0]"),
    ("apps", {"inputs": ["1"], "outputs": [2]}, "outputs[0]"),
    ("apps", {"inputs": [1], "outputs": [2], "fn_name": "f"}, "inputs[0]"),
    ("apps", {"inputs": "x", "outputs": []}, "inputs"),
    ("apps", {"inputs": [], "outputs": [], "call_type": "fn"}, "fn_name"),
    ("apps", {"inputs": [], "outputs": [], "call_type": "other"}, "call_type"),
    ("apps", {"assert_case": "assert x"}, "assert_case"),
    ("codecontests", {"public_tests": [1]}, "public_tests"),
    ("codecontests", {"public_tests": {"input": ["1"], "output": []}}, "public_tests.output"),
    ("codecontests", {"time_limit": "2 s"}, "time_limit"),
    ("codecontests", {"public_tests": {"input": [""], "output": [""]}, "input_file": "../x"}, "input_file"),
    ("codeforces", {"time_limit": -1}, "time_limit"),
    ("codeforces", {"input_mode": "pipe"}, "input_mode"),
    ("codeforces", {"official_tests": [{"input": "1"}]}, "official_tests[0].output"),
    ("codeforces", {"generated_checker": 1, "official_tests": []}, "generated_checker"),
    ("sandbox_fusion", {"test": [{"input": {"stdin": ""}}]}, "test[0].output.stdout"),
    ("sandbox_fusion", {"provided_data": 3}, "provided_data"),
    ("mbpp", {"test_list": "assert x"}, "test_list"),
    ("humaneval", {"prompt": "def f(): pass", "test": ""}, "entry_point"),
    ("humaneval", {"prompt": 1, "entry_point": "f", "test": ""}, "prompt"),
    ("humaneval", {"prompt": "", "entry_point": "a b", "test": ""}, "entry_point"),
]


@pytest.mark.parametrize(("format_", "record", "field"), BROKEN)
def test_a_broken_record_names_its_field(format_: str, record: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidSample) as refused:
        prepared(format_, record)
    assert refused.value.field == f"reference.record.{field}"


@pytest.mark.parametrize("format_", [name for name in FORMATS if name != "humaneval"])
def test_a_record_without_tests_is_a_bad_reference(format_: str) -> None:
    with pytest.raises(BadReference, match="no tests"):
        prepared(format_, {})
