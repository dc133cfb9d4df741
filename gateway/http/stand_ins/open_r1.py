"""Open-R1's Codeforces runtimes for Piston, ``c++17`` and ``cf_python3``, which are no languages but judges.

Its client sends the program, one test with its expected output and the checker, all as files, and expects
``1`` on stdout where the program is right. There they all lie in one box with the program. Here they become a
``code`` sample, so that nothing but the input ever comes near it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gateway.http.errors import ErrorCode, HttpError
from gateway.http.stand_ins.base import check_scored
from gateway.http.stand_ins.piston_schema import PistonAnswer, PistonRequest, PistonStage
from gateway.service import Service
from trainer_client.contract import Reason, Sample, Thinking, Verdict

LANGUAGES: Mapping[str, str] = {"c++17": "cpp", "cf_python3": "python"}
CONFIG, ANSWER = "grader_config", "correct_output.txt"

WHY_NOT: Mapping[str, str] = {
    "cms_ioi": "IOI's graders run beside the program; send its tests to /v1/verify, with subtasks",
    "cf_python3": f"it judges, and needs the files {CONFIG} and {ANSWER}; python runs programs",
}
_RUNS = re.compile(r"`+")


def wants_verdict(asked: PistonRequest) -> bool:
    names = {file.name for file in asked.files}
    return asked.language in LANGUAGES and {CONFIG, ANSWER} <= names


async def judge(service: Service, asked: PistonRequest, named: Mapping[str, Any]) -> PistonAnswer:
    """Raises ``HttpError`` for an unscored verdict."""
    (verdict,) = await service.verify_many([_sample(asked)], **named)
    check_scored(verdict)
    compiled, run = _stages(verdict)
    return PistonAnswer(compile=compiled, run=run, language=asked.language, version="1.0.0")


def _sample(asked: PistonRequest) -> Sample:
    files = {file.name: file.data() for file in asked.files[1:]}
    config = _config(_text(files, CONFIG))
    record = {
        "official_tests": [{"input": _text(files, "input.txt"), "output": _text(files, ANSWER)}],
        "generated_checker": _text(files, "checker.py"),
        "time_limit": _number(config.get("TIME_LIMIT")),
        "memory_limit": _number(config.get("MEMORY_LIMIT")),
        "input_mode": config.get("INPUT_MODE", "stdio"),
    }
    language = LANGUAGES[asked.language]
    return Sample(
        verifier="code",
        response=_fenced(asked.files[0].content, language),
        reference={"format": "codeforces", "record": record},
        options={"language": language, "measured": True},
        thinking=Thinking.NONE,
    )


def _text(files: Mapping[str | None, bytes], name: str) -> str:
    try:
        return files.get(name, b"").decode()
    except UnicodeDecodeError as error:
        raise HttpError(ErrorCode.INVALID_REQUEST, f"{name} is no UTF-8", "files") from error


def _config(text: str) -> dict[str, str]:
    lines = [line.partition("=") for line in text.splitlines()]
    return {key.strip(): value.strip() for key, _, value in lines if value.strip()}


def _number(text: str | None) -> float | None:
    """``None`` for what Python wrote so."""
    try:
        return None if text is None else float(text)
    except ValueError:
        return None


def _fenced(source: str, language: str) -> str:
    """In a fence that nothing in the program can end."""
    longest = max(map(len, _RUNS.findall(source)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{source}\n{fence}\n"


def _stages(verdict: Verdict) -> tuple[PistonStage, PistonStage]:
    """Of the compiler and of the judge, which ends well whatever it found."""
    message = str(verdict.detail.get("message", verdict.reason.value))
    if verdict.reason is Reason.COMPILE_ERROR:
        failed = PistonStage(stderr=message, output=message, code=1, status="RE", message=message)
        return failed, failed
    score = f"{verdict.reward or 0.0:g}"
    told = "" if verdict.reason is Reason.CORRECT else f"{verdict.reason.value}: {message}"
    tests = verdict.detail.get("tests") or [{}]
    cpu_ms, wall_ms = tests[0].get("cpu_ms"), tests[0].get("wall_ms")
    return PistonStage(), PistonStage(
        stdout=score, stderr=told, output=score + told, cpu_time=cpu_ms, wall_time=wall_ms
    )
