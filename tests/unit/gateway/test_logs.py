"""Logs: one JSON object a line, requests worth a look at level info, and never a sample's text."""

from __future__ import annotations

import json
import logging
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from gateway.logs import RequestLog, configure_logs
from trainer_client.contract import Reason, Sample, Status, Verdict

SECRET = "the text of a sample"


@pytest.fixture(autouse=True)
def _restore_logging(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setenv("GRPC_VERBOSITY", "ERROR")
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)


def lines(capture: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capture.readouterr().err.splitlines()]


def request(log: RequestLog, *, unscored: bool = False, seconds: float = 0.0) -> None:
    verdict = Verdict(
        verifier="math",
        version="1",
        status=Status.UNSCORED if unscored else Status.SCORED,
        reason=Reason.DEADLINE if unscored else Reason.CORRECT,
        reward=None if unscored else 1.0,
        detail={"message": SECRET},
    )
    sample = Sample(verifier="math", response=SECRET)
    log.observed([sample], [verdict], seconds=seconds, tenant="trainer", request_id="r-1")


def test_a_request_that_left_samples_unscored_is_a_line_with_its_id(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs("info", "json")
    request(RequestLog(slow_request_s=10), unscored=True)
    (line,) = lines(capsys)
    assert line["event"] == "request"
    assert line["request_id"] == "r-1"
    assert line["tenant"] == "trainer"
    assert line["unscored"] == {"deadline": 1}


def test_a_slow_request_is_a_line_and_a_usual_one_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info", "json")
    log = RequestLog(slow_request_s=10)
    request(log)
    assert lines(capsys) == []
    request(log, seconds=11)
    assert [line["seconds"] for line in lines(capsys)] == [11]


def test_every_request_is_a_line_at_level_debug(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("debug", "json")
    log = RequestLog(slow_request_s=10)
    for _ in range(30):
        request(log)
    assert len(lines(capsys)) == 30


def test_a_flood_of_requests_to_look_at_is_thinned_and_refusals_are_summed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs("info", "json")
    log = RequestLog(slow_request_s=10)
    for _ in range(500):
        request(log, unscored=True)
        log.refused(16)
    written = lines(capsys)
    assert len(written) < 100
    assert {"request", "refused: too many samples in flight"} == {line["event"] for line in written}


def test_a_flood_of_what_is_no_http_is_thinned(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info", "json")
    for _ in range(500):
        logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    assert len(lines(capsys)) == 1


def test_what_ends_the_process_and_warnings_are_events_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs("info", "json")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("of a library", stacklevel=1)
    try:
        raise OSError("no such device")
    except OSError as error:
        sys.excepthook(OSError, error, error.__traceback__)
    warned, ended = lines(capsys)
    assert "of a library" in warned["event"]
    assert "OSError: no such device" in ended["event"]


@pytest.mark.parametrize("style", ["json", "console"])
def test_no_text_of_a_sample_reaches_the_log_by_an_exception(
    capsys: pytest.CaptureFixture[str], style: Any
) -> None:
    configure_logs("info", style)
    sample = Sample(verifier="math", response=SECRET)
    try:
        int(sample.response)
    except ValueError as error:
        logging.getLogger("verifiers.core.base").error(
            "verifier %s failed on a sample", "math", exc_info=error
        )
    request(RequestLog(slow_request_s=0), unscored=True)
    written = capsys.readouterr().err
    assert "ValueError" in written
    assert "test_logs.py" in written
    assert SECRET not in written


def test_an_exception_is_made_of_fields(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info", "json")
    try:
        raise OSError("disk")
    except OSError:
        logging.getLogger("any.library").exception("it failed")
    (line,) = lines(capsys)
    assert line["exception"][0]["exc_type"] == "OSError"
    assert line["exception"][0]["frames"][0]["filename"].endswith("test_logs.py")
