"""The commands around the daily digest: preview and status."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Sequence
from typing import Annotated

import typer

from bot import app, loading, logs
from bot.cli.common_options import FactsOption, PlaceOption, load_settings, seen_from
from bot.cli.console import print_record, print_reply, progress
from bot.cli.stores import existing_store
from bot.core.errors import ConfigurationError, UserError
from bot.core.events import Target
from bot.core.replies import Notice
from bot.features.digest import texts as digest_texts
from bot.features.digest.composer import DigestComposer, DigestScope
from bot.features.digest.contents import DigestContents
from bot.features.digest.options import match_topics
from bot.features.digest.recorder import ChangeRecorder
from bot.features.digest.replies import Details
from bot.features.digest.rotation import digest_index
from bot.features.digest.sections import digest
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriber import PAST
from bot.features.digest.subscriptions import SlotResult, Subscription
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.settings import Settings

digests = typer.Typer(help="Preview the daily digest, or list the channels that get it.", no_args_is_help=True)


@digests.callback()
def inherit_options(facts: FactsOption = None) -> None:
    """Take `--facts` before the name of the command too, as all other commands do."""


@digests.command()
def preview(
    date: Annotated[str, typer.Option("--date", help="The day, such as 2026-03-02 (today if left out).")] = "",
    topics: Annotated[str, typer.Option("--topics", help="Only these topics, separated by commas.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object.")] = False,
    place: PlaceOption = "",
    facts: FactsOption = None,
) -> None:
    """Show the digest of a day, as a channel would get it as its first one."""
    day = _date(date) if date else None
    options = load_settings(facts)
    logs.configure("WARNING", options.secrets())
    with progress() as report:
        knowledge, contents = asyncio.run(_preview(options, seen_from(place), day, topics, report))
    if as_json:
        from bot.cli.json_output import digest_record

        print_record(digest_record(contents, knowledge))
    else:
        print_reply(digest(contents, knowledge, "preview"))


@digests.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object for each channel.")] = False,
    facts: FactsOption = None,
) -> None:
    """List every channel that gets the digest, with the next time and the results of the last posts."""
    options = load_settings(facts)
    logs.configure("WARNING", options.secrets())
    subscriptions = asyncio.run(_subscriptions(options))
    if not subscriptions and not as_json:
        print_reply(Notice(digest_texts.NOWHERE))
    for subscription, past in subscriptions:
        if as_json:
            from bot.cli.json_output import subscription_record

            print_record(subscription_record(subscription, past))
        else:
            rows = digest_texts.status(subscription, [subscription.next_due], past, app.SystemClock().now())
            print_reply(Details(subscription.id, tuple(rows)))


def _date(typed: str) -> dt.date:
    with contextlib.suppress(ValueError):
        day = dt.date.fromisoformat(typed)
        if 1 < day.year < dt.MAXYEAR:  # a digest needs days a month later and a week earlier
            return day
    raise ConfigurationError(f"--date {typed}: expected a day such as 2026-03-02.")


async def _preview(
    settings: Settings, target: Target, date: dt.date | None, topics: str, report: app.Progress
) -> tuple[Knowledge, DigestContents]:
    """Compose the first digest of a place for a day, or for today.

    Raises ConfigurationError if there is no such topic or something can't be used.
    """
    from bot.storage.database import is_there, open_store

    clock = app.SystemClock()
    address = settings.database_url.get_secret_value()
    loaded = await asyncio.to_thread(loading.load_knowledge, settings, report)
    # Without a store, it is as if the facts were seen for the first time; looking makes no file.
    store = await open_store(address if is_there(address) else "sqlite://", clock)
    try:
        facts = CurrentKnowledge(loaded)
        await ChangeRecorder(facts, store).record()
        now = clock.now()
        until = now if date in (None, now.date()) else dt.datetime.combine(date, dt.time.max, dt.UTC)
        known = digest_index(facts.at(target)).topics
        scope = DigestScope("preview", target, "UTC", match_topics(topics, known))
        return await DigestComposer(facts, store).compose(scope, date or now.date(), until)
    except UserError as error:
        raise ConfigurationError(str(error)) from None
    finally:
        await store.close()


async def _subscriptions(settings: Settings) -> list[tuple[Subscription, Sequence[SlotResult]]]:
    """List every channel's digest with the results of the last slots. Raises ConfigurationError."""
    async with existing_store(settings) as store:
        if store is None:
            return []
        tables = store.tables(DigestStorage)
        return [(one, await tables.results(one.id, PAST)) for one in await tables.subscriptions()]
