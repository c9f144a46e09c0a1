"""The commands of `factbot`."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import random
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn
from rich.text import Text

from bot import app, logs, settings
from bot.core import wording
from bot.core.answering import Finding, Knowledge
from bot.core.errors import ConfigurationError, FactFilesError
from bot.core.messages import Action
from bot.core.quotations import Quotes
from bot.core.quoting import speaker_line
from bot.core.replies import Button, Notice, Reply, Speakers, Suggestions
from bot.core.wanted import Wanted, missing, wanted

cli = typer.Typer(
    help="Answers questions with one curated fact, its source and date, or says that it holds none.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
)
BIG = 2_000_000
"""Bytes of fact files from which loading takes long enough for a progress bar."""


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
    """Without a command: chat in the terminal."""
    if context.invoked_subcommand is None:
        chat()


@cli.command()
def chat() -> None:
    """Chat in the terminal; also with piped input."""
    from bot.adapters.terminal import TerminalPlatform, piped_lines

    options = settings.load()
    logs.configure("WARNING", options.secrets())
    console = Console(highlight=False)
    typed = sys.stdin.isatty() and console.is_terminal
    if typed:
        console.print(Text("Factbot", style="bold cyan"), Text("Ask a question; /help shows more, /quit leaves.\n"))

    def lines() -> AsyncIterator[str]:
        if not typed:
            return piped_lines()
        from bot.adapters.terminal.prompt import typed_lines

        return typed_lines(platform.complete, _history())

    platform = TerminalPlatform(console, app.SystemClock(), lines)
    with _progress() as progress:
        asyncio.run(app.chat(options, lambda: platform, progress))


@cli.command()
def run() -> None:
    """Serve every platform that has tokens, until stopped."""
    options = settings.load()
    logs.configure(options.factbot_log_level, options.secrets())
    with _progress() as progress:
        raise typer.Exit(asyncio.run(app.serve(options, progress)))


@cli.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question; - reads one a line from standard input.")],
    why: Annotated[bool, typer.Option("--why", help="Tell how the answer was found.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object for each question.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many candidates the JSON lists.")] = 5,
) -> None:
    """Ask one question, or many; exit code 1 where a single question got no answer."""
    knowledge = _loaded()
    if question == "-":
        for line in iter(sys.stdin.buffer.readline, b""):
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            _print_finding(knowledge, knowledge.ask(text, limit), as_json=as_json, why=why)
        return
    finding = knowledge.ask(question, limit)
    _print_finding(knowledge, finding, as_json=as_json, why=why)
    raise typer.Exit(0 if finding.outcome == "answer" else 1)


def _print_finding(knowledge: Knowledge, finding: Finding, *, as_json: bool, why: bool) -> None:
    today = dt.datetime.now(dt.UTC).date()
    best = finding.ranked[0].id if finding.ranked and not finding.smalltalk else None
    explanation = knowledge.explain(finding.question, best) if why and best else None
    if as_json:
        from bot.records import explanation_record, finding_record

        record = finding_record(finding, knowledge, today)
        if why:
            record["why"] = explanation_record(explanation) if explanation else None
        _print_record(record)
        return
    for reply in (_reply(finding, knowledge, today), explanation):
        if reply is not None:
            _print_reply(reply)


def _loaded() -> Knowledge:
    """The facts, for a command that answers and ends."""
    options = settings.load()
    logs.configure("WARNING", options.secrets())
    with _progress() as progress:
        return app.load_knowledge(options, progress)


def _print_record(record: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace").decode() + "\n")
    sys.stdout.flush()


def _print_reply(reply: Reply) -> None:
    from bot.adapters.terminal import render

    console = Console(highlight=False)
    console.print(render(reply), soft_wrap=not console.is_terminal)


def _reply(finding: Finding, knowledge: Knowledge, today: dt.date) -> Reply:
    """A finding outside any conversation: its buttons only list what could be meant."""
    if finding.answer:
        return knowledge.card(finding.answer, today)
    if finding.suggestions:
        return Suggestions(tuple(Button(s.label, Action("show", "-", s.statement.id)) for s in finding.suggestions))
    if finding.smalltalk:
        return Notice(wording.about(knowledge.summary, knowledge.examples.question))
    return Notice(wording.NO_FACT)


@cli.command()
def quote(
    speaker: Annotated[str, typer.Option("--speaker", help="Who said it: a name or a role.")] = "",
    about: Annotated[str, typer.Option("--about", help="What it was about.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object.")] = False,
) -> None:
    """Show the best quote by a speaker or on a topic, or any; exit code 1 where none fits or the speaker is unclear."""
    knowledge = _loaded()
    quotes = knowledge.quotes
    found = wanted(quotes, speaker, about)
    quote = random.choice(found.found) if found.found and not speaker and not about else None  # noqa: S311 (no secret)
    quote = quote or next(iter(found.found), None)
    today = dt.datetime.now(dt.UTC).date()
    if as_json:
        from bot.records import speaker_record, statement_record

        told = {
            "quote": statement_record(quote, knowledge, today) if quote else None,
            "speakers": [speaker_record(one, quotes) for one in found.speakers] if found.unclear else [],
            "found": [other.id for other in found.found],
        }
        _print_record(told)
    else:
        _print_reply(knowledge.card(quote, today) if quote else _no_quote(found, quotes))
    raise typer.Exit(0 if quote else 1)


def _no_quote(found: Wanted, quotes: Quotes) -> Reply:
    if not found.unclear:
        return Notice(missing(found, quotes))
    return Speakers(wording.which(found.who), tuple(speaker_line(quotes, speaker) for speaker in found.speakers))


@cli.command()
def quotes(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object for each speaker.")] = False,
) -> None:
    """List who is quoted, how often and about what."""
    held = _loaded().quotes
    if as_json:
        from bot.records import speaker_record

        for speaker in held.speakers:
            _print_record(speaker_record(speaker, held))
    elif held.speakers:
        title = wording.speakers_title(len(held.speakers), len(held))
        _print_reply(Speakers(title, tuple(speaker_line(held, speaker) for speaker in held.speakers)))
    else:
        _print_reply(Notice(wording.NO_QUOTES))


@cli.command()
def lint(
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 for advice too, not only for failures.")
    ] = False,
    weak: Annotated[bool, typer.Option("--weak", help="List the questions that leave-one-out finds weak.")] = False,
    answer: Annotated[float | None, typer.Option(min=0, max=1, help="Try another threshold for answers.")] = None,
    suggest: Annotated[float | None, typer.Option(min=0, max=1, help="Try another one for suggestions.")] = None,
) -> None:
    """Check the fact files, run their questions as tests and measure the thresholds; exit code 1 where a test fails."""
    from bot.core.linting import lint as remarks
    from bot.gate import report

    console = Console(highlight=False, soft_wrap=True)
    given = {"factbot_answer_threshold": answer, "factbot_suggest_threshold": suggest}
    tried = {setting: value for setting, value in given.items() if value is not None}
    options = settings.load(**tried)
    try:
        with _progress() as progress:
            knowledge = app.load_knowledge(options, progress)
    except FactFilesError as error:
        console.print(Text(str(error)))
        console.print(Text(f"{len(error.problems)} problems; nothing was tested.", style="bold red"))
        raise typer.Exit(1) from None
    failed = advice = 0
    for remark in remarks(knowledge):
        failed, advice = failed + remark.failed, advice + (not remark.failed)
        console.print(
            Text("FAILED " if remark.failed else "advice ", style="red" if remark.failed else "yellow").append(
                str(remark)
            )
        )
    report(console, knowledge, options, tried, weak=weak)
    questions = sum(len(s.questions) for s in knowledge.shown)
    told = f"{questions} questions and {len(knowledge.collection.silences)} silences tested: {failed} failed"
    console.print(
        Text(f"{told}; {advice} pieces of advice. {knowledge.summary}", style="bold red" if failed else "bold green")
    )
    raise typer.Exit(1 if failed or (strict and advice) else 0)


@cli.command()
def doctor() -> None:
    """Check settings, facts, store, tokens, scopes and intents; say what is wrong and who can mend it."""
    from bot.doctor import examine

    options = settings.load()
    logs.configure("ERROR", options.secrets())
    console = Console(highlight=False, soft_wrap=True)

    async def report() -> bool:
        healthy = True
        async for finding in examine(options):
            healthy = healthy and finding.ok
            console.print(
                Text("✓ " if finding.ok else "✗ ", style="green" if finding.ok else "red").append(finding.text)
            )
            if finding.remedy:
                console.print(Text("  → " + finding.remedy, style="yellow"))
        return healthy

    raise typer.Exit(0 if asyncio.run(report()) else 1)


@cli.command()
def manifest(
    watch: Annotated[bool, typer.Option("--watch", help="Include what watched channels need.")] = False,
) -> None:
    """Print the Slack app manifest, ready for "Create an app from a manifest"."""
    from bot.adapters.slack.manifest import manifest as slack_manifest

    typer.echo(json.dumps(slack_manifest(watching=watch), indent=2, ensure_ascii=False))


@cli.command()
def invite() -> None:
    """Print the address that adds the bot to a Discord server; needs DISCORD_TOKEN."""
    from bot.adapters.discord.access import application_id, invite_url

    token = settings.load().discord_token
    if token is None:
        raise ConfigurationError("DISCORD_TOKEN is not set: put the bot's token into .env (see .env.example).")
    application = application_id(token.get_secret_value())
    if application is None:
        raise ConfigurationError(
            "DISCORD_TOKEN does not look like a bot's token: copy it again from the portal's page Bot."
        )
    typer.echo(invite_url(application))


@contextlib.contextmanager
def _progress() -> Iterator[app.Progress]:
    """A progress bar on standard error while large fact files load; nothing where that is no terminal."""
    console = Console(stderr=True)
    bar = Progress(TextColumn("Loading facts"), BarColumn(), DownloadColumn(), console=console, transient=True)
    task = bar.add_task("load", total=None)

    def report(done: int, total: int) -> None:
        if total < BIG or not console.is_terminal:
            return
        if done < total:
            bar.start()
            bar.update(task, completed=done, total=total)
        else:
            bar.stop()

    try:
        yield report
    finally:
        if bar.live.is_started:
            bar.stop()


def _history() -> Path | None:
    """The file that keeps what was typed; None where it can't be written."""
    from platformdirs import user_state_path

    with contextlib.suppress(OSError):
        folder = user_state_path("factbot", ensure_exists=True)
        file = folder / "history"
        file.touch()
        return file
    return None
