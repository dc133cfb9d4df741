"""From a SandboxFusion submission to a ``code`` sample: which data set its record is of, and where its tests
are.

SandboxFusion keeps data sets in a database of its own; here a submission brings its record along, in
``config.provided_data``. A test that theirs appends to the answer, in the same process, is examined here from
a second jail (``docs/sandbox.md``), which is possible for Python alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from gateway.http.errors import ErrorCode, HttpError
from gateway.http.stand_ins.base import no_language
from gateway.http.stand_ins.fusion_schema import SubmitRequest
from trainer_client.contract import Sample, Thinking

Record = Mapping[str, Any]
Reference = dict[str, Any]

COMPILED = frozenset({"cpp", "go", "java"})


def to_sample(asked: SubmitRequest, languages: Mapping[str, str]) -> Sample:
    """Raises ``HttpError`` with the path of what cannot be judged by."""
    config = asked.config
    record = _record(asked)
    find = CLASSES.get(_class_of(asked, record))
    if find is None:
        _invalid(
            f"there is no data set {asked.dataset[:80]!r} here; provide its record, and one of these types: "
            + ", ".join(CLASSES),
            "config.dataset_type",
        )
    return code_sample(asked, find(record), languages, config.language or "python")


def code_sample(
    asked: SubmitRequest, reference: Reference, languages: Mapping[str, str], language: str
) -> Sample:
    """The sample that a submission is, once its tests are found."""
    config = asked.config
    if config.custom_extract_logic:
        _invalid(
            "it would run in the service itself: the last block of the language asked for is taken",
            "config.custom_extract_logic",
        )
    if language not in languages:
        no_language(language, list(languages))
    run_all = config.extra.get("run_all_cases") is True
    usual = 10.0 if language in COMPILED else 20.0
    return Sample(
        verifier="code",
        id=str(asked.id),
        response=asked.completion,
        reference=reference,
        thinking=Thinking.AUTO,
        options={
            "language": languages[language],
            "time_limit_s": config.run_timeout or usual,
            "score": "fraction" if run_all else "all",
            "measured": True,
        },
    )


def _record(asked: SubmitRequest) -> Record:
    """The row provided: the one itself, one of several by its id, or nothing but a list of tests."""
    provided = asked.config.provided_data
    if not provided:
        _invalid(
            "no data sets are kept here: send the record along as `provided_data`", "config.provided_data"
        )
    if isinstance(provided, dict):
        return provided
    if any("stdout" in (_mapping(row.get("output")) or {}) for row in provided):
        return {"test": provided}
    rows = [row for row in provided if str(row.get("id")) == str(asked.id)]
    if not rows:
        _invalid(f"no row has the id {str(asked.id)[:80]!r}", "config.provided_data")
    return rows[0]


def _class_of(asked: SubmitRequest, record: Record) -> str:
    """By its class, its data set, or what its record holds."""
    if asked.config.dataset_type:
        return asked.config.dataset_type
    if asked.dataset in DATASETS:
        return DATASETS[asked.dataset]
    return "CommonOJDataset" if "test" in record else ""


def _common_oj(record: Record) -> Reference:
    return {"format": "sandbox_fusion", "record": {"provided_data": {"test": record.get("test")}}}


def _humaneval(record: Record) -> Reference:
    if "tests" in record and "test" not in record:
        _invalid(
            "tests of MultiPL-E are compiled together with the answer, which could end them",
            "config.provided_data.tests",
        )
    return {"format": "humaneval", "record": dict(record)}


def _mbpp(record: Record) -> Reference:
    labels = _mapping(record.get("labels")) or {}
    setup = record.get("test_setup_code") or labels.get("test_setup_code") or ""
    return {"format": "mbpp", "record": {"test_list": record.get("test_list"), "test_setup_code": setup}}


def _live_code_bench(record: Record) -> Reference:
    """Its own rows have ``test.input_output``; LiveCodeBench's have the tests themselves."""
    if "public_test_cases" in record or "private_test_cases" in record:
        return {"format": "livecodebench", "record": dict(record)}
    test = _mapping(record.get("test"))
    return {"format": "apps", "record": {"input_output": (test or {}).get("input_output")}}


def _auto_eval(record: Record) -> Reference:
    test = _mapping(record.get("test")) or {}
    labels = _mapping(record.get("labels")) or {}
    language = labels.get("execution_language") or labels.get("programming_language") or "python"
    if language != "python":
        _invalid(
            "tests that are appended to the answer are taken for python alone", "config.provided_data.labels"
        )
    if test.get("asset") or "#<INSERT>" in str(test.get("code")):
        _invalid("tests with files, or around the answer, are not taken", "config.provided_data.test")
    return {"kind": "test_program", "source": test.get("code")}


def _mapping(value: Any) -> Mapping[str, Any] | None:
    """Rows hold objects, or their JSON text, which the verifier's own formats read as well."""
    if isinstance(value, str):
        return _parsed(value)
    return value if isinstance(value, Mapping) else None


def _parsed(text: str) -> Mapping[str, Any] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _invalid(message: str, field: str) -> NoReturn:
    raise HttpError(ErrorCode.INVALID_REQUEST, message, field)


CLASSES: Mapping[str, Callable[[Record], Reference]] = {
    "CommonOJDataset": _common_oj,
    "HumanEvalDataset": _humaneval,
    "MBPPDataset": _mbpp,
    "LiveCodeBenchDataset": _live_code_bench,
    "AutoEvalDataset": _auto_eval,
}
DATASETS: Mapping[str, str] = {
    "code_contests": "CommonOJDataset",
    "humaneval_python": "HumanEvalDataset",
    "mbpp": "MBPPDataset",
    "live_code_bench_v1": "LiveCodeBenchDataset",
}
