"""All commands, and how one ends: a message and an exit code, never a traceback for a mistake of the user."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from gateway.commands.check_data import check_data
from gateway.commands.constraints import constraints
from gateway.commands.doctor import doctor
from gateway.commands.grade import grade
from gateway.commands.serve import serve
from gateway.commands.verify import verify
from gateway.user_errors import Exit, Unusable


class _Commands(TyperGroup):
    """Turns what ends a command into a message and an exit code."""

    def main(self, *arguments: Any, **settings: Any) -> Any:
        _print_any_text()
        try:
            return super().main(*arguments, **settings)
        except OSError as error:
            raise SystemExit(_output_refused(error)) from error

    def make_context(self, *arguments: Any, **settings: Any) -> Any:
        """``--help`` prints here."""
        with _ended_by_its_reader():
            return super().make_context(*arguments, **settings)

    def invoke(self, ctx: Any) -> Any:
        try:
            with _ended_by_its_reader():
                return self._invoke_and_flush(ctx)
        except Unusable as error:
            typer.echo(f"cascade-rewards: {error}", err=True)
            raise typer.Exit(error.exit_code) from error
        except KeyboardInterrupt as error:
            raise typer.Exit(Exit.STOPPED) from error

    def _invoke_and_flush(self, ctx: Any) -> Any:
        """What cannot be written is heard of here, and not when the interpreter ends."""
        try:
            result = super().invoke(ctx)
        except typer.Exit:
            sys.stdout.flush()
            raise
        sys.stdout.flush()
        return result


@contextmanager
def _ended_by_its_reader() -> Iterator[None]:
    """A reader that has gone (``| head``) ends a command as SIGPIPE does; any other pipe is a defect."""
    try:
        yield
    except BrokenPipeError as error:
        if not _reader_is_gone():
            raise RuntimeError("a connection broke, and it is not standard output") from error
        _drop_output()
        raise typer.Exit(Exit.OUTPUT_LEFT) from error


def _reader_is_gone() -> bool:
    try:
        output = sys.stdout.fileno()
    except OSError:
        return False  # standard output is a buffer
    poll = select.poll()
    poll.register(output, 0)
    return any(event & (select.POLLERR | select.POLLHUP) for _, event in poll.poll(0))


def _print_any_text() -> None:
    """A terminal that lacks a character shows its number instead. Verdicts are written as UTF-8 bytes."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _output_refused(error: OSError) -> Exit:
    """Raises ``error`` again unless standard output itself is what refuses: a line more is tried on it."""
    try:
        print(flush=True)
    except OSError as refusal:
        _drop_output()
        message = f"standard output: {refusal.strerror}; write to a place with room"
        typer.echo(f"cascade-rewards: {message}", err=True)
        return Exit.UNUSABLE
    raise error


def _drop_output() -> None:
    """Nothing more is written to where our output went, at exit either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


application = typer.Typer(
    name="cascade-rewards",
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for command in (serve, grade, verify, check_data, constraints, doctor):
    application.command()(command)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"cascade-rewards {version('cascade-rewards')}")
        raise typer.Exit


@application.callback()
def cascade_rewards(
    _: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Verifiable rewards for reinforcement learning: serve them, grade files with them, check data."""
