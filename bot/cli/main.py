"""The commands of `factbot`."""

from __future__ import annotations

import asyncio
import io
import logging
import sys
from typing import Final, cast

import typer
from rich.text import Text

from bot import logs, serving
from bot.adapters.terminal.screen import Screen, protect_streams
from bot.cli import answers, exchange, gaps, init, operations, places, records, stats
from bot.cli.common_options import FactsOption, PlaceOption, VersionOption, load_settings, seen_from
from bot.cli.console import progress
from bot.cli.digest import digests
from bot.core.errors import ConfigurationError, StoreError

log = logging.getLogger(__name__)

cli = typer.Typer(
    help="Answer questions with one curated fact, its source and date, or say that there is none.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
)


_UsageError: Final = cast("type[typer.BadParameter]", typer.BadParameter.__base__)
"""The base of all errors in what was typed after `factbot`. Typer names only some of them."""


def main() -> None:
    """Run a command, and end with its exit code."""
    protect_streams()
    code = _run()
    sys.stdout.flush()  # not while Python ends, when nobody can handle a closed pipe
    sys.exit(code)


def _run() -> int:
    """Run a command, and return its exit code. A ConfigurationError ends it with its message and exit code 2.

    A StoreError ends it with 1: the database may be back later, so the supervisor of the bot should start it again.
    """
    try:
        return cli(standalone_mode=False) or 0
    except _UsageError as error:
        message = io.StringIO()
        error.show(message)
        _print_error(message.getvalue().rstrip())
        return error.exit_code
    except ConfigurationError as error:
        _print_error(str(error))
        return _exit_code(error)
    except (KeyboardInterrupt, typer.Abort):
        return 130


def _exit_code(error: ConfigurationError) -> int:
    return 1 if isinstance(error, StoreError) else 2


def _print_error(message: str) -> None:
    Screen(stderr=True, soft_wrap=True).print(Text(message, style="red"))


@cli.callback(invoke_without_command=True)
def default(context: typer.Context, facts: FactsOption = None, version: VersionOption = False) -> None:
    """Chat in the terminal if no command is given."""
    if context.invoked_subcommand is None:
        chat(facts=facts)


@cli.command()
def chat(place: PlaceOption = "", facts: FactsOption = None) -> None:
    """Chat in the terminal. Piped input works too."""
    from bot.adapters.terminal.entry import TerminalSettings, is_interactive

    options = load_settings(facts)
    logs.configure("WARNING", options.secrets())
    console = Screen()
    if is_interactive(console):
        console.print(
            Text("Factbot", style="bold cyan"),
            Text("A number presses a button, /help shows more, exit leaves.\n"),
        )
    connect = options.platform(TerminalSettings).connect
    with progress() as report:
        asyncio.run(serving.chat(options, connect, report, seen_from=seen_from(place)))


@cli.command()
def run(facts: FactsOption = None) -> None:
    """Run the bot on every platform that has tokens, until it is stopped."""
    options = load_settings(facts)
    logs.configure(options.log_level, options.secrets(), options.log_format)
    try:
        with progress() as report:
            code = asyncio.run(serving.serve(options, report, on_stop=serving.end_by_force))
    except ConfigurationError as error:
        if options.log_format == "text":
            raise
        log.error("%s", error)  # a program reads the output, so this is a line of JSON, too
        code = _exit_code(error)
    raise typer.Exit(code)


for _command in (
    answers.ask, answers.quote, answers.quotes, answers.verify,
    init.init, operations.lint, operations.doctor, operations.manifest, operations.invite,
    places.allow, gaps.gaps, records.audit, records.forget, exchange.export,
):  # fmt: skip
    cli.command()(_command)
cli.command("import")(exchange.import_)
cli.command("stats")(stats.show_stats)
cli.add_typer(digests, name="digest")
