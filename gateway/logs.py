"""Logs on stderr: JSON lines for machines, columns for a terminal. Never a sample's text, never a secret.

What an exception says may quote a sample, so its message is logged at level debug only; its type and where it
was raised always are. Requests are logged one line each, and at level info only those to look at: slow ones,
and those that left samples unscored.
"""

from __future__ import annotations

import logging
import os
import sys
from collections import Counter as Tally
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Literal

import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, Processor

from gateway.items import Item
from trainer_client.contract import Verdict
from verifiers.core.seldom import Seldom

_QUIET = ("uvicorn", "uvicorn.error", "uvicorn.access", "asyncio", "grpc")
_MAX_FRAMES = 20

Style = Literal["auto", "console", "json"]

log = logging.getLogger(__name__)


def writes_json(style: Style) -> bool:
    """Whether every line on stderr is to be JSON: ``auto`` is for people on a terminal alone."""
    return style == "json" or (style == "auto" and not sys.stderr.isatty())


def configure_logs(level: str, style: Style) -> None:
    """Sends the logs of this process, those of libraries included, to stderr in one form.

    Where that is JSON, what else would write lines there is logged too, or silenced: warnings, what ends the
    process, and the C core of gRPC, whose errors its Python side raises.
    """
    if writes_json(style):
        sys.excepthook = _log_end
        os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    logging.captureWarnings(True)
    shared = _shared_processors(level)
    final: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    final += (
        [structlog.processors.JSONRenderer()]
        if writes_json(style)
        else [_write_exception, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=final))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel("DEBUG" if level == "debug" else "WARNING")
    logging.getLogger("uvicorn.error").addFilter(_thin_out)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _log_end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Instead of a traceback. It comes from no sample, so its message may be told."""
    log.critical("the process ends: %s: %s", kind.__name__, error, exc_info=(kind, error, trace))


_strangers = Seldom(5.0)


def _thin_out(record: logging.LogRecord) -> bool:
    """Anybody who can connect can send what is no HTTP, as often as he likes."""
    if not record.getMessage().startswith("Invalid HTTP request"):
        return True
    due = _strangers.due()
    if due and (left_out := _strangers.left_out()):
        record.msg = f"{record.msg} ({left_out} more such)"
    return due


def _shared_processors(level: str) -> list[Processor]:
    transformer = ExceptionDictTransformer(show_locals=False, max_frames=_MAX_FRAMES)
    processors: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.CallsiteParameterAdder({structlog.processors.CallsiteParameter.PROCESS}),
        structlog.processors.ExceptionRenderer(transformer),
    ]
    return processors if level == "debug" else [*processors, _drop_exception_messages]


def _drop_exception_messages(_logger: Any, _method: str, event: EventDict) -> EventDict:
    for raised in event.get("exception") or ():
        if isinstance(raised, dict):
            raised.pop("exc_value", None)
            raised.pop("exc_notes", None)
    return event


def _write_exception(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """For a person: a line for the exception, and one for each place it came through."""
    lines: list[str] = []
    for raised in event.get("exception") or ():
        lines.append(f"{raised['exc_type']}: {raised.get('exc_value', 'log_level debug tells its message')}")
        lines += (f"  {frame['filename']}:{frame['lineno']} {frame['name']}" for frame in raised["frames"])
    if lines:
        event["exception"] = "\n".join(lines)
    return event


class RequestLog:
    """The observer that logs requests: those to look at ten a second at most, counting what it left out."""

    def __init__(self, slow_request_s: float) -> None:
        self._slow_request_s = slow_request_s
        self._log = structlog.stdlib.get_logger("gateway.requests")
        self._notable = Seldom(0.1)
        self._refusals = Seldom(5.0)
        self._refused = 0

    def observed(
        self,
        items: Sequence[Item],
        verdicts: Sequence[Verdict],
        *,
        seconds: float,
        tenant: str,
        request_id: str,
    ) -> None:
        """See ``gateway.service.Observer``."""
        unscored = Tally(verdict.reason.value for verdict in verdicts if verdict.reward is None)
        notable = bool(unscored) or seconds >= self._slow_request_s
        if not (notable and self._notable.due()) and not logging.getLogger().isEnabledFor(logging.DEBUG):
            return
        fields: dict[str, Any] = {"request_id": request_id, "samples": len(verdicts)}
        fields["seconds"] = round(seconds, 4)
        if tenant:
            fields["tenant"] = tenant
        if unscored:
            fields["unscored"] = dict(unscored)
        if left_out := self._notable.left_out():
            fields["lines_left_out"] = left_out
        self._log.log(logging.INFO if notable else logging.DEBUG, "request", **fields)

    def refused(self, count: int) -> None:
        """See ``gateway.service.Observer``. Told now and then: a line each would add to the overload."""
        self._refused += count
        if self._refusals.due():
            self._log.warning("refused: too many samples in flight", samples=self._refused)
            self._refused = 0
