"""One run of ``verify``: reads a sample or makes one of the flags, prints the verdict."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from gateway.grading.arguments import as_object, as_text
from gateway.grading.local_service import local_service
from gateway.grading.rollouts import BYTE_ORDER_MARK
from gateway.grading.row import NO_OBJECT, RowReader
from gateway.grading.row_reader_flags import row_reader
from gateway.items import Item, Malformed
from gateway.user_errors import Exit, Unusable
from gateway.verdict_json import UNSENDABLE, any_json, substitute
from trainer_client.contract import Status, Verdict


@dataclass(frozen=True, slots=True)
class VerifyPlan:
    """The flags of ``verify``; see its help."""

    file: Path | None = None
    verifier: str = ""
    response: str | None = None
    answers: tuple[str, ...] = ()
    reference: str | None = None
    prompt: str = ""
    options: str = "{}"
    recipe: str = ""
    config: Path | None = None


def run(plan: VerifyPlan) -> Exit:
    """Raises ``Unusable``."""
    reader = row_reader(verifier=plan.verifier, options=plan.options, field_map=(), recipe=plan.recipe)
    verdict, text = _as_json(asyncio.run(_verify(plan, _item(plan, reader))))
    _print(text)
    return Exit.WELL if verdict.status is Status.SCORED else Exit.UNSCORED


async def _verify(plan: VerifyPlan, item: Item) -> Verdict:
    async with local_service(plan.config, workers=1) as local:
        (verdict,) = await local.service.verify_many([item])
    return verdict


def _item(plan: VerifyPlan, reader: RowReader) -> Item:
    if plan.response is not None:
        return reader.read_row(_row(plan, plan.response))
    if plan.answers or plan.reference or plan.prompt:
        raise Unusable("--answer, --reference and --prompt go with --response; give that too")
    item = reader.read_line(_read(plan.file).removeprefix(BYTE_ORDER_MARK))
    if isinstance(item, Malformed) and item.message.startswith(NO_OBJECT):
        raise Unusable(f"{item.message}; give one sample as a JSON object, such as {_EXAMPLE}")
    return item


_EXAMPLE = '{"verifier": "math", "response": "so \\\\boxed{42}", "reference": {"answer": "42"}}'


def _row(plan: VerifyPlan, response: str) -> dict[str, Any]:
    if plan.file:
        raise Unusable("--file and --response exclude each other")
    if plan.answers and plan.reference:
        raise Unusable("--answer and --reference exclude each other")
    texts = [as_text("--answer", answer) for answer in plan.answers]
    reference: Any = {"answer": texts[0] if len(texts) == 1 else texts} if texts else {}
    if plan.reference:
        reference = as_object("--reference", plan.reference, '{"answer": "42"}')
    return {
        "response": as_text("--response", response),
        "reference": reference,
        "prompt": as_text("--prompt", plan.prompt),
    }


def _read(file: Path | None) -> bytes:
    if file is None or str(file) == "-":
        if sys.stdin.isatty():
            print("reading one sample as JSON; end with Ctrl-D", file=sys.stderr)
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        raise Unusable(f"{file}: {error.strerror}; name a file with one sample") from error


def _as_json(verdict: Verdict) -> tuple[Verdict, bytes]:
    """A verdict that is no JSON has a substitute, as over every transport."""
    try:
        return verdict, any_json(verdict)
    except UNSENDABLE as error:
        stand_in = substitute(verdict, error)
        return stand_in, any_json(stand_in)


def _print(text: bytes) -> None:
    if sys.stdout.isatty():
        Console().print_json(text.decode())
    else:
        sys.stdout.buffer.write(text + b"\n")
