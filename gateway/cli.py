"""The command line: ``cascade-rewards``, or ``python -m gateway``.

Commands are functions in ``gateway.commands``, whose modules import little; a command's own imports happen
when it runs, so that ``--help`` is quick. Mistakes of the user end in one line, never in a traceback.
"""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from gateway.commands.check_data import check_data
from gateway.commands.doctor import doctor
from gateway.commands.grade import grade
from gateway.commands.serve import serve
from gateway.commands.verify import verify
from gateway.user_errors import Exit, Unusable


class _Commands(TyperGroup):
    """Turns what ends a command into a message and an exit code, in one place."""

    def invoke(self, ctx: Any) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except Unusable as error:
            typer.echo(f"cascade-rewards: {error}", err=True)
            raise typer.Exit(error.exit_code) from error
        except KeyboardInterrupt as error:
            raise typer.Exit(Exit.STOPPED) from error
        except BrokenPipeError as error:
            _drop_output()
            raise typer.Exit(Exit.WELL) from error
        return result


def _drop_output() -> None:
    """The reader of our output has gone (``| head``): nothing is written to it at exit either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


main = typer.Typer(
    name="cascade-rewards",
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for command in (serve, grade, verify, check_data, doctor):
    main.command()(command)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"cascade-rewards {version('cascade-rewards')}")
        raise typer.Exit


@main.callback()
def cascade_rewards(
    _: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Verifiable rewards for reinforcement learning: serve them, grade files with them, check data."""
