"""The command `factbot allow`: the list of the servers and workspaces that the bot serves."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from bot import app, logs
from bot.adapters import registry
from bot.cli.common_options import FactsOption, load_settings
from bot.cli.console import print_record, print_reply
from bot.cli.stores import existing_store
from bot.conversation.places import Place, PlaceStorage
from bot.core import texts
from bot.core.document import Document, Fields, Heading, Row, Text
from bot.core.errors import ConfigurationError
from bot.core.replies import Notice, Reply
from bot.curation.audit import AuditStorage
from bot.curation.people import NOBODY
from bot.settings import Settings

NO_LIST = (
    "No server or workspace is on the list yet. At the first connection to a platform, I put all those on it in which "
    "I am then."
)


@dataclass(frozen=True, slots=True)
class PlaceList:
    """The served places, and those in which the bot was asked all the same."""

    served: Sequence[Place]
    asking: Sequence[Place]
    private: bool = True

    def document(self) -> Document:
        """Return both lists, with the command that adds one of the second."""
        asking, first = self.asking, next((place.address for place in self.asking), "")
        return Document.of(
            Heading("Served" if self.served else ""),
            Fields(tuple(Row(place.address, _described(place, "since")) for place in self.served)),
            Heading("Asking to be served" if asking else ""),
            Fields(tuple(Row(place.address, _described(place, "asked on")) for place in asking)),
            Text(f"To serve one: factbot allow {first}" if asking else "", "quiet"),
            private=self.private,
        )


def allow(
    place: Annotated[
        str, typer.Argument(metavar="[PLACE]", help="A server or workspace, such as discord:123 or slack:T0123.")
    ] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take it off the list instead.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object for each place.")] = False,
    facts: FactsOption = None,
) -> None:
    """Serve one more server or workspace, or list them all. A running bot follows within 5 seconds."""
    options = load_settings(facts)
    logs.configure("WARNING", options.secrets())
    if not place:
        if remove:
            raise ConfigurationError("--remove needs a server or workspace. `factbot allow` lists those that I serve.")
        served, asking = asyncio.run(_places(options))
        _print_list(served, asking, as_json=as_json)
        return
    try:
        platform, workspace = registry.read_address(place, "workspace")
    except ValueError as error:
        raise ConfigurationError(f"{place!r} is no server or workspace: {error}.") from None
    sentence = asyncio.run(_change(options, platform, workspace, remove=remove))
    if as_json:
        served, asking = asyncio.run(_places(options))
        _print_list(served, asking, as_json=True)
    else:
        print_reply(Notice(sentence))


def _print_list(served: Sequence[Place], asking: Sequence[Place], *, as_json: bool) -> None:
    if as_json:
        from bot.cli.json_output import place_record

        for places, is_served in ((served, True), (asking, False)):
            for one in places:
                print_record(place_record(one, served=is_served))
        return
    reply: Reply = PlaceList(served, asking) if served or asking else Notice(NO_LIST)
    print_reply(reply)


def _described(place: Place, since: str) -> str:
    return " · ".join(filter(None, (place.name, f"{since} {texts.day(place.since.date())}")))


async def _places(settings: Settings) -> tuple[Sequence[Place], Sequence[Place]]:
    """Return the served places and those that ask. Raises ConfigurationError. Looking makes no store."""
    async with existing_store(settings) as store:
        if store is None:
            return (), ()
        tables: PlaceStorage = store.tables(PlaceStorage)
        return await tables.served(), await tables.asking()


async def _change(settings: Settings, platform: str, workspace: str, *, remove: bool) -> str:
    """Change the list, and say in a sentence what was done. Raises ConfigurationError."""
    from bot.storage.database import open_store

    address = f"{platform}:{workspace}"
    store = await open_store(settings.database_url.get_secret_value(), app.SystemClock())
    try:
        tables, log = store.tables(PlaceStorage), store.tables(AuditStorage)
        if not remove:
            if not await tables.allow(platform, workspace):
                return f"{address} was already on the list."
            await log.record("allow", address, NOBODY)
            return f"{address} is now on the list."
        if not await tables.remove(platform, workspace):
            raise ConfigurationError(f"{address} is not on the list. `factbot allow` lists those that I serve.")
        await log.record("disallow", address, NOBODY)
        return f"{address} is no longer on the list."
    finally:
        await store.close()
