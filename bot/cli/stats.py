"""The command that shows how much is asked and answered."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from bot import app, loading, logs
from bot.adapters.terminal.screen import Screen
from bot.cli.common_options import FactsOption, load_settings
from bot.cli.console import print_record, print_reply
from bot.cli.stores import existing_store
from bot.core.replies import Notice
from bot.features.stats import texts as stats_texts
from bot.features.stats.figures import MOST_WEEKS, WEEKS, Stats, stats
from bot.features.stats.storage import Figures, StatsStorage
from bot.knowledge.knowledge import Knowledge
from bot.settings import Settings

_WIDTH = 40
"""Characters of the longest bar."""


def show_stats(
    workspace: Annotated[
        str, typer.Option("--workspace", metavar="PLACE", help="Only of this server or workspace: slack:T0123.")
    ] = "",
    weeks: Annotated[int, typer.Option(min=1, max=MOST_WEEKS, help="How many weeks, with the present one.")] = WEEKS,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    facts: FactsOption = None,
) -> None:
    """Show how much is asked and answered, by week, channel and topic."""
    options = load_settings(facts)
    logs.configure("WARNING", options.secrets())
    found = asyncio.run(_stats(options, loading.load_knowledge(options).whole, weeks, workspace))
    if as_json:
        print_record(_record(found) if found else {})
    elif found is None or not found.total.asked:
        print_reply(Notice(stats_texts.NOTHING))
    else:
        screen = Screen(soft_wrap=True)
        screen.print(Text(stats_texts.since(found.first, found.last), style="dim"))
        for title, part in _parts(found).items():
            if part:
                screen.print(_table(title, part))
        screen.print(_bars(found.weeks))
        screen.print(Text(f"{stats_texts.NEVER_ASKED}: {stats_texts.never_asked(len(found.never_asked), found.known)}"))


async def _stats(settings: Settings, knowledge: Knowledge, weeks: int, place: str) -> Stats | None:
    async def name_of(key: str) -> str:
        return key  # who has the shell has the store; no platform is connected that knows the name

    async with existing_store(settings) as store:
        if store is None:
            return None
        return await stats(store.tables(StatsStorage), knowledge, app.SystemClock().now(), weeks, place, name_of)


def _parts(found: Stats) -> Mapping[str, Mapping[str, Figures]]:
    return {
        stats_texts.BY_WEEK: {week.isoformat(): figures for week, figures in found.weeks.items()},
        stats_texts.BY_CHANNEL: {name or stats_texts.NOT_PUBLIC: one for name, one in found.channels.items()},
        stats_texts.BY_TOPIC: {name or stats_texts.NO_TOPIC: one for name, one in found.topics.items()},
    }


def _table(title: str, part: Mapping[str, Figures]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(title)
    for name in ("Asked", "Answered", "Chosen", "Not chosen", "No answer", "Helpful", "Wrong"):
        table.add_column(name, justify="right")
    for name, one in part.items():
        numbers = (one.asked, one.answered, one.chosen, one.not_chosen, one.unanswered, one.helpful, one.wrong)
        table.add_row(name, *map(str, numbers))
    return table


def _bars(weeks: Mapping[dt.date, Figures]) -> Text:
    """Draw a bar for each week: what had an answer, and what had none."""
    most = max(1, *(one.asked for one in weeks.values()))
    drawn = Text("Each bar is a week: █ answered, ░ without an answer\n", style="dim")
    for week, one in weeks.items():
        good = round(_WIDTH * (one.answered + one.chosen) / most)
        drawn.append(f"{week} {'█' * good}{'░' * (round(_WIDTH * one.asked / most) - good)} {one.asked}\n", style="")
    return drawn


def _record(found: Stats) -> dict[str, object]:
    return {
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "kept_since": found.kept_since.isoformat() if found.kept_since else None,
        "total": _numbers(found.total),
        "weeks": {week.isoformat(): _numbers(one) for week, one in found.weeks.items()},
        "channels": {name: _numbers(one) for name, one in found.channels.items()},
        "topics": {name: _numbers(one) for name, one in found.topics.items()},
        "most_asked": [{"id": statement.id, "asked": times} for statement, times in found.most_asked],
        "never_asked": [statement.id for statement in found.never_asked],
    }


def _numbers(one: Figures) -> dict[str, int]:
    return {name: getattr(one, name) for name in Figures.__slots__}
