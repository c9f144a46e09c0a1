"""The commands of `factbot`."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import typer
from rich.console import Console
from rich.text import Text

from bot import app, logs, settings
from bot.cli import answers, operations
from bot.cli.console import progress
from bot.cli.digest import digests
from bot.core.errors import ConfigurationError

cli = typer.Typer(
    help="Answer questions with one curated fact, its source and date, or say that there is none.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run a command; an error that the operator can mend ends it with its sentence and exit code 2."""
    try:
        cli()
    except ConfigurationError as error:
        Console(stderr=True, soft_wrap=True).print(Text(str(error), style="red"))
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


@cli.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    """Chat in the terminal if no command is given."""
    if context.invoked_subcommand is None:
        chat()


@cli.command()
def chat() -> None:
    """Chat in the terminal. Piped input works too."""
    from bot.adapters.terminal import TerminalPlatform, piped_lines

    options = settings.load()
    logs.configure("WARNING", options.secrets())
    console = Console(highlight=False)
    typed = sys.stdin.isatty() and console.is_terminal
    if typed:
        console.print(Text("Factbot", style="bold cyan"), Text("Ask a question. /help shows more, /quit leaves.\n"))

    def lines() -> AsyncIterator[str]:
        if not typed:
            return piped_lines()
        from bot.adapters.terminal.prompt import typed_lines

        return typed_lines(platform.complete, app.menu(), _history())

    platform = TerminalPlatform(console, app.SystemClock(), lines)
    with progress() as report:
        asyncio.run(app.chat(options, lambda: platform, report))


@cli.command()
def run() -> None:
    """Run the bot on every platform that has tokens, until it is stopped."""
    options = settings.load()
    logs.configure(options.log_level, options.secrets())
    with progress() as report:
        raise typer.Exit(asyncio.run(app.serve(options, report)))


for _command in (
    answers.ask, answers.quote, answers.quotes, answers.verify,
    operations.lint, operations.doctor, operations.manifest, operations.invite,
):  # fmt: skip
    cli.command()(_command)
cli.add_typer(digests, name="digest")


def _history() -> Path | None:
    """The file that keeps what was typed; None where it can't be written."""
    from platformdirs import user_state_path

    with contextlib.suppress(OSError):
        folder = user_state_path("factbot", ensure_exists=True)
        file = folder / "history"
        file.touch()
        return file
    return None
