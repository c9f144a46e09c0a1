"""Commands for operators of the bot: lint, doctor, manifest and invite."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from bot import app, loading, logs
from bot.adapters.terminal.screen import Screen, json_text
from bot.cli.common_options import FactsOption, load_settings
from bot.cli.console import progress, vector_progress
from bot.core import texts
from bot.core.errors import FactFilesError
from bot.knowledge import presentation
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.knowledge import Knowledge
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.features.calibration.linting import Remark


def lint(
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with code 1 for advice too, not only for failures.")
    ] = False,
    weak: Annotated[
        bool, typer.Option("--weak", help="List every phrasing that the other phrasings of its fact do not find.")
    ] = False,
    answer: Annotated[float | None, typer.Option(min=0, max=1, help="Try another threshold for answers.")] = None,
    suggest: Annotated[float | None, typer.Option(min=0, max=1, help="Try another threshold for suggestions.")] = None,
    facts: FactsOption = None,
) -> None:
    """Check the fact files, run their questions as tests and estimate what users get. Exit code 1 if a test fails."""
    from bot.cli.threshold_report import report
    from bot.features.calibration.calibration import calibrated
    from bot.features.calibration.linting import lint as remarks
    from bot.features.calibration.thresholds import evaluate
    from bot.matching import Thresholds

    console = Screen(soft_wrap=True)
    given = {"answer_threshold": answer, "suggest_threshold": suggest}
    tried = {setting: value for setting, value in given.items() if value is not None}
    options = load_settings(facts, **tried)
    loaded = _load(options, console)
    knowledge = loaded.whole
    measured = evaluate(knowledge)
    # The thresholds that a running bot would measure, so that the tests give the same result on every machine.
    seen_by_all = measured if loaded.public is knowledge else evaluate(loaded.public)
    loaded.use_thresholds(loading.thresholds(options, calibrated(seen_by_all, Thresholds.default())))
    failed, advice = _print_remarks(console, remarks(knowledge))
    report(console, knowledge, measured, options, tried, weak=weak)
    _print_summary(console, knowledge, failed, advice)
    raise typer.Exit(1 if failed or (strict and advice) else 0)


def _load(options: Settings, console: Screen) -> KnowledgeByPlace:
    """Load the facts with their sentence vectors. If the files have problems, print them and exit with code 1."""
    try:
        with progress() as report_progress:
            loaded = loading.load_knowledge(options, report_progress)
    except FactFilesError as error:
        console.print(Text(str(error)))
        console.print(Text(f"{texts.count(len(error.problems), 'problem')}. Nothing was tested.", style="bold red"))
        raise typer.Exit(1) from None
    with vector_progress() as report_progress:
        loading.load_vectors(options, loaded.public, loaded.whole, progress=report_progress)
    return loaded


def _print_remarks(console: Screen, remarks: Iterable[Remark]) -> tuple[int, int]:
    """Print each remark at once. Return how many tests failed, and how many remarks are advice."""
    failed = advice = 0
    for remark in remarks:
        failed, advice = failed + remark.failed, advice + (not remark.failed)
        label, colour = ("FAILED ", "red") if remark.failed else ("advice ", "yellow")
        console.print(Text(label, style=colour).append(str(remark)))
    return failed, advice


def _print_summary(console: Screen, knowledge: Knowledge, failed: int, advice: int) -> None:
    questions = sum(len(s.questions) for s in knowledge.shown)
    silent = len(knowledge.collection.negative_examples)
    tested = f"{texts.count(questions, 'question')} and {texts.count(silent, 'stay_silent question')} tested"
    advised = f"{texts.count(advice, 'piece')} of advice"
    known = presentation.summary(knowledge, app.SystemClock().now().date())
    console.print(Text(f"{tested}: {failed} failed; {advised}. {known}", style="bold red" if failed else "bold green"))


def doctor(
    online: Annotated[
        bool, typer.Option("--online", help="Also check what each feature needs on Discord and Slack, in each channel.")
    ] = False,
    facts: FactsOption = None,
) -> None:
    """Check settings, facts, store, tokens, scopes and intents. Say what is wrong and who can fix it."""
    from bot.cli.doctor import examine

    options = load_settings(facts)
    logs.configure("ERROR", options.secrets())
    console = Screen(soft_wrap=True)

    async def report() -> bool:
        healthy = True
        async for result in examine(options, online=online):
            healthy = healthy and result.ok
            sign, colour = ("✓ ", "green") if result.ok else ("✗ ", "red")
            console.print(Text(sign, style=colour).append(result.text))
            if result.remedy:
                console.print(Text("  → " + result.remedy, style="yellow"))
        return healthy

    raise typer.Exit(0 if asyncio.run(report()) else 1)


def manifest(
    watch: Annotated[bool, typer.Option("--watch", help="Include what watched channels need.")] = False,
    prefix: Annotated[
        str | None,
        typer.Option("--prefix", help="Name the commands /PREFIX-ask and so on. Default: SLACK_COMMAND_PREFIX."),
    ] = None,
    facts: FactsOption = None,
) -> None:
    """Print the Slack app manifest, ready for "Create an app from a manifest"."""
    from bot.adapters.slack.command_names import read_prefix
    from bot.adapters.slack.entry import SlackSettings
    from bot.adapters.slack.manifest import manifest as slack_manifest

    if prefix is None:
        prefix = load_settings(facts).platform(SlackSettings).command_prefix
    try:
        made = slack_manifest(app.menu().commands, watching=watch, prefix=read_prefix(prefix))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="'--prefix'") from None
    sys.stdout.write(json_text(made, indent=2) + "\n")


def invite(
    facts: FactsOption = None,
    user: Annotated[bool, typer.Option("--user", help="Instead, for people who install it for themselves.")] = False,
) -> None:
    """Print the address that adds the bot to a Discord server. Needs DISCORD_TOKEN."""
    from bot.adapters.discord.entry import DiscordSettings

    discord = load_settings(facts).platform(DiscordSettings)
    Screen(soft_wrap=True).print(Text(discord.user_install_url() if user else discord.invite_url()))
