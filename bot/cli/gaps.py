"""The command that lists questions without a good answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.table import Table

from bot import app, loading, logs
from bot.adapters.terminal.screen import Screen
from bot.cli.common_options import FactsOption, load_settings
from bot.cli.console import print_record, print_reply
from bot.cli.stores import existing_store
from bot.core.errors import ConfigurationError
from bot.core.events import Target
from bot.core.replies import Notice
from bot.features.gaps import texts as gap_texts
from bot.features.gaps.finder import Gap, GapFinder
from bot.features.gaps.storage import GapStorage
from bot.knowledge.by_place import KnowledgeByPlace
from bot.matching.grouping import GrouperSource
from bot.settings import Settings

_NEAREST = 3


def gaps(
    workspace: Annotated[
        str, typer.Option("--workspace", metavar="PLACE", help="Only of this server or workspace: slack:T0123.")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many questions at most.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object for each question.")] = False,
    facts: FactsOption = None,
) -> None:
    """List questions without a good answer, the most asked first. Private ones are left out."""
    options = load_settings(facts)
    logs.configure("WARNING", options.secrets())
    knowledge = loading.load_knowledge(options)
    loading.apply_saved_thresholds(options, knowledge)
    found = asyncio.run(_gaps(options, knowledge, _place(workspace)))[:limit]
    if as_json:
        for gap in found:
            print_record(_record(gap, knowledge))
    elif found:
        Screen(soft_wrap=True).print(_table(found))
    else:
        print_reply(Notice(gap_texts.NONE_OPEN))


def _place(typed: str) -> Target | None:
    if not typed:
        return None
    platform, _, workspace = typed.partition(":")
    if not workspace:
        raise ConfigurationError(f"{typed!r} is no server or workspace. Give it as in slack:T0123 or discord:4567.")
    return Target(platform, workspace, "")


async def _gaps(settings: Settings, knowledge: KnowledgeByPlace, place: Target | None) -> Sequence[Gap]:
    async def is_public(platform: str, workspace: str, channel: str) -> bool:
        return True  # who has the shell has the store; no platform is connected that could tell

    grouper = GrouperSource(loading.encoder_loader(settings), lambda: knowledge.whole.collection.aliases)
    async with existing_store(settings) as store:
        if store is None:
            return ()
        finder = GapFinder(store.tables(GapStorage), grouper, knowledge.at, is_public)
        return await finder.find(app.SystemClock().now(), place)


def _record(gap: Gap, knowledge: KnowledgeByPlace) -> dict[str, object]:
    seen = knowledge.at(gap.place)
    near = (seen.any_version(match.id) for match in seen.ask(gap.question).ranked[:_NEAREST])
    return {
        "question": gap.question,
        "asked": gap.asked,
        "people": gap.people,
        "last": gap.last.isoformat(),
        "reasons": dict(gap.reasons),
        "wished": gap.is_wished,
        "given": bool(gap.decision.given_to),
        "platform": gap.place.platform,
        "workspace": gap.place.workspace,
        "phrasings": [{"question": question, "asked": count} for question, count in gap.phrasings],
        "nearest": [statement.id for statement in near if statement],
    }


def _table(found: Sequence[Gap]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Asked", "People", "Last", "Question", "Why"):
        table.add_column(heading)
    for gap in found:
        table.add_row(
            str(gap.asked), str(gap.people), f"{gap.last:%Y-%m-%d}", gap.question, gap_texts.reasons(gap.reasons)
        )
    return table
